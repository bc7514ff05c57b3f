//! The table of a block. It holds no logic: it takes arguments, calls the block's functions, and passes
//! their results on, through functions of `piccolo-core`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, Ident, LifetimeParam, parse_quote, spanned::Spanned};

use crate::{
    function::expand::{annotated, results},
    lua::{Taken, respan},
    methods::{
        model::{Kind, Member, Model, Role},
        signature::{Parameter, ParameterKind, ReceiverKind, Signature},
    },
};

/// The implementation that holds the block's members.
pub(super) fn table(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let m = quote!(#krate::convert::expansion);
    let (gc, self_type, block) = (&model.gc, &model.self_type, model.block);
    let generics = generics(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let is_offered = |member: &&Member| !matches!(member.kind, Kind::Function(Role::Hidden, _));
    let members = model.members.iter().filter(is_offered).map(|member| self::member(member, model, &m));
    quote! {
        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #impl_generics #m::EachBlockNeedsItsOwnNumber<#gc, #block> for #self_type #where_clause {
            const MEMBERS: &#gc [#m::Member<#gc>] = &[#(#members,)*];
        }
    }
}

/// The block's parameters, `'static` as those of userdata are, and the lifetime of the VM.
fn generics(model: &Model) -> Generics {
    let mut generics = model.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!('static));
    }
    if !generics.lifetimes().any(|own| own.lifetime == model.gc) {
        generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(model.gc.clone())));
    }
    generics
}

fn member(member: &Member, model: &Model, m: &TokenStream) -> TokenStream {
    let (ident, name) = (&member.ident, &member.name);
    let about = about(member, m);
    let (role, signature) = match &member.kind {
        Kind::Constant(_) => {
            let m_here = respan(m, ident.span());
            let value = quote_spanned!(ident.span()=> #m_here::FieldResult::into_value(Self::#ident, ctx));
            return quote!(#m::Member::constant(#name, |ctx| #value).about(#about));
        }
        Kind::Function(role, signature) => (*role, signature),
    };
    let result = signature.result.resolved_at(Span::call_site());
    let here = respan(m, result);
    match role {
        Role::Getter => {
            let call = call(ident, signature, m);
            let value = quote_spanned!(result=> #here::FieldResult::into_value(result, ctx));
            quote! {
                #m::Member::getter(#name, |ctx, object| {
                    let values = &[#m::Value::UserData(object)];
                    #call
                    #value
                }).about(#about)
            }
        }
        Role::Setter => {
            let call = call(ident, signature, m);
            let done = quote_spanned!(result=> #here::SetterResult::into_result(result));
            quote! {
                #m::Member::setter(#name, |ctx, object, value| {
                    #m::set_result::<Self>(#name, (|| {
                        let values = &[#m::Value::UserData(object), value];
                        #call
                        #done
                    })())
                }).about(#about)
            }
        }
        Role::Function | Role::Constructor | Role::Metamethod(_) | Role::Hidden => {
            let callback = callback(member, signature, model, m);
            let member = match role {
                Role::Constructor => quote!(#m::Member::constructor(#name, |ctx| #callback)),
                Role::Metamethod(event) => {
                    let event = format_ident!("{event}");
                    quote!(#m::Member::metamethod(#m::Metamethod::#event, |ctx| #callback))
                }
                _ => quote!(#m::Member::function(#name, |ctx| #callback)),
            };
            quote!(#member.about(#about))
        }
    }
}

/// The callback that calls a function.
fn callback(member: &Member, signature: &Signature, model: &Model, m: &TokenStream) -> TokenStream {
    let call = call(&member.ident, signature, m);
    let explain = explain(member, signature, &quote!({ use #m::Unknown as _; #m::Type::<Self>::CLASS }), m);
    let result = signature.result.resolved_at(Span::call_site());
    if signature.is_async {
        let krate = &model.krate;
        let krate = respan(&quote!(#krate), result);
        let finish = quote_spanned!(result=> #krate::sequence::run_callback(ctx, stack, result));
        return quote! {
            #m::Callback::new(ctx, |ctx, mut stack| {
                let started = (|| {
                    let values = stack.as_slice();
                    #call
                    #m::Result::Ok(result)
                })();
                let result = #m::explained(started, |error| #explain)?;
                stack.clear();
                #finish
            })
        };
    }
    let m_here = respan(m, result);
    let put = quote_spanned! {result=> {
        use #m_here::{PutHostResult as _, PutNothing as _, PutReturned as _};
        (&mut #m_here::Outcome::new(result)).put(ctx, &mut stack)
    }};
    quote! {
        #m::Callback::new(ctx, |ctx, mut stack| {
            let result = (|| {
                let values = stack.as_slice();
                #call
                #put
            })();
            #m::explained(result, |error| #explain)
        })
    }
}

/// The error `error` of a function, with its name and those of its parameters.
pub(super) fn explain(
    member: &Member,
    signature: &Signature,
    class: &TokenStream,
    m: &TokenStream,
) -> TokenStream {
    let name = &member.name;
    let is_method = signature.receiver.is_some() || signature.takes_handle;
    let parameters = named_parameters(signature).map(|Parameter { name, kind, r#type, .. }| match kind {
        ParameterKind::Value => {
            let span = r#type.span().resolved_at(Span::call_site());
            let m = respan(m, span);
            quote_spanned!(span=> (#name, #m::takes::<#r#type>()))
        }
        ParameterKind::Nested => quote!((#name, (&&#m::Nested::<#r#type>::NEW).takes())),
        _ => quote!((#name, #m::Takes::One)),
    });
    quote! {{
        use #m::{KnownNested as _, UnknownNested as _};
        #m::explain(
            error,
            &#m::Named {
                class: #class,
                name: #name,
                is_method: #is_method,
            },
            &[#(#parameters,)*],
        )
    }}
}

/// The parameters without the handle of the object.
fn named_parameters(signature: &Signature) -> impl Iterator<Item = &Parameter> {
    let is_handle = |parameter: &&Parameter| signature.takes_handle && parameter.name == "this";
    signature.parameters.iter().filter(move |parameter| !is_handle(parameter))
}

/// What is known of a member, as a function.
pub(super) fn about(member: &Member, m: &TokenStream) -> TokenStream {
    let docs = &member.docs;
    let (signature, role) = match &member.kind {
        Kind::Constant(r#type) => {
            return quote! {
                || { use #m::Unknown as _; #m::About {
                    docs: #docs,
                    types: #m::Type::<#r#type>::result(),
                    ..#m::Default::default()
                } }
            };
        }
        Kind::Function(role, signature) => (signature, *role),
    };
    let parameters =
        named_parameters(signature).map(|Parameter { name, kind, r#type, annotation, .. }| {
            let known = match kind {
                ParameterKind::Value => quote!(#m::Type::<#r#type>::parameter(#name, false)),
                ParameterKind::Default(_) => quote!(#m::Type::<#r#type>::parameter(#name, true)),
                ParameterKind::Nested => quote!((&&#m::Nested::<#r#type>::NEW).about(#name)),
                ParameterKind::Shared | ParameterKind::Mutable => quote!(#m::Type::<#r#type>::lent(#name)),
            };
            annotated(known, annotation.as_ref())
        });
    let is_method = signature.receiver.is_some() || signature.takes_handle;
    let types = match (&signature.result_type, role) {
        (Some(r#type), Role::Getter) if member.returns.is_none() => quote!(#m::Type::<#r#type>::result()),
        (_, Role::Setter) => results(None, None, m),
        (r#type, _) => results(r#type.as_ref(), member.returns.as_ref(), m),
    };
    quote! {
        || { use #m::{KnownNested as _, Unknown as _, UnknownNested as _}; #m::About {
            docs: #docs,
            is_method: #is_method,
            parameters: #m::From::from([#(#parameters,)*]),
            types: #types,
        } }
    }
}

/// Takes the arguments from `values` and calls the function; its result is `result`.
fn call(ident: &Ident, signature: &Signature, m: &TokenStream) -> TokenStream {
    let or_fail = |taken: TokenStream, span: Span| match signature.is_equality {
        // Values of other types are not equal.
        true => quote! {
            match #taken {
                #m::Ok(taken) => taken,
                #m::Err(_) => return stack.replace_with(ctx, false),
            }
        },
        false => quote_spanned!(span=> #taken?),
    };
    let mut takes = TokenStream::new();
    let mut arguments = TokenStream::new();
    if let Some(receiver) = &signature.receiver {
        let (taken, argument) = receive(signature.is_async, receiver.kind, receiver.span, m);
        let taken = or_fail(taken, receiver.span.resolved_at(Span::call_site()));
        takes.extend(quote!(let mut this = #taken;));
        arguments.extend(quote!(#argument,));
    }
    for (number, parameter) in signature.parameters.iter().enumerate() {
        let span = parameter.r#type.span().resolved_at(Span::call_site());
        let variable = format_ident!("argument_{number}", span = span);
        let Taken { prepare, take, pass } = take(signature.is_async, parameter, &variable, m);
        let taken = or_fail(take, span);
        takes.extend(quote_spanned!(span=> #prepare let mut #variable = #taken;));
        arguments.extend(quote!(#pass,));
    }
    quote! {
        let mut index: #m::usize = 0;
        #takes
        let result = Self::#ident(#arguments);
    }
}

/// How the receiver is taken from the arguments, and how it is passed.
fn receive(is_async: bool, kind: ReceiverKind, span: Span, m: &TokenStream) -> (TokenStream, TokenStream) {
    let span = span.resolved_at(Span::call_site());
    let m = &respan(m, span);
    if is_async {
        let taken = quote_spanned!(span=> #m::parameter::<#m::UserRef<'_, Self>>(ctx, values, &mut index));
        return (taken, quote!(this));
    }
    match kind {
        ReceiverKind::Shared => {
            (quote_spanned!(span=> #m::receive::<Self, _>(ctx, values, &mut index)), quote!(&*this))
        }
        ReceiverKind::Mutable => {
            (quote_spanned!(span=> #m::lend_mut::<Self>(ctx, values, &mut index)), quote!(&mut *this))
        }
        ReceiverKind::Value => (
            quote_spanned!(span=> #m::receive::<Self, _>(ctx, values, &mut index)),
            quote_spanned!(span=> #m::ByValue::copied(&*this)),
        ),
    }
}

/// How a parameter is taken from the arguments, and how it is passed.
pub(super) fn take(is_async: bool, parameter: &Parameter, variable: &Ident, m: &TokenStream) -> Taken {
    let r#type = &parameter.r#type;
    let span = r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    let values = quote_spanned!(span=> (ctx, values, &mut index));
    let plain = |take, pass| Taken { prepare: TokenStream::new(), take, pass };
    match &parameter.kind {
        ParameterKind::Value => Taken::by_value(r#type, parameter.stance, is_async, &values, variable, &m),
        ParameterKind::Nested => Taken::nested(r#type, parameter.stance, &values, variable, &m),
        ParameterKind::Default(default) => plain(
            quote_spanned!(span=> #m::parameter_or::<#r#type>(ctx, values, &mut index, || #default)),
            quote!(#variable),
        ),
        ParameterKind::Shared => {
            plain(quote_spanned!(span=> #m::lend::<#r#type, _>#values), quote_spanned!(span=> &*#variable))
        }
        ParameterKind::Mutable => plain(
            quote_spanned!(span=> #m::lend_mut::<#r#type>#values),
            quote_spanned!(span=> &mut *#variable),
        ),
    }
}

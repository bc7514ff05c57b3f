//! The code of `#[derive(UserData)]`. It holds no logic: it names types, fields and operators, and calls
//! functions of `piccolo-core`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{
    GenericParam, Generics, Ident, Lifetime, TypeParam, parse_quote, spanned::Spanned, visit_mut::VisitMut,
};

use crate::{
    lua::{MakeStatic, respan},
    methods::BLOCKS,
    userdata::{
        enums,
        model::{Field, Model, Operator, OperatorKind},
        parts,
    },
};

/// Everything that `#[derive(UserData)]` implements.
pub(super) fn implementations(model: &Model<'_>) -> TokenStream {
    let krate = &model.krate;
    let m = quote!(#krate::convert::expansion);
    let proxy = proxy(model, &m);
    let type_implementation = type_implementation(model, &m);
    let traced = check_traced(model, &m);
    let conversions = conversions(model, &m);
    let of_variants =
        model.variants.iter().flat_map(|all| all.list.iter().flat_map(|variant| &variant.fields));
    let checks = model.fields.iter().chain(of_variants).filter_map(|field| check_nature(model, field, &m));
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, unreachable_patterns)]
        const _: () = {
            #[allow(unused_imports)]
            use #m::{NoMethods as _, NoUserData as _, Unknown as _, UnknownOutput as _};
            #proxy
            #type_implementation
            #conversions
            #traced
            #(#checks)*
        };
    }
}

/// The type that stands for this one with any lifetime.
fn proxy(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    let (visibility, ident, gc) = (model.visibility, model.ident, &model.gc);
    let mut own = static_parameters(model.generics);
    own.params = own.params.into_iter().filter(|p| !matches!(p, GenericParam::Lifetime(_))).collect();
    let with_gc = with_gc(&own, gc);
    let types = own.type_params().map(|parameter| &parameter.ident);
    let (own_impl, own_type, own_where) = own.split_for_impl();
    let (gc_impl, ..) = with_gc.split_for_impl();
    let (_, root, _) = model.generics.split_for_impl();
    quote! {
        #visibility struct __Proxy #own_impl (#m::PhantomData<fn() -> (#(#types,)*)>) #own_where;

        impl #gc_impl #m::Rootable<#gc> for __Proxy #own_type #own_where {
            type Root = #ident #root;
        }
    }
}

fn type_implementation(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    let (ident, gc, name) = (model.ident, &model.gc, &model.name);
    let generics = held(model, m);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, own_type, _) = model.generics.split_for_impl();
    let proxy_arguments = proxy_arguments(model.generics);
    let storage = if model.is_frozen { quote!(#m::Frozen<Self>) } else { quote!(#m::RefLock<Self>) };
    let fields = model.fields.iter().map(|field| members_of_field(model, field, m));
    let elements = parts::elements(model, m);
    let places = parts::places(model, m);
    let variants = model.variants.as_ref().map(|variants| enums::members(model, variants, m));
    let base = parts::base(model, m);
    let docs = &model.docs;
    let clone = model.by_value.map(|span| {
        let m_here = respan(m, span);
        quote_spanned! {span=>
            const CLONE: #m_here::Option<fn(&Self) -> Self> = #m_here::Option::Some(#m_here::HasClone::copy);
        }
    });
    let operators = model.operators.iter().map(|operator| members_of_operator(operator, m));
    let blocks = (1..=BLOCKS).map(|block| members_of_block(model, block, m));
    quote! {
        #places

        impl #impl_generics #m::UserDataType<#gc> for #ident #own_type #where_clause {
            type Proxy = __Proxy #proxy_arguments;
            type Storage = #storage;
            const NAME: &'static #m::str = #name;
            const MEMBERS: &#gc [&#gc [#m::Member<#gc>]] = &[
                #elements
                &[#(#fields)* #variants #(#operators)*],
                #(#blocks,)*
            ];
            #base
            #clone
            const DOCS: &'static #m::str = #docs;
        }
    }
}

/// The members of a block of `#[methods]`. Of a generic type, arguments are left open until the block is found: one
/// with bounds that the type does not have would be taken for none otherwise.
fn members_of_block(model: &Model<'_>, block: usize, m: &TokenStream) -> TokenStream {
    let (ident, gc) = (model.ident, &model.gc);
    let is_plain = |parameter: &GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    if model.generics.params.iter().all(is_plain) {
        return quote!(#m::Block::<#gc, Self, #block>::MEMBERS);
    }
    let open = model.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(own) => own.lifetime.to_token_stream(),
        _ => quote!(_),
    });
    quote!(#m::members_of_all::<Self, _>(#m::Block::<#gc, #ident<#(#open),*>, #block>::OF_TYPE))
}

fn conversions(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    let (ident, gc) = (model.ident, &model.gc);
    let generics = held(model, m);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, own_type, _) = model.generics.split_for_impl();
    let from_lua = model.by_value.map(|span| {
        let m_here = respan(m, span);
        let copied = match &model.variants {
            Some(variants) if variants.is_plain() => {
                let by_name = enums::value_by_name(variants, m);
                quote_spanned!(span=> #m_here::copied_or_named::<Self>(ctx, value, #by_name))
            }
            _ => quote_spanned!(span=> #m_here::copied::<Self>(ctx, value)),
        };
        quote! {
            impl #impl_generics #m::FromLua<#gc> for #ident #own_type #where_clause {
                fn from_lua(
                    ctx: #m::Context<#gc>,
                    value: #m::Value<#gc>,
                ) -> #m::Result<Self, #m::ConversionError> {
                    #copied
                }

                fn annotation() -> #m::Cow<'static, #m::str> {
                    <Self as #m::UserDataType>::annotation()
                }
            }
        }
    });
    let object = match &model.variants {
        Some(variants) if variants.is_plain() => {
            let index = enums::index_of_value(variants, m);
            quote!({ let index = #index; #m::variant_value(ctx, self, index) })
        }
        _ => quote!(#m::Result::map(#m::UserRef::new(ctx, self), #m::From::from)),
    };
    quote! {
        impl #impl_generics #m::IntoLua<#gc> for #ident #own_type #where_clause {
            fn into_lua(self, ctx: #m::Context<#gc>) -> #m::Result<#m::Value<#gc>, #m::Error<#gc>> {
                #object
            }

            fn annotation() -> #m::Cow<'static, #m::str> {
                <Self as #m::UserDataType>::annotation()
            }
        }
        #from_lua
    }
}

fn members_of_field(model: &Model<'_>, field: &Field<'_>, m: &TokenStream) -> TokenStream {
    let gc = &model.gc;
    let Field { member, r#type, name, docs, .. } = field;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = respan(m, span);
    let readable = given_type(field, quote!(#m::Type::<#r#type>::readable()), m);
    let writable = given_type(field, quote!(#m::Type::<#r#type>::writable()), m);
    let get = field.get.then(|| {
        if field.by_ref.is_some() {
            return parts::reference(field, m);
        }
        let read = match nature(model, field, m) {
            Some(nature) => quote_spanned! {span=>
                <#nature as #m_here::PlainField<#gc, #r#type>>::read(&this.#member, ctx)
            },
            None => quote_spanned!(span=> <#r#type as #m_here::ReadField<#gc>>::read(&this.#member, ctx)),
        };
        quote! {
            #m::Member::getter(#name, |ctx, object| {
                #m::get_field::<Self>(ctx, object, |this| #read)
            }).about(|| #m::About {
                docs: #docs,
                types: #readable,
                ..#m::Default::default()
            }),
        }
    });
    let set = field.set.then(|| {
        let set = quote_spanned!(span=> #m_here::set_field::<Self, #r#type>);
        quote! {
            #m::Member::setter(#name, |ctx, object, value| {
                #set(ctx, object, #name, value, |this, value| #m::replace(&mut this.#member, value))
            }).about(|| #m::About {
                docs: #docs,
                types: #writable,
                ..#m::Default::default()
            }),
        }
    });
    quote!(#get #set)
}

/// The type of a field in annotations: what is given, or what is `known`.
pub(super) fn given_type(field: &Field<'_>, known: TokenStream, m: &TokenStream) -> TokenStream {
    match &field.annotation {
        Some(text) => quote!(#m::From::from([#m::Cow::Borrowed(#text)])),
        None => known,
    }
}

fn members_of_operator(operator: &Operator, m: &TokenStream) -> TokenStream {
    let span = operator.span.resolved_at(Span::call_site());
    let m = &respan(m, span);
    let described = |event: &str, body: TokenStream, about: TokenStream| {
        let event = Ident::new(event, Span::call_site());
        quote! {
            #m::Member::metamethod(#m::Metamethod::#event, |ctx| {
                #m::Callback::new(ctx, |ctx, stack| #body)
            }) #about,
        }
    };
    let member = |event: &str, body: TokenStream| described(event, body, TokenStream::new());
    match operator.kind {
        OperatorKind::Equal => {
            member("Eq", quote_spanned!(span=> #m::equal::<Self>(ctx, stack, #m::HasEq::apply)))
        }
        OperatorKind::Order => {
            let lt = quote_spanned!(span=> #m::binary::<Self, _>(ctx, stack, #m::HasOrd::is_less));
            let le = quote_spanned!(span=> #m::binary::<Self, _>(ctx, stack, #m::HasOrd::is_at_most));
            let (lt, le) = (member("Lt", lt), member("Le", le));
            quote!(#lt #le)
        }
        OperatorKind::Text => {
            member("ToString", quote_spanned!(span=> #m::unary::<Self, _>(ctx, stack, #m::HasText::text)))
        }
        OperatorKind::Length => {
            let body = quote_spanned! {span=> {
                #[allow(unused_imports)]
                use #m::MissingLen as _;
                #m::unary::<Self, _>(ctx, stack, |this| Self::len(this))
            }};
            let about = quote!(.about(|| #m::About {
                types: #m::From::from([#m::Cow::Borrowed("integer")]),
                ..#m::Default::default()
            }));
            described("Len", body, about)
        }
        OperatorKind::Iterator => described(
            "Pairs",
            quote_spanned! {span=>
                {
                    #[allow(unused_imports)]
                    use #m::MissingIter as _;
                    #m::iterate::<Self>(ctx, stack, |this, items| items.extend(Self::iter(this)))
                }
            },
            quote!(.about(|| {
                use #m::{AnnotateItems as _, AnnotateUnknown as _, AnyIter as _};
                #m::About {
                    types: (&&#m::TypesOf::items::<Self, _>(|this| Self::iter(this))).annotated(),
                    ..#m::Default::default()
                }
            })),
        ),
        OperatorKind::Unary(event, operator, method) => {
            let (operator, method) = (format_ident!("Has{operator}", span = span), Ident::new(method, span));
            described(
                event,
                quote_spanned! {span=>
                    #m::unary::<Self, _>(ctx, stack, |this| #m::#operator::apply(this))
                },
                quote!(.about(|| #m::About {
                    types: #m::Type::<Self>::#method(),
                    ..#m::Default::default()
                })),
            )
        }
        OperatorKind::Binary(event, operator, method) => {
            let (operator, method) = (format_ident!("Has{operator}", span = span), Ident::new(method, span));
            described(
                event,
                quote_spanned! {span=>
                    #m::binary::<Self, _>(ctx, stack, |a, b| #m::#operator::apply(a, b))
                },
                quote!(.about(|| #m::About {
                    is_method: true,
                    parameters: #m::From::from([#m::Type::<Self>::lent("other")]),
                    types: #m::Type::<Self>::#method(),
                    ..#m::Default::default()
                })),
            )
        }
    }
}

/// Requires of a type without parameters that the collector traces it. Of others that is known where they are used.
fn check_traced(model: &Model<'_>, m: &TokenStream) -> Option<TokenStream> {
    let is_lifetime = |parameter: &GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    if !model.generics.params.iter().all(is_lifetime) {
        return None;
    }
    let lifetimes = model.generics.lifetimes().map(|_| quote!('static));
    let ident = model.ident;
    let span = ident.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    Some(quote_spanned!(span=> const _: () = #m::require_traced::<#ident<#(#lifetimes),*>>();))
}

/// Refuses fields that scripts would only see copies of without knowing. Where the type depends on
/// parameters, that can not be told here.
fn check_nature(model: &Model<'_>, field: &Field<'_>, m: &TokenStream) -> Option<TokenStream> {
    if field.get && model.variants.is_none() {
        // Reading it asks the same.
        return None;
    }
    let nature = nature(model, field, m)?;
    let span = field.r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    Some(quote_spanned!(span=> const _: () = #m::plain::<#nature>();))
}

/// Whether a field's type is a userdata type, as a type; `None` where that is not asked, or can not be told.
pub(super) fn nature(model: &Model<'_>, field: &Field<'_>, m: &TokenStream) -> Option<TokenStream> {
    let is_generic = model.generics.type_params().next().is_some();
    if field.is_copied
        || field.by_ref.is_some()
        || is_generic
        || model.generics.const_params().next().is_some()
    {
        return None;
    }
    let mut r#type = field.r#type.clone();
    MakeStatic.visit_type_mut(&mut r#type);
    let span = field.r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    Some(quote_spanned!(span=> #m::IsUserData<{ #m::Nature::<'static, #r#type>::IS_USERDATA }>))
}

/// The parameters with the bound `'static` on those for types.
pub(super) fn static_parameters(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.default = None;
        let bounds = &mut parameter.bounds;
        if !bounds.iter().any(|bound| *bound == parse_quote!('static)) {
            bounds.push(parse_quote!('static));
        }
    }
    generics
}

/// The type's parameters and the lifetime of the VM, under the condition that the VM can hold the type.
fn held(model: &Model<'_>, m: &TokenStream) -> Generics {
    let (gc, ident) = (&model.gc, model.ident);
    let mut generics = with_gc(&static_parameters(model.generics), gc);
    let (_, own_type, _) = model.generics.split_for_impl();
    // A condition, so that a type without it is reported once: by `check_traced`.
    generics.make_where_clause().predicates.push(parse_quote!(#ident #own_type: #m::Held<#gc>));
    generics
}

fn with_gc(generics: &Generics, gc: &Lifetime) -> Generics {
    let mut generics = generics.clone();
    if !generics.lifetimes().any(|own| own.lifetime == *gc) {
        generics.params.insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(gc.clone())));
    }
    generics
}

/// The proxy's arguments: the type's, without the lifetime.
fn proxy_arguments(generics: &Generics) -> TokenStream {
    let arguments = generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(TypeParam { ident, .. }) => Some(ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
    });
    quote!(<#(#arguments),*>)
}

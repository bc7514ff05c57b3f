//! The code of a block with `lent`: one function that does what a member is for, by its number. It gets `&mut self`
//! for whatever lifetimes the type has, so nothing of the VM can come to stay in it.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Error, Result, Type, spanned::Spanned};

use crate::{
    lua::{Taken, names::own_name, respan},
    methods::{
        expand::{about, explain, take},
        model::{Kind, Member, Model, Role},
        signature::{ReceiverKind, Signature},
    },
};

/// Whether scripts can use `member` of a value that they do not have.
pub(super) fn suits(member: &Member) -> Result<()> {
    let refuse = |span: Span, text: &str| Err(Error::new(span, text));
    let span = member.ident.span();
    let signature = match &member.kind {
        Kind::Function(Role::Hidden, _) => return Ok(()),
        Kind::Constant(_) => {
            let text =
                "a lent object has no constants: write a method with `#[lua(get)]`, or add `#[lua(skip)]`";
            return refuse(span, text);
        }
        Kind::Function(Role::Constructor, _) => {
            return refuse(span, "scripts do not make what is lent: remove `new`, and add `#[lua(skip)]`");
        }
        Kind::Function(_, signature) => signature,
    };
    match &signature.receiver {
        _ if signature.is_async => {
            refuse(span, "what is lent is not held while a function waits: remove `async`")
        }
        None => {
            refuse(span, "a lent object has methods only: take `&self` or `&mut self`, or add `#[lua(skip)]`")
        }
        Some(receiver) if receiver.kind == ReceiverKind::Value => {
            refuse(receiver.span, "what is lent can not be given away: take `&self` or `&mut self`")
        }
        Some(_) => Ok(()),
    }
}

/// The implementation of `LentObject`.
pub(super) fn implementation(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let m = quote!(#krate::convert::expansion);
    let self_type = &model.self_type;
    let (impl_generics, _, where_clause) = model.generics.split_for_impl();
    let name = match self_type {
        Type::Path(path) => path.path.segments.last().map(|segment| own_name(&segment.ident)),
        _ => None,
    };
    let name = name.unwrap_or_else(|| "object".to_owned());
    let offered = || {
        model.members.iter().filter_map(|member| match &member.kind {
            Kind::Function(Role::Hidden, _) | Kind::Constant(_) => None,
            Kind::Function(role, signature) => Some((member, *role, &**signature)),
        })
    };
    let members = offered().map(|(member, role, _)| declaration(member, role, &m));
    let arms = offered().enumerate().map(|(number, (member, role, signature))| {
        let body = body(member, role, signature, &m);
        quote!(#number => #body,)
    });
    quote! {
        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #impl_generics #m::LentObject for #self_type #where_clause {
            const NAME: &'static #m::str = #name;
            const MEMBERS: &'static [#m::LentMember] = &[#(#members,)*];

            fn call<'__vm>(
                &mut self,
                number: #m::usize,
                ctx: #m::Context<'__vm>,
                mut stack: #m::Stack<'__vm, '_>,
            ) -> #m::Result<#m::Action<'__vm>, #m::Error<'__vm>> {
                let this = self;
                match number {
                    #(#arms)*
                    _ => #m::no_such_member::<Self>(),
                }
            }
        }
    }
}

fn declaration(member: &Member, role: Role, m: &TokenStream) -> TokenStream {
    let name = &member.name;
    let about = about(member, m);
    let role = match role {
        Role::Getter => quote!(Getter),
        Role::Setter => quote!(Setter),
        Role::Metamethod(event) => {
            let event = format_ident!("{event}");
            quote!(Metamethod(#m::Metamethod::#event))
        }
        _ => quote!(Function),
    };
    quote!(#m::LentMember::new(#name, #m::Role::#role, #about))
}

/// What a member does, with `this` and the arguments behind the first one of `stack`.
fn body(member: &Member, role: Role, signature: &Signature, m: &TokenStream) -> TokenStream {
    let (ident, name) = (&member.ident, &member.name);
    let receiver = match signature.receiver.as_ref().map(|receiver| receiver.kind) {
        Some(ReceiverKind::Mutable) => quote!(&mut *this),
        _ => quote!(&*this),
    };
    let mut takes = TokenStream::new();
    let mut arguments = TokenStream::new();
    for (number, parameter) in signature.parameters.iter().enumerate() {
        let span = parameter.r#type.span().resolved_at(Span::call_site());
        let variable = format_ident!("argument_{number}", span = span);
        let Taken { prepare, take, pass } = take(false, parameter, &variable, m);
        takes.extend(quote_spanned!(span=> #prepare let mut #variable = #take?;));
        arguments.extend(quote!(#pass,));
    }
    let result = signature.result.resolved_at(Span::call_site());
    let here = respan(m, result);
    let class = quote!(<Self as #m::LentObject>::NAME);
    let explain = explain(member, signature, &class, m);
    let put = match role {
        Role::Getter => quote_spanned!(result=> {
            let value = #here::FieldResult::into_value(result, ctx)?;
            #here::Returned::put(value, ctx, &mut stack)
        }),
        Role::Setter => quote_spanned!(result=> {
            #here::SetterResult::into_result(result)?;
            #here::Returned::put((), ctx, &mut stack)
        }),
        _ => quote_spanned! {result=> {
            use #here::{PutHostResult as _, PutNothing as _, PutReturned as _};
            (&mut #here::Outcome::new(result)).put(ctx, &mut stack)
        }},
    };
    let explained = match role {
        Role::Setter => quote!(#m::set_result_of(#class, #name, result)),
        _ => quote!(#m::explained(result, |error| #explain)),
    };
    quote! {{
        let result = (|| {
            let values = stack.as_slice();
            let mut index: #m::usize = 1;
            #takes
            let result = Self::#ident(#receiver, #arguments);
            #put
        })();
        #explained
    }}
}

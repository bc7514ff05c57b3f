//! The code of `LuaError`, of the conversion to piccolo's `Error`, and of `Display` if the messages are given.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, LitStr, Member, spanned::Spanned};

use crate::{
    error::model::{Field, Kind, Model},
    lua::respan,
};

/// The implementations. If there were mistakes, that of `From`, which does nothing.
pub(super) fn implementations(model: &Model<'_>, is_whole: bool) -> TokenStream {
    let krate = &model.krate;
    let m = quote!(#krate::convert::expansion);
    let (ident, name) = (model.ident, &model.name);
    if !is_whole {
        // Whether it is to have messages is not known, so nothing is said about that.
        return quote! {
            #[automatically_derived]
            impl #m::From<#ident> for #m::Error<'_> {
                fn from(_: #ident) -> Self {
                    loop {}
                }
            }
        };
    }
    let (kinds, fields) = (kinds(model), self::fields(model, &m));
    let display = model.has_messages.then(|| display(model, &m));
    quote! {
        #[automatically_derived]
        #[allow(unused, non_shorthand_field_patterns, clippy::all)]
        impl #m::LuaError for #ident {
            const NAME: &'static #m::str = #name;

            fn kind(&self) -> &'static #m::str {
                #kinds
            }

            fn fields<'gc>(
                &self,
                ctx: #m::Context<'gc>,
                table: #m::Table<'gc>,
            ) -> #m::Result<(), #m::Error<'gc>> {
                #fields
            }
        }

        #[automatically_derived]
        impl #m::From<#ident> for #m::Error<'_> {
            fn from(error: #ident) -> Self {
                #m::Error::thrown(error)
            }
        }

        #display
    }
}

/// The pattern of a kind, with its fields in variables.
fn pattern(kind: &Kind<'_>, variable: impl Fn(&Member) -> Ident) -> TokenStream {
    let path = match kind.variant {
        Some(variant) => quote!(Self::#variant),
        None => quote!(Self),
    };
    let fields = kind.fields.iter().map(|field| {
        let (member, variable) = (&field.member, variable(&field.member));
        quote!(#member: #variable)
    });
    quote!(#path { #(#fields),* })
}

fn kinds(model: &Model<'_>) -> TokenStream {
    if model.kinds.is_empty() {
        return quote!(match *self {});
    }
    let arms = model.kinds.iter().map(|kind| {
        let (pattern, name) = (pattern(kind, in_pattern), &kind.name);
        quote!(#pattern => #name,)
    });
    quote!(match self { #(#arms)* })
}

/// A variable that nothing of the user's can see.
fn in_pattern(member: &Member) -> Ident {
    let name = match member {
        Member::Named(ident) => format_ident!("field_{ident}"),
        Member::Unnamed(index) => format_ident!("field_{}", index.index),
    };
    Ident::new(&name.to_string(), Span::mixed_site())
}

fn fields(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    if model.kinds.is_empty() {
        return quote!(match *self {});
    }
    let arms = model.kinds.iter().map(|kind| {
        let pattern = pattern(kind, in_pattern);
        let adds = kind.fields.iter().filter_map(|field| add(field, m));
        quote!(#pattern => { #(#adds)* })
    });
    quote! {
        match self { #(#arms)* }
        #m::Ok(())
    }
}

/// Adds a field to the table, if scripts see it.
fn add(field: &Field<'_>, m: &TokenStream) -> Option<TokenStream> {
    let name = field.name.as_ref()?;
    let (variable, r#type) = (in_pattern(&field.member), field.r#type);
    let span = r#type.span().resolved_at(Span::call_site());
    let here = respan(m, span);
    let value = quote_spanned!(span=> <#r#type as #here::ReadField<'_>>::read(#variable, ctx)?);
    Some(quote!(#m::add_entry(ctx, table, #name, #value)?;))
}

fn display(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    let ident = model.ident;
    let arms = model.kinds.iter().filter_map(|kind| {
        let message = kind.message.as_ref()?;
        let text = with_variables(message);
        let pattern = pattern(kind, |member| in_message(member, message));
        Some(quote!(#pattern => #m::write!(f, #text),))
    });
    quote! {
        #[automatically_derived]
        #[allow(unused, non_shorthand_field_patterns, clippy::all)]
        impl #m::Display for #ident {
            fn fmt(&self, f: &mut #m::Formatter<'_>) -> #m::FormatResult {
                match self { #(#arms)* }
            }
        }

        #[automatically_derived]
        impl #m::StdError for #ident {}
    }
}

/// The variable of a field in a message.
fn in_message(member: &Member, message: &LitStr) -> Ident {
    match member {
        Member::Named(ident) => ident.clone(),
        Member::Unnamed(index) => format_ident!("field_{}", index.index, span = message.span()),
    }
}

/// The message with `{field_0}` in place of `{0}`.
fn with_variables(message: &LitStr) -> LitStr {
    let text = message.value();
    let mut renamed = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        renamed.push(letter);
        if letter == '{' {
            match letters.peek() {
                Some('{') => renamed.extend(letters.next()),
                Some(digit) if digit.is_ascii_digit() => renamed.push_str("field_"),
                _ => {}
            }
        }
    }
    LitStr::new(&renamed, message.span())
}

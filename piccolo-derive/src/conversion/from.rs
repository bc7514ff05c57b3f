//! The code of `FromLua`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::{
    conversion::{
        model::{Field, Fields, Model, Shape, Tagging, Variant, bound},
        options::Default,
    },
    lua::{names, respan},
};

/// `impl FromLua`.
pub(super) fn implementation(model: &Model<'_>, body: &TokenStream) -> TokenStream {
    let m = record(model);
    let (ident, gc) = (model.ident, &model.gc);
    let name = names::own_name(ident);
    let generics = model.generics(&bound(&quote!(#m::From<#gc>)));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #impl_generics #m::From<#gc> for #ident #type_generics #where_clause {
            fn annotation() -> #m::Cow<'static, #m::str> {
                #m::Cow::Borrowed(#name)
            }

            fn from_lua(
                ctx: #m::Ctx<#gc>,
                value: #m::LuaValue<#gc>,
            ) -> #m::Result<Self, #m::Failure> {
                let _nested = #m::nested(ctx)?;
                #body
            }
        }
    }
}

/// The module of `piccolo-core` that the code names.
pub(super) fn record(model: &Model<'_>) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::convert::record)
}

/// The body of `from_lua`.
pub(super) fn body(model: &Model<'_>, shape: &Shape<'_>) -> TokenStream {
    let m = record(model);
    match shape {
        Shape::Struct { fields, default, deny_unknown } => {
            let made =
                fields_of(fields, &quote!(Self), &quote!(value), &[], default.as_deref(), *deny_unknown, &m);
            quote!(#m::Ok(#made))
        }
        Shape::Enum { variants, tagging, deny_unknown } => {
            let variants: Vec<_> = variants.iter().filter(|variant| !variant.is_skipped).collect();
            match tagging {
                Tagging::External => external(&variants, *deny_unknown, &m),
                Tagging::Internal(tag) => internal(&variants, tag, *deny_unknown, &m),
                Tagging::Adjacent(tag, content) => adjacent(&variants, tag, content, *deny_unknown, &m),
                Tagging::Untagged => untagged(model, &variants, *deny_unknown, &m),
            }
        }
    }
}

/// The arms that make the variants by index.
fn arms<'a>(
    variants: &'a [&Variant<'_>],
    value: &'a TokenStream,
    known: &'a [&str],
    deny_unknown: bool,
    m: &'a TokenStream,
) -> impl Iterator<Item = TokenStream> + 'a {
    variants.iter().enumerate().map(move |(index, variant)| {
        let ident = variant.ident;
        let made = fields_of(&variant.fields, &quote!(Self::#ident), value, known, None, deny_unknown, m);
        quote!(#index => #made,)
    })
}

fn names(variants: &[&Variant<'_>]) -> TokenStream {
    let names = variants.iter().map(|variant| &variant.name);
    quote!(&[#(#names),*])
}

fn external(variants: &[&Variant<'_>], deny_unknown: bool, m: &TokenStream) -> TokenStream {
    let names = names(variants);
    let content = quote!(content);
    let arms = arms(variants, &content, &[], deny_unknown, m);
    // The error about a variant's content says where it is.
    quote! {
        const NAMES: &[&str] = #names;
        let (index, content) = #m::external(ctx, value, NAMES)?;
        let made = || -> #m::Result<Self, #m::Failure> {
            #m::Ok(match index {
                #(#arms)*
                _ => return #m::Err(#m::no_variant(ctx, "variant", value)),
            })
        };
        made().map_err(|error| match value {
            #m::LuaValue::Table(_) => error.in_field(NAMES[index]),
            _ => error,
        })
    }
}

fn internal(variants: &[&Variant<'_>], tag: &str, deny_unknown: bool, m: &TokenStream) -> TokenStream {
    let (names, value, known) = (names(variants), quote!(value), [tag]);
    let arms = arms(variants, &value, &known, deny_unknown, m);
    quote! {
        #m::Ok(match #m::tagged(&#m::Source::new(ctx, value)?, #tag, #names)? {
            #(#arms)*
            _ => return #m::Err(#m::no_variant(ctx, "variant", value)),
        })
    }
}

fn adjacent(
    variants: &[&Variant<'_>],
    tag: &str,
    content: &str,
    deny_unknown: bool,
    m: &TokenStream,
) -> TokenStream {
    let (names, value) = (names(variants), quote!(value));
    let arms = arms(variants, &value, &[], deny_unknown, m);
    let check = deny_unknown.then(|| quote!(source.deny_unknown(&[#tag, #content])?;));
    quote! {
        let source = #m::Source::new(ctx, value)?;
        let index = #m::tagged(&source, #tag, #names)?;
        #check
        source.field(#content, |ctx, value| #m::Ok(match index {
            #(#arms)*
            _ => return #m::Err(#m::no_variant(ctx, "variant", value)),
        }))
    }
}

fn untagged(
    model: &Model<'_>,
    variants: &[&Variant<'_>],
    deny_unknown: bool,
    m: &TokenStream,
) -> TokenStream {
    let attempts = variants.iter().map(|variant| {
        let ident = variant.ident;
        let made =
            fields_of(&variant.fields, &quote!(Self::#ident), &quote!(value), &[], None, deny_unknown, m);
        quote! {
            #m::try_variant(ctx)?;
            let made = (|| -> #m::Result<Self, #m::Failure> { #m::Ok(#made) })();
            if let #m::Ok(made) = made {
                return #m::Ok(made);
            }
        }
    });
    let name = model.ident.to_string();
    quote! {
        #(#attempts)*
        #m::Err(#m::no_variant(ctx, #name, value))
    }
}

/// The expression that makes `path` of `value`; it may return with `?`. Fields in `known` are there besides.
fn fields_of(
    fields: &Fields<'_>,
    path: &TokenStream,
    value: &TokenStream,
    known: &[&str],
    default: Option<&Default>,
    deny_unknown: bool,
    m: &TokenStream,
) -> TokenStream {
    match fields {
        Fields::Unit if known.is_empty() => quote! {{
            if !#value.is_nil() {
                return #m::Err(#m::Failure::expected(ctx, "nil", #value));
            }
            #path
        }},
        Fields::Unit => quote!(#path),
        Fields::Transparent { field, others } => {
            let (member, make) = (&field.member, make(field, m));
            let others = others.iter().map(|other| skipped(other, m));
            quote!(#path { #member: (#make)(ctx, #value)?, #(#others,)* })
        }
        Fields::Unnamed(fields) => {
            let mut index = 0i64;
            let items = fields.iter().map(|field| {
                let member = &field.member;
                if !field.is_there() {
                    return skipped(field, m);
                }
                index += 1;
                let make = make(field, m);
                let make = match &field.options.default {
                    Some((default, _)) => {
                        let default = expression(default, m);
                        quote!(|ctx, value| if value.is_nil() { #m::Ok(#default) } else { (#make)(ctx, value) })
                    }
                    None => make,
                };
                quote!(#member: source.element(#index, #make)?)
            });
            quote! {{
                let source = #m::Source::new(ctx, #value)?;
                #path { #(#items,)* }
            }}
        }
        Fields::Named(fields) => {
            let items = fields.iter().map(|field| named(field, default.is_some(), m));
            let names = fields.iter().filter(|field| field.is_there()).map(|field| &field.name);
            let check = deny_unknown.then(|| quote!(source.deny_unknown(&[#(#known,)* #(#names),*])?;));
            let default = default.map(|default| {
                let default = expression(default, m);
                quote!(let default: Self = #default;)
            });
            quote! {{
                let source = #m::Source::new(ctx, #value)?;
                #default
                #check
                #path { #(#items,)* }
            }}
        }
    }
}

/// A field by name. `has_default` says that there is a value of the whole type to take fields from.
fn named(field: &Field<'_>, has_default: bool, m: &TokenStream) -> TokenStream {
    let (member, name) = (&field.member, &field.name);
    if !field.is_there() {
        return match (&field.options.default, has_default) {
            (None, true) => quote!(#member: default.#member),
            _ => skipped(field, m),
        };
    }
    let make = make(field, m);
    if field.options.flatten.is_some() {
        return quote!(#member: source.flattened(#make)?);
    }
    match (&field.options.default, has_default) {
        (Some((default, _)), _) => {
            let default = expression(default, m);
            quote!(#member: source.field_or(#name, #make, || #default)?)
        }
        (None, true) => quote!(#member: source.field_or(#name, #make, || default.#member)?),
        (None, false) => quote!(#member: source.field(#name, #make)?),
    }
}

/// A field that is not in the table.
fn skipped(field: &Field<'_>, m: &TokenStream) -> TokenStream {
    let member = &field.member;
    let span = field.r#type.span().resolved_at(Span::call_site());
    let value = match &field.options.default {
        Some((default, _)) => expression(default, m),
        None => {
            let m = respan(m, span);
            quote_spanned!(span=> #m::Default::default())
        }
    };
    quote!(#member: #value)
}

fn expression(default: &Default, m: &TokenStream) -> TokenStream {
    match default {
        Default::Trait => quote!(#m::Default::default()),
        Default::Expression(expression) => quote!(#expression),
    }
}

/// What makes a field of a value.
fn make(field: &Field<'_>, m: &TokenStream) -> TokenStream {
    if let Some(with) = &field.options.with {
        return quote!(#with::from_lua);
    }
    let r#type = field.r#type;
    let span = r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    quote_spanned!(span=> |ctx, value| #m::read::<#r#type>(ctx, value))
}

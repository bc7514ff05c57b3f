//! The code of enums: what scripts see of variants.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::{
    lua::respan,
    userdata::{
        expand::given_type,
        model::{Field, Model, OperatorKind},
        parts,
        variants::{Datum, Form, Variant, Variants},
    },
};

/// The members that come of variants.
pub(super) fn members(model: &Model<'_>, variants: &Variants<'_>, m: &TokenStream) -> TokenStream {
    let tag = &variants.tag;
    let arms = variants.list.iter().map(|Variant { ident, name, .. }| quote!(Self::#ident { .. } => #name,));
    let kinds = variants.list.iter().map(|variant| format!("\"{}\"", variant.name));
    let kinds = kinds.collect::<Vec<_>>().join(" | ");
    let kind = quote! {
        #m::Member::getter(#tag, |ctx, object| {
            let name = #m::look::<Self, &#m::str>(ctx, object, |this| match this { #(#arms)* _ => "" })?;
            #m::IntoLua::into_lua(name, ctx)
        }).about(|| #m::About { types: #m::From::from([#m::Cow::Borrowed(#kinds)]), ..#m::Default::default() }),
    };
    let offered = variants.list.iter().filter(|variant| !variant.is_skipped);
    let values = offered.filter_map(|variant| value(model, variants, variant, m));
    let operators = if variants.is_plain() { plain_operators(model, variants, m) } else { quote!() };
    let fields = fields(model, variants, m);
    quote!(#kind #(#values)* #operators #fields)
}

/// The constant or constructor of a variant.
fn value(
    model: &Model<'_>,
    variants: &Variants<'_>,
    variant: &Variant<'_>,
    m: &TokenStream,
) -> Option<TokenStream> {
    let (ident, name) = (variant.ident, &variant.name);
    let docs = &variant.docs;
    let about = quote! {
        || #m::About { docs: #docs, types: #m::Type::<Self>::result(), ..#m::Default::default() }
    };
    let constant = quote!(|ctx| #m::Result::map(#m::UserRef::new(ctx, Self::#ident {}), #m::From::from));
    if variants.is_plain() {
        return Some(quote!(#m::Member::variant(#name, #constant).about(#about),));
    }
    if !variants.new_all {
        return None;
    }
    if variant.form == Form::Unit && model.is_frozen {
        return Some(quote!(#m::Member::constant(#name, #constant).about(#about),));
    }
    let full_name = format!("{}.{name}", model.name);
    let given = variant.data.iter().filter(|datum| !datum.is_skipped);
    let names = given.map(|datum| &datum.name);
    let prepare = match variant.form {
        Form::Named => quote! {
            let table = #m::variant_table(ctx, stack.as_slice(), #full_name, &[#(#names,)*])?;
        },
        _ => quote! {
            let values = stack.as_slice();
            let mut index: #m::usize = 0;
        },
    };
    let given = variant.data.iter().filter(|datum| !datum.is_skipped);
    let parameters = match variant.form {
        Form::Named => {
            let types =
                given.map(|Datum { r#type, name, .. }| quote!((#name, #m::Type::<#r#type>::writable())));
            vec![quote!(#m::about_fields(&[#(#types,)*]))]
        }
        _ => given
            .enumerate()
            .map(|(number, Datum { r#type, .. })| {
                let name = format!("_{}", number + 1);
                quote!(#m::Type::<#r#type>::parameter(#name, false))
            })
            .collect(),
    };
    let data = variant.data.iter().map(|Datum { member, r#type, name, is_skipped }| {
        let span = r#type.span().resolved_at(Span::call_site());
        let m = respan(m, span);
        let value = match (is_skipped, variant.form) {
            (true, _) => quote_spanned!(span=> <#r#type as #m::Default>::default()),
            (false, Form::Named) => quote_spanned!(span=> #m::variant_field::<#r#type>(ctx, table, #name)?),
            (false, _) => quote_spanned!(span=> #m::parameter::<#r#type>(ctx, values, &mut index)?),
        };
        quote!(#member: #value,)
    });
    Some(quote! {
        #m::Member::function(#name, |ctx| #m::Callback::new(ctx, |ctx, mut stack| {
            let made = (|| {
                #prepare
                let value = Self::#ident { #(#data)* };
                #m::Returned::put(value, ctx, &mut stack)
            })();
            #m::explained(made, |error| #m::explain(
                error,
                &#m::Named { class: <Self as #m::UserDataType>::NAME, name: #name, is_method: false },
                &[],
            ))
        })).about(|| #m::About {
            docs: #docs,
            is_method: false,
            parameters: #m::From::from([#(#parameters,)*]),
            types: #m::Type::<Self>::result(),
        }),
    })
}

/// What values without data can do unless the type says otherwise: be compared, and tell their name.
fn plain_operators(model: &Model<'_>, variants: &Variants<'_>, m: &TokenStream) -> TokenStream {
    let has = |wanted: fn(&OperatorKind) -> bool| model.operators.iter().any(|own| wanted(&own.kind));
    let equal = (!has(|kind| matches!(kind, OperatorKind::Equal))).then(|| {
        quote! {
            #m::Member::metamethod(#m::Metamethod::Eq, |ctx| #m::Callback::new(ctx, |ctx, stack| {
                #m::equal::<Self>(ctx, stack, |a, b| #m::discriminant(a) == #m::discriminant(b))
            })),
        }
    });
    let text = (!has(|kind| matches!(kind, OperatorKind::Text))).then(|| {
        let arms =
            variants.list.iter().map(|Variant { ident, name, .. }| quote!(Self::#ident { .. } => #name,));
        quote! {
            #m::Member::metamethod(#m::Metamethod::ToString, |ctx| #m::Callback::new(ctx, |ctx, stack| {
                #m::unary::<Self, &#m::str>(ctx, stack, |this| match this { #(#arms)* _ => "" })
            })),
        }
    });
    quote!(#equal #text)
}

/// The index among all constants that a value of an enum without data is, as an expression.
pub(super) fn index_of_value(variants: &Variants<'_>, m: &TokenStream) -> TokenStream {
    let offered = variants.list.iter().filter(|variant| !variant.is_skipped);
    let arms = offered
        .enumerate()
        .map(|(index, Variant { ident, .. })| quote!(Self::#ident { .. } => #m::Option::Some(#index),));
    quote!(match &self { #(#arms)* _ => #m::Option::None })
}

/// How a value of an enum without data is found by its name, as arguments of `copied_or_named`.
pub(super) fn value_by_name(variants: &Variants<'_>, m: &TokenStream) -> TokenStream {
    let offered: Vec<_> = variants.list.iter().filter(|variant| !variant.is_skipped).collect();
    let arms =
        offered.iter().map(|Variant { ident, name, .. }| quote!(#name => #m::Option::Some(Self::#ident {}),));
    let names = offered.iter().map(|variant| &variant.name);
    quote!(|name| match name { #(#arms)* _ => #m::Option::None }, &[#(#names,)*])
}

/// The fields of all variants, by their names in scripts.
fn fields(model: &Model<'_>, variants: &Variants<'_>, m: &TokenStream) -> TokenStream {
    let all =
        || variants.list.iter().flat_map(|variant| variant.fields.iter().map(move |field| (variant, field)));
    let mut names: Vec<&str> = Vec::new();
    for (_, field) in all() {
        if !names.contains(&field.name.as_str()) {
            names.push(&field.name);
        }
    }
    let members = names.iter().map(|name| {
        let fields: Vec<_> = all().filter(|(_, field)| field.name == *name).collect();
        let getter = getter(model, name, &fields, m);
        let setter = setter(name, &fields, m);
        quote!(#getter #setter)
    });
    quote!(#(#members)*)
}

fn getter(
    model: &Model<'_>,
    name: &str,
    fields: &[(&Variant<'_>, &Field<'_>)],
    m: &TokenStream,
) -> Option<TokenStream> {
    let gc = &model.gc;
    let readable: Vec<_> = fields.iter().filter(|(_, field)| field.get).collect();
    if let [(_, field), ..] = readable.as_slice()
        && field.by_ref.is_some()
    {
        return Some(parts::reference(field, m));
    }
    let arms = readable.iter().map(|(Variant { ident, .. }, Field { member, r#type, .. })| {
        let span = r#type.span().resolved_at(Span::call_site());
        let m = respan(m, span);
        let read = quote_spanned!(span=> <#r#type as #m::ReadField<#gc>>::read(place, ctx));
        quote!(Self::#ident { #member: place, .. } => #read,)
    });
    let docs = readable.first().map_or("", |(_, field)| &field.docs);
    let types = readable.iter().map(|(_, field)| {
        let r#type = field.r#type;
        given_type(field, quote!(#m::Type::<#r#type>::readable()), m)
    });
    (!readable.is_empty()).then(|| {
        quote! {
            #m::Member::getter(#name, |ctx, object| {
                #m::get_field::<Self>(ctx, object, |this| match this {
                    #(#arms)*
                    _ => #m::Result::Ok(#m::Value::Nil),
                })
            }).about(|| #m::About {
                docs: #docs,
                types: #m::about_some(&[#(#types,)*]),
                ..#m::Default::default()
            }),
        }
    })
}

fn setter(name: &str, fields: &[(&Variant<'_>, &Field<'_>)], m: &TokenStream) -> Option<TokenStream> {
    let writable: Vec<_> = fields.iter().filter(|(_, field)| field.set).collect();
    let places = writable
        .iter()
        .enumerate()
        .map(|(index, (Variant { ident, .. }, _))| quote!(Self::#ident { .. } => #m::Option::Some(#index),));
    let arms =
        writable.iter().enumerate().map(|(index, (Variant { ident, .. }, Field { member, r#type, .. }))| {
            let span = r#type.span().resolved_at(Span::call_site());
            let m_here = respan(m, span);
            let set = quote_spanned!(span=> #m_here::set_field::<Self, #r#type>);
            quote! {
                #m::Option::Some(#index) => #set(ctx, object, #name, value, |this, value| {
                    match this {
                        Self::#ident { #member: place, .. } => #m::replace(place, value),
                        _ => value,
                    }
                }),
            }
        });
    (!writable.is_empty()).then(|| {
        quote! {
            #m::Member::setter(#name, |ctx, object, value| {
                let which: #m::Option<#m::usize> =
                    #m::look::<Self, _>(ctx, object, |this| match this { #(#places)* _ => #m::Option::None })?;
                match which {
                    #(#arms)*
                    _ => #m::no_such_field::<Self>(#name),
                }
            }),
        }
    })
}

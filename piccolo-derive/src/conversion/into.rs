//! The code of `IntoLua`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::{
    conversion::{
        from::record,
        model::{Field, Fields, Model, Shape, Tagging, Variant, bound},
    },
    lua::{names, respan},
};

/// `impl IntoLua`.
pub(super) fn implementation(model: &Model<'_>, body: &TokenStream) -> TokenStream {
    let m = record(model);
    let (ident, gc) = (model.ident, &model.gc);
    let name = names::own_name(ident);
    let generics = model.generics(&bound(&quote!(#m::Into<#gc>)));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(unused, non_shorthand_field_patterns, clippy::all)]
        impl #impl_generics #m::Into<#gc> for #ident #type_generics #where_clause {
            fn annotation() -> #m::Cow<'static, #m::str> {
                #m::Cow::Borrowed(#name)
            }

            fn into_lua(
                self,
                ctx: #m::Ctx<#gc>,
            ) -> #m::Result<#m::LuaValue<#gc>, #m::LuaError<#gc>> {
                #body
            }
        }
    }
}

/// The body of `into_lua`.
pub(super) fn body(model: &Model<'_>, shape: &Shape<'_>) -> TokenStream {
    let m = record(model);
    match shape {
        Shape::Struct { fields, .. } => {
            let pattern = pattern(fields);
            let value = value_of(fields, None, &m);
            quote! {
                let Self #pattern = self;
                #m::Ok(#value)
            }
        }
        Shape::Enum { variants, .. } if variants.is_empty() => quote!(match self {}),
        Shape::Enum { variants, tagging, .. } => {
            let arms = variants.iter().map(|variant| arm(variant, tagging, &m));
            quote!(#m::Ok(match self { #(#arms)* }))
        }
    }
}

fn arm(variant: &Variant<'_>, tagging: &Tagging, m: &TokenStream) -> TokenStream {
    let (ident, name) = (variant.ident, &variant.name);
    let pattern = pattern(&variant.fields);
    if variant.is_skipped {
        let text = format!("`{ident}` has no representation in Lua");
        return quote!(Self::#ident { .. } => return #m::Err(#m::LuaError::message(#text)),);
    }
    let text = quote!(#m::text(ctx, #name)?);
    let value = match tagging {
        Tagging::External if matches!(variant.fields, Fields::Unit) => text,
        Tagging::External => {
            let content = value_of(&variant.fields, None, m);
            quote! {{
                let outer = #m::Target::new(ctx, 0, 1)?;
                outer.set(#name, #content)?;
                outer.finish()
            }}
        }
        Tagging::Internal(tag) => value_of(&variant.fields, Some((tag, &text)), m),
        Tagging::Adjacent(tag, content_name) => {
            let content = value_of(&variant.fields, None, m);
            quote! {{
                let outer = #m::Target::new(ctx, 0, 2)?;
                outer.set(#tag, #text)?;
                outer.set(#content_name, #content)?;
                outer.finish()
            }}
        }
        Tagging::Untagged => value_of(&variant.fields, None, m),
    };
    quote!(Self::#ident #pattern => #value,)
}

/// The pattern that takes a value apart.
fn pattern(fields: &Fields<'_>) -> TokenStream {
    let items = fields.all().into_iter().map(|field| {
        let (member, variable) = (&field.member, field.variable());
        quote!(#member: #variable)
    });
    match fields {
        Fields::Unit => quote!(),
        _ => quote!({ #(#items),* }),
    }
}

/// The value of fields in variables, in a table that has a tag if one is given.
fn value_of(fields: &Fields<'_>, tag: Option<(&String, &TokenStream)>, m: &TokenStream) -> TokenStream {
    let set_tag = tag.map(|(tag, text)| quote!(target.set(#tag, #text)?;));
    match fields {
        Fields::Unit if tag.is_none() => quote!(#m::LuaValue::Nil),
        Fields::Unit => quote! {{
            let target = #m::Target::new(ctx, 0, 1)?;
            #set_tag
            target.finish()
        }},
        Fields::Transparent { field, .. } if tag.is_none() => write(field, m),
        Fields::Transparent { field, .. } => {
            let value = write(field, m);
            quote! {{
                let target = #m::Target::new(ctx, 0, 1)?;
                target.flatten(#value)?;
                #set_tag
                target.finish()
            }}
        }
        Fields::Unnamed(fields) => {
            let mut index = 0i64;
            let there = fields.iter().filter(|field| field.is_there());
            let sets: Vec<_> = there
                .map(|field| {
                    index += 1;
                    let value = write(field, m);
                    quote!(target.set_element(#index, #value)?;)
                })
                .collect();
            let count = sets.len();
            quote! {{
                let target = #m::Target::new(ctx, #count, 0)?;
                #(#sets)*
                target.finish()
            }}
        }
        Fields::Named(fields) => {
            let there = fields.iter().filter(|field| field.is_there());
            let sets: Vec<_> = there
                .map(|field| {
                    let (name, value) = (&field.name, write(field, m));
                    match field.options.flatten {
                        Some(_) => quote!(target.flatten(#value)?;),
                        None => quote!(target.set(#name, #value)?;),
                    }
                })
                .collect();
            let count = sets.len() + usize::from(tag.is_some());
            quote! {{
                let target = #m::Target::new(ctx, 0, #count)?;
                #(#sets)*
                #set_tag
                target.finish()
            }}
        }
    }
}

/// The value of the field in its variable.
fn write(field: &Field<'_>, m: &TokenStream) -> TokenStream {
    let variable = field.variable();
    if let Some(with) = &field.options.with {
        return quote!(#with::into_lua(#variable, ctx)?);
    }
    let r#type = field.r#type;
    let span = r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    quote_spanned!(span=> <#r#type as #m::WriteField<'_>>::write(#variable, ctx)?)
}

//! The code of fields that are parts of the object with a face of their own: references to them, the base, and
//! the elements of the object. Each such field has a number, and an implementation of `Place` that says where it
//! is; the rest is up to `piccolo-core`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Member, Type, spanned::Spanned};

use crate::{
    lua::respan,
    userdata::{
        expand::given_type,
        expand::static_parameters,
        model::{Field, Model, Part},
    },
};

/// The number of the base, and of the field whose elements are those of the object. Fields with `by_ref` come
/// behind.
const BASE: usize = 0;
const ELEMENTS: usize = 1;
const FIRST_REFERENCE: usize = 2;

/// Numbers the fields with `by_ref`.
pub(super) fn number(fields: &mut [&mut Field<'_>]) {
    for (number, field) in (FIRST_REFERENCE..).zip(fields.iter_mut().filter(|field| field.by_ref.is_some())) {
        field.number = number;
    }
}

/// Where all parts are.
pub(super) fn places(model: &Model<'_>, m: &TokenStream) -> TokenStream {
    let base = model.base.iter().map(|(_, part)| place(model, BASE, None, &part.member, part.r#type, m));
    let elements =
        model.elements.iter().map(|part| place(model, ELEMENTS, None, &part.member, part.r#type, m));
    let of_variants = model.variants.iter().flat_map(|variants| &variants.list);
    let of_variants =
        of_variants.flat_map(|variant| variant.fields.iter().map(|field| (Some(variant.ident), field)));
    let fields = model.fields.iter().map(|field| (None, field)).chain(of_variants);
    let references = fields
        .filter(|(_, field)| field.by_ref.is_some())
        .map(|(variant, field)| place(model, field.number, variant, &field.member, field.r#type, m));
    quote!(#(#base)* #(#elements)* #(#references)*)
}

fn place(
    model: &Model<'_>,
    number: usize,
    variant: Option<&Ident>,
    member: &Member,
    r#type: &Type,
    m: &TokenStream,
) -> TokenStream {
    let ident = model.ident;
    let generics = static_parameters(model.generics);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, own_type, _) = model.generics.split_for_impl();
    let (found, found_mut) = match variant {
        None => (quote!(#m::Option::Some(&self.#member)), quote!(#m::Option::Some(&mut self.#member))),
        Some(variant) => {
            let found = quote! {
                match self {
                    Self::#variant { #member: place, .. } => #m::Option::Some(place),
                    _ => #m::Option::None,
                }
            };
            (found.clone(), found)
        }
    };
    quote! {
        impl #impl_generics #m::Place<#number> for #ident #own_type #where_clause {
            type Field = #r#type;

            fn place(&self) -> #m::Option<&Self::Field> {
                #found
            }

            fn place_mut(&mut self) -> #m::Option<&mut Self::Field> {
                #found_mut
            }
        }
    }
}

/// The getter of a field with `by_ref`.
pub(super) fn reference(field: &Field<'_>, m: &TokenStream) -> TokenStream {
    let Field { r#type, name, docs, number, .. } = field;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = respan(m, span);
    let refer = quote_spanned!(span=> #m_here::refer::<Self, #number>);
    let types = given_type(field, quote!(#m::Type::<#r#type>::reference()), m);
    quote! {
        #m::Member::getter(#name, |ctx, object| #refer(ctx, object)).about(|| #m::About {
            docs: #docs,
            types: #types,
            ..#m::Default::default()
        }),
    }
}

/// What the type extends.
pub(super) fn base(model: &Model<'_>, m: &TokenStream) -> Option<TokenStream> {
    let (base, Part { r#type, .. }) = model.base.as_ref()?;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = &respan(m, span);
    let gc = &model.gc;
    let is_same = quote_spanned!(span=> #m_here::is_same::<#r#type, #base>());
    let value = quote_spanned!(span=> #m_here::base::<Self, #r#type, #BASE>());
    Some(quote! {
        const BASE: #m::Option<#m::Base<#gc>> = { #is_same; #m::Option::Some(#value) };
    })
}

/// The metamethods of a type whose elements are those of a field, as one of the lists of members.
pub(super) fn elements(model: &Model<'_>, m: &TokenStream) -> Option<TokenStream> {
    let Part { r#type, .. } = model.elements.as_ref()?;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = &respan(m, span);
    Some(quote_spanned!(span=> &#m_here::elements::<Self, #r#type, #ELEMENTS>(),))
}

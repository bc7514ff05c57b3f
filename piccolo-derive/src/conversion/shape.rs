//! What is known of a type for annotations: what scripts pass for it, or what they get.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    conversion::{
        Direction,
        model::{Field, Fields, Model, Shape, Tagging, Variant, bound},
    },
    lua::names,
};

/// `impl Argument`, or `impl Produced`.
pub(super) fn implementation(model: &Model<'_>, shape: &Shape<'_>, direction: Direction) -> TokenStream {
    let krate = &model.krate;
    let writer = Writer {
        s: quote!(#krate::convert::shape),
        m: quote!(#krate::convert::expansion),
        direction,
        has_default: matches!(shape, Shape::Struct { default: Some(_), .. }),
    };
    let Writer { s, m, .. } = &writer;
    let (ident, gc, docs) = (model.ident, &model.gc, &model.docs);
    let name = names::own_name(ident);
    let (described, converted) = match direction {
        Direction::From => (quote!(#s::Argument<#gc>), quote!(#m::FromLua<#gc>)),
        Direction::Into => (quote!(#s::Produced<#gc>), quote!(#m::IntoLua<#gc>)),
    };
    let generics = model.generics(&bound(&converted));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let shape = writer.shape(shape);
    quote! {
        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #impl_generics #described for #ident #type_generics #where_clause {
            fn about() -> #s::ShapeAbout {
                use #m::Unknown as _;
                #s::ShapeAbout { name: #name, docs: #docs, shape: #shape }
            }
        }
    }
}

struct Writer {
    /// The module with the types of shapes.
    s: TokenStream,
    /// The module with what is known of types.
    m: TokenStream,
    direction: Direction,
    /// Whether the whole type has a default, which fields are taken from.
    has_default: bool,
}

impl Writer {
    fn shape(&self, shape: &Shape<'_>) -> TokenStream {
        let s = &self.s;
        match shape {
            Shape::Struct { fields, .. } => self.fields(fields, None),
            Shape::Enum { variants, tagging, .. } => {
                let there = variants.iter().filter(|variant| !variant.is_skipped);
                let variants = there.map(|variant| {
                    let (docs, shape) = (&variant.docs, self.variant(variant, tagging));
                    quote!((#docs, #shape))
                });
                quote!(#s::Shape::one_of([#(#variants),*]))
            }
        }
    }

    fn variant(&self, variant: &Variant<'_>, tagging: &Tagging) -> TokenStream {
        let (s, name) = (&self.s, &variant.name);
        let is_unit = matches!(variant.fields, Fields::Unit);
        let content = |tag| self.fields(&variant.fields, tag);
        match tagging {
            Tagging::External if is_unit => quote!(#s::Shape::Text(#name)),
            Tagging::External => {
                let content = content(None);
                quote!(#s::Shape::Fields(#s::listed([#s::Field::new(#name, #content)])))
            }
            Tagging::Internal(tag) => content(Some((tag, name))),
            Tagging::Adjacent(tag, place) => {
                let content = content(None);
                quote! {
                    #s::Shape::Fields(#s::listed([
                        #s::Field::new(#tag, #s::Shape::Text(#name)),
                        #s::Field::new(#place, #content),
                    ]))
                }
            }
            Tagging::Untagged => content(None),
        }
    }

    /// A table of fields, in which a tag has the name of a variant if one is given.
    fn fields(&self, fields: &Fields<'_>, tag: Option<(&str, &str)>) -> TokenStream {
        let s = &self.s;
        let tag = tag.map(|(tag, name)| quote!(#s::Field::new(#tag, #s::Shape::Text(#name))));
        match (fields, tag) {
            (Fields::Unit, None) => quote!(#s::Shape::Nil),
            (Fields::Unit, Some(tag)) => quote!(#s::Shape::Fields(#s::listed([#tag]))),
            (Fields::Transparent { field, .. }, None) => {
                let types = self.types(field);
                quote!(#s::Shape::like(#types))
            }
            (Fields::Transparent { field, .. }, Some(tag)) => {
                let types = self.types(field);
                quote!(#s::Shape::Fields(#s::listed([#tag, #s::Field::new("", #s::Shape::like(#types)).flattened()])))
            }
            (Fields::Unnamed(fields), _) => {
                let types = fields.iter().filter(|field| field.is_there()).map(|field| self.types(field));
                quote!(#s::Shape::items([#(#types),*]))
            }
            (Fields::Named(fields), tag) => {
                let there = fields.iter().filter(|field| field.is_there()).map(|field| self.field(field));
                let all = tag.into_iter().chain(there);
                quote!(#s::Shape::Fields(#s::listed([#(#all),*])))
            }
        }
    }

    fn field(&self, field: &Field<'_>) -> TokenStream {
        let (s, name, docs, types) = (&self.s, &field.name, &field.docs, self.types(field));
        let is_taken = self.direction == Direction::From;
        let optional =
            (is_taken && (self.has_default || field.options.default.is_some())).then(|| quote!(.optional()));
        let flattened = field.options.flatten.map(|_| quote!(.flattened()));
        quote!(#s::Field::new(#name, #s::Shape::like(#types)).about(#docs)#optional #flattened)
    }

    /// The type of a field, as an expression.
    fn types(&self, field: &Field<'_>) -> TokenStream {
        let (m, s, r#type) = (&self.m, &self.s, field.r#type);
        match (&field.options, self.direction) {
            (options, _) if options.annotation.is_some() => {
                let text = &options.annotation;
                quote!(#s::listed([#m::Cow::Borrowed(#text)]))
            }
            (options, _) if options.with.is_some() => quote!(#s::listed([#m::Cow::Borrowed("any")])),
            (_, Direction::From) => quote!(#m::Type::<#r#type>::writable()),
            (_, Direction::Into) => quote!(#m::Type::<#r#type>::result()),
        }
    }
}

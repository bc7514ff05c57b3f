//! What the macros for bindings have in common: the attribute `#[lua(..)]`, names in scripts, and the
//! mistakes found.

pub(crate) mod docs;
pub(crate) mod mistakes;
pub(crate) mod names;
pub(crate) mod options;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use syn::{
    Generics, Lifetime, Type,
    spanned::Spanned,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

/// The lifetime of the VM's pointers in a type: its only one, or `'gc` if it has none.
///
/// # Errors
/// When it has several.
pub(crate) fn gc_lifetime(generics: &Generics) -> syn::Result<Lifetime> {
    let mut lifetimes = generics.lifetimes().map(|own| &own.lifetime);
    match (lifetimes.next(), lifetimes.find(|own| own.ident != "gc")) {
        (None, _) => Ok(Lifetime::new("'gc", Span::call_site())),
        (Some(only), None) => Ok(only.clone()),
        (Some(_), Some(other)) => {
            let text = "a userdata type has no lifetime but that of the VM: own what this stands for";
            Err(syn::Error::new(other.span(), text))
        }
    }
}

/// The same tokens, as if they stood where `span` is: errors about them are shown there.
pub(crate) fn respan(tokens: &TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.clone().into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), respan(&group.stream(), span)).into();
        }
        token.set_span(token.span().located_at(span));
        token
    });
    respanned.collect()
}

/// Whether there are references in what a type is made of: `Option<&T>`.
pub(crate) fn has_references(r#type: &Type) -> bool {
    struct Finder(bool);

    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }

        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    }

    let mut finder = Finder(false);
    finder.visit_type(r#type);
    finder.0
}

/// Replaces all lifetimes by `'static`.
pub(crate) struct MakeStatic;

impl VisitMut for MakeStatic {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new("'static", lifetime.span());
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime = Some(Lifetime::new("'static", reference.span()));
        visit_mut::visit_type_reference_mut(self, reference);
    }
}

//! What the macros for bindings have in common: the attribute `#[lua(..)]`, names in scripts, and the
//! mistakes found.

pub(crate) mod mistakes;
pub(crate) mod names;
pub(crate) mod options;

use proc_macro2::Span;
use syn::{Generics, Lifetime};

/// The lifetime of the VM's pointers in a type: the only one, or the one that is called `'gc`, or one that
/// the type does not have.
///
/// # Errors
/// When there are several and none is called so.
pub(crate) fn gc_lifetime(generics: &Generics) -> syn::Result<Lifetime> {
    let mut lifetimes = generics.lifetimes().map(|own| &own.lifetime);
    match (lifetimes.next(), lifetimes.next()) {
        (None, _) => Ok(Lifetime::new("'gc", Span::call_site())),
        (Some(only), None) => Ok(only.clone()),
        (Some(first), Some(_)) => {
            let named_gc = generics.lifetimes().map(|own| &own.lifetime).find(|own| own.ident == "gc");
            let text = "a userdata type has no lifetime but that of the VM: leave one, `'gc`";
            match (named_gc, generics.lifetimes().count()) {
                (Some(gc), 1) => Ok(gc.clone()),
                _ => Err(syn::Error::new(first.span(), text)),
            }
        }
    }
}

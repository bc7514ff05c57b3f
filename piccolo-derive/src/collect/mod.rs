//! `#[derive(Collect)]`: in `attributes` the grammar, in `model` what is derived, in `expand` the code.

mod attributes;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The implementations for `input`. If it has mistakes, those are reported, and the implementations
/// are there nevertheless, so that nothing else is reported.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    match model::Model::new(input) {
        Ok(model) => expand::implementations(&model),
        Err(error) => {
            let error = error.into_compile_error();
            let placeholders = expand::placeholders(input);
            quote!(#error #placeholders)
        }
    }
}

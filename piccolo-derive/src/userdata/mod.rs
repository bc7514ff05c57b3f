//! `#[derive(UserData)]`: in `model` what is derived, in `expand` the code.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::lua::mistakes::Mistakes;

/// The implementations for `input`. What has mistakes is left out of them and reported.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let model = model::Model::new(input, &mut mistakes);
    let implementations = model.as_ref().map(expand::implementations);
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #implementations)
}

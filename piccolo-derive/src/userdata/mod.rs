//! `#[derive(UserData)]`: in `model` what is derived, in `variants` what of enums; in `expand` the code, in
//! `parts` that of references, bases and elements, in `enums` that of enums.

mod enums;
mod expand;
mod model;
mod parts;
mod variants;

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

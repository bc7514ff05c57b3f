//! `#[derive(LuaError)]`: in `model` what an error looks like in scripts, in `expand` the code.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::lua::mistakes::Mistakes;

/// The implementations for `input`. What has mistakes is reported, and left out of them.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let model = model::Model::new(input, &mut mistakes);
    let is_whole = mistakes.is_none();
    let implementations = model.map(|model| expand::implementations(&model, is_whole));
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #implementations)
}

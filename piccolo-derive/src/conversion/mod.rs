//! `#[derive(FromLua)]` and `#[derive(IntoLua)]`: in `model` what a type looks like in Lua, in `from` and `into` the
//! code, in `shape` what is known of it for annotations.

mod from;
mod into;
mod model;
mod options;
mod shape;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::lua::mistakes::Mistakes;

/// Which of the two traits is derived.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    From,
    Into,
}

/// The implementation for `input`. What has mistakes is reported; the implementation then does nothing.
pub(crate) fn derive(input: &DeriveInput, direction: Direction) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let model = model::Model::new(input, direction, &mut mistakes);
    let body = model.shape.as_ref().filter(|_| mistakes.is_none()).map(|shape| match direction {
        Direction::From => from::body(&model, shape),
        Direction::Into => into::body(&model, shape),
    });
    let body = body.unwrap_or_else(|| quote!(loop {}));
    let implementation = match direction {
        Direction::From => from::implementation(&model, &body),
        Direction::Into => into::implementation(&model, &body),
    };
    let about = model.shape.as_ref().map(|shape| shape::implementation(&model, shape, direction));
    let about = about.filter(|_| mistakes.is_none());
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #implementation #about)
}

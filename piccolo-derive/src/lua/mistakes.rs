//! [`Mistakes`]: all that is wrong with an item, reported together.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Result};

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Mistakes(Option<Error>);

impl Mistakes {
    /// Adds a mistake.
    pub(crate) fn note(&mut self, error: Error) {
        match &mut self.0 {
            Some(others) => others.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Adds a mistake about a piece of the source.
    pub(crate) fn about(&mut self, tokens: impl quote::ToTokens, text: impl std::fmt::Display) {
        self.note(Error::new_spanned(tokens, text));
    }

    /// The result's value; its error is added.
    pub(crate) fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.note(error)).ok()
    }

    /// Whether there are none.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The tokens that report them.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let error = self.0.map(Error::into_compile_error);
        quote!(#error)
    }
}

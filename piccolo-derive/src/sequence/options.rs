//! The options of `#[sequence]`, and the path of the crate that expansions refer to.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Error, Ident, Path, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{crate_path, spelling::nearest};

const NAMES: [&str; 2] = ["recursive", "crate"];

/// What stands in the parentheses of the attribute.
#[derive(Default)]
pub(super) struct Options {
    /// The function awaits itself.
    pub(super) recursive: bool,
    /// Where the runtime is.
    pub(super) path: Option<Path>,
}

impl Parse for Options {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut options = Self::default();
        let mut errors: Option<Error> = None;
        while !input.is_empty() {
            let name = input.call(Ident::parse_any)?;
            if let Err(error) = options.set(&name, input) {
                match &mut errors {
                    Some(errors) => errors.combine(error),
                    None => errors = Some(error),
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        errors.map_or(Ok(options), Err)
    }
}

impl Options {
    fn set(&mut self, name: &Ident, input: ParseStream) -> Result<()> {
        let repeated =
            || Err(Error::new(name.span(), format!("`{name}` is given twice: remove one of them")));
        if name == "recursive" {
            if self.recursive {
                return repeated();
            }
            self.recursive = true;
        } else if name == "crate" {
            input.parse::<Token![=]>()?;
            let path = input.call(Path::parse_mod_style)?;
            if self.path.replace(path).is_some() {
                return repeated();
            }
        } else {
            skip_value(input)?;
            return Err(Error::new(name.span(), unknown(&name.to_string())));
        }
        Ok(())
    }

    /// The path of the crate, for `sequence` to be found in it.
    pub(super) fn runtime(&self) -> Result<TokenStream> {
        match self.path.clone().or_else(crate_path::found) {
            Some(path) => Ok(quote!(#path)),
            None => Err(Error::new(
                Span::call_site(),
                "`piccolo` is not among the dependencies: add it, or write `#[sequence(crate = path)]`",
            )),
        }
    }
}

/// Passes over what follows the name of an unknown option.
fn skip_value(input: ParseStream) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn unknown(name: &str) -> String {
    match nearest(name, &NAMES) {
        Some(known) => format!("unknown option `{name}`: did you mean `{known}`?"),
        None => format!("unknown option `{name}`: there are `recursive` and `crate = path`"),
    }
}

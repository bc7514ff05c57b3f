//! Where the expansions find piccolo.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::Span;
use syn::{Ident, Path, parse_quote};

/// The crate that expansions refer to: the one given in the attribute, or the one [`found`]. Where there is
/// none, rustc says so about the path.
pub(crate) fn crate_path(given: Option<&Path>) -> Path {
    given.cloned().or_else(found).unwrap_or_else(|| parse_quote!(::piccolo))
}

/// `piccolo` among the dependencies, or `piccolo-core` where only that is one.
pub(crate) fn found() -> Option<Path> {
    ["piccolo", "piccolo-core"].into_iter().find_map(|name| {
        let found = match crate_name(name) {
            // The crates know themselves by their own names.
            Ok(FoundCrate::Itself) => name.replace('-', "_"),
            Ok(FoundCrate::Name(renamed)) => renamed,
            Err(_) => return None,
        };
        let found = Ident::new(&found, Span::call_site());
        Some(parse_quote!(::#found))
    })
}

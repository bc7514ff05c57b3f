//! Where the expansions find piccolo.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::Span;
use syn::{Ident, Path, parse_quote};

/// The crate that expansions refer to: the one given in the attribute, `piccolo`, or `piccolo-core`
/// where only that is a dependency.
pub(crate) fn crate_path(given: Option<&Path>) -> Path {
    if let Some(path) = given {
        return path.clone();
    }
    for name in ["piccolo", "piccolo-core"] {
        let found = match crate_name(name) {
            // The crates know themselves by their own names.
            Ok(FoundCrate::Itself) => name.replace('-', "_"),
            Ok(FoundCrate::Name(renamed)) => renamed,
            Err(_) => continue,
        };
        let found = Ident::new(&found, Span::call_site());
        return parse_quote!(::#found);
    }
    parse_quote!(::piccolo)
}

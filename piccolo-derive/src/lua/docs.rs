//! Doc comments, carried over to the annotations that editors read, and types that are given for these.

use syn::{Attribute, Error, Expr, Lit, Meta, Result};

use crate::lua::options::Entry;

/// The text of the doc comments among `attributes`, without what is a space wide at the start of all lines.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            lines.extend(text.value().split('\n').map(str::to_owned));
        }
    }
    let is_indented = lines.iter().all(|line| line.is_empty() || line.starts_with(' '));
    let stripped =
        lines.iter().map(|line| if is_indented { line.get(1..).unwrap_or_default() } else { line });
    stripped.map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The type that the option `name` gives for annotations.
///
/// # Errors
/// When it is no text of one line.
pub(crate) fn annotation(entries: &[Entry], name: &str) -> Result<Option<String>> {
    let Some(entry) = entries.iter().find(|entry| entry.name == name) else { return Ok(None) };
    let text = entry.string()?;
    match text.value().trim() {
        "" => Err(Error::new(text.span(), "a type is missing: `\"fun(a: integer): string\"`")),
        value if value.contains('\n') => Err(Error::new(text.span(), "annotations are written in one line")),
        value => Ok(Some(value.to_owned())),
    }
}

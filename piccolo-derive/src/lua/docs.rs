//! Doc comments, carried over to the annotations that editors read.

use syn::{Attribute, Expr, Lit, Meta};

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

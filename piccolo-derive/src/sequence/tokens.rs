//! Names in tokens that are not parsed: the arguments of macros, format strings among them.

use std::ops::Range;

use proc_macro2::{Group, Ident, Literal, Spacing, TokenStream, TokenTree};
use quote::quote;

/// The tokens with each name that may stand for a variable replaced as `map` says; the names that
/// format strings capture too.
pub(super) fn map_variables(
    tokens: TokenStream,
    map: &mut dyn FnMut(&Ident) -> Option<TokenStream>,
) -> TokenStream {
    map_where(tokens, may_be_variable, map)
}

/// The tokens with each identifier replaced as `map` says, in format strings too.
pub(super) fn map_identifiers(
    tokens: TokenStream,
    map: &mut dyn FnMut(&Ident) -> Option<TokenStream>,
) -> TokenStream {
    map_where(tokens, |_, _| true, map)
}

fn map_where(
    tokens: TokenStream,
    applies: fn(&[TokenTree], usize) -> bool,
    map: &mut dyn FnMut(&Ident) -> Option<TokenStream>,
) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(ident) if applies(&trees, i) => match map(ident) {
                Some(mapped) => out.extend(mapped),
                None => out.extend([tree.clone()]),
            },
            TokenTree::Group(group) => {
                let mut mapped = Group::new(group.delimiter(), map_where(group.stream(), applies, map));
                mapped.set_span(group.span());
                out.extend([TokenTree::Group(mapped)]);
            }
            TokenTree::Literal(literal) => out.extend([TokenTree::Literal(map_literal(literal, map))]),
            other => out.extend([other.clone()]),
        }
    }
    out
}

/// Calls `visit` with each name that may stand for a variable.
pub(super) fn each_name(tokens: &TokenStream, visit: &mut dyn FnMut(&str)) {
    map_variables(tokens.clone(), &mut |ident| {
        visit(&ident.to_string());
        None
    });
}

/// Whether the identifier at `i` is none of: a field or method, a part of a path, the name of a field
/// that is given a value.
fn may_be_variable(trees: &[TokenTree], i: usize) -> bool {
    let punct = |at: Option<usize>| match at.and_then(|at| trees.get(at)) {
        Some(TokenTree::Punct(punct)) => Some((punct.as_char(), punct.spacing())),
        _ => None,
    };
    let before = punct(i.checked_sub(1));
    let two_before = punct(i.checked_sub(2));
    let after_dot = matches!(before, Some(('.', _))) && !matches!(two_before, Some(('.', Spacing::Joint)));
    let in_path = matches!(before, Some((':', _))) && matches!(two_before, Some((':', Spacing::Joint)));
    let before_colon = matches!(punct(Some(i + 1)), Some((':', _)));
    !after_dot && !in_path && !before_colon
}

fn map_literal(literal: &Literal, map: &mut dyn FnMut(&Ident) -> Option<TokenStream>) -> Literal {
    let text = literal.to_string();
    if !text.starts_with('"') && !text.starts_with("r\"") && !text.starts_with("r#") {
        return literal.clone();
    }
    let mut out = String::new();
    let mut copied = 0;
    for range in captures(&text) {
        let name = Ident::new(&text[range.clone()], literal.span());
        if let Some(mapped) = map(&name) {
            out.push_str(&text[copied..range.start]);
            out.push_str(&quote!(#mapped).to_string());
            copied = range.end;
        }
    }
    if copied == 0 {
        return literal.clone();
    }
    out.push_str(&text[copied..]);
    match out.parse::<Literal>() {
        Ok(mut mapped) => {
            mapped.set_span(literal.span());
            mapped
        }
        Err(_) => literal.clone(),
    }
}

/// Where a format string captures variables: `{name}`, `{name:?}`, `{:width$}`.
fn captures(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{') {
        let start = at + open + 1;
        if text[start..].starts_with('{') {
            at = start + 1;
            continue;
        }
        let end = text[start..].find('}').map_or(text.len(), |close| start + close);
        found.extend(name_at(text, start, end));
        for (dollar, _) in text[start..end].match_indices('$') {
            let end = start + dollar;
            let name = text[start..end].rfind(|c: char| !is_name_part(c)).map_or(start, |i| start + i + 1);
            found.extend(name_at(text, name, end).filter(|_| name > start));
        }
        at = end;
    }
    found
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The identifier that starts at `start`, if one does.
fn name_at(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let length = text[start..end].find(|c| !is_name_part(c)).unwrap_or(end - start);
    let name = &text[start..start + length];
    let starts_well = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_name = starts_well && name != "_" && syn::parse_str::<Ident>(name).is_ok();
    is_name.then(|| start..start + length)
}

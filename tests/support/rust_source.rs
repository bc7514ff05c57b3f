//! Reads Rust source as far as checks on its text need it.

/// `source` with everything in comments and in string and character literals blanked, line by line the same.
pub(crate) fn code_only(source: &str) -> String {
    let mut scanner = Scanner { rest: source, code: String::with_capacity(source.len()) };
    while let Some(first) = scanner.rest.chars().next() {
        let blanked = scanner.blanked_length();
        if blanked > 0 {
            scanner.take(blanked, true);
        } else if first.is_alphanumeric() || first == '_' {
            scanner.take(word(scanner.rest).len(), false);
        } else {
            scanner.take(first.len_utf8(), false);
        }
    }
    scanner.code
}

/// The identifier, keyword or number that `text` starts with, or nothing.
pub(crate) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

struct Scanner<'a> {
    rest: &'a str,
    code: String,
}

impl Scanner<'_> {
    /// Moves `length` bytes to the output, as spaces and line feeds if they are `blank`.
    fn take(&mut self, length: usize, blank: bool) {
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        if blank {
            self.code.extend(text.chars().map(|c| if c == '\n' { c } else { ' ' }));
        } else {
            self.code.push_str(text);
        }
    }

    /// The length of the comment or literal that starts here, or 0.
    fn blanked_length(&self) -> usize {
        let rest = self.rest;
        if rest.starts_with("//") {
            return rest.find('\n').unwrap_or(rest.len());
        }
        if rest.starts_with("/*") {
            return rest.find("*/").map_or(rest.len(), |end| end + 2);
        }
        if let Some(character) = rest.strip_prefix('\'') {
            return character_length(character).map_or(0, |length| length + 1);
        }
        let prefix = ["br", "cr", "r", "b", "c", ""]
            .into_iter()
            .find(|prefix| rest.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['"', '#'])));
        let Some(prefix) = prefix else { return 0 };
        let literal = &rest[prefix.len()..];
        if prefix.ends_with('r') {
            return raw_length(literal).map_or(0, |length| prefix.len() + length);
        }
        if literal.starts_with('"') { prefix.len() + string_length(literal) } else { 0 }
    }
}

/// The length of a character literal after its first quote; `None` for a lifetime.
fn character_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let body = if first == '\\' { 2 + text.get(2..)?.find('\'')? } else { first.len_utf8() };
    text[body..].starts_with('\'').then_some(body + 1)
}

/// The length of a string literal that starts with its quote.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string literal after its `r`; `None` for a raw identifier.
fn raw_length(text: &str) -> Option<usize> {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if !text[hashes..].starts_with('"') {
        return None;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let body = &text[hashes + 1..];
    Some(body.find(&end).map_or(text.len(), |at| hashes + 1 + at + end.len()))
}

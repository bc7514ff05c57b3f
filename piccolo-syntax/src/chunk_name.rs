//! The name of a chunk as messages show it.

/// Room for the shortened name, including the end mark that C strings need.
const SIZE: usize = 60;
const ELLIPSIS: &[u8] = b"...";
const PREFIX: &[u8] = b"[string \"";
const SUFFIX: &[u8] = b"\"]";

/// What messages call a chunk, in fewer than 60 bytes.
///
/// `=name` is shown as `name`, cut at its end; `@file` as `file`, cut at its beginning; any other
/// source as `[string "first line..."]`. The result ends before the first zero byte.
///
/// ```
/// use piccolo_syntax::chunk_name::short_source;
/// assert_eq!(short_source(b"@main.lua"), b"main.lua");
/// assert_eq!(short_source(b"x = 1\ny = 2"), b"[string \"x = 1...\"]");
/// ```
pub fn short_source(source: &[u8]) -> Vec<u8> {
    let mut name = match source {
        [b'=', literal @ ..] => literal[..literal.len().min(SIZE - 1)].to_vec(),
        [b'@', file @ ..] => short_file(file),
        text => short_text(text),
    };
    if let Some(end) = name.iter().position(|byte| *byte == 0) {
        name.truncate(end);
    }
    name
}

/// The end of a file's name.
fn short_file(file: &[u8]) -> Vec<u8> {
    if file.len() < SIZE {
        return file.to_vec();
    }
    let kept = SIZE - ELLIPSIS.len() - 1;
    [ELLIPSIS, &file[file.len() - kept..]].concat()
}

/// The beginning of a source text's first line.
fn short_text(text: &[u8]) -> Vec<u8> {
    let room = SIZE - PREFIX.len() - ELLIPSIS.len() - SUFFIX.len() - 1;
    // Only the part that may be shown is searched, so that the cost does not grow with the source.
    let newline = text.iter().take(room + 1).position(|byte| *byte == b'\n');
    match newline {
        None if text.len() < room => [PREFIX, text, SUFFIX].concat(),
        _ => {
            let end = newline.unwrap_or(text.len()).min(room);
            [PREFIX, &text[..end], ELLIPSIS, SUFFIX].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&short_source(source.as_bytes())), expected);
    }

    #[test]
    fn literal_names_are_cut_at_the_end() {
        check("=stdin", "stdin");
        check("=", "");
        check(&format!("={}", "x".repeat(59)), &"x".repeat(59));
        check(&format!("={}", "x".repeat(60)), &"x".repeat(59));
    }

    #[test]
    fn file_names_are_cut_at_the_beginning() {
        check("@a/b.lua", "a/b.lua");
        check(&format!("@{}", "y".repeat(59)), &"y".repeat(59));
        check(&format!("@ab{}", "y".repeat(58)), &format!("...{}", "y".repeat(56)));
    }

    #[test]
    fn source_texts_show_their_first_line() {
        check("", "[string \"\"]");
        check("return 1", "[string \"return 1\"]");
        check("\nreturn 1", "[string \"...\"]");
        check(&"z".repeat(44), &format!("[string \"{}\"]", "z".repeat(44)));
        check(&"z".repeat(45), &format!("[string \"{}...\"]", "z".repeat(45)));
        check(&"z".repeat(99), &format!("[string \"{}...\"]", "z".repeat(45)));
        check(&format!("{}\n", "z".repeat(45)), &format!("[string \"{}...\"]", "z".repeat(45)));
        check(&format!("{}\n", "z".repeat(44)), &format!("[string \"{}...\"]", "z".repeat(44)));
    }

    #[test]
    fn names_end_before_a_zero() {
        check("=a\0b", "a");
        check("a\0b", "[string \"a");
    }
}

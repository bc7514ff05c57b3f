//! Turns what programs write into lines.

use std::fmt::Write as _;

/// The lines of `output`, with bytes outside UTF-8 as `\xNN`.
pub(crate) fn lines(output: &[u8]) -> Vec<String> {
    let mut text = String::new();
    for chunk in output.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if text.is_empty() {
        return Vec::new();
    }
    let text = text.strip_suffix('\n').unwrap_or(&text);
    text.split('\n').map(str::to_owned).collect()
}

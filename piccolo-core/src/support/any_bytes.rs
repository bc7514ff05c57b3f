//! Bytes of any kind as Rust strings, and back: messages are Rust strings, but what scripts put into them need not be
//! UTF-8. Bytes that are none become characters of the private use area, which stand for single bytes.

use std::borrow::Cow;

/// The character for the byte 0; those for bytes from 0x80 on are used, the last 128 of Unicode.
const FIRST: u32 = 0x10_ff00;

/// The first of the bytes of all characters that stand for bytes.
const LEAD: u8 = 0xf4;

fn character(byte: u8) -> char {
    char::from_u32(FIRST + u32::from(byte)).expect("the private use area reaches that far")
}

fn byte(character: char) -> Option<u8> {
    let byte = u32::from(character).checked_sub(FIRST)?;
    u8::try_from(byte).ok().filter(|byte| *byte >= 0x80)
}

/// The text of `bytes`, from which [`to_bytes`] gets them back.
///
/// ```
/// use piccolo_core::support::any_bytes::{from_bytes, to_bytes};
///
/// assert_eq!(from_bytes(b"name"), "name");
/// let bytes = b"caf\xc3\xa9 \xff";
/// assert!(from_bytes(bytes).starts_with("café "));
/// assert_eq!(*to_bytes(&from_bytes(bytes)), *bytes);
/// ```
pub fn from_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&LEAD)
    {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for valid in chunk.valid().chars() {
            if byte(valid).is_some() {
                // It stands for itself no longer.
                let mut bytes = [0; 4];
                text.extend(valid.encode_utf8(&mut bytes).bytes().map(character));
            } else {
                text.push(valid);
            }
        }
        text.extend(chunk.invalid().iter().copied().map(character));
    }
    Cow::Owned(text)
}

/// The bytes that [`from_bytes`] made `text` of.
pub fn to_bytes(text: &str) -> Cow<'_, [u8]> {
    if !text.as_bytes().contains(&LEAD) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match byte(character) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_come_back() {
        let all: Vec<u8> = (0..=255).collect();
        let texts: [&[u8]; 6] = [
            &all,
            b"",
            "é\u{10ffff}\u{10ff80}\u{10ff7f}\u{ffff}".as_bytes(),
            b"\xf4\x8f\xbe\x80\xf4\x8f\xbf",
            b"\xfd\xbf\xbf\xbf\xbf\xbf",
            b"\xf4",
        ];
        for bytes in texts {
            assert_eq!(&*to_bytes(&from_bytes(bytes)), bytes);
        }
    }
}

//! `%q`: values as Lua source.

use std::ops::Range;

use piccolo_core::{object::value::Value, support::numeral};

use crate::string::format::{number, specification::Layout};

/// `value` as Lua source; `None` for strings, see [`quote_part`], and for objects that have no such form.
pub(super) fn quote(value: Value<'_>) -> Option<Vec<u8>> {
    Some(match value {
        Value::Nil => b"nil".to_vec(),
        Value::False => b"false".to_vec(),
        Value::True => b"true".to_vec(),
        Value::Integer(i64::MIN) => b"0x8000000000000000".to_vec(),
        Value::Integer(i) => numeral::integer_text(i).as_bytes().to_vec(),
        Value::Float(f) => quote_float(f.get()),
        _ => return None,
    })
}

/// A float in hexadecimal, which loses nothing. Infinities and NaN have no numerals.
fn quote_float(value: f64) -> Vec<u8> {
    if value.is_nan() {
        b"(0/0)".to_vec()
    } else if value.is_infinite() {
        if value > 0.0 { b"1e9999".to_vec() } else { b"-1e9999".to_vec() }
    } else {
        number::float(value, b'a', Layout::default())
    }
}

/// Part of a string with escapes, and with the quotes at its start and end.
pub(super) fn quote_part(bytes: &[u8], part: Range<usize>) -> Vec<u8> {
    let mut text = Vec::with_capacity(part.len() + 2);
    if part.start == 0 {
        text.push(b'"');
    }
    for index in part.clone() {
        match bytes[index] {
            byte @ (b'"' | b'\\' | b'\n') => text.extend([b'\\', byte]),
            byte @ (0..=31 | 127) => {
                let digit_follows = bytes.get(index + 1).is_some_and(u8::is_ascii_digit);
                let escape = if digit_follows { format!("\\{byte:03}") } else { format!("\\{byte}") };
                text.extend_from_slice(escape.as_bytes());
            }
            byte => text.push(byte),
        }
    }
    if part.end == bytes.len() {
        text.push(b'"');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        let (bytes, quoted) = (b"a\"\\\n\0b\x011\x7f\xff", b"\"a\\\"\\\\\\\n\\0b\\0011\\127\xff\"");
        assert_eq!(quote_part(bytes, 0..bytes.len()), quoted);
        for middle in 1..bytes.len() {
            assert_eq!(
                [quote_part(bytes, 0..middle), quote_part(bytes, middle..bytes.len())].concat(),
                quoted
            );
        }
    }

    #[test]
    fn floats_are_exact() {
        assert_eq!(quote_float(0.5), b"0x1p-1");
        assert_eq!(quote_float(f64::NEG_INFINITY), b"-1e9999");
    }
}

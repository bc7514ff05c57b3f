//! `%q`: values as Lua source.

use piccolo_core::{object::value::Value, support::numeral};

use crate::string::format::{number, specification::Layout};

/// `value` as Lua source; `None` for objects that have no such form.
pub(super) fn quote(value: Value<'_>) -> Option<Vec<u8>> {
    Some(match value {
        Value::Nil => b"nil".to_vec(),
        Value::False => b"false".to_vec(),
        Value::True => b"true".to_vec(),
        Value::Integer(i64::MIN) => b"0x8000000000000000".to_vec(),
        Value::Integer(i) => numeral::integer_text(i).as_bytes().to_vec(),
        Value::Float(f) => quote_float(f.get()),
        Value::String(string) => quote_string(string.as_bytes()),
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

fn quote_string(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() + 2);
    text.push(b'"');
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' | b'\\' | b'\n' => text.extend([b'\\', byte]),
            0..=31 | 127 => {
                let digit_follows = bytes.get(index + 1).is_some_and(u8::is_ascii_digit);
                let escape = if digit_follows { format!("\\{byte:03}") } else { format!("\\{byte}") };
                text.extend_from_slice(escape.as_bytes());
            }
            _ => text.push(byte),
        }
    }
    text.push(b'"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(quote_string(b"a\"\\\n\0b\x011\x7f\xff"), b"\"a\\\"\\\\\\\n\\0b\\0011\\127\xff\"");
    }

    #[test]
    fn floats_are_exact() {
        assert_eq!(quote_float(0.5), b"0x1p-1");
        assert_eq!(quote_float(f64::NEG_INFINITY), b"-1e9999");
    }
}

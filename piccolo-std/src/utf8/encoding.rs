//! The encoding in its original extent: up to six bytes, for numbers below 2^31.

/// The greatest number that can be encoded.
pub(super) const MAX_CODE: u32 = 0x7fff_ffff;

/// The least number that needs so many continuation bytes.
const LEAST: [u32; 6] = [0, 0x80, 0x800, 0x1_0000, 0x20_0000, 0x400_0000];

/// Whether there is a byte at `at` that continues a character.
pub(super) fn is_continuation(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

/// The character that `bytes` start with, and its length. `is_strict` asks for a code point of Unicode.
pub(super) fn decode(bytes: &[u8], is_strict: bool) -> Option<(u32, usize)> {
    let &first = bytes.first()?;
    let continuations = match first.leading_ones() {
        0 => return Some((first.into(), 1)),
        ones @ 2..=6 => ones as usize - 1,
        _ => return None,
    };
    let mut code = u32::from(first & (0x3f >> continuations));
    for &byte in bytes.get(1..=continuations)? {
        if byte & 0xc0 != 0x80 {
            return None;
        }
        code = code << 6 | u32::from(byte & 0x3f);
    }
    let is_valid = code >= LEAST[continuations] && !(is_strict && char::from_u32(code).is_none());
    is_valid.then_some((code, continuations + 1))
}

/// The bytes of a character, at the beginning of the array, and how many there are.
pub(super) fn encode(code: u32) -> ([u8; 6], usize) {
    let mut bytes = [0; 6];
    let continuations = LEAST.iter().rposition(|&least| code >= least).unwrap_or(0);
    if continuations == 0 {
        bytes[0] = code as u8;
        return (bytes, 1);
    }
    let mut rest = code;
    for byte in bytes[1..=continuations].iter_mut().rev() {
        *byte = 0x80 | (rest & 0x3f) as u8;
        rest >>= 6;
    }
    // As many ones as there are bytes, then a zero.
    bytes[0] = !(0x7f >> continuations) | rest as u8;
    (bytes, continuations + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_numbers_are_decoded() {
        for code in
            [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1_0000, 0x1f_ffff, 0x20_0000, 0x3ff_ffff, MAX_CODE]
        {
            let (bytes, len) = encode(code);
            assert_eq!(decode(&bytes[..len], false), Some((code, len)), "{code:x}");
        }
        for c in ['a', 'é', '€', '😀'] {
            let (bytes, len) = encode(c.into());
            assert_eq!(&bytes[..len], c.to_string().as_bytes());
            assert_eq!(decode(&bytes[..len], true), Some((c.into(), len)));
        }
    }

    #[test]
    fn invalid_sequences_are_refused() {
        for bytes in [&b"\x80"[..], b"\xc0\x80", b"\xe0\x80\x80", b"\xc3", b"\xc3a", b"\xff", b"\xfe", b""] {
            assert_eq!(decode(bytes, false), None, "{bytes:?}");
        }
        assert_eq!(decode(b"\xed\xa0\x80", true), None);
        assert_eq!(decode(b"\xed\xa0\x80", false), Some((0xd800, 3)));
    }
}

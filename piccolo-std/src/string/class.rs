//! Classes of bytes, as C's "C" locale has them.

/// White space.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// The classes' letters; class `i` has bit `i`.
const LETTERS: [u8; 11] = *b"acdglpsuwxz";

/// The classes that each byte is in.
static CLASSES: [u16; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = classes_of(byte as u8);
        byte += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u16 {
    let members = [
        byte.is_ascii_alphabetic(),
        byte.is_ascii_control(),
        byte.is_ascii_digit(),
        byte.is_ascii_graphic(),
        byte.is_ascii_lowercase(),
        byte.is_ascii_punctuation(),
        byte == b' ' || (byte >= b'\t' && byte <= b'\r'),
        byte.is_ascii_uppercase(),
        byte.is_ascii_alphanumeric(),
        byte.is_ascii_hexdigit(),
        byte == 0,
    ];
    let mut bits = 0;
    let mut class = 0;
    while class < members.len() {
        bits |= (members[class] as u16) << class;
        class += 1;
    }
    bits
}

/// The bit of the class that each small letter names, 0 where it names none.
static BITS: [u16; 128] = {
    let mut bits = [0; 128];
    let mut class = 0;
    while class < LETTERS.len() {
        bits[LETTERS[class] as usize] = 1 << class;
        bits[LETTERS[class].to_ascii_uppercase() as usize] = 1 << class;
        class += 1;
    }
    bits
};

/// A class of bytes, or its complement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Class {
    bit: u16,
    negated: bool,
}

impl Class {
    /// The class with this letter (`%a` and so on); a capital letter means the complement.
    #[inline]
    pub(super) fn of(letter: u8) -> Option<Self> {
        let bit = *BITS.get(usize::from(letter))?;
        (bit != 0).then_some(Self { bit, negated: letter & 0x20 == 0 })
    }

    #[inline(always)]
    pub(super) fn contains(self, byte: u8) -> bool {
        (CLASSES[usize::from(byte)] & self.bit != 0) != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_name_classes() {
        let members = |letter| {
            let class = Class::of(letter).unwrap();
            (0..=255u8).filter(|byte| class.contains(*byte)).count()
        };
        let counts = LETTERS.map(members);
        assert_eq!(counts, [52, 33, 10, 94, 26, 32, 6, 26, 62, 22, 1]);
        assert!(LETTERS.iter().all(|letter| members(letter.to_ascii_uppercase()) + members(*letter) == 256));
        assert_eq!(Class::of(b'.'), None);
        assert_eq!(Class::of(0xe1), None);
    }
}

//! Format strings of `string.pack` (manual section 6.4.2).

use piccolo_core::object::error::Error;

use crate::library::Result;

/// The most bytes that a packed integer may have.
pub(super) const MAX_INTEGER: usize = 16;

/// The most digits of a number.
const DIGITS: usize = 16;

/// The alignment that `!` asks for without a number.
const NATIVE_ALIGNMENT: usize = 8;

/// What a field of a packed string holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Signed,
    Unsigned,
    Float,
    Double,
    /// A string of a fixed size.
    Fixed,
    /// A string after its length, which takes the field's size.
    Prefixed,
    /// A string up to a zero.
    Terminated,
    /// One byte of nothing.
    Padding,
    /// Nothing but its alignment.
    Alignment,
    /// Nothing at all: a setting.
    Nothing,
}

/// A field of a packed string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) kind: Kind,
    /// How many bytes it takes, but for what follows a string's length.
    pub(super) size: usize,
    /// How many bytes of padding come before it.
    pub(super) padding: usize,
    /// Whether its lowest byte is the first.
    pub(super) is_little: bool,
}

/// How far a format string is read.
#[derive(Clone, Copy, piccolo_derive::Collect)]
#[collect(require_static)]
pub(super) struct Mark {
    left: usize,
    is_little: bool,
    max_alignment: usize,
}

/// Reads a format string.
pub(super) struct Layout<'a> {
    rest: &'a [u8],
    is_little: bool,
    max_alignment: usize,
}

impl<'a> Layout<'a> {
    /// The layout that `format` describes. As the format is a C string in the reference implementation, it ends
    /// at a zero.
    pub(super) fn new(format: &'a [u8]) -> Self {
        Self { rest: format, is_little: cfg!(target_endian = "little"), max_alignment: 1 }
    }

    /// How far it is read, to [go on](Self::resume) there.
    pub(super) fn mark(&self) -> Mark {
        Mark { left: self.rest.len(), is_little: self.is_little, max_alignment: self.max_alignment }
    }

    /// `format` from a mark on.
    pub(super) fn resume(format: &'a [u8], mark: Mark) -> Self {
        let Mark { left, is_little, max_alignment } = mark;
        Self { rest: &format[format.len() - left..], is_little, max_alignment }
    }

    fn is_at_end(&self) -> bool {
        matches!(self.rest, [] | [0, ..])
    }

    /// The next field, where `offset` bytes come before it.
    #[inline]
    pub(super) fn next<'gc>(&mut self, offset: usize) -> Result<'gc, Option<Field>> {
        if self.is_at_end() {
            return Ok(None);
        }
        let (kind, size) = self.option()?;
        if self.max_alignment == 1 && kind != Kind::Alignment {
            return Ok(Some(Field { kind, size, padding: 0, is_little: self.is_little }));
        }
        self.aligned(kind, size, offset).map(Some)
    }

    /// A field with the padding that aligns it.
    #[inline(never)]
    fn aligned<'gc>(&mut self, kind: Kind, size: usize, offset: usize) -> Result<'gc, Field> {
        let mut alignment = size;
        if kind == Kind::Alignment {
            let next = if self.is_at_end() { None } else { Some(self.option()?) };
            match next {
                Some((kind, size)) if kind != Kind::Fixed && size > 0 => alignment = size,
                _ => return Err(Error::argument(0, "invalid next option for option 'X'")),
            }
        }
        let mut padding = 0;
        if alignment > 1 && kind != Kind::Fixed {
            alignment = alignment.min(self.max_alignment);
            if !alignment.is_power_of_two() {
                return Err(Error::argument(0, "format asks for alignment not power of 2"));
            }
            padding = offset.wrapping_neg() & (alignment - 1);
        }
        Ok(Field { kind, size, padding, is_little: self.is_little })
    }

    /// The next option, with its size.
    #[inline]
    fn option<'gc>(&mut self) -> Result<'gc, (Kind, usize)> {
        let Some((&option, rest)) = self.rest.split_first() else { return Ok((Kind::Nothing, 0)) };
        self.rest = rest;
        Ok(match option {
            b'b' => (Kind::Signed, 1),
            b'B' => (Kind::Unsigned, 1),
            b'h' => (Kind::Signed, 2),
            b'H' => (Kind::Unsigned, 2),
            b'i' => (Kind::Signed, self.limited_number(4)?),
            b'I' => (Kind::Unsigned, self.limited_number(4)?),
            b'l' | b'j' => (Kind::Signed, 8),
            b'L' | b'J' | b'T' => (Kind::Unsigned, 8),
            b'f' => (Kind::Float, 4),
            b'd' | b'n' => (Kind::Double, 8),
            b's' => (Kind::Prefixed, self.limited_number(8)?),
            b'c' => match self.number() {
                Some(size) => (Kind::Fixed, size),
                None => return Err(Error::message("missing size for format option 'c'")),
            },
            b'z' => (Kind::Terminated, 0),
            b'x' => (Kind::Padding, 1),
            b'X' => (Kind::Alignment, 0),
            b' ' => (Kind::Nothing, 0),
            _ => {
                self.set(option)?;
                (Kind::Nothing, 0)
            }
        })
    }

    /// Carries out an option that is a setting.
    fn set<'gc>(&mut self, option: u8) -> Result<'gc, ()> {
        match option {
            b'<' => self.is_little = true,
            b'>' => self.is_little = false,
            b'=' => self.is_little = cfg!(target_endian = "little"),
            b'!' => self.max_alignment = self.limited_number(NATIVE_ALIGNMENT)?,
            _ => {
                let option = char::from(option);
                return Err(Error::message(format!("invalid format option '{option}'")));
            }
        }
        Ok(())
    }

    /// The number that the rest starts with. Digits that would make it greater than 2^31 are not part of it, nor are
    /// more than [`DIGITS`]: zeros in front would take any time.
    #[inline]
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        for _ in 0..DIGITS {
            let Some((&digit @ b'0'..=b'9', rest)) = self.rest.split_first() else { break };
            let before = number.unwrap_or(0);
            if before > (i32::MAX as usize - 9) / 10 {
                break;
            }
            number = Some(before * 10 + usize::from(digit - b'0'));
            self.rest = rest;
        }
        number
    }

    /// A number of bytes of an integer.
    #[inline]
    fn limited_number<'gc>(&mut self, default: usize) -> Result<'gc, usize> {
        match self.number().unwrap_or(default) {
            size @ 1..=MAX_INTEGER => Ok(size),
            size => {
                let message = format!("integral size ({size}) out of limits [1,{MAX_INTEGER}]");
                Err(Error::message(message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, expected: &[(Kind, usize, usize)]) {
        let mut layout = Layout::new(format.as_bytes());
        let mut offset = 0;
        let mut fields = Vec::new();
        while let Some(field) = layout.next(offset).expect("a valid format") {
            offset += field.padding + field.size;
            if field.kind != Kind::Nothing {
                fields.push((field.kind, field.size, field.padding));
            }
        }
        assert_eq!(fields, expected);
    }

    #[test]
    fn fields_are_aligned_on_request() {
        check("b i4", &[(Kind::Signed, 1, 0), (Kind::Signed, 4, 0)]);
        check("!4 b i4", &[(Kind::Signed, 1, 0), (Kind::Signed, 4, 3)]);
        check("!4 b d", &[(Kind::Signed, 1, 0), (Kind::Double, 8, 3)]);
        check("! b Xd c3", &[(Kind::Signed, 1, 0), (Kind::Alignment, 0, 7), (Kind::Fixed, 3, 0)]);
    }

    #[test]
    fn numbers_have_a_limited_number_of_digits() {
        check("c0000000000000012", &[(Kind::Fixed, 12, 0)]);
        let mut layout = Layout::new(b"c00000000000000012");
        assert_eq!(layout.next(0).ok().flatten().map(|field| field.size), Some(1));
        assert!(layout.next(0).is_err(), "the rest is no option");
    }

    #[test]
    fn sizes_have_defaults() {
        check("Isz", &[(Kind::Unsigned, 4, 0), (Kind::Prefixed, 8, 0), (Kind::Terminated, 0, 0)]);
    }
}

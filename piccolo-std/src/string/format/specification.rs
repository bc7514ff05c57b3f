//! Conversion specifications: `%[flags][width][.precision]conversion`.

use piccolo_core::{object::error::Error, support::any_bytes};

use crate::library::Result;

/// The greatest width (of two digits).
pub(super) const MAX_WIDTH: usize = 99;

/// More characters than any specification needs.
const MAX_LEN: usize = 22;

/// The text of a specification, behind its `%`.
#[derive(Clone, Copy, piccolo_derive::Collect)]
#[collect(require_static)]
pub(super) struct Specification {
    text: [u8; MAX_LEN],
    len: usize,
}

/// Flags of a specification, or which of them are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Flags {
    pub(super) left: bool,
    pub(super) plus: bool,
    pub(super) space: bool,
    pub(super) alternate: bool,
    pub(super) zero: bool,
}

impl Flags {
    pub(super) const ALL: Self = Self { left: true, plus: true, space: true, alternate: true, zero: true };
    pub(super) const SIGNED: Self = Self { alternate: false, ..Self::ALL };
    pub(super) const UNSIGNED: Self = Self { plus: false, space: false, ..Self::SIGNED };
    pub(super) const ALTERNATE: Self = Self { alternate: true, ..Self::UNSIGNED };
    pub(super) const LEFT: Self = Self { zero: false, ..Self::UNSIGNED };

    fn get_mut(&mut self, flag: u8) -> Option<&mut bool> {
        Some(match flag {
            b'-' => &mut self.left,
            b'+' => &mut self.plus,
            b' ' => &mut self.space,
            b'#' => &mut self.alternate,
            b'0' => &mut self.zero,
            _ => return None,
        })
    }
}

/// What a specification says about the form of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Layout {
    pub(super) flags: Flags,
    pub(super) width: usize,
    pub(super) precision: Option<usize>,
}

impl Specification {
    /// The specification at the start of `text`, which begins behind the `%`.
    pub(super) fn parse<'gc>(text: &[u8]) -> Result<'gc, Self> {
        let is_modifier = |byte: &&u8| matches!(byte, b'-' | b'+' | b'#' | b' ' | b'.' | b'0'..=b'9');
        let modifiers = text.iter().take(MAX_LEN).take_while(is_modifier).count();
        if modifiers + 1 >= MAX_LEN {
            return Err(Error::message("invalid format (too long)"));
        }
        // A missing conversion reads as the zero that ends C's strings.
        let mut specification = Self { text: [0; MAX_LEN], len: modifiers + 1 };
        let available = &text[..specification.len.min(text.len())];
        specification.text[..available.len()].copy_from_slice(available);
        Ok(specification)
    }

    /// The number of characters, without the `%`.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The conversion character.
    pub(super) fn conversion(&self) -> u8 {
        self.text[self.len - 1]
    }

    /// Whether there are no flags, width or precision.
    pub(super) fn is_bare(&self) -> bool {
        self.len == 1
    }

    /// The specification in readable form.
    fn shown(&self) -> std::string::String {
        let text = &self.text[..self.len];
        let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
        format!("%{}", any_bytes::from_bytes(&text[..end]))
    }

    #[cold]
    pub(super) fn invalid_conversion<'gc>(&self) -> Error<'gc> {
        Error::message(format!("invalid conversion '{}' to 'format'", self.shown()))
    }

    /// Flags, width and precision, where only some flags are allowed, and a precision perhaps.
    pub(super) fn layout<'gc>(&self, allowed: Flags, precision: bool) -> Result<'gc, Layout> {
        if self.is_bare() {
            return Ok(Layout::default());
        }
        self.layout_of_modifiers(allowed, precision)
    }

    fn layout_of_modifiers<'gc>(&self, mut allowed: Flags, precision: bool) -> Result<'gc, Layout> {
        let mut layout = Layout::default();
        let mut rest = &self.text[..self.len - 1];
        while let [flag, tail @ ..] = rest
            && allowed.get_mut(*flag).is_some_and(|allowed| *allowed)
        {
            if let Some(flag) = layout.flags.get_mut(*flag) {
                *flag = true;
            }
            rest = tail;
        }
        (layout.width, rest) = two_digits(rest);
        if let [b'.', tail @ ..] = rest
            && precision
        {
            let (digits, tail) = two_digits(tail);
            layout.precision = Some(digits);
            rest = tail;
        }
        // A width can not begin with a zero: where that is no flag, it is a mistake.
        let zero_width = self.text[..self.len - 1].iter().find(|byte| !b"-+ #".contains(byte)) == Some(&b'0');
        if !rest.is_empty() || (zero_width && !allowed.zero) {
            return Err(Error::message(format!("invalid conversion specification: '{}'", self.shown())));
        }
        Ok(layout)
    }
}

/// The value of at most two digits, and what follows.
fn two_digits(mut text: &[u8]) -> (usize, &[u8]) {
    let mut value = 0;
    for _ in 0..2 {
        match text {
            [digit @ b'0'..=b'9', rest @ ..] => {
                value = value * 10 + usize::from(digit - b'0');
                text = rest;
            }
            _ => break,
        }
    }
    (value, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(
        text: &str,
        allowed: Flags,
        precision: bool,
    ) -> core::result::Result<Layout, std::string::String> {
        let parse = || Specification::parse(text.as_bytes())?.layout(allowed, precision);
        parse().map_err(|error| match error {
            Error::Message(text) => text.into_owned(),
            _ => std::string::String::new(),
        })
    }

    #[test]
    fn all_parts_are_read() {
        let flags = Flags { left: true, zero: true, ..Flags::default() };
        let expected = Layout { flags, width: 12, precision: Some(3) };
        assert_eq!(layout("-012.3d", Flags::SIGNED, true), Ok(expected));
        assert_eq!(layout(".f", Flags::ALL, true).unwrap().precision, Some(0));
    }

    #[test]
    fn what_is_not_allowed_is_named() {
        let invalid = |text: &str| Err(format!("invalid conversion specification: '%{text}'"));
        assert_eq!(layout("#d", Flags::SIGNED, true), invalid("#d"));
        assert_eq!(layout("123d", Flags::SIGNED, true), invalid("123d"));
        assert_eq!(layout(".3c", Flags::LEFT, false), invalid(".3c"));
        assert_eq!(layout("010s", Flags::LEFT, true), invalid("010s"));
        assert_eq!(
            layout("111111111111111111111111d", Flags::ALL, true),
            Err("invalid format (too long)".into())
        );
    }
}

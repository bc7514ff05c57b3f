//! [`OpenMode`]: in which way a file is opened.

use std::fs::OpenOptions;

/// In which way a file is opened, as `io.open` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenMode {
    /// It may be read.
    pub read: bool,
    /// It may be written.
    pub write: bool,
    /// Everything is written at its end.
    pub append: bool,
    /// It is created if it does not exist.
    pub create: bool,
    /// It is emptied.
    pub truncate: bool,
}

impl OpenMode {
    /// `"r"`: an existing file, for reading.
    pub const READ: Self = Self { read: true, write: false, append: false, create: false, truncate: false };

    /// `"w"`: an empty file, for writing.
    pub const WRITE: Self = Self { read: false, write: true, append: false, create: true, truncate: true };

    /// `"a"`: for writing at the end.
    pub const APPEND: Self = Self { append: true, truncate: false, ..Self::WRITE };

    /// The mode that `text` stands for: `r`, `w` or `a`, then possibly `+` for both reading and writing, then
    /// any number of `b`, which mean nothing.
    ///
    /// ```
    /// use piccolo_std::OpenMode;
    /// assert_eq!(OpenMode::parse(b"rb"), Some(OpenMode::READ));
    /// assert_eq!(OpenMode::parse(b"rw"), None);
    /// ```
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (first, rest) = text.split_first()?;
        let mode = match first {
            b'r' => Self::READ,
            b'w' => Self::WRITE,
            b'a' => Self::APPEND,
            _ => return None,
        };
        let (mode, rest) = match rest {
            [b'+', rest @ ..] => (Self { read: true, write: true, ..mode }, rest),
            _ => (mode, rest),
        };
        rest.iter().all(|&byte| byte == b'b').then_some(mode)
    }

    /// The options with which the standard library opens a file in this mode.
    pub fn options(self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options.read(self.read).append(self.append).create(self.create).truncate(self.truncate);
        options.write(self.write && !self.append);
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_a_letter_a_plus_and_any_number_of_b() {
        for wrong in ["", "+", "b", "rw", "rb+", "r+bk", "w++", "x"] {
            assert_eq!(OpenMode::parse(wrong.as_bytes()), None, "{wrong}");
        }
        let update = OpenMode { read: true, ..OpenMode::WRITE };
        assert_eq!(OpenMode::parse(b"w+bb"), Some(update));
        assert_eq!(OpenMode::parse(b"a"), Some(OpenMode::APPEND));
    }
}

//! How errors of the system read.

use std::io::{self, ErrorKind};

/// The text that scripts see for an error, and its number, or 0.
pub(crate) fn describe(error: &io::Error) -> (String, i64) {
    let text = error.to_string();
    if let Some(code) = error.raw_os_error() {
        let text = text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text).to_owned();
        return (text, code.into());
    }
    match usual(error.kind()) {
        // Words of its own say more than the kind's.
        Some((_, code)) if error.get_ref().is_some() => (text, code),
        Some((usual, code)) => (usual.to_owned(), code),
        None => (text, 0),
    }
}

/// What POSIX systems say to an error of this kind.
fn usual(kind: ErrorKind) -> Option<(&'static str, i64)> {
    Some(match kind {
        ErrorKind::NotFound => ("No such file or directory", 2),
        ErrorKind::Interrupted => ("Interrupted system call", 4),
        ErrorKind::WouldBlock => ("Resource temporarily unavailable", 11),
        ErrorKind::OutOfMemory => ("Cannot allocate memory", 12),
        ErrorKind::PermissionDenied => ("Permission denied", 13),
        ErrorKind::ResourceBusy => ("Device or resource busy", 16),
        ErrorKind::AlreadyExists => ("File exists", 17),
        ErrorKind::CrossesDevices => ("Invalid cross-device link", 18),
        ErrorKind::NotADirectory => ("Not a directory", 20),
        ErrorKind::IsADirectory => ("Is a directory", 21),
        ErrorKind::InvalidInput => ("Invalid argument", 22),
        ErrorKind::FileTooLarge => ("File too large", 27),
        ErrorKind::StorageFull => ("No space left on device", 28),
        ErrorKind::NotSeekable => ("Illegal seek", 29),
        ErrorKind::ReadOnlyFilesystem => ("Read-only file system", 30),
        ErrorKind::BrokenPipe => ("Broken pipe", 32),
        ErrorKind::DirectoryNotEmpty => ("Directory not empty", 39),
        ErrorKind::Unsupported => ("Operation not supported", 95),
        ErrorKind::TimedOut => ("Connection timed out", 110),
        _ => return None,
    })
}

/// The error of reading what can only be written, and the other way round.
pub(crate) fn bad_file() -> io::Error {
    #[cfg(unix)]
    return io::Error::from_raw_os_error(9);
    #[cfg(not(unix))]
    io::Error::other("Bad file descriptor")
}

/// The error of seeking in what has no positions.
pub(crate) fn not_seekable() -> io::Error {
    ErrorKind::NotSeekable.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_as_the_system_has_it() {
        let of = |kind: ErrorKind| describe(&kind.into());
        assert_eq!(of(ErrorKind::NotFound), ("No such file or directory".to_owned(), 2));
        assert_eq!(of(ErrorKind::InvalidData).1, 0);
    }

    #[test]
    fn own_words_are_kept() {
        let error = io::Error::new(ErrorKind::NotFound, "no such record");
        assert_eq!(describe(&error), ("no such record".to_owned(), 2));
    }

    #[cfg(unix)]
    #[test]
    fn the_number_is_no_part_of_the_text() {
        assert_eq!(describe(&bad_file()), ("Bad file descriptor".to_owned(), 9));
    }
}

//! What Lua's strings and the operating system's names and errors have to do with each other.

use std::{io, path::PathBuf};

/// The system's text for an error, without the number that Rust adds.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// The path that a string names.
#[cfg(unix)]
pub(crate) fn path(name: &[u8]) -> PathBuf {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    OsStr::from_bytes(name).into()
}

/// The path that a string names. Bytes outside UTF-8 are replaced.
#[cfg(not(unix))]
pub(crate) fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

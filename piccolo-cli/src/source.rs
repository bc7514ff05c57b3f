//! Where chunks come from.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use piccolo::{stdlib::Input, syntax::skip_shebang};

use crate::failure::Failure;

/// How precompiled chunks start.
pub(crate) const BINARY_MARK: &[u8] = b"\x1b";

/// A text to compile or a precompiled chunk, and its name for messages.
pub(crate) struct Source {
    text: Vec<u8>,
    name: Vec<u8>,
}

impl Source {
    /// The contents of a file.
    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let failure = |doing| move |error| Failure::File { doing, path: path.to_owned(), error };
        let mut text = Vec::new();
        let mut file = File::open(path).map_err(failure("open"))?;
        file.read_to_end(&mut text).map_err(failure("read"))?;
        let name = [b"@", path.as_os_str().as_encoded_bytes()].concat();
        Ok(Self { text: without_first_line_comment(text), name })
    }

    /// All of the standard input.
    pub(crate) fn stdin(input: &Input) -> Result<Self, Failure> {
        let path = || PathBuf::from("stdin");
        let text =
            input.read_to_end().map_err(|error| Failure::File { doing: "read", path: path(), error })?;
        Ok(Self { text: without_first_line_comment(text), name: b"=stdin".to_vec() })
    }

    /// A text from elsewhere; `name` is shown in messages.
    pub(crate) fn text(text: impl Into<Vec<u8>>, name: &str) -> Self {
        Self { text: text.into(), name: format!("={name}").into_bytes() }
    }

    /// An environment variable's value: a text, or `@` and the name of a file.
    pub(crate) fn variable(value: &OsStr, name: &str) -> Result<Self, Failure> {
        match value.as_encoded_bytes() {
            [b'@', path @ ..] => Self::file(Path::new(&os_string(path))),
            text => Ok(Self::text(text, name)),
        }
    }

    /// The text.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text
    }

    /// The name, in the form that the compiler wants.
    pub(crate) fn name(&self) -> &[u8] {
        &self.name
    }
}

/// The text without a first line that starts with `#`. Its end stays, for the count of lines, but in front of a
/// precompiled chunk.
fn without_first_line_comment(mut text: Vec<u8>) -> Vec<u8> {
    let rest = skip_shebang(&text);
    let rest = rest.strip_prefix(b"\n").filter(|chunk| chunk.starts_with(BINARY_MARK)).unwrap_or(rest);
    let skipped = text.len() - rest.len();
    text.drain(..skipped);
    text
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

//! [`Failure`]: why the command stops, and how it says so.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use piccolo::{RuntimeError, compile::CompileError, object::error::Exit};

/// Why something that the command line asked for was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The script has a syntax error, failed, or was stopped by a limit.
    Script(RuntimeError),
    /// A script can not be read.
    File { doing: &'static str, path: PathBuf, error: io::Error },
    /// Something else, in words.
    Message(String),
    /// The user pressed Ctrl-C.
    Interrupted,
    /// Whoever read the output is gone.
    OutputClosed,
    /// The script asked for the end of the process.
    Exit(Exit),
}

impl Failure {
    /// The text for the user, or `None` when there is nothing to say.
    pub(crate) fn text(&self) -> Option<Vec<u8>> {
        Some(match self {
            Failure::Script(error) if error.traceback().is_empty() => error.message().to_vec(),
            Failure::Script(error) => [error.message(), b"\n", error.traceback()].concat(),
            Failure::File { doing, path, error } => {
                format!("cannot {doing} {}: {}", path.display(), reason(error)).into_bytes()
            }
            Failure::Message(text) => text.clone().into_bytes(),
            Failure::Interrupted => b"interrupted!".to_vec(),
            Failure::OutputClosed | Failure::Exit(_) => return None,
        })
    }

    /// Writes the text to the standard error output, after `program: ` if given.
    pub(crate) fn report(&self, program: Option<&str>) {
        let Some(text) = self.text() else { return };
        let prefix = program.map(|name| format!("{name}: ")).unwrap_or_default();
        // There is nowhere to report that errors can not be written.
        let _ = io::stderr().write_all(&[prefix.as_bytes(), &text, b"\n"].concat());
    }
}

impl From<RuntimeError> for Failure {
    fn from(error: RuntimeError) -> Self {
        Failure::Script(error)
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        Failure::Script(error.into())
    }
}

/// The system's text for an error, without the number that Rust adds.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text).to_owned(),
        None => text,
    }
}

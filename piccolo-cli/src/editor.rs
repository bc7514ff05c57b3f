//! Where the interactive mode gets its lines from.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::PathBuf,
};

use rustyline::{DefaultEditor, error::ReadlineError};

use crate::failure::Failure;
use piccolo::stdlib::{self, Output};

/// One answer of the user.
pub(crate) enum Input {
    Line(Vec<u8>),
    /// Ctrl-C: the user gives up what was typed so far.
    Discard,
    End,
}

/// A line editor with history on a terminal, plain reading elsewhere.
pub(crate) enum Editor {
    Terminal { editor: Box<DefaultEditor>, history: Option<PathBuf> },
    Plain { output: Output, input: stdlib::Input },
}

impl Editor {
    /// The editor that suits the standard input. `output` is where prompts go without a terminal, `input` where
    /// lines come from.
    pub(crate) fn new(output: Output, input: stdlib::Input) -> Self {
        if io::stdin().is_terminal()
            && let Ok(editor) = DefaultEditor::new()
        {
            let mut editor = Box::new(editor);
            let history = history_file();
            if let Some(file) = &history {
                // The first time there is no history, and not being able to keep one is no reason to stop.
                let _ = file.parent().map(fs::create_dir_all);
                let _ = editor.load_history(file);
            }
            return Editor::Terminal { editor, history };
        }
        Editor::Plain { output, input }
    }

    /// Reads a line; its end is removed.
    pub(crate) fn read(&mut self, prompt: &[u8]) -> Result<Input, Failure> {
        match self {
            Editor::Terminal { editor, .. } => match editor.readline(&*String::from_utf8_lossy(prompt)) {
                Ok(line) => Ok(Input::Line(line.into_bytes())),
                Err(ReadlineError::Interrupted) => Ok(Input::Discard),
                Err(ReadlineError::Eof) => Ok(Input::End),
                Err(error) => Err(Failure::Message(error.to_string())),
            },
            Editor::Plain { output, input } => {
                output.write(prompt);
                output.flush().map_err(|_| Failure::OutputClosed)?;
                read_plain(input)
            }
        }
    }

    /// Adds a statement, possibly of several lines, to the history.
    pub(crate) fn remember(&mut self, statement: &[u8]) {
        if let Editor::Terminal { editor, history } = self
            && editor.add_history_entry(String::from_utf8_lossy(statement)).unwrap_or(false)
            && let Some(file) = history
        {
            // Written at once, so that it outlives whatever ends the session.
            let _ = editor.append_history(file);
        }
    }
}

fn read_plain(input: &stdlib::Input) -> Result<Input, Failure> {
    match input.read_line() {
        Ok(None) => Ok(Input::End),
        Ok(Some(mut line)) => {
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            Ok(Input::Line(line))
        }
        Err(error) => Err(Failure::File { doing: "read", path: "stdin".into(), error }),
    }
}

/// The history's place in the user's directory for state, if there is one.
fn history_file() -> Option<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = if cfg!(windows) {
        absolute("LOCALAPPDATA")?
    } else {
        absolute("XDG_STATE_HOME").or_else(|| Some(env::home_dir()?.join(".local/state")))?
    };
    Some(state.join("piccolo").join("history"))
}

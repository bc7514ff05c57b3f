//! The interactive mode.

use piccolo::{
    Outcome, StashedExecutor, Value,
    meta::{concatenation::number_text, text},
};

use crate::{
    editor::{Editor, Input},
    failure::Failure,
    machine::{self, Machine},
    source::Source,
};

/// The name of what is typed, for messages.
const CHUNK: &str = "stdin";

/// Reads, runs and prints until the input ends.
pub(crate) fn run(machine: &mut Machine) -> Result<(), Failure> {
    machine.flush()?;
    Repl { editor: Editor::new(machine.output().clone(), machine.input().clone()), machine }.run()
}

struct Repl<'a> {
    machine: &'a mut Machine,
    editor: Editor,
}

/// What the user typed.
enum Statement {
    Complete(StashedExecutor),
    Wrong(Failure),
    Discarded,
    End,
}

impl Repl<'_> {
    fn run(&mut self) -> Result<(), Failure> {
        loop {
            let result = match self.read_statement()? {
                Statement::Complete(executor) => self.evaluate(&executor),
                Statement::Wrong(failure) => Err(failure),
                Statement::Discarded => Ok(()),
                Statement::End => break,
            };
            self.machine.flush()?;
            match result {
                Err(exit @ Failure::Exit(_)) => return Err(exit),
                Err(failure) => failure.report(None),
                Ok(()) => {}
            }
        }
        self.machine.output().write(b"\n");
        self.machine.flush()
    }

    /// Reads lines until they make a statement: first as an expression, then as they are.
    fn read_statement(&mut self) -> Result<Statement, Failure> {
        let mut typed = match self.read_line("_PROMPT", b"> ")? {
            Input::Line(line) => line,
            Input::Discard => return Ok(Statement::Discarded),
            Input::End => return Ok(Statement::End),
        };
        // `=expression` is how Lua 5.2 printed values.
        if let Some(expression) = typed.strip_prefix(b"=") {
            typed = [b"return ", expression].concat();
        }
        if let Ok(executor) = self.load([b"return ", &typed[..], b";"].concat()) {
            self.editor.remember(&typed);
            return Ok(Statement::Complete(executor));
        }
        loop {
            let failure = match self.load(typed.clone()) {
                Ok(executor) => {
                    self.editor.remember(&typed);
                    return Ok(Statement::Complete(executor));
                }
                Err(failure) => failure,
            };
            if is_incomplete(&failure) {
                match self.read_line("_PROMPT2", b">> ")? {
                    Input::Line(line) => {
                        typed.push(b'\n');
                        typed.extend_from_slice(&line);
                        continue;
                    }
                    Input::Discard => return Ok(Statement::Discarded),
                    Input::End => {}
                }
            }
            self.editor.remember(&typed);
            return Ok(Statement::Wrong(failure));
        }
    }

    fn load(&mut self, text: Vec<u8>) -> Result<StashedExecutor, Failure> {
        self.machine.load(&Source::text(text, CHUNK), |_| Ok(Vec::new()))
    }

    fn read_line(&mut self, variable: &str, default: &[u8]) -> Result<Input, Failure> {
        let prompt = self.prompt(variable)?;
        self.editor.read(prompt.as_deref().unwrap_or(default))
    }

    /// The value of a prompt's global variable as text.
    fn prompt(&mut self, variable: &str) -> Result<Option<Vec<u8>>, Failure> {
        let text = self.machine.enter(|ctx| {
            let value = ctx.globals().raw_get_string(ctx.intern(variable.as_bytes()));
            if value.is_nil() {
                return Ok(Text::Known(None));
            }
            match text::to_text(ctx, value) {
                Outcome::Value(text) => Ok(Text::Known(bytes_of(text))),
                Outcome::Call(call) => machine::prepare(ctx, call.callee, call.arguments()).map(Text::Called),
            }
        })?;
        match text {
            Text::Known(text) => Ok(text),
            Text::Called(executor) => {
                self.machine.finish(&executor)?;
                Ok(self.machine.enter(|ctx| bytes_of(*ctx.fetch(&executor).ok()?.values().first()?)))
            }
        }
    }

    /// Runs a statement and hands its results to `print`.
    fn evaluate(&mut self, executor: &StashedExecutor) -> Result<(), Failure> {
        self.machine.finish(executor)?;
        let print = self.machine.enter(|ctx| {
            let values = ctx.fetch(executor).map(|executor| executor.values()).unwrap_or_default();
            if values.is_empty() {
                return Ok(None);
            }
            let print = ctx.globals().raw_get_string(ctx.intern(b"print"));
            machine::prepare(ctx, print, &values).map(Some)
        })?;
        match print.map(|print| self.machine.finish(&print)) {
            Some(Err(Failure::Script(error))) => {
                let reason = String::from_utf8_lossy(error.message()).into_owned();
                Err(Failure::Message(format!("error calling 'print' ({reason})")))
            }
            Some(result) => result,
            None => Ok(()),
        }
    }
}

/// A text that may take a call to get.
enum Text {
    Known(Option<Vec<u8>>),
    Called(StashedExecutor),
}

fn bytes_of(value: Value<'_>) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.as_bytes().to_vec()),
        number => Some(number_text(number)?.as_bytes().to_vec()),
    }
}

/// Whether more lines might mend a syntax error.
fn is_incomplete(failure: &Failure) -> bool {
    matches!(failure, Failure::Script(error) if error.is_incomplete())
}

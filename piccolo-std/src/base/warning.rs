//! `warn`, and where warnings go.

use piccolo_core::object::{
    callback::Action,
    context::{Context, WarningHandler},
    stack::Stack,
    string::String,
};

use crate::{library::Result, output::Output};

/// `warn(message, ...)`: emits a warning, the concatenation of its arguments. A single argument that
/// begins with `@` is a control message: `@on` and `@off` switch warnings on and off.
pub(super) fn warn<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let count = stack.len().max(1);
    for index in 0..count {
        stack.argument::<String>(ctx, index)?;
    }
    for index in 0..count {
        let piece: String = stack.argument(ctx, index)?;
        ctx.warn(piece.as_bytes(), index + 1 < count);
    }
    stack.clear();
    Ok(Action::Return)
}

/// Writes warnings to `output`, once they are switched on.
pub(super) fn handler(output: Output) -> WarningHandler {
    let mut state = Warnings::default();
    Box::new(move |piece, to_be_continued| {
        if let Some(text) = state.receive(piece, to_be_continued) {
            output.write(&text);
        }
    })
}

#[derive(Default)]
struct Warnings {
    on: bool,
    /// Whether the next piece goes on with a warning.
    continues: bool,
}

impl Warnings {
    /// What is to be written for a piece of a warning.
    fn receive(&mut self, piece: &[u8], to_be_continued: bool) -> Option<Vec<u8>> {
        let continues = std::mem::replace(&mut self.continues, to_be_continued);
        if !continues && !to_be_continued && piece.first() == Some(&b'@') {
            match piece {
                b"@on" => self.on = true,
                b"@off" => self.on = false,
                _ => {}
            }
        } else if self.on {
            let prefix: &[u8] = if continues { b"" } else { b"Lua warning: " };
            let end: &[u8] = if to_be_continued { b"" } else { b"\n" };
            return Some([prefix, piece, end].concat());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(pieces: &[(&str, bool)]) -> std::string::String {
        let mut warnings = Warnings::default();
        let written = pieces.iter().filter_map(|(piece, more)| warnings.receive(piece.as_bytes(), *more));
        std::string::String::from_utf8(written.flatten().collect()).unwrap()
    }

    #[test]
    fn warnings_are_off_at_first() {
        assert_eq!(received(&[("a", false), ("@on", false), ("b", false)]), "Lua warning: b\n");
    }

    #[test]
    fn pieces_make_one_warning() {
        assert_eq!(received(&[("@on", false), ("a", true), ("@off", false)]), "Lua warning: a@off\n");
    }

    #[test]
    fn unknown_control_messages_are_ignored() {
        assert_eq!(received(&[("@on", false), ("@what", false), ("@off", false), ("b", false)]), "");
    }
}

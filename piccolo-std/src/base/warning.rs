//! `warn`, and where warnings go.

use std::io::Write;

use piccolo_core::object::{
    callback::Action,
    context::{Context, WarningHandler},
    stack::Stack,
    string::String,
};

use crate::library::Result;

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

/// Writes warnings to the standard error output, once they are switched on.
pub(super) fn handler() -> WarningHandler {
    let mut state = Warnings::default();
    Box::new(move |piece, to_be_continued| state.receive(piece, to_be_continued, &mut std::io::stderr()))
}

#[derive(Default)]
struct Warnings {
    on: bool,
    /// Whether the next piece goes on with a warning.
    continues: bool,
}

impl Warnings {
    fn receive(&mut self, piece: &[u8], to_be_continued: bool, target: &mut impl Write) {
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
            // There is nowhere to report that warnings can not be written.
            let _ = target.write_all(&[prefix, piece, end].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(pieces: &[(&str, bool)]) -> std::string::String {
        let (mut warnings, mut target) = (Warnings::default(), Vec::new());
        for (piece, to_be_continued) in pieces {
            warnings.receive(piece.as_bytes(), *to_be_continued, &mut target);
        }
        std::string::String::from_utf8(target).unwrap()
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

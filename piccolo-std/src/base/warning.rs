//! `warn`, and where warnings go.

use piccolo_core::{
    object::{
        context::{Context, WarningHandler},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::checkpoint,
};
use piccolo_derive::sequence;

use crate::{
    buffer::SLICE,
    library::{Result, TEXT, charge_bytes},
    output::Output,
};

/// The fuel of a piece of a warning, beside that of its bytes.
const PIECE: usize = 24;

/// `warn(message, ...)`: emits a warning, the concatenation of its arguments. A single argument that
/// begins with `@` is a control message: `@on` and `@off` switch warnings on and off. Long messages are emitted in pieces,
/// but of a control message only the first.
#[sequence]
pub(super) async fn warn<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, ()> {
    let count = stack.len().max(1);
    for index in 0..count {
        ctx.charge_fuel(1);
        if !matches!(stack.get(index), Value::String(_) | Value::Integer(_) | Value::Float(_)) {
            // Not a string: that is the error.
            stack.argument::<String>(ctx, index)?;
        }
        checkpoint().await;
    }
    for index in 0..count {
        ctx.charge_fuel(if matches!(stack.get(index), Value::String(_)) { PIECE } else { PIECE + TEXT });
        let message: String = stack.argument(ctx, index)?;
        let is_control = count == 1 && message.as_bytes().first() == Some(&b'@');
        let len = if is_control { message.len().min(SLICE) } else { message.len() };
        let mut done = 0;
        loop {
            let end = len.min(done + SLICE);
            charge_bytes(ctx, 2 * (end - done));
            ctx.warn(&message.as_bytes()[done..end], end < len || index + 1 < count);
            done = end;
            checkpoint().await;
            if done == len {
                break;
            }
        }
    }
    stack.clear();
    Ok(())
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

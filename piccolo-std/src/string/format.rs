//! `string.format`.

mod number;
mod quote;
mod specification;

use std::fmt::Write;

use piccolo_core::{
    meta::text::raw_text,
    object::{
        callback::Action,
        context::Context,
        error::Error,
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
};
use piccolo_derive::Collect;

use crate::{
    base::{checked_text, tostring_call},
    buffer::Buffer,
    library::{Result, prepare_call},
    string::format::specification::{Flags, Specification},
};

/// `string.format(formatstring, ...)`: the format string with the arguments in place of its conversion
/// specifications, which are those of C's `printf` (but for `n`, `*`, `h`, `L` and `l`) and `%q`, which
/// writes a value so that Lua can read it.
pub(super) fn format<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let template: String = stack.argument(ctx, 0)?;
    let mut formatting = Formatting {
        template,
        position: 0,
        argument: 0,
        bottom: stack.len(),
        called: None,
        text: Buffer::default(),
    };
    match formatting.run(ctx, &mut stack)? {
        Some(_) => {
            // The sequence starts over with the specification that needs the call.
            stack.truncate(formatting.bottom);
            formatting.called = None;
            Ok(Action::Sequence(BoxSequence::new(formatting)))
        }
        None => Ok(Action::Return),
    }
}

/// A format string that is being worked on. The arguments lie below `bottom`.
#[derive(Collect)]
#[collect(no_drop)]
struct Formatting<'gc> {
    template: String<'gc>,
    /// Up to where the template is done.
    position: usize,
    /// The last argument that was used.
    argument: usize,
    bottom: usize,
    /// The specification whose argument's `__tostring` was called.
    called: Option<Specification>,
    text: Buffer,
}

impl<'gc> Formatting<'gc> {
    /// Goes on until a `__tostring` must be called, which is the result, or the string is on the stack.
    fn run(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, Option<Function<'gc>>> {
        loop {
            let template = &self.template.as_bytes()[self.position..];
            let plain = template.iter().position(|byte| *byte == b'%').unwrap_or(template.len());
            self.text.push(ctx, &template[..plain])?;
            self.position += plain;
            let Some(rest) = template.get(plain + 1..) else { break };
            if rest.first() == Some(&b'%') {
                self.text.push(ctx, b"%")?;
                self.position += 2;
                continue;
            }
            if self.argument + 1 >= self.bottom {
                return Err(Error::argument(self.argument + 1, "no value"));
            }
            let specification = Specification::parse(rest)?;
            if let Some(function) = self.convert(ctx, stack, specification)? {
                return Ok(Some(function));
            }
            self.argument += 1;
            self.position += 1 + specification.len();
        }
        let text = std::mem::take(&mut self.text).into_string(ctx)?;
        stack.replace(text.into());
        Ok(None)
    }

    /// Adds the next argument, or gives its `__tostring`, which is to be called first.
    fn convert(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        specification: Specification,
    ) -> Result<'gc, Option<Function<'gc>>> {
        let index = self.argument + 1;
        match specification.conversion() {
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                let value: i64 = stack.argument(ctx, index)?;
                let allowed = match specification.conversion() {
                    b'd' | b'i' => Flags::SIGNED,
                    b'u' => Flags::UNSIGNED,
                    _ => Flags::ALTERNATE,
                };
                let layout = specification.layout(allowed, true)?;
                self.text.push(ctx, &number::integer(value, specification.conversion(), layout))?;
            }
            b'a' | b'A' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
                if specification.conversion() == b'F' {
                    return Err(specification.invalid_conversion());
                }
                let value: f64 = stack.argument(ctx, index)?;
                let layout = specification.layout(Flags::ALL, true)?;
                self.text.push(ctx, &number::float(value, specification.conversion(), layout))?;
            }
            b'c' => {
                let code = stack.argument::<i64>(ctx, index)? as u8;
                let layout = specification.layout(Flags::LEFT, false)?;
                self.push_padded(ctx, &[code], layout.width, layout.flags.left)?;
            }
            b'p' => {
                let layout = specification.layout(Flags::LEFT, false)?;
                let text = pointer_text(stack.get(index));
                self.push_padded(ctx, text.as_bytes(), layout.width, layout.flags.left)?;
            }
            b'q' => self.push_quoted(ctx, stack.get(index), specification)?,
            b's' => return self.convert_text(ctx, stack, specification),
            _ => return Err(specification.invalid_conversion()),
        }
        Ok(None)
    }

    fn push_quoted(
        &mut self,
        ctx: Context<'gc>,
        value: Value<'gc>,
        specification: Specification,
    ) -> Result<'gc, ()> {
        if !specification.is_bare() {
            return Err(Error::message("specifier '%q' cannot have modifiers"));
        }
        match quote::quote(value) {
            Some(text) => self.text.push(ctx, &text),
            None => Err(Error::argument(self.argument + 1, "value has no literal form")),
        }
    }

    fn convert_text(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        specification: Specification,
    ) -> Result<'gc, Option<Function<'gc>>> {
        let value = stack.get(self.argument + 1);
        if let Value::String(string) = value {
            self.push_text(ctx, string.as_bytes(), specification)?;
            return Ok(None);
        }
        if let Some(handler) = tostring_call(ctx, value) {
            stack.push(value)?;
            self.called = Some(specification);
            return prepare_call(ctx, handler, stack, self.bottom).map(Some);
        }
        self.push_text(ctx, raw_text(ctx, value).as_bytes(), specification)?;
        Ok(None)
    }

    /// Adds the text of the next argument.
    fn push_text(&mut self, ctx: Context<'gc>, text: &[u8], specification: Specification) -> Result<'gc, ()> {
        if specification.is_bare() {
            return self.text.push(ctx, text);
        }
        if text.contains(&0) {
            return Err(Error::argument(self.argument + 1, "string contains zeros"));
        }
        let layout = specification.layout(Flags::LEFT, true)?;
        let shown = layout.precision.map_or(text, |precision| &text[..precision.min(text.len())]);
        self.push_padded(ctx, shown, layout.width, layout.flags.left)
    }

    fn push_padded(&mut self, ctx: Context<'gc>, text: &[u8], width: usize, left: bool) -> Result<'gc, ()> {
        let padding = &[b' '; specification::MAX_WIDTH][..width.saturating_sub(text.len())];
        let (first, second) = if left { (text, padding) } else { (padding, text) };
        self.text.push(ctx, first)?;
        self.text.push(ctx, second)
    }
}

impl<'gc> Sequence<'gc> for Formatting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if let Some(specification) = self.called.take() {
            let text = checked_text(ctx, stack.get(self.bottom))?;
            stack.truncate(self.bottom);
            self.push_text(ctx, text.as_bytes(), specification)?;
            self.argument += 1;
            self.position += 1 + specification.len();
        }
        Ok(match self.run(ctx, &mut stack)? {
            Some(function) => SequencePoll::Call { function, bottom: self.bottom },
            None => SequencePoll::Return,
        })
    }
}

/// The address of an object, as `%p` writes it.
fn pointer_text(value: Value<'_>) -> std::string::String {
    let address = match value {
        Value::String(object) => object.as_ptr(),
        Value::Table(object) => object.as_ptr(),
        Value::Closure(object) => object.as_ptr(),
        Value::Callback(object) => object.as_ptr(),
        Value::UserData(object) => object.as_ptr(),
        Value::Thread(object) => object.as_ptr(),
        _ => return "(null)".to_owned(),
    };
    let mut text = std::string::String::new();
    write!(text, "{address:p}").expect("writing to a string can not fail");
    text
}

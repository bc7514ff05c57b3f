//! `string.format`.

mod number;
mod quote;
mod specification;

use std::fmt::Write;

use piccolo_core::{
    meta::{concatenation::number_text, text::raw_text},
    object::{callback::Action, context::Context, error::Error, stack::Stack, string::String, value::Value},
    sequence::{run_callback, tostring},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    base::tostring_call,
    buffer::Buffer,
    library::Result,
    string::format::specification::{Flags, Specification},
};

/// `string.format(formatstring, ...)`: the format string with the arguments in place of its conversion
/// specifications, which are those of C's `printf` (but for `n`, `*`, `h`, `L` and `l`) and `%q`, which
/// writes a value so that Lua can read it.
pub(super) fn format<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let template: String = stack.argument(ctx, 0)?;
    let mut formatting = Formatting { template, position: 0, argument: 1, text: Buffer::default() };
    match formatting.run(ctx, &stack)? {
        Some(specification) => run_callback(ctx, stack, format_by_calls(ctx, formatting, specification)),
        None => {
            stack.replace(formatting.text.into_string(ctx)?.into());
            Ok(Action::Return)
        }
    }
}

/// Goes on with a specification whose argument has a `__tostring`, and others where need be.
#[sequence]
async fn format_by_calls<'gc>(
    ctx: Context<'gc>,
    formatting: Formatting<'gc>,
    specification: Specification,
    stack: Stack<'gc, '_>,
) -> Result<'gc, String<'gc>> {
    let (mut formatting, mut next) = (formatting, Some(specification));
    while let Some(specification) = next {
        let text = tostring(stack.get(formatting.argument)).await?;
        formatting.push_text(ctx, text.as_bytes(), specification)?;
        formatting.advance(specification);
        next = formatting.run(ctx, stack)?;
    }
    formatting.text.into_string(ctx)
}

/// A format string that is being worked on.
#[derive(Collect)]
#[collect(no_drop)]
struct Formatting<'gc> {
    template: String<'gc>,
    /// Up to where the template is done.
    position: usize,
    /// The index of the next argument.
    argument: usize,
    text: Buffer,
}

impl<'gc> Formatting<'gc> {
    /// Goes on to the end, or to a specification whose argument has a `__tostring`.
    fn run(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>) -> Result<'gc, Option<Specification>> {
        loop {
            let template = &self.template.as_bytes()[self.position..];
            let plain = template.iter().position(|byte| *byte == b'%').unwrap_or(template.len());
            self.text.push(ctx, &template[..plain])?;
            self.position += plain;
            let Some(rest) = template.get(plain + 1..) else { return Ok(None) };
            if rest.first() == Some(&b'%') {
                self.text.push(ctx, b"%")?;
                self.position += 2;
                continue;
            }
            if self.argument >= stack.len() {
                return Err(Error::argument(self.argument, "no value"));
            }
            let specification = Specification::parse(rest)?;
            if !self.convert(ctx, stack, specification)? {
                return Ok(Some(specification));
            }
            self.advance(specification);
        }
    }

    /// Notes that `specification` is done.
    fn advance(&mut self, specification: Specification) {
        self.argument += 1;
        self.position += 1 + specification.len();
    }

    /// Adds the next argument, unless it has a `__tostring`, which is to be called first.
    fn convert(
        &mut self,
        ctx: Context<'gc>,
        stack: &Stack<'gc, '_>,
        specification: Specification,
    ) -> Result<'gc, bool> {
        let index = self.argument;
        match specification.conversion() {
            b'd' | b'i' if specification.is_bare() => {
                let value: i64 = stack.argument(ctx, index)?;
                if let Some(text) = number_text(Value::Integer(value)) {
                    self.text.push(ctx, text.as_bytes())?;
                }
            }
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
                if matches!(specification.conversion(), b'a' | b'A') {
                    specification.layout(Flags::ALL, true)?;
                }
                let value: f64 = stack.argument(ctx, index)?;
                let layout = specification.layout(Flags::ALL, true)?;
                self.text.push(ctx, &number::float(value, specification.conversion(), layout))?;
            }
            b'c' => {
                let layout = specification.layout(Flags::LEFT, false)?;
                let code = stack.argument::<i64>(ctx, index)? as u8;
                self.push_padded(ctx, &[code], layout.width, layout.flags.left)?;
            }
            b'p' => {
                let layout = specification.layout(Flags::LEFT, false)?;
                let text = pointer_text(stack.get(index));
                self.push_padded(ctx, text.as_bytes(), layout.width, layout.flags.left)?;
            }
            b'q' => self.push_quoted(ctx, stack.get(index), specification)?,
            b's' => return self.convert_text(ctx, stack.get(index), specification),
            _ => return Err(specification.invalid_conversion()),
        }
        Ok(true)
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
            None => Err(Error::argument(self.argument, "value has no literal form")),
        }
    }

    fn convert_text(
        &mut self,
        ctx: Context<'gc>,
        value: Value<'gc>,
        specification: Specification,
    ) -> Result<'gc, bool> {
        if let Value::String(string) = value {
            self.push_text(ctx, string.as_bytes(), specification)?;
        } else if tostring_call(ctx, value).is_some() {
            return Ok(false);
        } else {
            self.push_text(ctx, raw_text(ctx, value).as_bytes(), specification)?;
        }
        Ok(true)
    }

    /// Adds the text of the next argument.
    fn push_text(&mut self, ctx: Context<'gc>, text: &[u8], specification: Specification) -> Result<'gc, ()> {
        if specification.is_bare() {
            return self.text.push(ctx, text);
        }
        if text.contains(&0) {
            return Err(Error::argument(self.argument, "string contains zeros"));
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

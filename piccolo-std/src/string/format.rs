//! `string.format`.

mod number;
mod quote;
mod specification;

use piccolo_core::{
    meta::{concatenation::number_text, text::try_raw_text},
    object::{callback::Action, context::Context, error::Error, stack::Stack, string::String, value::Value},
    sequence::{pause, run_callback, tostring},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    base::tostring_call,
    buffer::{Buffer, SLICE},
    library::{Result, TEXT, ZeroSearch},
    reading::LongArgument,
    string::{
        format::specification::{Flags, Layout, Specification},
        matcher::position,
    },
};

/// `string.format(formatstring, ...)`: the format string with the arguments in place of its conversion
/// specifications, which are those of C's `printf` (but for `n`, `*`, `h`, `L` and `l`) and `%q`, which
/// writes a value so that Lua can read it.
pub(super) fn format<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let template: String = stack.argument(ctx, 0)?;
    let mut formatting = Formatting {
        template,
        position: 0,
        argument: 1,
        text: Buffer::default(),
        numeral: LongArgument::default(),
        piece: None,
        done: 0,
        zeros: ZeroSearch::default(),
    };
    match formatting.run(ctx, &stack)? {
        Next::Done => {
            stack.replace(formatting.text.into_string(ctx)?.into());
            Ok(Action::Return)
        }
        next => run_callback(ctx, stack, format_further(ctx, formatting, next)),
    }
}

/// What a format string that is being worked on waits for.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Next {
    Done,
    Pause,
    /// The text of the next argument, which has a `__tostring`.
    Text(Specification),
}

/// Goes on after the first pause or call of `__tostring`.
#[sequence]
async fn format_further<'gc>(
    ctx: Context<'gc>,
    formatting: Formatting<'gc>,
    next: Next,
    stack: Stack<'gc, '_>,
) -> Result<'gc, String<'gc>> {
    let (mut formatting, mut next) = (formatting, next);
    loop {
        match next {
            Next::Done => return formatting.text.into_string(ctx),
            Next::Pause => pause().await,
            Next::Text(specification) => {
                let text = tostring(stack.get(formatting.argument)).await?;
                formatting.push_text(ctx, text, specification)?;
                formatting.advance(specification);
            }
        }
        next = formatting.run(ctx, stack)?;
    }
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
    numeral: LongArgument<'gc>,
    /// A long string that is being added.
    piece: Option<Piece<'gc>>,
    /// How much of it is done.
    done: usize,
    /// For a string that must have no zeros.
    #[collect(require_static)]
    zeros: ZeroSearch,
}

/// A long string, as it is or quoted.
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
enum Piece<'gc> {
    Plain(String<'gc>),
    Quoted(String<'gc>),
}

/// How many bytes are quoted at a time.
const QUOTED: usize = 512;

/// The fuel for a percent sign.
const PERCENT: usize = 20;

/// The fuel for a digit of a float.
const DIGIT: usize = 15;

/// The room that the text of any value but a string takes.
const LONGEST_ITEM: usize = 512;

impl<'gc> Formatting<'gc> {
    /// Goes on to the end, to a pause, or to a specification whose argument has a `__tostring`.
    fn run(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>) -> Result<'gc, Next> {
        loop {
            if self.piece.is_some() && !self.push_piece(ctx)?
                || ctx.is_pause_due()
                || !self.text.make_room(ctx, LONGEST_ITEM)?
            {
                return Ok(Next::Pause);
            }
            let template = &self.template.as_bytes()[self.position..];
            let template = &template[..template.len().min(SLICE)];
            let plain = position(template, b'%').unwrap_or(template.len());
            if !self.text.add(ctx, &template[..plain], &mut 0)? {
                return Ok(Next::Pause);
            }
            self.position += plain;
            let Some(rest) = self.template.as_bytes().get(self.position + 1..) else { return Ok(Next::Done) };
            if plain == template.len() {
                continue;
            }
            if rest.first() == Some(&b'%') {
                ctx.charge_fuel(PERCENT);
                self.text.push(ctx, b"%")?;
                self.position += 2;
                continue;
            }
            if self.argument >= stack.len() {
                return Err(Error::argument(self.argument, "no value"));
            }
            if !self.numeral.is_pending() {
                ctx.charge_fuel(TEXT);
            }
            let specification = Specification::parse(rest)?;
            match self.convert(ctx, stack, specification)? {
                Next::Done => self.advance(specification),
                next => return Ok(next),
            }
        }
    }

    /// Adds more of a long string. Gives whether it is done.
    #[inline(never)]
    fn push_piece(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        match self.piece {
            None => {}
            Some(Piece::Plain(string)) => {
                let is_done = self.text.copy(ctx, string.as_bytes(), &mut self.done)?;
                if !is_done {
                    return Ok(false);
                }
            }
            Some(Piece::Quoted(string)) => loop {
                if ctx.is_pause_due() {
                    return Ok(false);
                }
                let end = string.len().min(self.done + QUOTED);
                if !self.text.make_room(ctx, QUOTED * 4 + 2)? {
                    return Ok(false);
                }
                ctx.charge_fuel((end - self.done) * 10);
                self.text.push(ctx, &quote::quote_part(string.as_bytes(), self.done..end))?;
                self.done = end;
                if end == string.len() {
                    break;
                }
            },
        }
        (self.piece, self.done) = (None, 0);
        Ok(true)
    }

    /// Notes that `specification` is done.
    fn advance(&mut self, specification: Specification) {
        self.argument += 1;
        self.position += 1 + specification.len();
    }

    /// Adds the next argument, unless it has a `__tostring`, which is to be called first, or a pause is due before it is
    /// read.
    fn convert(
        &mut self,
        ctx: Context<'gc>,
        stack: &Stack<'gc, '_>,
        specification: Specification,
    ) -> Result<'gc, Next> {
        let index = self.argument;
        // The next argument as a number.
        macro_rules! number {
            ($type:ty) => {
                match self.numeral.take::<$type>(ctx, stack, index)? {
                    Some(number) => number,
                    None => return Ok(Next::Pause),
                }
            };
        }
        match specification.conversion() {
            b'd' | b'i' if specification.is_bare() => {
                let value = number!(i64);
                if let Some(text) = number_text(Value::Integer(value)) {
                    self.text.push(ctx, text.as_bytes())?;
                }
            }
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                let value = number!(i64);
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
                // The reference implementation looks at the specification first only for hexadecimal floats.
                let (value, layout) = if specification.conversion().eq_ignore_ascii_case(&b'a') {
                    let layout = specification.layout(Flags::ALL, true)?;
                    (number!(f64), layout)
                } else {
                    let value = number!(f64);
                    (value, specification.layout(Flags::ALL, true)?)
                };
                // Great numbers and high precisions have many digits.
                let exponent = match specification.conversion() {
                    b'f' => value.abs().clamp(1.0, f64::MAX).log10(),
                    _ => value.abs().clamp(f64::MIN_POSITIVE, f64::MAX).log10().abs(),
                };
                let digits = exponent as usize + layout.precision.unwrap_or(6);
                ctx.charge_fuel(TEXT + digits * DIGIT);
                self.text.push(ctx, &number::float(value, specification.conversion(), layout))?;
            }
            b'c' => {
                let layout = specification.layout(Flags::LEFT, false)?;
                let code = number!(i64) as u8;
                self.push_padded(ctx, &[code], layout.width, layout.flags.left)?;
            }
            b'p' => {
                let layout = specification.layout(Flags::LEFT, false)?;
                let text = pointer_text(ctx, stack.get(index));
                self.push_padded(ctx, text.as_bytes(), layout.width, layout.flags.left)?;
            }
            b'q' => self.push_quoted(ctx, stack.get(index), specification)?,
            b's' => return self.convert_text(ctx, stack.get(index), specification),
            _ => return Err(specification.invalid_conversion()),
        }
        Ok(Next::Done)
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
        match (value, quote::quote(value)) {
            (Value::String(string), _) => {
                self.piece = Some(Piece::Quoted(string));
                Ok(())
            }
            (_, Some(text)) => self.text.push(ctx, &text),
            (_, None) => Err(Error::argument(self.argument, "value has no literal form")),
        }
    }

    fn convert_text(
        &mut self,
        ctx: Context<'gc>,
        value: Value<'gc>,
        specification: Specification,
    ) -> Result<'gc, Next> {
        if let Value::String(string) = value {
            if !self.push_text(ctx, string, specification)? {
                return Ok(Next::Pause);
            }
        } else if tostring_call(ctx, value).is_some() {
            return Ok(Next::Text(specification));
        } else {
            let text = try_raw_text(ctx, value)?;
            if !self.push_text(ctx, text, specification)? {
                return Ok(Next::Pause);
            }
        }
        Ok(Next::Done)
    }

    /// Adds the text of the next argument. False: a pause is due before.
    fn push_text(
        &mut self,
        ctx: Context<'gc>,
        string: String<'gc>,
        specification: Specification,
    ) -> Result<'gc, bool> {
        let text = string.as_bytes();
        let mut layout = Layout::default();
        if !specification.is_bare() {
            match self.zeros.go_on(ctx, text) {
                None => return Ok(false),
                Some(true) => return Err(Error::argument(self.argument, "string contains zeros")),
                Some(false) => {}
            }
            layout = specification.layout(Flags::LEFT, true)?;
        }
        let shown = layout.precision.map_or(text, |precision| &text[..precision.min(text.len())]);
        if shown.len() > SLICE {
            self.piece = Some(Piece::Plain(string));
            return Ok(true);
        }
        self.push_padded(ctx, shown, layout.width, layout.flags.left)?;
        Ok(true)
    }

    fn push_padded(&mut self, ctx: Context<'gc>, text: &[u8], width: usize, left: bool) -> Result<'gc, ()> {
        let padding = &[b' '; specification::MAX_WIDTH][..width.saturating_sub(text.len())];
        let (first, second) = if left { (text, padding) } else { (padding, text) };
        self.text.push(ctx, first)?;
        self.text.push(ctx, second)
    }
}

/// The address of an object, as `%p` writes it.
fn pointer_text<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> std::string::String {
    ctx.shown_address(value).map_or_else(|| "(null)".to_owned(), |address| format!("{address:#x}"))
}

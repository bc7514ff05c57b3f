//! UTF-8 (manual section 6.5).

mod encoding;

use std::ops::ControlFlow;

use piccolo_core::{
    convert::number::to_integer,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::poll_callback,
};
use piccolo_derive::Collect;

use self::encoding::{MAX_CODE, decode, encode, is_continuation};
use crate::{
    Options,
    buffer::Buffer,
    library::{Library, Result, optional_or},
    reading::{LongArgument, number_argument},
};

/// A pattern that matches exactly one UTF-8 byte sequence of a valid string.
const CHARACTER_PATTERN: &[u8] = b"[\0-\x7F\xC2-\xFD][\x80-\xBF]*";

const INVALID: &str = "invalid UTF-8 code";

/// Puts the table `utf8` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_utf8<'gc>(ctx: Context<'gc>, _: &Options) -> core::result::Result<(), Error<'gc>> {
    let strict = Callback::new(ctx, |ctx, stack| next_code(ctx, stack, true));
    let lax = Callback::new(ctx, |ctx, stack| next_code(ctx, stack, false));
    Library::global(ctx, "utf8")?
        .value("charpattern", ctx.intern(CHARACTER_PATTERN))?
        .function("char", char)?
        .function("codepoint", codepoint)?
        .value("codes", Callback::with_captures(ctx, (strict, lax), codes))?
        .function("len", len)?
        .function("offset", offset)?;
    Ok(())
}

/// A position as in `string.sub`: negative ones count from the end, those before the beginning are 0.
fn position(position: i64, len: usize) -> i64 {
    match position {
        0.. => position,
        _ if position.unsigned_abs() > len as u64 => 0,
        _ => len as i64 + position + 1,
    }
}

/// How many characters are looked at without a look at the fuel.
const CHARACTERS: usize = 512;

/// `utf8.char(...)`: the UTF-8 encoding of the code points.
fn char<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    poll_callback(ctx, stack, Encoding::default())
}

/// A string in the making, of the code points on the stack.
#[derive(Collect, Default)]
#[collect(no_drop)]
struct Encoding<'gc> {
    text: Buffer,
    done: usize,
    /// Up to where it is charged.
    charged: usize,
    numeral: LongArgument<'gc>,
}

impl<'gc> Sequence<'gc> for Encoding<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while self.done < stack.len() {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let part = self.done..stack.len().min(self.done + CHARACTERS);
            if !self.text.make_room(ctx, part.len() * 6)? {
                return Ok(SequencePoll::Pause);
            }
            ctx.charge_fuel((part.end - self.charged) * 4);
            self.charged = part.end;
            for index in part {
                let Some(code) = self.numeral.take::<i64>(ctx, &stack, index)? else {
                    return Ok(SequencePoll::Pause);
                };
                self.done += 1;
                let code = u32::try_from(code).ok().filter(|&code| code <= MAX_CODE);
                let code = code.ok_or(Error::argument(index, "value out of range"))?;
                let (bytes, len) = encode(code);
                self.text.push(ctx, &bytes[..len])?;
            }
        }
        stack.replace(std::mem::take(&mut self.text).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

/// Characters of a string, to be decoded one after the other.
#[derive(Collect)]
#[collect(no_drop)]
struct Characters<'gc> {
    text: String<'gc>,
    at: usize,
    end: usize,
    is_strict: bool,
}

impl Characters<'_> {
    /// Decodes some; gives false, and stays where it is, if one is invalid.
    #[inline(always)]
    fn decode_some(&mut self, mut take: impl FnMut(u32) -> bool) -> bool {
        let bytes = self.text.as_bytes();
        for _ in 0..CHARACTERS {
            if self.at >= self.end {
                break;
            }
            let Some((code, len)) = decode(&bytes[self.at..], self.is_strict) else { return false };
            if !take(code) {
                break;
            }
            self.at += len;
        }
        true
    }

    fn is_done(&self) -> bool {
        self.at >= self.end
    }
}

/// `utf8.codepoint(s [, i [, j [, lax]]])`: the code points of the characters that start between positions `i`
/// (1 by default) and `j` (`i` by default).
fn codepoint<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let first = position(optional_or(ctx, &stack, 1, 1)?, text.len());
    let last = position(optional_or(ctx, &stack, 2, first)?, text.len());
    let is_strict = stack.get(3).is_falsy();
    if first < 1 {
        return Err(Error::argument(1, "out of bounds"));
    }
    if last > text.len() as i64 {
        return Err(Error::argument(2, "out of bounds"));
    }
    stack.clear();
    if first > last {
        return Ok(Action::Return);
    }
    let characters = Characters { text, at: first as usize - 1, end: last as usize, is_strict };
    poll_callback(ctx, stack, Decoding(characters))
}

/// Code points on their way to the stack.
#[derive(Collect)]
#[collect(no_drop)]
struct Decoding<'gc>(Characters<'gc>);

impl<'gc> Sequence<'gc> for Decoding<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while !self.0.is_done() {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            ctx.charge_fuel(2 * CHARACTERS.min(self.0.end - self.0.at));
            let mut pushed = Ok(());
            let is_valid = self.0.decode_some(|code| {
                pushed = stack.push(Value::Integer(code.into()));
                pushed.is_ok()
            });
            pushed.map_err(|error| match error {
                Error::Message(_) => Error::message("stack overflow (string slice too long)"),
                other => other,
            })?;
            if !is_valid {
                return Err(Error::message(INVALID));
            }
        }
        Ok(SequencePoll::Return)
    }
}

/// `utf8.len(s [, i [, j [, lax]]])`: the number of characters that start between positions `i` (1 by default)
/// and `j` (-1 by default); or nil and the position of the first invalid byte.
fn len<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let len = text.len() as i64;
    let first = position(optional_or(ctx, &stack, 1, 1)?, text.len());
    let last = position(optional_or(ctx, &stack, 2, -1)?, text.len());
    let is_strict = stack.get(3).is_falsy();
    if first < 1 || first - 1 > len {
        return Err(Error::argument(1, "initial position out of bounds"));
    }
    if last > len {
        return Err(Error::argument(2, "final position out of bounds"));
    }
    stack.clear();
    let characters = Characters { text, at: first as usize - 1, end: last as usize, is_strict };
    poll_callback(ctx, stack, Counting { characters, count: 0 })
}

/// Characters that are being counted.
#[derive(Collect)]
#[collect(no_drop)]
struct Counting<'gc> {
    characters: Characters<'gc>,
    count: i64,
}

impl<'gc> Sequence<'gc> for Counting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while !self.characters.is_done() {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            ctx.charge_fuel(2 * CHARACTERS.min(self.characters.end - self.characters.at));
            let count = &mut self.count;
            let is_valid = self.characters.decode_some(|_| {
                *count += 1;
                true
            });
            if !is_valid {
                stack.push(Value::Nil)?;
                stack.push(Value::Integer(self.characters.at as i64 + 1))?;
                return Ok(SequencePoll::Return);
            }
        }
        stack.push(Value::Integer(self.count))?;
        Ok(SequencePoll::Return)
    }
}

/// `utf8.offset(s, n [, i])`: the position where the `n`th character from position `i` on starts; negative `n`
/// counts backwards, and 0 is the character that contains the byte at `i`. Nil if there is no such character.
fn offset<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let n: i64 = stack.parameter(ctx, 1)?;
    let start = if n >= 0 { 1 } else { text.len() as i64 + 1 };
    let start = position(optional_or(ctx, &stack, 2, start)?, text.len());
    if start < 1 || start - 1 > text.len() as i64 {
        return Err(Error::argument(2, "position out of bounds"));
    }
    let bytes = text.as_bytes();
    let start = start as usize - 1;
    if n != 0 && is_continuation(bytes, start) {
        return Err(Error::message("initial position is a continuation byte"));
    }
    stack.clear();
    poll_callback(ctx, stack, Stepping { text, at: start, n })
}

/// A walk to the start of another character.
#[derive(Collect)]
#[collect(no_drop)]
struct Stepping<'gc> {
    text: String<'gc>,
    at: usize,
    /// How many characters to go, counting the one at `at` if that is positive; 0 for its own start.
    n: i64,
}

impl Stepping<'_> {
    /// Moves by a byte. Breaks with the result.
    #[inline(always)]
    fn step(&mut self) -> ControlFlow<Option<usize>> {
        let bytes = self.text.as_bytes();
        let is_start = |at: usize| at == 0 || !is_continuation(bytes, at);
        if self.n < 0 {
            let Some(before) = self.at.checked_sub(1) else { return ControlFlow::Break(None) };
            self.at = before;
            self.n += i64::from(is_start(before));
        } else if self.n == 0 {
            if is_start(self.at) {
                return ControlFlow::Break(Some(self.at));
            }
            self.at -= 1;
        } else if is_continuation(bytes, self.at) {
            self.at += 1;
        } else if self.n == 1 {
            return ControlFlow::Break(Some(self.at));
        } else if self.at >= bytes.len() {
            return ControlFlow::Break(None);
        } else {
            self.at += 1;
            self.n -= 1;
        }
        ControlFlow::Continue(())
    }
}

impl<'gc> Sequence<'gc> for Stepping<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while !ctx.is_pause_due() {
            let before = self.at;
            let walk = (0..CHARACTERS).try_for_each(|_| self.step());
            ctx.charge_fuel(self.at.abs_diff(before));
            if let ControlFlow::Break(found) = walk {
                stack.push(found.map_or(Value::Nil, |at| Value::Integer(at as i64 + 1)))?;
                return Ok(SequencePoll::Return);
            }
        }
        Ok(SequencePoll::Pause)
    }
}

/// `utf8.codes(s [, lax])`: what a generic `for` needs to go through the positions and code points of all
/// characters.
fn codes<'gc>(
    iterators: &(Callback<'gc>, Callback<'gc>),
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let is_strict = stack.get(1).is_falsy();
    if is_continuation(text.as_bytes(), 0) {
        return Err(Error::argument(0, INVALID));
    }
    let (strict, lax) = *iterators;
    stack.replace(if is_strict { strict } else { lax }.into());
    stack.push(text.into())?;
    stack.push(Value::Integer(0))?;
    Ok(Action::Return)
}

/// The iterator of [`codes`]: position and code point of the character after the one at a position.
fn next_code<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, is_strict: bool) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let before = to_integer(number_argument(ctx, stack.get(1), 1)?).unwrap_or(0);
    let at = usize::try_from(before).unwrap_or(usize::MAX);
    stack.clear();
    poll_callback(ctx, stack, NextCode { text, at, is_strict })
}

/// The fuel of a character that an iterator decodes.
const CODE: usize = 8;

/// The way to the next character.
#[derive(Collect)]
#[collect(no_drop)]
struct NextCode<'gc> {
    text: String<'gc>,
    at: usize,
    is_strict: bool,
}

impl<'gc> Sequence<'gc> for NextCode<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let (bytes, mut left) = (self.text.as_bytes(), CHARACTERS);
        while is_continuation(bytes, self.at) {
            self.at += 1;
            left -= 1;
            if left == 0 {
                ctx.charge_fuel(CHARACTERS);
                return Ok(SequencePoll::Pause);
            }
        }
        if self.at >= bytes.len() {
            return Ok(SequencePoll::Return);
        }
        ctx.charge_fuel(CODE);
        match decode(&bytes[self.at..], self.is_strict) {
            Some((code, len)) if !is_continuation(bytes, self.at + len) => {
                stack.push(Value::Integer(self.at as i64 + 1))?;
                stack.push(Value::Integer(code.into()))?;
                Ok(SequencePoll::Return)
            }
            _ => Err(Error::message(INVALID)),
        }
    }
}

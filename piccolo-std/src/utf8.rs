//! UTF-8 (manual section 6.5).

mod encoding;

use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    stack::Stack,
    string::String,
    value::Value,
};

use self::encoding::{MAX_CODE, decode, encode, is_continuation};
use crate::{
    Options,
    buffer::Buffer,
    library::{Library, Result, charge_bytes, optional_or},
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

/// `utf8.char(...)`: the UTF-8 encoding of the code points.
fn char<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let mut text = Buffer::default();
    ctx.charge_fuel(stack.len() / 8);
    for index in 0..stack.len() {
        let code: i64 = stack.argument(ctx, index)?;
        let code = u32::try_from(code).ok().filter(|&code| code <= MAX_CODE);
        let code = code.ok_or(Error::argument(index, "value out of range"))?;
        let (bytes, len) = encode(code);
        text.push(ctx, &bytes[..len])?;
    }
    stack.replace(text.into_string(ctx)?.into());
    Ok(Action::Return)
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
    let (mut at, end) = (first as usize - 1, last as usize);
    charge_bytes(ctx, (end - at).saturating_mul(8));
    while at < end {
        let (code, len) = decode(&text.as_bytes()[at..], is_strict).ok_or(Error::message(INVALID))?;
        stack.push(Value::Integer(code.into())).map_err(|error| match error {
            Error::Message(_) => Error::message("stack overflow (string slice too long)"),
            other => other,
        })?;
        at += len;
    }
    Ok(Action::Return)
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
    let (mut at, end) = (first as usize - 1, last as usize);
    charge_bytes(ctx, end.saturating_sub(at).saturating_mul(4));
    let mut count = 0;
    while at < end {
        let Some((_, len)) = decode(&text.as_bytes()[at..], is_strict) else {
            stack.push(Value::Nil)?;
            stack.push(Value::Integer(at as i64 + 1))?;
            return Ok(Action::Return);
        };
        at += len;
        count += 1;
    }
    stack.push(Value::Integer(count))?;
    Ok(Action::Return)
}

/// `utf8.offset(s, n [, i])`: the position where the `n`th character from position `i` on starts; negative `n`
/// counts backwards, and 0 is the character that contains the byte at `i`. Nil if there is no such character.
fn offset<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let text: String = stack.argument(ctx, 0)?;
    let n: i64 = stack.argument(ctx, 1)?;
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
    let found = match n {
        0 => Some(character_start(bytes, start)),
        1.. => nth_after(bytes, start, n),
        _ => nth_before(bytes, start, n),
    };
    charge_bytes(ctx, found.map_or(text.len(), |found| found.abs_diff(start)).saturating_mul(4));
    stack.replace(found.map_or(Value::Nil, |found| Value::Integer(found as i64 + 1)));
    Ok(Action::Return)
}

/// Where the character starts that contains the byte at `at`.
fn character_start(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && is_continuation(bytes, at) {
        at -= 1;
    }
    at
}

/// Where the `n`th character from the one at `at` starts; `at` itself is the first.
fn nth_after(bytes: &[u8], mut at: usize, n: i64) -> Option<usize> {
    for _ in 1..n {
        if at >= bytes.len() {
            return None;
        }
        at += 1;
        while is_continuation(bytes, at) {
            at += 1;
        }
    }
    Some(at)
}

/// Where the `-n`th character before the one at `at` starts.
fn nth_before(bytes: &[u8], mut at: usize, n: i64) -> Option<usize> {
    for _ in n..0 {
        at = character_start(bytes, at.checked_sub(1)?);
    }
    Some(at)
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
    let bytes = text.as_bytes();
    let before = piccolo_core::convert::number::to_integer(stack.get(1)).unwrap_or(0);
    let mut at = usize::try_from(before).unwrap_or(usize::MAX);
    stack.clear();
    while is_continuation(bytes, at) {
        at += 1;
    }
    if at >= bytes.len() {
        return Ok(Action::Return);
    }
    match decode(&bytes[at..], is_strict) {
        Some((code, len)) if !is_continuation(bytes, at + len) => {
            stack.push(Value::Integer(at as i64 + 1))?;
            stack.push(Value::Integer(code.into()))?;
            Ok(Action::Return)
        }
        _ => Err(Error::message(INVALID)),
    }
}

//! Functions on the bytes of strings.

use piccolo_core::{
    bytecode::dump,
    object::{
        callback::Action, context::Context, error::Error, function::Function, stack::Stack, string::String,
        value::Value,
    },
};

use crate::{
    buffer::{MAX_LEN, build_string},
    library::{Result, charge_bytes, optional_or},
    string::{end_index, start_index},
};

/// `string.len(s)`: the number of bytes.
pub(super) fn len<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    stack.replace(Value::Integer(s.len() as i64));
    Ok(Action::Return)
}

/// `string.dump(function [, strip])`: the function as a precompiled chunk, without upvalues' values, and
/// without lines and names if `strip` is true. Host functions have no such form.
pub(super) fn dump<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let Function::Closure(closure) = stack.argument(ctx, 0)? else {
        return Err(Error::message("unable to dump given function"));
    };
    let prototype = closure.function().prototype();
    let bytes = dump::dump(prototype, !stack.get(1).is_falsy());
    charge_bytes(ctx, bytes.len());
    stack.replace(String::try_from_boxed(ctx, bytes.into_boxed_slice())?.into());
    Ok(Action::Return)
}

/// `string.sub(s, i [, j])`: the bytes `i` to `j` (the last one by default); negative positions count
/// from the end.
pub(super) fn sub<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let start = start_index(stack.argument(ctx, 1)?, s.len());
    let end = end_index(optional_or(ctx, &stack, 2, -1)?, s.len());
    let bytes = s.as_bytes().get(start..end).unwrap_or(&[]);
    let result = if bytes.len() == s.len() {
        s
    } else {
        charge_bytes(ctx, bytes.len());
        String::try_new(ctx, bytes)?
    };
    stack.replace(result.into());
    Ok(Action::Return)
}

/// `string.byte(s [, i [, j]])`: the codes of the bytes `i` (1 by default) to `j` (`i` by default).
pub(super) fn byte<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let i = optional_or(ctx, &stack, 1, 1)?;
    let start = start_index(i, s.len());
    let end = end_index(optional_or(ctx, &stack, 2, i)?, s.len());
    match s.as_bytes().get(start..end) {
        None | Some([]) => stack.clear(),
        Some(&[code]) => stack.replace(Value::Integer(code.into())),
        Some(codes) => {
            ctx.charge_fuel(codes.len() / 8);
            stack.clear();
            stack.reserve(codes.len()).map_err(|error| match error {
                Error::Message(_) | Error::Value(_) => {
                    Error::message("stack overflow (string slice too long)")
                }
                other => other,
            })?;
            for &code in codes {
                stack.push(Value::Integer(code.into()))?;
            }
        }
    }
    Ok(Action::Return)
}

/// `string.char(...)`: the string of the bytes with these codes.
pub(super) fn char<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let codes = stack.as_slice();
    for (index, _) in codes.iter().enumerate() {
        stack.argument::<u8>(ctx, index)?;
    }
    ctx.charge_fuel(codes.len() / 8);
    let result = build_string(ctx, codes.len(), |bytes| {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = stack.argument(ctx, index).unwrap_or(0);
        }
    })?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// `string.lower(s)`: `s` with small letters for capital ones.
pub(super) fn lower<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, <[u8]>::make_ascii_lowercase)
}

/// `string.upper(s)`: `s` with capital letters for small ones.
pub(super) fn upper<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, <[u8]>::make_ascii_uppercase)
}

/// `string.reverse(s)`: the bytes of `s` from last to first.
pub(super) fn reverse<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, <[u8]>::reverse)
}

#[inline(always)]
fn mapped<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, map: impl FnOnce(&mut [u8])) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let result = build_string(ctx, s.len(), |bytes| {
        bytes.copy_from_slice(s.as_bytes());
        map(bytes);
    })?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// `string.rep(s, n [, sep])`: `n` copies of `s`, with `sep` between them.
pub(super) fn rep<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let count: i64 = stack.argument(ctx, 1)?;
    let separator: Option<String> = stack.optional(ctx, 2)?;
    let (piece, separator) = (s.as_bytes(), separator.map_or(&b""[..], String::as_bytes));
    let Some(count) = usize::try_from(count).ok().filter(|count| *count > 0) else {
        stack.replace(ctx.intern(b"").into());
        return Ok(Action::Return);
    };
    let len = repeated_len(piece.len(), separator.len(), count)
        .ok_or_else(|| Error::message("resulting string too large"))?;
    let result = build_string(ctx, len, |bytes| fill_repeated(bytes, piece, separator))?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// The length of `count` pieces with separators between them, if it is allowed.
fn repeated_len(piece: usize, separator: usize, count: usize) -> Option<usize> {
    let both = piece + separator;
    if both > MAX_LEN / count {
        return None;
    }
    Some(both * count - separator)
}

/// Fills `bytes` with pieces and separators, by copying ever longer parts of what is there already.
fn fill_repeated(bytes: &mut [u8], piece: &[u8], separator: &[u8]) {
    let mut done = 0;
    for part in [piece, separator] {
        let part = &part[..part.len().min(bytes.len() - done)];
        bytes[done..done + part.len()].copy_from_slice(part);
        done += part.len();
    }
    while done < bytes.len() {
        let more = done.min(bytes.len() - done);
        bytes.copy_within(..more, done);
        done += more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_puts_separators_between() {
        let repeated = |piece: &[u8], separator: &[u8], count| {
            let mut bytes = vec![0; repeated_len(piece.len(), separator.len(), count).unwrap()];
            fill_repeated(&mut bytes, piece, separator);
            std::string::String::from_utf8(bytes).unwrap()
        };
        assert_eq!(repeated(b"ab", b", ", 4), "ab, ab, ab, ab");
        assert_eq!(repeated(b"x", b"", 7), "xxxxxxx");
        assert_eq!(repeated(b"", b"-", 3), "--");
        assert_eq!(repeated(b"", b"", 3), "");
        assert_eq!(repeated(b"a", b"bc", 1), "a");
    }

    #[test]
    fn repetition_has_a_limit() {
        assert_eq!(repeated_len(1, 0, MAX_LEN), Some(MAX_LEN));
        assert_eq!(repeated_len(1, 0, MAX_LEN + 1), None);
        assert_eq!(repeated_len(1 << 20, 1, 1 << 60), None);
        assert_eq!(repeated_len(0, 0, usize::MAX), Some(0));
    }
}

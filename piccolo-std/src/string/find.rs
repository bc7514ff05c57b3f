//! `string.find`, `string.match` and `string.gmatch`.

use std::cell::Cell;

use piccolo_core::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    stack::Stack,
    string::String,
    value::Value,
};
use piccolo_derive::Collect;

use crate::{
    library::{Result, charge_bytes, optional_or},
    string::{
        matcher::{Capture, Matcher, PatternError, invalid_capture},
        start_index,
    },
};

impl From<PatternError> for Error<'_> {
    fn from(error: PatternError) -> Self {
        Error::Message(error.0)
    }
}

/// Capture `index` of the last match, which begins at `start` and ends at `end`. A match without captures
/// is its own first capture.
pub(super) fn capture_value<'gc>(
    ctx: Context<'gc>,
    subject: &[u8],
    captures: &[Capture],
    index: usize,
    (start, end): (usize, usize),
) -> Result<'gc, Value<'gc>> {
    let range = match captures.get(index) {
        Some(Capture::Position(position)) => return Ok(Value::Integer(*position as i64 + 1)),
        Some(&Capture::Range { start, end }) => start..end,
        Some(Capture::Open { .. }) => return Err(Error::message("unfinished capture")),
        None if index == 0 => start..end,
        None => return Err(invalid_capture(index + 1).into()),
    };
    charge_bytes(ctx, range.len());
    Ok(Value::String(String::try_new(ctx, &subject[range])?))
}

/// Pushes all captures of the last match, or the match itself if there are none.
pub(super) fn push_captures<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    subject: &[u8],
    captures: &[Capture],
    range: (usize, usize),
) -> Result<'gc, ()> {
    for index in 0..captures.len().max(1) {
        stack.push(capture_value(ctx, subject, captures, index, range)?)?;
    }
    Ok(())
}

/// Splits off the `^` that binds a match to the start.
pub(super) fn split_anchor(pattern: &[u8]) -> (bool, &[u8]) {
    match pattern {
        [b'^', pattern @ ..] => (true, pattern),
        pattern => (false, pattern),
    }
}

/// `string.find(s, pattern [, init [, plain]])`: where the first match of `pattern` in `s` begins and ends,
/// then its captures; or fail. The search starts at `init`; if `plain` is true, `pattern` is a string to
/// look for.
pub(super) fn find<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    search(ctx, stack, true)
}

/// `string.match(s, pattern [, init])`: the captures of the first match of `pattern` in `s`, or all of the
/// match if it has none; or fail.
pub(super) fn match_<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    search(ctx, stack, false)
}

fn search<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, find: bool) -> Result<'gc> {
    let (subject, pattern): (&[u8], &[u8]) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let init = start_index(optional_or(ctx, &stack, 2, 1)?, subject.len());
    if init > subject.len() {
        stack.replace(Value::Nil);
        return Ok(Action::Return);
    }
    if find && (!stack.get(3).is_falsy() || !has_specials(pattern)) {
        match find_plain(ctx, &subject[init..], pattern) {
            Some(offset) => {
                stack.replace(Value::Integer((init + offset) as i64 + 1));
                stack.push(Value::Integer((init + offset + pattern.len()) as i64))?;
            }
            None => stack.replace(Value::Nil),
        }
        return Ok(Action::Return);
    }
    let (anchored, pattern) = split_anchor(pattern);
    let mut matcher = Matcher::new(subject, pattern);
    let found = if anchored {
        matcher.match_at(init)?.map(|end| (init, end))
    } else {
        matcher.find_from(init, None)?
    };
    ctx.charge_fuel(matcher.take_work());
    stack.clear();
    match found {
        None => stack.push(Value::Nil)?,
        Some(range) if find => {
            stack.push(Value::Integer(range.0 as i64 + 1))?;
            stack.push(Value::Integer(range.1 as i64))?;
            if !matcher.captures().is_empty() {
                push_captures(ctx, &mut stack, subject, matcher.captures(), range)?;
            }
        }
        Some(range) => push_captures(ctx, &mut stack, subject, matcher.captures(), range)?,
    }
    Ok(Action::Return)
}

fn has_specials(pattern: &[u8]) -> bool {
    pattern.iter().any(|byte| b"^$*+?.([%-".contains(byte))
}

/// The first occurrence of `needle`.
fn find_plain(ctx: Context<'_>, haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&first, rest)) = needle.split_first() else { return Some(0) };
    let last_start = haystack.len().checked_sub(needle.len())?;
    let mut start = 0;
    let mut work = 0;
    let found = loop {
        let Some(candidates) = haystack.get(start..=last_start) else { break None };
        let Some(skipped) = candidates.iter().position(|byte| *byte == first) else {
            work += candidates.len();
            break None;
        };
        work += skipped + rest.len();
        start += skipped;
        if haystack[start + 1..].starts_with(rest) {
            break Some(start);
        }
        start += 1;
    };
    charge_bytes(ctx, work);
    found
}

/// `string.gmatch(s, pattern [, init])`: an iterator over the captures of all matches of `pattern` in `s`.
pub(super) fn gmatch<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (subject, pattern): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let init = start_index(optional_or(ctx, &stack, 2, 1)?, subject.len());
    let state = Matches { subject, pattern, position: Cell::new(init), last_end: Cell::new(None) };
    let iterator = Callback::with_captures(ctx, state, |state, ctx, mut stack| {
        let subject = state.subject.as_bytes();
        let mut matcher = Matcher::new(subject, state.pattern.as_bytes());
        stack.clear();
        let found = matcher.find_from(state.position.get(), state.last_end.get())?;
        ctx.charge_fuel(matcher.take_work());
        match found {
            Some(range) => {
                state.position.set(range.1);
                state.last_end.set(Some(range.1));
                push_captures(ctx, &mut stack, subject, matcher.captures(), range)?;
            }
            None => state.position.set(subject.len() + 1),
        }
        Ok(Action::Return)
    });
    stack.replace(iterator.into());
    Ok(Action::Return)
}

/// The state of an iterator of [`gmatch`].
#[derive(Collect)]
#[collect(no_drop)]
struct Matches<'gc> {
    subject: String<'gc>,
    pattern: String<'gc>,
    #[collect(require_static)]
    position: Cell<usize>,
    #[collect(require_static)]
    last_end: Cell<Option<usize>>,
}

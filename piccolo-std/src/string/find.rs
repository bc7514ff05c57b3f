//! `string.find`, `string.match` and `string.gmatch`.

use std::cell::{Cell, RefCell};

use gc_arena::Gc;
use piccolo_core::{
    object::{
        callback::{Action, Callback},
        context::{BURST, Context},
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::poll_callback,
};
use piccolo_derive::Collect;

use crate::{
    buffer::{Charge, SLICE},
    library::{Result, optional_or},
    string::{
        capture::Extraction,
        matcher::{Found, Matcher, SearchState},
        plain::{Occurrence, PlainSearch},
        shortening::{HasPattern, LONG_PATTERN, Shortening},
        start_index,
    },
};

/// Splits off the `^` that binds a match to the start.
#[inline(always)]
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

/// The fuel that a search takes at least.
const CALL: usize = 18;

/// The fuel of making an iterator.
const ITERATOR: usize = 60;

fn search<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, find: bool) -> Result<'gc> {
    let (subject, pattern): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let init = start_index(optional_or(ctx, &stack, 2, 1)?, subject.len());
    if init > subject.len() {
        stack.replace(Value::Nil);
        return Ok(Action::Return);
    }
    ctx.charge_fuel(CALL);
    let is_plain = find && (!stack.get(3).is_falsy() || !has_specials(pattern.as_bytes()));
    stack.clear();
    if is_plain {
        return poll_callback(
            ctx,
            stack,
            Looking { subject, needle: pattern, search: PlainSearch::new(init) },
        );
    }
    let state = SearchState::new(init);
    let searching = Searching { subject, pattern, find, state, found: None, captures: Extraction::default() };
    match pattern.len() > LONG_PATTERN {
        true => poll_callback(ctx, stack, Shortening::new(searching)),
        false => poll_callback(ctx, stack, searching),
    }
}

/// Whether a pattern is more than the text to look for. Of a long one that is taken for granted.
fn has_specials(pattern: &[u8]) -> bool {
    pattern.len() > SLICE || pattern.iter().any(|byte| b"^$*+?.([%-".contains(byte))
}

/// A search for a text.
#[derive(Collect)]
#[collect(no_drop)]
struct Looking<'gc> {
    subject: String<'gc>,
    needle: String<'gc>,
    search: PlainSearch,
}

impl<'gc> Sequence<'gc> for Looking<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let occurrence = self.search.find(self.subject.as_bytes(), self.needle.as_bytes(), BURST);
        ctx.charge_fuel(self.search.take_work());
        match occurrence {
            Occurrence::Unfinished => return Ok(SequencePoll::Pause),
            Occurrence::Nowhere => stack.push(Value::Nil)?,
            Occurrence::At(start) => {
                stack.push(Value::Integer(start as i64 + 1))?;
                stack.push(Value::Integer((start + self.needle.len()) as i64))?;
            }
        }
        Ok(SequencePoll::Return)
    }
}

/// A search for a pattern.
#[derive(Collect)]
#[collect(no_drop)]
struct Searching<'gc> {
    subject: String<'gc>,
    pattern: String<'gc>,
    /// Whether it is `find`.
    find: bool,
    state: SearchState,
    /// The match, once it is found.
    found: Option<(usize, usize)>,
    captures: Extraction,
}

impl<'gc> HasPattern<'gc> for Searching<'gc> {
    fn pattern_mut(&mut self) -> &mut String<'gc> {
        &mut self.pattern
    }
}

impl<'gc> Sequence<'gc> for Searching<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let range = match self.found {
            Some(range) => range,
            None => {
                let (anchored, pattern) = split_anchor(self.pattern.as_bytes());
                let found =
                    Matcher::new(self.subject.as_bytes(), pattern, &mut self.state).find(anchored, BURST);
                ctx.charge_fuel(self.state.take_work());
                let range = match found? {
                    Found::Match(start, end) => (start, end),
                    Found::Unfinished => return Ok(SequencePoll::Pause),
                    Found::Nothing => {
                        stack.push(Value::Nil)?;
                        return Ok(SequencePoll::Return);
                    }
                };
                if self.find {
                    stack.push(Value::Integer(range.0 as i64 + 1))?;
                    stack.push(Value::Integer(range.1 as i64))?;
                }
                self.found = Some(range);
                range
            }
        };
        let (subject, captures) = (self.subject, self.state.captures());
        let is_done = match self.find {
            true => self.captures.push_captures(ctx, &mut stack, subject, captures, range)?,
            false => self.captures.push_match(ctx, &mut stack, subject, captures, range)?,
        };
        Ok(if is_done { SequencePoll::Return } else { SequencePoll::Pause })
    }
}

/// `string.gmatch(s, pattern [, init])`: an iterator over the captures of all matches of `pattern` in `s`.
pub(super) fn gmatch<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (subject, pattern): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let init = start_index(optional_or(ctx, &stack, 2, 1)?, subject.len());
    if pattern.len() > LONG_PATTERN {
        stack.clear();
        return poll_callback(ctx, stack, Shortening::new(NewIterator { subject, pattern, init }));
    }
    stack.replace(iterator(ctx, subject, pattern, init)?);
    Ok(Action::Return)
}

/// An iterator that is to be made.
#[derive(Collect)]
#[collect(no_drop)]
struct NewIterator<'gc> {
    subject: String<'gc>,
    pattern: String<'gc>,
    init: usize,
}

impl<'gc> HasPattern<'gc> for NewIterator<'gc> {
    fn pattern_mut(&mut self) -> &mut String<'gc> {
        &mut self.pattern
    }
}

impl<'gc> Sequence<'gc> for NewIterator<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        stack.replace(iterator(ctx, self.subject, self.pattern, self.init)?);
        Ok(SequencePoll::Return)
    }
}

/// The iterator of [`gmatch`].
fn iterator<'gc>(
    ctx: Context<'gc>,
    subject: String<'gc>,
    pattern: String<'gc>,
    init: usize,
) -> Result<'gc, Value<'gc>> {
    ctx.charge_fuel(ITERATOR);
    let mut charge = Charge::default();
    charge.add_or_collect(ctx, OBJECT_BYTES + size_of::<Matches<'_>>() + size_of::<SearchState>())?;
    let matches = ctx.allocate(Matches {
        subject,
        pattern,
        position: Cell::new(init),
        last_end: Cell::new(usize::MAX),
        state: RefCell::new(Some(Box::new(SearchState::new(init)))),
        _charge: charge,
    });
    let iterator = Callback::with_captures(ctx, matches, |matches, ctx, mut stack| {
        stack.clear();
        ctx.charge_fuel(CALL);
        let (start, excluded) = (matches.position.get(), matches.last_end.get());
        let mut state = matches.state.take().unwrap_or_else(|| Box::new(SearchState::new(start)));
        state.restart(start, excluded);
        poll_callback(
            ctx,
            stack,
            NextMatch { matches: *matches, state: Some(state), found: None, captures: Extraction::default() },
        )
    });
    Ok(iterator.into())
}

/// What an iterator of [`gmatch`] goes through.
#[derive(Collect)]
#[collect(no_drop)]
struct Matches<'gc> {
    subject: String<'gc>,
    pattern: String<'gc>,
    #[collect(require_static)]
    position: Cell<usize>,
    #[collect(require_static)]
    last_end: Cell<usize>,
    /// To be used again for each match. Not there while the iterator is in the middle of a search.
    #[collect(require_static)]
    state: RefCell<Option<Box<SearchState>>>,
    #[collect(require_static)]
    _charge: Charge,
}

/// What an object takes besides its content, its place in the collector's list included.
const OBJECT_BYTES: usize = 16 + 24;

/// The search for the next match of an iterator.
#[derive(Collect)]
#[collect(no_drop)]
struct NextMatch<'gc> {
    matches: Gc<'gc, Matches<'gc>>,
    #[collect(require_static)]
    state: Option<Box<SearchState>>,
    found: Option<(usize, usize)>,
    captures: Extraction,
}

impl<'gc> Sequence<'gc> for NextMatch<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let matches = self.matches;
        let Some(state) = self.state.as_deref_mut() else { return Ok(SequencePoll::Return) };
        let range = match self.found {
            Some(range) => range,
            None => {
                let (subject, pattern) = (matches.subject.as_bytes(), matches.pattern.as_bytes());
                let found = Matcher::new(subject, pattern, state).find(false, BURST);
                ctx.charge_fuel(state.take_work());
                match found? {
                    Found::Match(start, end) => {
                        matches.position.set(end);
                        matches.last_end.set(end);
                        self.found = Some((start, end));
                        (start, end)
                    }
                    Found::Unfinished => return Ok(SequencePoll::Pause),
                    Found::Nothing => {
                        matches.position.set(subject.len() + 1);
                        matches.state.replace(self.state.take());
                        return Ok(SequencePoll::Return);
                    }
                }
            }
        };
        if !self.captures.push_match(ctx, &mut stack, matches.subject, state.captures(), range)? {
            return Ok(SequencePoll::Pause);
        }
        matches.state.replace(self.state.take());
        Ok(SequencePoll::Return)
    }
}

//! [`Shortening`]: long sets in patterns (`[...]`) are replaced by short ones with the same members, so that no byte takes
//! long to be matched.

use piccolo_core::object::{
    context::Context,
    sequence::{Sequence, SequencePoll},
    stack::Stack,
    string::String,
};
use piccolo_derive::Collect;

use crate::{
    buffer::Buffer,
    library::Result,
    string::{class::Class, matcher::ESCAPE},
};

/// Patterns of up to this many bytes stay as they are.
pub(super) const LONG_PATTERN: usize = 1024;

/// Sets of up to this many bytes stay as they are.
const SHORT_SET: usize = 128;

/// How many bytes of a pattern are looked at before the fuel is, and what that takes.
const PART: usize = 512;
const PART_COST: usize = 512;

/// What putting a set together takes.
const SET_COST: usize = 1024;

/// An operation that begins when its pattern is shortened.
pub(super) trait HasPattern<'gc>: Sequence<'gc> {
    fn pattern_mut(&mut self) -> &mut String<'gc>;
}

/// An operation whose pattern is being shortened, and then the operation.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Shortening<'gc, S> {
    pattern: Option<String<'gc>>,
    shortener: Shortener,
    operation: S,
}

impl<'gc, S: HasPattern<'gc>> Shortening<'gc, S> {
    pub(super) fn new(mut operation: S) -> Self {
        Self { pattern: Some(*operation.pattern_mut()), shortener: Shortener::default(), operation }
    }
}

impl<'gc, S: HasPattern<'gc>> Sequence<'gc> for Shortening<'gc, S> {
    fn poll(&mut self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if let Some(pattern) = self.pattern {
            while !self.shortener.go_on(ctx, pattern.as_bytes())? {
                if ctx.is_pause_due() {
                    return Ok(SequencePoll::Pause);
                }
            }
            let short = std::mem::take(&mut self.shortener.text).into_string(ctx)?;
            *self.operation.pattern_mut() = short;
            self.pattern = None;
        }
        self.operation.poll(ctx, stack)
    }
}

/// How far a pattern is shortened.
#[derive(Default, Collect)]
#[collect(require_static)]
struct Shortener {
    /// How much of the pattern is dealt with.
    at: usize,
    /// The set that begins there.
    set: Option<Set>,
    text: Buffer,
}

/// A set that is being read.
struct Set {
    is_complement: bool,
    /// Where its members begin.
    members: usize,
    /// How far its end was looked for, and where it is, if that is known.
    searched: usize,
    end: Option<usize>,
    /// How many bytes of it are read.
    read: usize,
    found: Members,
}

/// What was found in a set. A class or range is noted in one place, however many bytes it has: there can be many.
struct Members {
    /// One past the last byte of the longest range that begins with each byte; 0 without one.
    ends: [u16; 256],
    /// The letters of classes.
    classes: [bool; 256],
}

impl Shortener {
    /// Deals with a part of the pattern, charged for. Gives whether that was the last one.
    fn go_on<'gc>(&mut self, ctx: Context<'gc>, pattern: &[u8]) -> Result<'gc, bool> {
        // The short form of a set is the longest that comes at once.
        if !self.text.make_room(ctx, 2 * PART + 8)? {
            return Ok(false);
        }
        ctx.charge_fuel(PART_COST);
        match &mut self.set {
            None => self.copy(ctx, pattern)?,
            Some(Set { end: None, .. }) => self.find_end(ctx, pattern)?,
            Some(Set { end: Some(end), read, found, .. }) => {
                let (end, limit) = (*end, *read + PART);
                while *read < end && *read < limit {
                    *read += found.note(&pattern[*read..end]);
                }
                if *read >= end {
                    self.finish_set(ctx, end + 1)?;
                }
            }
        }
        Ok(self.set.is_none() && self.at >= pattern.len())
    }

    /// Copies what is before the next set.
    fn copy<'gc>(&mut self, ctx: Context<'gc>, pattern: &[u8]) -> Result<'gc, ()> {
        let (start, limit) = (self.at, pattern.len().min(self.at + PART));
        while self.at < limit && pattern[self.at] != b'[' {
            self.at += match pattern[self.at..] {
                [ESCAPE, b'b', ..] => 4,
                [ESCAPE, ..] => 2,
                _ => 1,
            };
        }
        self.at = self.at.min(pattern.len());
        self.text.push(ctx, &pattern[start..self.at])?;
        if self.at < limit {
            self.set = Some(Set::new(pattern, self.at));
        }
        Ok(())
    }

    /// Looks for the end of the set.
    fn find_end<'gc>(&mut self, ctx: Context<'gc>, pattern: &[u8]) -> Result<'gc, ()> {
        let Some(set) = &mut self.set else { return Ok(()) };
        let limit = set.searched + PART;
        while set.searched < limit {
            // A bracket in the first place is a member.
            match pattern.get(set.searched) {
                None => {
                    // Where that is reached, it fails as it would have.
                    self.text.push(ctx, b"[a")?;
                    (self.at, self.set) = (pattern.len(), None);
                    return Ok(());
                }
                Some(b']') if set.searched > set.members => {
                    let end = set.searched;
                    set.end = Some(end);
                    if end - self.at <= SHORT_SET {
                        self.text.push(ctx, &pattern[self.at..=end])?;
                        (self.at, self.set) = (end + 1, None);
                    }
                    return Ok(());
                }
                Some(&ESCAPE) => set.searched += 2,
                Some(_) => set.searched += 1,
            }
        }
        Ok(())
    }

    /// Adds the set in its short form. The pattern goes on at `next`.
    fn finish_set<'gc>(&mut self, ctx: Context<'gc>, next: usize) -> Result<'gc, ()> {
        let Some(set) = self.set.take() else { return Ok(()) };
        ctx.charge_fuel(SET_COST);
        self.at = next;
        self.text.push(ctx, if set.is_complement { b"[^" } else { b"[" })?;
        let mut is_empty = true;
        for byte in set.found.bytes() {
            is_empty = false;
            let member = [ESCAPE, byte];
            self.text.push(ctx, if byte.is_ascii_alphanumeric() { &member[1..] } else { &member })?;
        }
        self.text.push(ctx, if is_empty { b"z-a]" } else { b"]" })
    }
}

impl Set {
    /// The set that begins at `start`.
    fn new(pattern: &[u8], start: usize) -> Self {
        let is_complement = pattern.get(start + 1) == Some(&b'^');
        let members = start + 1 + usize::from(is_complement);
        Self {
            is_complement,
            members,
            searched: members,
            end: None,
            read: members,
            found: Members::default(),
        }
    }
}

impl Default for Members {
    fn default() -> Self {
        Self { ends: [0; 256], classes: [false; 256] }
    }
}

impl Members {
    /// Notes the first byte, class or range of `members`. Gives how many bytes that takes.
    fn note(&mut self, members: &[u8]) -> usize {
        match *members {
            [] => 1,
            [ESCAPE, letter, ..] => {
                match Class::of(letter) {
                    Some(_) => self.classes[usize::from(letter)] = true,
                    None => self.note_range(letter, letter),
                }
                2
            }
            [first, b'-', last, ..] => {
                self.note_range(first, last);
                3
            }
            [member, ..] => {
                self.note_range(member, member);
                1
            }
        }
    }

    fn note_range(&mut self, first: u8, last: u8) {
        if first <= last {
            let end = &mut self.ends[usize::from(first)];
            *end = (*end).max(u16::from(last) + 1);
        }
    }

    /// The bytes that are members.
    fn bytes(&self) -> impl Iterator<Item = u8> {
        let letters = (0..=u8::MAX).filter(|letter| self.classes[usize::from(*letter)]);
        let classes: Vec<Class> = letters.filter_map(Class::of).collect();
        let mut end = 0;
        (0..=u8::MAX).filter(move |byte| {
            end = end.max(self.ends[usize::from(*byte)]);
            u16::from(*byte) < end || classes.iter().any(|class| class.contains(*byte))
        })
    }
}

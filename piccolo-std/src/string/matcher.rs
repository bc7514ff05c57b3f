//! Pattern matching (manual section 6.4.1).
//!
//! The matcher interprets the pattern. What it may have to come back to lies on a stack of its own, whose depth is
//! limited; long scans put themselves there too. So a search can stop after any amount of work, and go on
//! later: all that it has to remember is in its [`SearchState`].

mod choice;
mod item;

pub(super) use self::item::{ESCAPE, position};
use self::{
    choice::{Choice, Choices, MAX_CHOICES},
    item::Single,
};

/// The most captures that a pattern may have.
pub(super) const MAX_CAPTURES: usize = 32;

/// How many bytes are looked at without a look at the limit.
const CHUNK: usize = 2048;

/// How many bytes are looked at for a unit of fuel.
const BYTES_PER_UNIT: usize = 3;

/// The index into the pattern that stands for taking another choice.
const BACKTRACK: usize = u32::MAX as usize;

/// How many captures are looked at for a unit of work.
const CAPTURES: usize = 4;

/// A mistake in a pattern, as scripts see it.
#[derive(Debug, PartialEq)]
pub(super) enum PatternError {
    Malformed(&'static str),
    /// A capture that does not exist or is not closed yet.
    InvalidCapture(usize),
}

type Result<T> = core::result::Result<T, PatternError>;

#[cold]
fn error<T>(message: &'static str) -> Result<T> {
    Err(PatternError::Malformed(message))
}

/// What a capture holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Capture {
    /// Its closing parenthesis was not reached yet.
    Open { start: u32 },
    /// A part of the subject.
    Range { start: u32, end: u32 },
    /// A position in the subject, from 0.
    Position(u32),
}

/// How far a search came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found {
    /// A match, from where to where.
    Match(usize, usize),
    /// There is none.
    Nothing,
    /// It has to go on.
    Unfinished,
}

/// What a search has to remember.
#[derive(piccolo_derive::Collect)]
#[collect(require_static)]
pub(super) struct SearchState {
    /// Where the current attempt begins, or the next one.
    start: usize,
    /// Where no match may end.
    excluded: usize,
    /// The position in the subject and the index into the pattern where an attempt goes on.
    point: Option<(u32, u32)>,
    captures: [Capture; MAX_CAPTURES],
    level: usize,
    choices: Choices,
    /// How much work was done since it was last asked for.
    work: usize,
}

impl SearchState {
    /// A search from `start` on.
    pub(super) fn new(start: usize) -> Self {
        Self {
            start,
            excluded: usize::MAX,
            point: None,
            captures: [Capture::Position(0); MAX_CAPTURES],
            level: 0,
            choices: Choices::new(),
            work: 0,
        }
    }

    /// Looks for another match, from `start` on, that does not end at `excluded`.
    #[inline]
    pub(super) fn restart(&mut self, start: usize, excluded: usize) {
        (self.start, self.excluded, self.point) = (start, excluded, None);
    }

    /// The captures of the last match.
    #[inline(always)]
    pub(super) fn captures(&self) -> &[Capture] {
        &self.captures[..self.level]
    }

    /// How much work was done since the last call, in units of fuel.
    #[inline(always)]
    pub(super) fn take_work(&mut self) -> usize {
        2 * std::mem::take(&mut self.work)
    }
}

/// How far an attempt to match at one position came.
enum Attempt {
    Matched(usize),
    Failed,
    Unfinished,
}

/// What the item at a place of the pattern demands of the next byte.
enum Demand<'a> {
    /// Nothing that is easy to see.
    Unknown,
    Byte(Single<'a>),
    /// That there is none.
    End,
}

/// A search for one pattern (without the anchor) in one subject.
pub(super) struct Matcher<'a> {
    subject: &'a [u8],
    pattern: &'a [u8],
    state: &'a mut SearchState,
}

/// Positions and lengths fit into 32 bits, as those of strings do.
#[inline(always)]
fn narrow(position: usize) -> u32 {
    position as u32
}

impl<'a> Matcher<'a> {
    #[inline(always)]
    pub(super) fn new(subject: &'a [u8], pattern: &'a [u8], state: &'a mut SearchState) -> Self {
        Self { subject, pattern, state }
    }

    /// Searches until there is a match or `limit` units of work are done; only at one position if `anchored`.
    pub(super) fn find(&mut self, anchored: bool, limit: usize) -> Result<Found> {
        let first = match (anchored, self.pattern.first()) {
            (true, _) => Demand::Unknown,
            (false, first) => self.item_demand(usize::from(first == Some(&b'('))),
        };
        loop {
            if self.state.point.is_none() {
                if let Some(found) = self.skip(&first, limit) {
                    return Ok(found);
                }
                self.state.level = 0;
                self.state.choices.clear();
                self.state.point = Some((narrow(self.state.start), 0));
            }
            match self.attempt(limit)? {
                Attempt::Unfinished => return Ok(Found::Unfinished),
                Attempt::Matched(end) if end != self.state.excluded => {
                    self.state.choices.shrink();
                    return Ok(Found::Match(self.state.start, end));
                }
                _ if anchored => {
                    self.state.start = usize::MAX;
                    return Ok(Found::Nothing);
                }
                _ => {
                    self.state.start += 1;
                    self.state.point = None;
                }
            }
        }
    }

    /// Moves `start` to where the next attempt is worth while, unless the search ends before.
    #[inline(always)]
    fn skip(&mut self, first: &Demand<'_>, limit: usize) -> Option<Found> {
        let state = &mut *self.state;
        loop {
            if state.start > self.subject.len() {
                return Some(Found::Nothing);
            }
            let Demand::Byte(first) = first else { return None };
            let end = self.subject.len().min(state.start + first.affordable(CHUNK));
            let skipped = first.find(&self.subject[state.start..end]);
            state.work += first.cost(skipped.unwrap_or(end - state.start));
            match skipped {
                Some(skipped) => {
                    state.start += skipped;
                    return None;
                }
                None if end == self.subject.len() => {
                    state.start = end + 1;
                    return Some(Found::Nothing);
                }
                None => state.start = end,
            }
            if state.work > limit {
                return Some(Found::Unfinished);
            }
        }
    }

    /// What the item at `at` demands of the next byte. Captures that begin or end before it do not matter, unless
    /// that is a mistake, which has to show.
    #[inline(always)]
    fn demand(&mut self, at: usize) -> Demand<'a> {
        match self.pattern.get(at) {
            Some(b')') if self.has_open_capture() => self.item_demand(at + 1),
            Some(b'(') if self.state.level < MAX_CAPTURES => self.item_demand(at + 1),
            _ => self.item_demand(at),
        }
    }

    /// What the item at `at` demands of the next byte.
    #[inline(always)]
    fn item_demand(&mut self, at: usize) -> Demand<'a> {
        let next = self.pattern.get(at + 1).copied();
        match self.pattern.get(at) {
            None | Some(b'(' | b')') => return Demand::Unknown,
            Some(b'$') if next.is_none() => return Demand::End,
            Some(&ESCAPE) if matches!(next, Some(b'b' | b'f' | b'0'..=b'9')) => return Demand::Unknown,
            Some(_) => {}
        }
        // A mistake shows when the item is reached.
        let Ok(end) = self.item_end(at) else { return Demand::Unknown };
        match self.pattern.get(end) {
            Some(b'*' | b'?' | b'-') => Demand::Unknown,
            _ => Demand::Byte(Single::of(self.pattern, at, end)),
        }
    }

    #[inline(always)]
    fn has_open_capture(&self) -> bool {
        self.state.captures().iter().any(|capture| matches!(capture, Capture::Open { .. }))
    }

    /// Goes on with an attempt.
    #[inline(always)]
    fn attempt(&mut self, limit: usize) -> Result<Attempt> {
        let (position, at) = self.state.point.unwrap_or_default();
        let (mut position, mut at) = (position as usize, at as usize);
        loop {
            self.state.work += 1;
            let next = if at < self.pattern.len() {
                self.step(position, at)?
            } else if at == self.pattern.len() {
                return Ok(Attempt::Matched(position));
            } else {
                None
            };
            match next {
                Some(next) => (position, at) = next,
                None => match self.backtrack()? {
                    Some(next) => (position, at) = next,
                    None => return Ok(Attempt::Failed),
                },
            }
            // After a step at least, so that every call gets on.
            if self.state.work > limit {
                self.state.point = Some((narrow(position), narrow(at)));
                return Ok(Attempt::Unfinished);
            }
        }
    }

    /// Matches the item at `at`. Gives where to go on, or `None` if it does not match.
    #[inline(always)]
    fn step(&mut self, position: usize, at: usize) -> Result<Option<(usize, usize)>> {
        let next = self.pattern.get(at + 1).copied();
        match (self.pattern[at], next) {
            (b'(', Some(b')')) => self.open(Capture::Position(narrow(position)), position, at + 2),
            (b'(', _) => self.open(Capture::Open { start: narrow(position) }, position, at + 1),
            (b')', _) => self.close(position, at + 1),
            (b'$', None) => Ok((position == self.subject.len()).then_some((position, at + 1))),
            (ESCAPE, Some(b'b')) => self.balanced(position, at + 2),
            (ESCAPE, Some(b'f')) => self.frontier(position, at + 2),
            (ESCAPE, Some(b'0'..=b'9')) => self.repeat_capture(position, 0, at + 1),
            _ => self.single(position, at),
        }
    }

    #[inline(always)]
    fn push(&mut self, choice: Choice) -> Result<()> {
        if self.state.choices.len() >= MAX_CHOICES {
            return error("pattern too complex");
        }
        self.state.work += self.state.choices.cost_of_push();
        self.state.choices.push(choice);
        Ok(())
    }

    #[inline(always)]
    fn open(&mut self, capture: Capture, position: usize, rest: usize) -> Result<Option<(usize, usize)>> {
        let level = self.state.level;
        let Some(slot) = self.state.captures.get_mut(level) else { return error("too many captures") };
        *slot = capture;
        self.state.level += 1;
        self.state.work += 1;
        self.push(Choice::UndoOpen)?;
        Ok(Some((position, rest)))
    }

    #[inline(always)]
    fn close(&mut self, position: usize, rest: usize) -> Result<Option<(usize, usize)>> {
        for index in (0..self.state.level).rev() {
            if let Capture::Open { start } = self.state.captures[index] {
                self.state.work += 1 + (self.state.level - index) / CAPTURES;
                self.state.captures[index] = Capture::Range { start, end: narrow(position) };
                self.push(Choice::UndoClose { index: narrow(index), start })?;
                return Ok(Some((position, rest)));
            }
        }
        error("invalid pattern capture")
    }

    /// `%bxy`, of which `arguments` is the index of `x`.
    #[inline(never)]
    fn balanced(&mut self, position: usize, arguments: usize) -> Result<Option<(usize, usize)>> {
        let Some(&[open, _]) = self.pattern.get(arguments..arguments + 2) else {
            return error("malformed pattern (missing arguments to '%b')");
        };
        if self.subject.get(position) != Some(&open) {
            return Ok(None);
        }
        Ok(self.balance(position + 1, 1, arguments))
    }

    /// Goes on with `%bxy` at `position`, where `depth` are open.
    fn balance(&mut self, position: usize, mut depth: u32, arguments: usize) -> Option<(usize, usize)> {
        let (open, close) = (self.pattern[arguments], self.pattern[arguments + 1]);
        let end = self.subject.len().min(position + CHUNK);
        self.state.work += (end - position) / BYTES_PER_UNIT;
        for (offset, &byte) in self.subject[position..end].iter().enumerate() {
            if byte == close {
                depth -= 1;
                if depth == 0 {
                    return Some((position + offset + 1, arguments + 2));
                }
            } else if byte == open {
                depth += 1;
            }
        }
        if end < self.subject.len() {
            let arguments = narrow(arguments);
            self.state.choices.push(Choice::Balance { position: narrow(end), depth, arguments });
        }
        None
    }

    /// `%f[set]`, of which `set` is the index of the bracket.
    #[inline(never)]
    fn frontier(&mut self, position: usize, set: usize) -> Result<Option<(usize, usize)>> {
        if self.pattern.get(set) != Some(&b'[') {
            return error("missing '[' after '%f' in pattern");
        }
        let end = self.item_end(set)?;
        let before = if position == 0 { 0 } else { self.subject[position - 1] };
        let after = self.subject.get(position).copied().unwrap_or(0);
        let members = Single::of(self.pattern, set, end);
        self.state.work += 1;
        let is_frontier = !members.matches(before) && members.matches(after);
        Ok(is_frontier.then_some((position, end)))
    }

    /// `%1` to `%9`, of which `digit` is the index of the digit: what the capture holds, of which `done` bytes
    /// were found before `position`.
    #[inline(never)]
    fn repeat_capture(
        &mut self,
        position: usize,
        done: usize,
        digit: usize,
    ) -> Result<Option<(usize, usize)>> {
        let number = usize::from(self.pattern[digit] - b'0');
        let captured = match number.checked_sub(1).and_then(|index| self.state.captures().get(index)) {
            Some(&Capture::Range { start, end }) => &self.subject[start as usize..end as usize],
            // A position has no bytes that could be compared.
            Some(Capture::Position(_)) => return Ok(None),
            _ => return Err(PatternError::InvalidCapture(number)),
        };
        if captured.len() - done > self.subject.len() - position {
            return Ok(None);
        }
        let rest = &captured[done..];
        let part = &rest[..rest.len().min(CHUNK)];
        self.state.work += part.len() / BYTES_PER_UNIT;
        if !self.subject[position..].starts_with(part) {
            return Ok(None);
        }
        let position = position + part.len();
        if part.len() == rest.len() {
            return Ok(Some((position, digit + 1)));
        }
        let done = narrow(done + part.len());
        self.state.choices.push(Choice::Repeat { position: narrow(position), done, digit: narrow(digit) });
        Ok(None)
    }

    /// A single-byte item with its suffix.
    #[inline(always)]
    fn single(&mut self, position: usize, item: usize) -> Result<Option<(usize, usize)>> {
        let end = self.item_end(item)?;
        let single = Single::of(self.pattern, item, end);
        let suffix = self.pattern.get(end).copied();
        match suffix {
            Some(b'*') => return self.expand(single, position, 0, item, end).map(Some),
            Some(b'-') => {
                self.push(Choice::More {
                    position: narrow(position),
                    item: narrow(item),
                    item_end: narrow(end),
                })?;
                return Ok(Some((position, end + 1)));
            }
            _ => {}
        }
        let matches = self.subject.get(position).is_some_and(|byte| single.matches(*byte));
        match suffix {
            Some(b'?') => {
                if matches {
                    self.push(Choice::Alternative { position: narrow(position), rest: narrow(end + 1) })?;
                }
                Ok(Some((position + usize::from(matches), end + 1)))
            }
            Some(b'+') if matches => self.expand(single, position + 1, 0, item, end).map(Some),
            Some(b'+') => Ok(None),
            _ => Ok(matches.then_some((position + 1, end))),
        }
    }

    /// As many repetitions of an item from `start` on as there are, of which `count` are known.
    #[inline(always)]
    fn expand(
        &mut self,
        single: Single<'_>,
        start: usize,
        count: usize,
        item: usize,
        item_end: usize,
    ) -> Result<(usize, usize)> {
        let from = start + count;
        let end = self.subject.len().min(from + single.affordable(CHUNK));
        let more = single.span(&self.subject[from..end]);
        self.state.work += single.cost(more);
        let count = count + more;
        if from + more == end && end < self.subject.len() {
            self.push(Choice::Expand { start: narrow(start), count: narrow(count), item: narrow(item) })?;
            return Ok((0, BACKTRACK));
        }
        let rest = item_end + 1;
        if count > 0 {
            let count = narrow(count - 1);
            self.push(Choice::Fewer { start: narrow(start), count, rest: narrow(rest) })?;
        }
        Ok((start + count, rest))
    }

    /// Takes the last choice another way.
    #[inline(always)]
    fn backtrack(&mut self) -> Result<Option<(usize, usize)>> {
        while let Some(choice) = self.state.choices.pop() {
            match choice {
                Choice::Fewer { start, count, rest } => {
                    let next = self.fewer(start as usize, count as usize, rest as usize);
                    if next.is_some() {
                        return Ok(next);
                    }
                }
                Choice::More { position, item, item_end } => {
                    let next = self.one_more(position as usize, item as usize, item_end as usize);
                    if next.is_some() {
                        return Ok(next);
                    }
                }
                Choice::Alternative { position, rest } => {
                    return Ok(Some((position as usize, rest as usize)));
                }
                Choice::UndoOpen => self.state.level -= 1,
                Choice::UndoClose { index, start } => {
                    self.state.captures[index as usize] = Capture::Open { start };
                }
                unfinished => return self.go_on(unfinished).map(Some),
            }
        }
        Ok(None)
    }

    /// Goes on with a scan.
    #[inline(never)]
    fn go_on(&mut self, choice: Choice) -> Result<(usize, usize)> {
        let next = match choice {
            Choice::Expand { start, count, item } => {
                let end = self.item_end(item as usize)?;
                let single = Single::of(self.pattern, item as usize, end);
                Some(self.expand(single, start as usize, count as usize, item as usize, end)?)
            }
            Choice::Balance { position, depth, arguments } => {
                self.balance(position as usize, depth, arguments as usize)
            }
            Choice::Repeat { position, done, digit } => {
                self.repeat_capture(position as usize, done as usize, digit as usize)?
            }
            _ => None,
        };
        Ok(next.unwrap_or((0, BACKTRACK)))
    }

    /// The most repetitions, `count` or fewer from `start` on, with which the rest of the pattern may match.
    fn fewer(&mut self, start: usize, count: usize, rest: usize) -> Option<(usize, usize)> {
        let (start_, rest_) = (narrow(start), narrow(rest));
        let fewer = |count: usize| Choice::Fewer { start: start_, count: narrow(count), rest: rest_ };
        let count = match self.demand(rest) {
            Demand::Unknown => count,
            // There is still a byte that was one repetition more.
            Demand::End => return None,
            Demand::Byte(next) => {
                let end = self.subject.len().min(start + count + 1);
                let from = start.max(end.saturating_sub(next.affordable(CHUNK)));
                let found = next.rfind(&self.subject[from..end]);
                self.state.work += next.cost(end - from - found.unwrap_or(0));
                match found {
                    Some(offset) => from + offset - start,
                    None if from > start => {
                        self.state.choices.push(fewer(from - start - 1));
                        return Some((0, BACKTRACK));
                    }
                    None => return None,
                }
            }
        };
        if count > 0 {
            self.state.choices.push(fewer(count - 1));
        }
        Some((start + count, rest))
    }

    /// At least one repetition more of the item from `item` to `end`, and no more than the rest of the pattern
    /// calls for.
    fn one_more(&mut self, position: usize, item: usize, end: usize) -> Option<(usize, usize)> {
        let (item_, item_end) = (narrow(item), narrow(end));
        let more = |position: usize| Choice::More { position: narrow(position), item: item_, item_end };
        let (single, len, rest) = (Single::of(self.pattern, item, end), self.subject.len(), end + 1);
        let limit = len.min(position + single.affordable(CHUNK));
        let next = self.demand(rest);
        let mut at = position;
        let found = loop {
            if at >= len || !single.matches(self.subject[at]) {
                self.state.work += single.cost(at - position);
                return None;
            }
            at += 1;
            let is_promising = match next {
                Demand::Unknown => true,
                Demand::End => at == len,
                Demand::Byte(next) => self.subject.get(at).is_some_and(|byte| next.matches(*byte)),
            };
            if is_promising || at >= limit {
                break is_promising;
            }
        };
        self.state.work += single.cost(at - position);
        self.state.choices.push(more(at));
        Some(if found { (at, rest) } else { (0, BACKTRACK) })
    }

    /// The index behind the single-byte item at `item`.
    #[inline(always)]
    fn item_end(&mut self, item: usize) -> Result<usize> {
        match self.pattern[item] {
            ESCAPE if item + 1 >= self.pattern.len() => error("malformed pattern (ends with '%')"),
            ESCAPE => Ok(item + 2),
            b'[' => self.set_end(item),
            _ => Ok(item + 1),
        }
    }

    /// The index behind the set that begins at `set`.
    fn set_end(&mut self, set: usize) -> Result<usize> {
        let mut at = set + 1;
        if self.pattern.get(at) == Some(&b'^') {
            at += 1;
        }
        // A bracket in the first place is a member.
        loop {
            match self.pattern.get(at) {
                None => return error("malformed pattern (missing ']')"),
                Some(&ESCAPE) => at += 2,
                Some(_) => at += 1,
            }
            if self.pattern.get(at) == Some(&b']') {
                self.state.work += (at - set) / BYTES_PER_UNIT;
                return Ok(at + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first match, found in slices of `limit` units, and its captures.
    fn search(subject: &[u8], pattern: &[u8], limit: usize) -> Result<(Found, Vec<Capture>)> {
        let mut state = SearchState::new(0);
        loop {
            match Matcher::new(subject, pattern, &mut state).find(false, limit)? {
                Found::Unfinished => assert!(state.take_work() > limit),
                found => return Ok((found, state.captures().to_vec())),
            }
        }
    }

    #[track_caller]
    fn first(subject: &str, pattern: &str) -> Option<(usize, usize)> {
        let whole = search(subject.as_bytes(), pattern.as_bytes(), usize::MAX).unwrap();
        for limit in [0, 1, 7] {
            assert_eq!(search(subject.as_bytes(), pattern.as_bytes(), limit).unwrap(), whole);
        }
        match whole.0 {
            Found::Match(start, end) => Some((start, end)),
            _ => None,
        }
    }

    fn failure(subject: &str, pattern: &str) -> PatternError {
        search(subject.as_bytes(), pattern.as_bytes(), usize::MAX).unwrap_err()
    }

    #[test]
    fn repetitions_backtrack() {
        assert_eq!(first("aaab", "a*ab"), Some((0, 4)));
        assert_eq!(first("aaab", "a-b"), Some((0, 4)));
        assert_eq!(first("aaa", "^a"), None);
        assert_eq!(first("xaab", "a?a?a?b"), Some((1, 4)));
        assert_eq!(first("key = value", "%w+%s*=%s*%w+$"), Some((0, 11)));
        assert_eq!(first("abc", "x-"), Some((0, 0)));
        assert_eq!(first("abc", "b-$"), Some((3, 3)));
        assert_eq!(first("abbb", "b-$"), Some((1, 4)));
        assert_eq!(first("abbbc", ".-bc"), Some((0, 5)));
        assert_eq!(first("aXbXc", "(.*)X(.*)"), Some((0, 5)));
        assert_eq!(first("a  ", "%s*$"), Some((1, 3)));
        assert_eq!(first("a$b", "a-$b"), Some((0, 3)));
    }

    #[test]
    fn long_scans_go_on_where_they_were() {
        let a = "a".repeat(3 * CHUNK);
        let n = a.len();
        assert_eq!(first(&format!("{a}b"), "a*b"), Some((0, n + 1)));
        assert_eq!(first(&format!("{a}b"), "a-b"), Some((0, n + 1)));
        assert_eq!(first(&a, "a*b"), None);
        assert_eq!(first(&format!("b{a}"), ".*b"), Some((0, 1)));
        assert_eq!(first(&format!("{a}({a}({a}))"), "%b()"), Some((n, 3 * n + 4)));
        assert_eq!(first(&format!("{a}x{a}y"), "(a*)x%1y"), Some((0, 2 * n + 2)));
        assert_eq!(first(&format!("{a}1"), "%d"), Some((n, n + 1)));
        assert_eq!(first(&format!("{a}\n"), ".-$"), Some((0, n + 1)));
    }

    #[test]
    fn sets_have_ranges_classes_and_complements() {
        assert_eq!(first("x-y", "[^%a]"), Some((1, 2)));
        assert_eq!(first("a]b", "[]]"), Some((1, 2)));
        assert_eq!(first("a-b", "[a-]+"), Some((0, 2)));
        assert_eq!(first("zz9", "[0-9]"), Some((2, 3)));
        assert_eq!(first("a^b", "[b^]"), Some((1, 2)));
        assert_eq!(first("a^b", "[^^]+$"), Some((2, 3)));
        assert_eq!(first("a,b", "[^,]+"), Some((0, 1)));
    }

    #[test]
    fn captures_are_undone() {
        let captures = |subject: &str, pattern: &str| {
            search(subject.as_bytes(), pattern.as_bytes(), usize::MAX).unwrap().1
        };
        let range = |start, end| Capture::Range { start, end };
        assert_eq!(captures("aab", "a?(a)()a?b"), [range(1, 2), Capture::Position(2)]);
        assert_eq!(captures("abab", "(ab)%1()"), [range(0, 2), Capture::Position(4)]);
        assert_eq!(captures("xaab", "(x?)(a*)ab"), [range(0, 1), range(1, 2)]);
    }

    #[test]
    fn balanced_and_frontier() {
        assert_eq!(first("f(a(b)c)d", "%b()"), Some((1, 8)));
        assert_eq!(first("THE (quick) fox", "%f[%a]%a+%f[%A]"), Some((0, 3)));
        assert_eq!(first("ab", "%f[%z]"), Some((2, 2)));
    }

    #[test]
    fn mistakes_are_named() {
        let malformed = PatternError::Malformed;
        assert_eq!(failure("a", "%"), malformed("malformed pattern (ends with '%')"));
        assert_eq!(failure("a", "[a"), malformed("malformed pattern (missing ']')"));
        assert_eq!(failure("a", "[%]"), malformed("malformed pattern (missing ']')"));
        assert_eq!(failure("a", "%f"), malformed("missing '[' after '%f' in pattern"));
        assert_eq!(failure("a", "%b("), malformed("malformed pattern (missing arguments to '%b')"));
        assert_eq!(failure("a", ")"), malformed("invalid pattern capture"));
        assert_eq!(failure("a", "%1"), PatternError::InvalidCapture(1));
        assert_eq!(failure("a", &"(".repeat(33)), malformed("too many captures"));
        assert_eq!(failure(&"a".repeat(300), &"a?".repeat(300)), malformed("pattern too complex"));
    }
}

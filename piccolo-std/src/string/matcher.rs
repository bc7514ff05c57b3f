//! Pattern matching (manual section 6.4.1).
//!
//! The matcher interprets the pattern. What it may have to come back to lies on a stack of its own, which
//! never holds more entries than the pattern has items; their number is limited.

use crate::string::class;

/// The most captures that a pattern may have.
pub(super) const MAX_CAPTURES: usize = 32;

/// How many choices may be open (`MAXCCALLS` of the reference implementation).
const MAX_CHOICES: usize = 200;

const ESCAPE: u8 = b'%';

/// A mistake in a pattern, as scripts see it.
#[derive(Debug, PartialEq)]
pub(super) struct PatternError(pub(super) std::borrow::Cow<'static, str>);

type Result<T> = core::result::Result<T, PatternError>;

fn error<T>(message: &'static str) -> Result<T> {
    Err(PatternError(message.into()))
}

/// What a capture holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Capture {
    /// Its closing parenthesis was not reached yet.
    Open { start: usize },
    /// A part of the subject.
    Range { start: usize, end: usize },
    /// A position in the subject, from 0.
    Position(usize),
}

/// Where to go on when the rest of the pattern does not match.
enum Choice {
    /// After `count` instead of `count + 1` repetitions of a single-byte item from `start` on.
    Fewer { start: usize, count: usize, rest: usize },
    /// After one more repetition of the item at `item`, which ends at `item_end`.
    More { position: usize, item: usize, item_end: usize },
    /// At `position`, with the pattern from `rest` on.
    Alternative { position: usize, rest: usize },
    /// Nowhere, but the last capture is undone.
    UndoOpen,
    /// Nowhere, but capture `index` is open again.
    UndoClose { index: usize, start: usize },
}

/// One subject and one pattern (without the anchor).
pub(super) struct Matcher<'a> {
    subject: &'a [u8],
    pattern: &'a [u8],
    captures: [Capture; MAX_CAPTURES],
    level: usize,
    choices: Vec<Choice>,
    /// How much work was done since it was last asked for.
    work: usize,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(subject: &'a [u8], pattern: &'a [u8]) -> Self {
        Self {
            subject,
            pattern,
            captures: [Capture::Position(0); MAX_CAPTURES],
            level: 0,
            choices: Vec::new(),
            work: 0,
        }
    }

    /// The captures of the last match.
    pub(super) fn captures(&self) -> &[Capture] {
        &self.captures[..self.level]
    }

    /// How much work was done since the last call, in units of fuel.
    pub(super) fn take_work(&mut self) -> usize {
        std::mem::take(&mut self.work) / 8
    }

    /// The first match that begins at `start` or later and does not end at `excluded`: where it begins
    /// and ends.
    pub(super) fn find_from(
        &mut self,
        start: usize,
        excluded: Option<usize>,
    ) -> Result<Option<(usize, usize)>> {
        let first_byte = self.first_byte();
        let mut start = start;
        while start <= self.subject.len() {
            if let Some(byte) = first_byte {
                let Some(skipped) = self.subject[start..].iter().position(|other| *other == byte) else {
                    self.work += self.subject.len() - start;
                    return Ok(None);
                };
                self.work += skipped;
                start += skipped;
            }
            match self.match_at(start)? {
                Some(end) if Some(end) != excluded => return Ok(Some((start, end))),
                _ => start += 1,
            }
        }
        Ok(None)
    }

    /// The byte that every match begins with, where that is easy to see.
    fn first_byte(&self) -> Option<u8> {
        let optional = |suffix: Option<&u8>| matches!(suffix, Some(b'*' | b'?' | b'-'));
        match *self.pattern {
            [b'(' | b')' | b'.' | b'[' | b'$' | ESCAPE, ..] | [] => None,
            [byte, ref rest @ ..] => (!optional(rest.first())).then_some(byte),
        }
    }

    /// The end of the match that begins at `start`, if there is one.
    pub(super) fn match_at(&mut self, start: usize) -> Result<Option<usize>> {
        self.level = 0;
        self.choices.clear();
        let mut here = Some((start, 0));
        loop {
            self.work += 1;
            let Some((position, at)) = here else {
                match self.backtrack()? {
                    Some(next) => here = Some(next),
                    None => return Ok(None),
                }
                continue;
            };
            if at == self.pattern.len() {
                return Ok(Some(position));
            }
            here = self.step(position, at)?;
            if self.choices.len() >= MAX_CHOICES {
                return error("pattern too complex");
            }
        }
    }

    /// Matches the item at `at`. Gives where to go on, or `None` if it does not match.
    #[inline]
    fn step(&mut self, position: usize, at: usize) -> Result<Option<(usize, usize)>> {
        let next = self.pattern.get(at + 1).copied();
        match (self.pattern[at], next) {
            (b'(', Some(b')')) => self.open(Capture::Position(position), position, at + 2),
            (b'(', _) => self.open(Capture::Open { start: position }, position, at + 1),
            (b')', _) => self.close(position, at + 1),
            (b'$', None) => Ok((position == self.subject.len()).then_some((position, at + 1))),
            (ESCAPE, Some(b'b')) => self.balanced(position, at + 2),
            (ESCAPE, Some(b'f')) => self.frontier(position, at + 2),
            (ESCAPE, Some(digit @ b'0'..=b'9')) => self.repeat_capture(position, digit, at + 2),
            _ => self.single(position, at),
        }
    }

    fn open(&mut self, capture: Capture, position: usize, rest: usize) -> Result<Option<(usize, usize)>> {
        if self.level >= MAX_CAPTURES {
            return error("too many captures");
        }
        self.captures[self.level] = capture;
        self.level += 1;
        self.choices.push(Choice::UndoOpen);
        Ok(Some((position, rest)))
    }

    fn close(&mut self, position: usize, rest: usize) -> Result<Option<(usize, usize)>> {
        let open = self.captures[..self.level].iter_mut().enumerate().rev().find_map(|(index, capture)| {
            if let Capture::Open { start } = *capture { Some((index, start, capture)) } else { None }
        });
        let Some((index, start, capture)) = open else { return error("invalid pattern capture") };
        *capture = Capture::Range { start, end: position };
        self.choices.push(Choice::UndoClose { index, start });
        Ok(Some((position, rest)))
    }

    /// `%bxy`, of which `arguments` is the index of `x`.
    fn balanced(&mut self, position: usize, arguments: usize) -> Result<Option<(usize, usize)>> {
        let Some(&[open, close]) = self.pattern.get(arguments..arguments + 2) else {
            return error("malformed pattern (missing arguments to '%b')");
        };
        if self.subject.get(position) != Some(&open) {
            return Ok(None);
        }
        let mut depth = 1usize;
        for (offset, &byte) in self.subject[position + 1..].iter().enumerate() {
            self.work += 1;
            if byte == close {
                depth -= 1;
                if depth == 0 {
                    return Ok(Some((position + offset + 2, arguments + 2)));
                }
            } else if byte == open {
                depth += 1;
            }
        }
        Ok(None)
    }

    /// `%f[set]`, of which `set` is the index of the bracket.
    fn frontier(&mut self, position: usize, set: usize) -> Result<Option<(usize, usize)>> {
        if self.pattern.get(set) != Some(&b'[') {
            return error("missing '[' after '%f' in pattern");
        }
        let end = self.item_end(set)?;
        let before = if position == 0 { 0 } else { self.subject[position - 1] };
        let after = self.subject.get(position).copied().unwrap_or(0);
        let is_frontier = !self.in_set(before, set, end) && self.in_set(after, set, end);
        Ok(is_frontier.then_some((position, end)))
    }

    /// `%1` to `%9`: what the capture holds.
    fn repeat_capture(&mut self, position: usize, digit: u8, rest: usize) -> Result<Option<(usize, usize)>> {
        let number = usize::from(digit - b'0');
        let captured = match number.checked_sub(1).and_then(|index| self.captures().get(index)) {
            Some(&Capture::Range { start, end }) => &self.subject[start..end],
            // A position has no bytes that could be compared.
            Some(Capture::Position(_)) => return Ok(None),
            _ => return Err(invalid_capture(number)),
        };
        self.work += captured.len() / 8;
        let is_repeated = self.subject[position..].starts_with(captured);
        Ok(is_repeated.then_some((position + captured.len(), rest)))
    }

    /// A single-byte item with its suffix.
    #[inline]
    fn single(&mut self, position: usize, item: usize) -> Result<Option<(usize, usize)>> {
        let end = self.item_end(item)?;
        let matches = self.matches_single(position, item, end);
        Ok(match self.pattern.get(end) {
            Some(b'?') => {
                if matches {
                    self.choices.push(Choice::Alternative { position, rest: end + 1 });
                }
                Some((position + usize::from(matches), end + 1))
            }
            Some(b'*') => Some(self.repeat(position, item, end, 0)),
            Some(b'+') => matches.then(|| self.repeat(position, item, end, 1)),
            Some(b'-') => {
                if matches {
                    self.choices.push(Choice::More { position, item, item_end: end });
                }
                Some((position, end + 1))
            }
            _ => matches.then_some((position + 1, end)),
        })
    }

    /// As many repetitions as there are; `least` are known to match and needed.
    fn repeat(&mut self, position: usize, item: usize, item_end: usize, least: usize) -> (usize, usize) {
        let start = position + least;
        let mut count = 0;
        while self.matches_single(start + count, item, item_end) {
            count += 1;
        }
        self.work += count / 2;
        let rest = item_end + 1;
        if count > 0 {
            self.choices.push(Choice::Fewer { start, count: count - 1, rest });
        }
        (start + count, rest)
    }

    /// Takes the last choice another way.
    fn backtrack(&mut self) -> Result<Option<(usize, usize)>> {
        while let Some(choice) = self.choices.pop() {
            match choice {
                Choice::Fewer { start, count, rest } => {
                    if count > 0 {
                        self.choices.push(Choice::Fewer { start, count: count - 1, rest });
                    }
                    return Ok(Some((start + count, rest)));
                }
                Choice::More { position, item, item_end } => {
                    let position = position + 1;
                    if self.matches_single(position, item, item_end) {
                        self.choices.push(Choice::More { position, item, item_end });
                    }
                    return Ok(Some((position, item_end + 1)));
                }
                Choice::Alternative { position, rest } => return Ok(Some((position, rest))),
                Choice::UndoOpen => self.level -= 1,
                Choice::UndoClose { index, start } => self.captures[index] = Capture::Open { start },
            }
        }
        Ok(None)
    }

    /// The index behind the single-byte item at `item`.
    #[inline]
    fn item_end(&self, item: usize) -> Result<usize> {
        match self.pattern[item] {
            ESCAPE if item + 1 >= self.pattern.len() => error("malformed pattern (ends with '%')"),
            ESCAPE => Ok(item + 2),
            b'[' => self.set_end(item),
            _ => Ok(item + 1),
        }
    }

    /// The index behind the set that begins at `set`.
    fn set_end(&self, set: usize) -> Result<usize> {
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
                return Ok(at + 1);
            }
        }
    }

    #[inline]
    fn matches_single(&self, position: usize, item: usize, item_end: usize) -> bool {
        let Some(&byte) = self.subject.get(position) else { return false };
        match self.pattern[item] {
            b'.' => true,
            ESCAPE => class::matches(byte, self.pattern[item + 1]),
            b'[' => self.in_set(byte, item, item_end),
            literal => literal == byte,
        }
    }

    /// Whether `byte` is in the set from `set` to `end`.
    fn in_set(&self, byte: u8, set: usize, end: usize) -> bool {
        let members = &self.pattern[set + 1..end - 1];
        let (negated, members) = match members {
            [b'^', members @ ..] => (true, members),
            members => (false, members),
        };
        set_contains(members, byte) != negated
    }
}

fn set_contains(mut members: &[u8], byte: u8) -> bool {
    loop {
        let is_member = match *members {
            [] => return false,
            [ESCAPE, letter, ref rest @ ..] => {
                members = rest;
                class::matches(byte, letter)
            }
            [first, b'-', last, ref rest @ ..] => {
                members = rest;
                (first..=last).contains(&byte)
            }
            [member, ref rest @ ..] => {
                members = rest;
                member == byte
            }
        };
        if is_member {
            return true;
        }
    }
}

/// The mistake of naming a capture that does not exist or is not closed yet.
#[cold]
pub(super) fn invalid_capture(number: usize) -> PatternError {
    PatternError(format!("invalid capture index %{number}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(subject: &str, pattern: &str) -> Option<(usize, usize)> {
        let mut matcher = Matcher::new(subject.as_bytes(), pattern.as_bytes());
        (0..=subject.len()).find_map(|start| Some((start, matcher.match_at(start).unwrap()?)))
    }

    fn failure(subject: &str, pattern: &str) -> std::string::String {
        Matcher::new(subject.as_bytes(), pattern.as_bytes()).match_at(0).unwrap_err().0.into_owned()
    }

    #[test]
    fn repetitions_backtrack() {
        assert_eq!(first("aaab", "a*ab"), Some((0, 4)));
        assert_eq!(first("aaab", "a-b"), Some((0, 4)));
        assert_eq!(first("aaa", "^a"), None);
        assert_eq!(first("xaab", "a?a?a?b"), Some((1, 4)));
        assert_eq!(first("key = value", "%w+%s*=%s*%w+$"), Some((0, 11)));
        assert_eq!(first("abc", "x-"), Some((0, 0)));
    }

    #[test]
    fn sets_have_ranges_classes_and_complements() {
        assert_eq!(first("x-y", "[^%a]"), Some((1, 2)));
        assert_eq!(first("a]b", "[]]"), Some((1, 2)));
        assert_eq!(first("a-b", "[a-]+"), Some((0, 2)));
        assert_eq!(first("zz9", "[0-9]"), Some((2, 3)));
        assert_eq!(first("a^b", "[b^]"), Some((1, 2)));
    }

    #[test]
    fn captures_are_undone() {
        let mut matcher = Matcher::new(b"aab", b"a?(a)()a?b");
        assert_eq!(matcher.match_at(0), Ok(Some(3)));
        assert_eq!(matcher.captures(), [Capture::Range { start: 1, end: 2 }, Capture::Position(2)]);
        let mut matcher = Matcher::new(b"abab", b"(ab)%1()");
        assert_eq!(matcher.match_at(0), Ok(Some(4)));
        assert_eq!(matcher.captures(), [Capture::Range { start: 0, end: 2 }, Capture::Position(4)]);
    }

    #[test]
    fn balanced_and_frontier() {
        assert_eq!(first("f(a(b)c)d", "%b()"), Some((1, 8)));
        assert_eq!(first("THE (quick) fox", "%f[%a]%a+%f[%A]"), Some((0, 3)));
        assert_eq!(first("ab", "%f[%z]"), Some((2, 2)));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(failure("a", "%"), "malformed pattern (ends with '%')");
        assert_eq!(failure("a", "[a"), "malformed pattern (missing ']')");
        assert_eq!(failure("a", "[%]"), "malformed pattern (missing ']')");
        assert_eq!(failure("a", "%f"), "missing '[' after '%f' in pattern");
        assert_eq!(failure("a", "%b("), "malformed pattern (missing arguments to '%b')");
        assert_eq!(failure("a", ")"), "invalid pattern capture");
        assert_eq!(failure("a", "%1"), "invalid capture index %1");
        assert_eq!(failure("a", &"(".repeat(33)), "too many captures");
    }
}

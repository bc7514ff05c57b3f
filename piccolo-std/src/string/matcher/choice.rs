//! [`Choices`]: the stack of a matcher.

/// How many choices may be open (`MAXCCALLS` of the reference implementation). What comes to be charged for
/// memory is bounded by it.
pub(super) const MAX_CHOICES: usize = 200;

/// Where to go on when the rest of the pattern does not match. Positions in the subject and indices of the pattern
/// fit into 32 bits, as lengths of strings do.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    /// After `count` or fewer repetitions, from `start` on, of a single-byte item before `rest`.
    Fewer { start: u32, count: u32, rest: u32 },
    /// After one more repetition of the item from `item` to `item_end`.
    More { position: u32, item: u32, item_end: u32 },
    /// At `position`, with the pattern from `rest` on.
    Alternative { position: u32, rest: u32 },
    /// Nowhere, but the last capture is undone.
    UndoOpen,
    /// Nowhere, but capture `index` is open again.
    UndoClose { index: u32, start: u32 },
    /// `count` repetitions of the item at `item` from `start` on were found; there may be more.
    Expand { start: u32, count: u32, item: u32 },
    /// In the middle of `%bxy`: `depth` are open at `position`; `arguments` is the index of `x`.
    Balance { position: u32, depth: u32, arguments: u32 },
    /// In the middle of `%1`, of which `digit` is the index of the digit: `done` bytes up to `position` are equal.
    Repeat { position: u32, done: u32, digit: u32 },
}

/// How many choices are kept in place.
const INLINE: usize = 8;

/// Choices, the last one on top.
pub(super) struct Choices {
    inline: [Choice; INLINE],
    more: Vec<Choice>,
    len: usize,
}

impl Choices {
    pub(super) const fn new() -> Self {
        Self { inline: [Choice::UndoOpen; INLINE], more: Vec::new(), len: 0 }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.more.clear();
    }

    /// Gives back what does not fit in place.
    #[inline(always)]
    pub(super) fn shrink(&mut self) {
        if self.more.capacity() > 0 {
            self.clear();
            self.more = Vec::new();
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, choice: Choice) {
        match self.inline.get_mut(self.len) {
            Some(slot) => *slot = choice,
            None => self.push_more(choice),
        }
        self.len += 1;
    }

    /// The work of pushing one more choice: those that are not in place are allocated.
    #[inline(always)]
    pub(super) fn cost_of_push(&self) -> usize {
        if self.len >= INLINE { 6 } else { 0 }
    }

    #[inline(never)]
    fn push_more(&mut self, choice: Choice) {
        self.more.push(choice);
    }

    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<Choice> {
        self.len = self.len.checked_sub(1)?;
        match self.inline.get(self.len) {
            Some(choice) => Some(*choice),
            None => self.more.pop(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_choice_comes_first() {
        let mut choices = Choices::new();
        for rest in 0..50 {
            choices.push(Choice::Alternative { position: 0, rest });
        }
        for expected in (0..50).rev() {
            assert!(matches!(choices.pop(), Some(Choice::Alternative { rest, .. }) if rest == expected));
        }
        assert!(choices.pop().is_none() && choices.len() == 0);
    }
}

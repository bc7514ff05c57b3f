//! [`Nesting`]: how deep Rust's stack is in calls of some kind.

use std::cell::Cell;

/// Counts calls that are inside each other.
#[derive(Default)]
pub(crate) struct Nesting(Cell<u32>);

impl Nesting {
    /// Whether there is no call.
    #[inline]
    pub(crate) fn is_none(&self) -> bool {
        self.0.get() == 0
    }

    /// One more call until the [`Level`] is dropped; `None` if there are `limit` already.
    #[inline]
    pub(crate) fn enter(&self, limit: u32) -> Option<Level<'_>> {
        let depth = self.0.get();
        if depth >= limit {
            return None;
        }
        self.0.set(depth + 1);
        Some(Level(self))
    }
}

/// A call that is counted, also when a panic ends it.
pub(crate) struct Level<'a>(&'a Nesting);

impl Drop for Level<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get() - 1);
    }
}

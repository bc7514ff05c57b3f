//! Merge sort that asks for one comparison at a time.

use gc_arena::Collect;
use piccolo_core::object::{context::Context, error::Error, value::Value};

use crate::{library::Result, table::sort::Items};

/// How many items are sorted by insertion before runs are merged.
const RUN: usize = 8;

/// A bottom-up merge sort between two comparisons. It first sorts runs of [`RUN`] items in `source` by
/// binary insertion, then merges pairs of runs of `width` items from `source` into `target`.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Merge<'gc> {
    source: Items<'gc>,
    target: Items<'gc>,
    width: usize,
    stage: Stage,
    /// Whether an answer is due.
    waiting: bool,
    probe: Probe,
}

/// Where the sort is.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Stage {
    /// Item `next` belongs somewhere from `low` to `high` in its run.
    Insert { next: usize, low: usize, high: usize },
    /// Two neighbouring runs, the left one up to `middle`: are they in order as they are?
    Join { start: usize, middle: usize, end: usize },
    /// The items from `left` to `middle` and from `right` to `end` are still to be merged.
    Merge { left: usize, middle: usize, right: usize, end: usize },
    Done,
}

/// A test that finds comparators that say "less" whatever they get: the first time that the later item
/// comes first, it is asked the other way round as well.
#[derive(Clone, Copy, PartialEq, Collect)]
#[collect(require_static)]
enum Probe {
    Armed,
    Asking,
    Off,
}

/// Below this many items, the order function is not tested.
const PROBE_LIMIT: usize = 4;

impl<'gc> Merge<'gc> {
    /// Starts to sort.
    pub(super) fn new(ctx: Context<'gc>, source: Items<'gc>) -> Result<'gc, Self> {
        let needs_merge = source.values.len() > RUN;
        let target = Items::with_capacity(ctx, if needs_merge { source.values.len() as i64 } else { 0 })?;
        Ok(Self::start(source, target))
    }

    fn start(source: Items<'gc>, target: Items<'gc>) -> Self {
        let probe = if source.values.len() < PROBE_LIMIT { Probe::Off } else { Probe::Armed };
        let stage = Stage::Insert { next: 0, low: 0, high: 0 };
        Self { source, target, width: RUN, stage, waiting: false, probe }
    }

    fn len(&self) -> usize {
        self.source.values.len()
    }

    /// The items `a` and `b` for which to answer whether `a` is less than `b`; `None` when all is sorted.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Value<'gc>, Value<'gc>)> {
        let (later, earlier) = loop {
            match self.stage {
                Stage::Merge { left, middle, right, end } if left < middle && right < end => {
                    break (right, left);
                }
                Stage::Insert { next, low, high } if low < high => break (next, (low + high) / 2),
                Stage::Join { middle, .. } => break (middle, middle - 1),
                Stage::Done => return None,
                _ => self.advance(),
            }
        };
        self.waiting = true;
        let (later, earlier) = (self.source.values[later], self.source.values[earlier]);
        Some(if self.probe == Probe::Asking { (earlier, later) } else { (later, earlier) })
    }

    /// Goes on where no comparison is needed.
    fn advance(&mut self) {
        match self.stage {
            Stage::Insert { next, low, .. } => {
                if let Some(moved) = self.source.values.get_mut(low..=next) {
                    moved.rotate_right(1);
                }
                let next = next + 1;
                self.stage = if next < self.len() {
                    Stage::Insert { next, low: next - next % RUN, high: next }
                } else {
                    self.pair_from(0)
                };
            }
            Stage::Merge { left, middle, right, end } => {
                let (source, target) = (&self.source.values, &mut self.target.values);
                target.extend_from_slice(&source[left..middle]);
                target.extend_from_slice(&source[right..end]);
                self.stage = if end < self.len() { self.pair_from(end) } else { self.next_width() };
            }
            Stage::Join { .. } | Stage::Done => {}
        }
    }

    /// All runs of this width are merged.
    fn next_width(&mut self) -> Stage {
        std::mem::swap(&mut self.source, &mut self.target);
        self.target.values.clear();
        self.width = self.width.saturating_mul(2);
        self.pair_from(0)
    }

    /// The two runs from `start` on.
    fn pair_from(&self, start: usize) -> Stage {
        let len = self.len();
        if self.width >= len {
            return Stage::Done;
        }
        let middle = start.saturating_add(self.width).min(len);
        let end = middle.saturating_add(self.width).min(len);
        if middle < end {
            Stage::Join { start, middle, end }
        } else {
            Stage::Merge { left: start, middle, right: middle, end }
        }
    }

    /// Whether an answer to [`Self::next`] is due.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// Forgets the last [`Self::next`], which will be repeated.
    pub(super) fn retract(&mut self) {
        self.waiting = false;
    }

    /// Answers the question of [`Self::next`].
    #[inline]
    pub(super) fn answer(&mut self, less: bool) -> Result<'gc, ()> {
        self.waiting = false;
        if self.probe != Probe::Off {
            return self.probe(less);
        }
        self.take(less);
        Ok(())
    }

    /// Acts on whether the later of the compared items comes first.
    #[inline]
    fn take(&mut self, later_first: bool) {
        match &mut self.stage {
            Stage::Merge { left, right, .. } => {
                let index = if later_first { right } else { left };
                self.target.values.push(self.source.values[*index]);
                *index += 1;
            }
            Stage::Insert { low, high, .. } => {
                let middle = (*low + *high) / 2;
                if later_first {
                    *high = middle;
                } else {
                    *low = middle + 1;
                }
            }
            &mut Stage::Join { start, middle, end } => {
                // Runs that are in order already are taken over as they are.
                let left = if later_first { start } else { middle };
                if !later_first {
                    self.target.values.extend_from_slice(&self.source.values[start..middle]);
                }
                self.stage = Stage::Merge { left, middle, right: middle, end };
            }
            Stage::Done => {}
        }
    }

    #[cold]
    fn probe(&mut self, less: bool) -> Result<'gc, ()> {
        if self.probe == Probe::Asking {
            if less {
                return Err(Error::message("invalid order function for sorting"));
            }
            self.probe = Probe::Off;
            self.take(true);
        } else if less && !self.are_same() {
            self.probe = Probe::Asking;
        } else {
            self.take(less);
        }
        Ok(())
    }

    /// Whether the items that were compared last are equal, so that their order means nothing.
    fn are_same(&self) -> bool {
        let (later, earlier) = match self.stage {
            Stage::Merge { left, right, .. } => (right, left),
            Stage::Insert { next, low, high } => (next, (low + high) / 2),
            Stage::Join { middle, .. } => (middle, middle - 1),
            Stage::Done => return true,
        };
        self.source.values[later].raw_equals(self.source.values[earlier])
    }

    /// The sorted items.
    pub(super) fn sorted(&self) -> &[Value<'gc>] {
        &self.source.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffer::Charge;

    fn sorted(input: &[i64], mut less: impl FnMut(i64, i64) -> bool) -> Option<Vec<i64>> {
        let items = |values| Items { values, charge: Charge::default() };
        let values = input.iter().map(|i| Value::Integer(*i)).collect();
        let mut merge = Merge::start(items(values), items(Vec::new()));
        while let Some((a, b)) = merge.next() {
            merge.answer(less(a.as_integer()?, b.as_integer()?)).ok()?;
        }
        merge.sorted().iter().map(|value| value.as_integer()).collect()
    }

    #[test]
    fn items_are_sorted_with_few_comparisons() {
        for len in 0..300i64 {
            let input: Vec<i64> = (0..len).map(|i| i * 7919 % 211 % 50).collect();
            let mut expected = input.clone();
            expected.sort();
            let mut count = 0;
            let result = sorted(&input, |a, b| {
                count += 1;
                a < b
            });
            assert_eq!(result, Some(expected));
            let bound = len as f64 * (len.max(2) as f64).log2().ceil() + 1.0;
            assert!(f64::from(count) <= bound, "{count} comparisons for {len} items");
        }
    }

    #[test]
    fn sorted_input_takes_few_comparisons() {
        let input: Vec<i64> = (0..1024).collect();
        let mut count = 0;
        let result = sorted(&input, |a, b| {
            count += 1;
            a < b
        });
        assert_eq!(result, Some(input));
        assert!(count < 3 * 1024, "{count} comparisons");
    }

    #[test]
    fn equal_items_keep_their_order() {
        let input: Vec<i64> = (0..100).map(|i| i * 37 % 100).collect();
        let mut expected = input.clone();
        expected.sort_by_key(|i| i % 5);
        assert_eq!(sorted(&input, |a, b| a % 5 < b % 5), Some(expected));
    }

    #[test]
    fn bad_comparators_are_found_or_harmless() {
        assert_eq!(sorted(&[1, 2, 3, 4], |_, _| true), None);
        for len in 0..40 {
            let mut flip = false;
            let result = sorted(&(0..len).rev().collect::<Vec<_>>(), |_, _| {
                flip = !flip;
                flip
            });
            if let Some(mut result) = result {
                result.sort();
                assert_eq!(result, (0..len).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn equal_items_and_less_or_equal_are_fine() {
        assert_eq!(sorted(&[2, 2, 2, 2, 1], |a, b| a <= b), Some(vec![1, 2, 2, 2, 2]));
    }
}

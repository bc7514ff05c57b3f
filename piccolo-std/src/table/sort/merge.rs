//! Merge sort that asks for one comparison at a time.

use piccolo_core::object::{context::Context, error::Error, value::Value};
use piccolo_derive::Collect;

use crate::{library::Result, table::sort::Items};

/// How many items are sorted by insertion before runs are merged.
const RUN: usize = 8;

/// A merge sort between two comparisons.
///
/// Runs of [`RUN`] items are sorted by binary insertion; each is merged with its left neighbour as soon
/// as that is not longer, so that items are compared again while they are still in the processor's
/// cache. To merge, the left run moves to a buffer.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Merge<'gc> {
    items: Items<'gc>,
    buffer: Items<'gc>,
    /// Where the sorted runs begin.
    runs: Vec<usize>,
    stage: Stage,
    probe: Probe,
}

/// Where the sort is.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Stage {
    /// Item `next` belongs somewhere from `low` to `high` in its run.
    Insert {
        next: usize,
        low: usize,
        high: usize,
    },
    /// Two neighbouring runs, from `start` to `middle` to `end`: are they in order as they are?
    Join {
        start: usize,
        middle: usize,
        end: usize,
    },
    /// The items of the buffer from `left` and those from `right` to `end` belong at `out` and behind.
    Merge {
        left: usize,
        right: usize,
        end: usize,
        out: usize,
    },
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
    /// A sort of `items`; there may still come more.
    pub(super) fn new(items: Items<'gc>) -> Self {
        let stage = Stage::Insert { next: 0, low: 0, high: 0 };
        Self { items, buffer: Items::default(), runs: Vec::new(), stage, probe: Probe::Off }
    }

    /// Makes ready to compare items, once all are there.
    pub(super) fn begin(&mut self, ctx: Context<'gc>) -> Result<'gc, ()> {
        let len = self.items.values.len();
        let longest_left = if len > RUN { len - 1 } else { 0 };
        self.buffer = Items::with_capacity(ctx, longest_left as i64)?;
        self.arm();
        Ok(())
    }

    fn arm(&mut self) {
        self.probe = if self.items.values.len() < PROBE_LIMIT { Probe::Off } else { Probe::Armed };
    }

    /// The items, before they are sorted.
    pub(super) fn items_mut(&mut self) -> &mut Items<'gc> {
        &mut self.items
    }

    /// The items `a` and `b` for which to answer whether `a` is less than `b`; `None` when all is sorted.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Value<'gc>, Value<'gc>)> {
        let (later, earlier) = loop {
            match self.compared() {
                Some(pair) => break pair,
                None if matches!(self.stage, Stage::Done) => return None,
                None => self.advance(),
            }
        };
        Some(if self.probe == Probe::Asking { (earlier, later) } else { (later, earlier) })
    }

    /// The items whose order decides how to go on: the one that stands further back, and the other.
    #[inline(always)]
    fn compared(&self) -> Option<(Value<'gc>, Value<'gc>)> {
        let items = &self.items.values;
        match self.stage {
            Stage::Merge { left, right, end, .. } if left < self.buffer.values.len() && right < end => {
                Some((items[right], self.buffer.values[left]))
            }
            Stage::Insert { next, low, high } if low < high => Some((items[next], items[(low + high) / 2])),
            Stage::Join { middle, .. } => Some((items[middle], items[middle - 1])),
            _ => None,
        }
    }

    /// Goes on where no comparison is needed.
    fn advance(&mut self) {
        let items = &mut self.items.values;
        self.stage = match self.stage {
            Stage::Insert { next, low, .. } => {
                if let Some(moved) = items.get_mut(low..=next) {
                    moved.rotate_right(1);
                }
                let next = next + 1;
                if next >= items.len() || next % RUN == 0 {
                    self.runs.push((next - 1) / RUN * RUN);
                    self.after_run(next)
                } else {
                    Stage::Insert { next, low: next - next % RUN, high: next }
                }
            }
            Stage::Merge { left, end, out, .. } => {
                let rest = &self.buffer.values[left..];
                items[out..out + rest.len()].copy_from_slice(rest);
                self.after_run(end)
            }
            other => other,
        };
    }

    /// What to do when the last run ends at `end`.
    fn after_run(&mut self, end: usize) -> Stage {
        let is_last = end >= self.items.values.len();
        if let [.., start, middle] = *self.runs
            && (is_last || end - middle >= middle - start)
        {
            self.runs.pop();
            return Stage::Join { start, middle, end };
        }
        if is_last { Stage::Done } else { Stage::Insert { next: end, low: end, high: end } }
    }

    /// Answers the question of [`Self::next`].
    #[inline]
    pub(super) fn answer(&mut self, less: bool) -> Result<'gc, ()> {
        if self.probe != Probe::Off {
            return self.probe(less);
        }
        self.take(less);
        Ok(())
    }

    /// Acts on whether the later of the compared items comes first.
    #[inline]
    fn take(&mut self, later_first: bool) {
        let items = &mut self.items.values;
        match &mut self.stage {
            Stage::Merge { left, right, out, .. } => {
                if later_first {
                    items[*out] = items[*right];
                    *right += 1;
                } else {
                    items[*out] = self.buffer.values[*left];
                    *left += 1;
                }
                *out += 1;
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
                self.stage = if later_first {
                    self.buffer.values.clear();
                    self.buffer.values.extend_from_slice(&items[start..middle]);
                    Stage::Merge { left: 0, right: middle, end, out: start }
                } else {
                    self.after_run(end)
                };
            }
            Stage::Done => {}
        }
    }

    #[cold]
    fn probe(&mut self, less: bool) -> Result<'gc, ()> {
        let is_same = || self.compared().is_none_or(|(later, earlier)| later.raw_equals(earlier));
        if self.probe == Probe::Asking {
            if less {
                return Err(Error::message("invalid order function for sorting"));
            }
            self.probe = Probe::Off;
            self.take(true);
        } else if less && !is_same() {
            self.probe = Probe::Asking;
        } else {
            self.take(less);
        }
        Ok(())
    }

    /// The sorted items.
    pub(super) fn sorted(&self) -> &[Value<'gc>] {
        &self.items.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffer::Charge;

    fn sorted(input: &[i64], mut less: impl FnMut(i64, i64) -> bool) -> Option<Vec<i64>> {
        let items = |values: Vec<_>| Items { values: values.into(), charge: Charge::default() };
        let values = input.iter().map(|i| Value::Integer(*i)).collect();
        let mut merge = Merge::new(items(values));
        merge.arm();
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

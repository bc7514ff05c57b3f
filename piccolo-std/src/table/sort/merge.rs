//! Merge sort that asks for one comparison at a time.

use piccolo_core::object::{context::Context, error::Error, value::Value};
use piccolo_derive::Collect;

use crate::{
    library::{ITEM, Result, VALUES, charge_values},
    table::sort::{room::Room, snapshot::Snapshot},
};

/// How many items are sorted by insertion before runs are merged.
const RUN: usize = 8;

/// A merge sort between two comparisons.
///
/// Runs of [`RUN`] items are sorted by binary insertion; each is merged with its left neighbour as soon
/// as that is not longer, so that items are compared again while they are still in the processor's
/// cache. To merge, the left run moves to a buffer. What moves are the items' indices.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Merge<'gc> {
    snapshot: Snapshot<'gc>,
    #[collect(require_static)]
    order: Room<u32>,
    #[collect(require_static)]
    buffer: Room<u32>,
    /// Where the sorted runs begin.
    runs: Vec<usize>,
    stage: Stage,
    probe: Probe,
}

/// Where the sort is.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Stage {
    /// Item `next` belongs somewhere from `low` to `high` in its run. It is the last of which the index is there.
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
    /// Of the left one of two runs, the items up to `copied` are in the buffer.
    Aside {
        start: usize,
        middle: usize,
        end: usize,
        copied: usize,
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

/// How many items are in one line of memory.
const ITEMS_PER_LINE: usize = 4;

/// How many indices are moved for a unit of fuel.
const INDICES_PER_UNIT: usize = 4;

/// Below this many items, the order function is not tested.
const PROBE_LIMIT: usize = 4;

impl<'gc> Merge<'gc> {
    /// A sort of items that are still to be read.
    pub(super) fn new(snapshot: Snapshot<'gc>) -> Self {
        let stage = Stage::Insert { next: 0, low: 0, high: 0 };
        let (order, buffer) = (Room::default(), Room::default());
        Self { snapshot, order, buffer, runs: Vec::new(), stage, probe: Probe::Off }
    }

    /// Makes ready to compare items, once all are there. An error means that memory is short, and changes nothing.
    pub(super) fn begin(&mut self, ctx: Context<'gc>) -> Result<'gc, ()> {
        let len = self.snapshot.len();
        let longest_left = if len > RUN { len - 1 } else { 0 };
        let order = Room::new(ctx, len)?;
        self.buffer = Room::new(ctx, longest_left)?;
        self.order = order;
        match len {
            0 => self.stage = Stage::Done,
            _ => self.order.items.push(0),
        }
        self.probe = if len < PROBE_LIMIT { Probe::Off } else { Probe::Armed };
        Ok(())
    }

    /// The items, before they are sorted.
    pub(super) fn snapshot_mut(&mut self) -> &mut Snapshot<'gc> {
        &mut self.snapshot
    }

    pub(super) fn snapshot(&self) -> &Snapshot<'gc> {
        &self.snapshot
    }

    /// Goes on to the next comparison, or the end. False: a pause is due before that.
    #[inline]
    pub(super) fn go_on(&mut self, ctx: Context<'gc>) -> bool {
        while self.indices().is_none() {
            if matches!(self.stage, Stage::Done) {
                break;
            }
            if ctx.is_pause_due() {
                return false;
            }
            self.advance(ctx);
        }
        true
    }

    /// The items `a` and `b` for which to answer whether `a` is less than `b`; `None` when all is sorted.
    #[inline]
    pub(super) fn question(&self) -> Option<(Value<'gc>, Value<'gc>)> {
        let (later, earlier) = self.compared()?;
        Some(if self.probe == Probe::Asking { (earlier, later) } else { (later, earlier) })
    }

    /// The items whose order decides how to go on: the one that stands further back, and the other.
    #[inline(always)]
    fn compared(&self) -> Option<(Value<'gc>, Value<'gc>)> {
        let (later, earlier) = self.indices()?;
        Some((self.snapshot.get(later), self.snapshot.get(earlier)))
    }

    /// The indices of [`Self::compared`].
    #[inline(always)]
    fn indices(&self) -> Option<(u32, u32)> {
        let order = &self.order.items;
        match self.stage {
            Stage::Merge { left, right, end, .. } if left < self.buffer.items.len() && right < end => {
                Some((order[right], self.buffer.items[left]))
            }
            Stage::Insert { next, low, high } if low < high => Some((order[next], order[(low + high) / 2])),
            Stage::Join { middle, .. } => Some((order[middle], order[middle - 1])),
            _ => None,
        }
    }

    /// Goes on where no comparison is needed.
    fn advance(&mut self, ctx: Context<'gc>) {
        let order = &mut self.order.items;
        self.stage = match self.stage {
            Stage::Insert { next, low, .. } => {
                order[low..=next].rotate_right(1);
                let next = next + 1;
                if next >= self.snapshot.len() || next.is_multiple_of(RUN) {
                    self.runs.push((next - 1) / RUN * RUN);
                    self.after_run(next)
                } else {
                    order.push(next as u32);
                    Stage::Insert { next, low: next - next % RUN, high: next }
                }
            }
            Stage::Aside { start, middle, end, copied } if copied == middle => {
                Stage::Merge { left: 0, right: middle, end, out: start }
            }
            Stage::Aside { start, middle, end, copied } => {
                let part = copied..middle.min(copied + VALUES);
                charge_values(ctx, part.len() / INDICES_PER_UNIT);
                self.buffer.items.extend_from_slice(&order[part.clone()]);
                Stage::Aside { start, middle, end, copied: part.end }
            }
            Stage::Merge { left, end, .. } if left == self.buffer.items.len() => self.after_run(end),
            Stage::Merge { left, right, end, out } => {
                let count = (self.buffer.items.len() - left).min(VALUES);
                charge_values(ctx, count / INDICES_PER_UNIT);
                order[out..out + count].copy_from_slice(&self.buffer.items[left..left + count]);
                Stage::Merge { left: left + count, right, end, out: out + count }
            }
            other => other,
        };
    }

    /// What to do when the last run ends at `end`.
    fn after_run(&mut self, end: usize) -> Stage {
        let is_last = end >= self.snapshot.len();
        if let [.., start, middle] = *self.runs
            && (is_last || end - middle >= middle - start)
        {
            self.runs.pop();
            return Stage::Join { start, middle, end };
        }
        if is_last {
            return Stage::Done;
        }
        self.order.items.push(end as u32);
        Stage::Insert { next: end, low: end, high: end }
    }

    /// Charges for a comparison, and for finding its items.
    #[inline]
    pub(super) fn charge(&self, ctx: Context<'gc>) {
        ctx.charge_fuel(ITEM);
        if matches!(self.stage, Stage::Merge { .. }) {
            ctx.charge_scattered(1, self.buffer.items.len() * 2 / ITEMS_PER_LINE);
        }
    }

    /// Answers [`Self::question`].
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
        let order = &mut self.order.items;
        match &mut self.stage {
            Stage::Merge { left, right, out, .. } => {
                if later_first {
                    order[*out] = order[*right];
                    *right += 1;
                } else {
                    order[*out] = self.buffer.items[*left];
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
                    self.buffer.items.clear();
                    Stage::Aside { start, middle, end, copied: start }
                } else {
                    self.after_run(end)
                };
            }
            Stage::Aside { .. } | Stage::Done => {}
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

    pub(super) fn len(&self) -> usize {
        self.order.items.len()
    }

    /// The item that belongs at `index`, when all is sorted.
    pub(super) fn sorted(&self, index: usize) -> Value<'gc> {
        self.snapshot.get(self.order.items[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use piccolo_core::lua::Lua;

    fn sorted(input: &[i64], mut less: impl FnMut(i64, i64) -> bool) -> Option<Vec<i64>> {
        Lua::new().enter(|ctx| {
            let mut merge = Merge::new(Snapshot::default());
            for item in input {
                merge.snapshot_mut().push(ctx, Value::Integer(*item)).ok()?;
            }
            merge.begin(ctx).ok()?;
            assert!(merge.go_on(ctx));
            while let Some((a, b)) = merge.question() {
                merge.answer(less(a.as_integer()?, b.as_integer()?)).ok()?;
                assert!(merge.go_on(ctx));
            }
            (0..merge.len()).map(|index| merge.sorted(index).as_integer()).collect()
        })
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

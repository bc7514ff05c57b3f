//! Merge sort that asks for one comparison at a time.

use gc_arena::Collect;
use piccolo_core::object::{context::Context, error::Error, value::Value};

use crate::{library::Result, table::sort::Items};

/// A bottom-up merge sort between two comparisons.
///
/// Runs of `width` items in `source` are sorted; pairs of them are being merged into `target`.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Merge<'gc> {
    source: Items<'gc>,
    target: Items<'gc>,
    width: usize,
    /// The next items of the left and right run.
    left: usize,
    right: usize,
    /// Where the right run begins and ends.
    middle: usize,
    end: usize,
    /// Whether an answer is due.
    waiting: bool,
    probe: Probe,
}

/// A test that finds comparators that say "less" whatever they get: the first time that the right item
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
        let len = source.values.len();
        let target = Items::with_capacity(ctx, len as i64)?;
        let probe = if len < PROBE_LIMIT { Probe::Off } else { Probe::Armed };
        let mut merge =
            Self { source, target, width: 1, left: 0, right: 0, middle: 0, end: 0, waiting: false, probe };
        merge.start_pair(0);
        Ok(merge)
    }

    fn len(&self) -> usize {
        self.source.values.len()
    }

    /// Starts to merge the two runs from `start` on.
    fn start_pair(&mut self, start: usize) {
        let len = self.len();
        self.left = start;
        self.middle = start.saturating_add(self.width).min(len);
        self.right = self.middle;
        self.end = self.middle.saturating_add(self.width).min(len);
    }

    /// The items `a` and `b` for which to answer whether `a` is less than `b`; `None` when all is sorted.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Value<'gc>, Value<'gc>)> {
        loop {
            if self.left < self.middle && self.right < self.end {
                self.waiting = true;
                let (left, right) = (self.source.values[self.left], self.source.values[self.right]);
                return Some(if self.probe == Probe::Asking { (left, right) } else { (right, left) });
            }
            if self.width >= self.len() {
                return None;
            }
            self.finish_pair();
        }
    }

    /// Takes over what is left of a pair of runs and goes to the next one.
    fn finish_pair(&mut self) {
        let (source, target) = (&self.source.values, &mut self.target.values);
        target.extend_from_slice(&source[self.left..self.middle]);
        target.extend_from_slice(&source[self.right..self.end]);
        let next = self.end;
        if next < self.len() {
            self.start_pair(next);
            return;
        }
        std::mem::swap(&mut self.source, &mut self.target);
        self.target.values.clear();
        self.width *= 2;
        self.start_pair(0);
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
        let take_right = match self.probe {
            Probe::Off => less,
            _ => return self.probe(less),
        };
        self.take(take_right);
        Ok(())
    }

    fn take(&mut self, right: bool) {
        let index = if right { &mut self.right } else { &mut self.left };
        self.target.values.push(self.source.values[*index]);
        *index += 1;
    }

    #[cold]
    fn probe(&mut self, less: bool) -> Result<'gc, ()> {
        if self.probe == Probe::Asking {
            if less {
                return Err(Error::message("invalid order function for sorting"));
            }
            self.probe = Probe::Off;
            self.take(true);
        } else if less && !self.source.values[self.left].raw_equals(self.source.values[self.right]) {
            self.probe = Probe::Asking;
        } else {
            self.take(less);
        }
        Ok(())
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
        let items =
            || Items { values: Vec::with_capacity(input.len()), charge: Charge::default() };
        let mut source = items();
        source.values.extend(input.iter().map(|i| Value::Integer(*i)));
        let probe = if input.len() < PROBE_LIMIT { Probe::Off } else { Probe::Armed };
        let mut merge = Merge {
            source,
            target: items(),
            width: 1,
            left: 0,
            right: 0,
            middle: 0,
            end: 0,
            waiting: false,
            probe,
        };
        merge.start_pair(0);
        while let Some((a, b)) = merge.next() {
            merge.answer(less(a.as_integer()?, b.as_integer()?)).ok()?;
        }
        merge.sorted().iter().map(|value| value.as_integer()).collect()
    }

    #[test]
    fn items_are_sorted_with_few_comparisons() {
        for len in 0..200i64 {
            let input: Vec<i64> = (0..len).map(|i| i * 7919 % 211 % 50).collect();
            let mut expected = input.clone();
            expected.sort();
            let mut count = 0;
            let result = sorted(&input, |a, b| {
                count += 1;
                a < b
            });
            assert_eq!(result, Some(expected));
            let bound = if len < 2 { 0.0 } else { len as f64 * (len as f64).log2().ceil() };
            assert!(f64::from(count) <= bound + 1.0, "{count} comparisons for {len} items");
        }
    }

    #[test]
    fn bad_comparators_are_found_or_harmless() {
        assert_eq!(sorted(&[1, 2, 3, 4], |_, _| true), None);
        let mut flip = false;
        let mut result = sorted(&[4, 1, 3, 2, 5], |_, _| {
            flip = !flip;
            flip
        });
        if let Some(result) = &mut result {
            result.sort();
            assert_eq!(*result, [1, 2, 3, 4, 5]);
        }
    }

    #[test]
    fn equal_items_and_less_or_equal_are_fine() {
        assert_eq!(sorted(&[2, 2, 2, 2, 1], |a, b| a <= b), Some(vec![1, 2, 2, 2, 2]));
    }
}

//! Sorting numbers and strings without calls.
//!
//! Runs are sorted by the standard library and then merged, so that the sort can pause between runs and anywhere in
//! a merge.

use std::cmp::Ordering;

use piccolo_core::{
    object::{context::Context, value::Value},
    support::number::{integer_equals_float, integer_less_float},
};
use piccolo_derive::Collect;

use crate::{
    buffer::SLICE,
    library::{Result, VALUES, charge_values},
    table::sort::{room::Room, snapshot::Snapshot},
};

/// The longest run that is sorted in one go, and that of strings, which lie anywhere.
pub(super) const RUN: usize = 512;
const STRING_RUN: usize = 256;

/// How many bytes of strings are compared for a unit of fuel.
const BYTES_PER_UNIT: usize = 32;

/// Items while they are being sorted.
#[derive(Collect)]
#[collect(require_static)]
pub(super) struct DirectSort<T: 'static> {
    items: Room<T>,
    /// The left one of the runs that are being merged.
    left: Room<T>,
    stage: Stage,
    run: usize,
}

/// An order of items.
pub(super) trait Order<T> {
    /// Sorts a run.
    fn sort(&self, ctx: Context<'_>, items: &mut [T]);

    fn compare(&self, ctx: Context<'_>, a: T, b: T) -> Ordering;

    /// Charges for reading `count` of `among` items that lie anywhere, if they do.
    fn charge_scattered(&self, _: Context<'_>, _count: usize, _among: usize) {}
}

/// What to do next.
#[derive(Clone, Copy)]
enum Stage {
    /// Sort the run from here.
    Run(usize),
    /// Merge the runs of `width` items from `start` on.
    Pair { start: usize, width: usize },
    /// Put the left run aside, of which that is done up to `copied`.
    Aside { start: usize, width: usize, copied: usize },
    /// Put the items of the left run, from `left` on, and those from `right` on to their places from `out` on.
    Merge { start: usize, width: usize, left: usize, right: usize, out: usize },
}

impl<T: Copy> DirectSort<T> {
    /// Room for `count` items, which are still to come, and of which so many are sorted in one go. An error means that
    /// memory is short.
    pub(super) fn new<'gc>(ctx: Context<'gc>, count: usize, run: usize) -> Result<'gc, Self> {
        let items = Room::new(ctx, count)?;
        let left = Room::new(ctx, if count > run { count } else { 0 })?;
        Ok(Self { items, left, stage: Stage::Run(0), run })
    }

    /// The items. There may be as many as there is room for.
    pub(super) fn items_mut(&mut self) -> &mut Vec<T> {
        &mut self.items.items
    }

    /// The item that belongs at `index`, when all is sorted.
    pub(super) fn sorted(&self, index: usize) -> T {
        self.items.items[index]
    }

    /// Sorts until a pause is due. Gives whether all is sorted.
    pub(super) fn go_on(&mut self, ctx: Context<'_>, order: impl Order<T>) -> bool {
        while !ctx.is_pause_due() {
            let items = &mut self.items.items;
            let len = items.len();
            self.stage = match self.stage {
                Stage::Run(start) if start >= len => Stage::Pair { start: 0, width: self.run },
                Stage::Run(start) => {
                    let end = len.min(start + self.run);
                    order.charge_scattered(ctx, end - start, len);
                    order.sort(ctx, &mut items[start..end]);
                    Stage::Run(end)
                }
                Stage::Pair { width, .. } if width >= len => return true,
                Stage::Pair { start, width } if start + width >= len => {
                    Stage::Pair { start: 0, width: width * 2 }
                }
                Stage::Pair { start, width } => {
                    self.left.items.clear();
                    let middle = start + width;
                    ctx.charge_fuel(1);
                    match order.compare(ctx, items[middle - 1], items[middle]) {
                        Ordering::Greater => Stage::Aside { start, width, copied: start },
                        _ => Stage::Pair { start: middle + width, width },
                    }
                }
                Stage::Aside { start, width, copied } if copied == start + width => {
                    Stage::Merge { start, width, left: 0, right: copied, out: start }
                }
                Stage::Aside { start, width, copied } => {
                    let end = (start + width).min(copied + VALUES);
                    charge_values(ctx, end - copied);
                    self.left.items.extend_from_slice(&items[copied..end]);
                    Stage::Aside { start, width, copied: end }
                }
                Stage::Merge { start, width, left, right, out } => {
                    self.merge(ctx, &order, (start, width), left, right, out)
                }
            };
        }
        false
    }

    /// Merges some items.
    fn merge(
        &mut self,
        ctx: Context<'_>,
        order: &impl Order<T>,
        (start, width): (usize, usize),
        mut left: usize,
        mut right: usize,
        mut out: usize,
    ) -> Stage {
        let (items, aside) = (&mut self.items.items, &self.left.items);
        let end = items.len().min(start + 2 * width);
        let stop = end.min(out + VALUES);
        let first = out;
        while out < stop && !ctx.is_pause_due() {
            let (Some(&a), Some(&b)) = (aside.get(left), items[..end].get(right)) else { break };
            order.charge_scattered(ctx, 1, 2 * width);
            if order.compare(ctx, a, b) == Ordering::Greater {
                items[out] = b;
                right += 1;
            } else {
                items[out] = a;
                left += 1;
            }
            out += 1;
        }
        if right == end || left == aside.len() {
            let count = (aside.len() - left).min(VALUES);
            items[out..out + count].copy_from_slice(&aside[left..left + count]);
            left += count;
            out += count;
        }
        charge_values(ctx, (out - first) * 4);
        if left == aside.len() {
            return Stage::Pair { start: end, width };
        }
        Stage::Merge { start, width, left, right, out }
    }
}

/// What kinds of values there are among some.
#[derive(Clone, Copy, Default)]
pub(super) struct Kinds {
    integers: bool,
    floats: bool,
    strings: bool,
    others: bool,
    /// The length of the longest string.
    longest: usize,
}

impl Kinds {
    #[inline(always)]
    pub(super) fn add(&mut self, value: Value<'_>) {
        match value {
            Value::Integer(_) => self.integers = true,
            Value::Float(x) if !x.get().is_nan() => self.floats = true,
            Value::String(string) => {
                self.strings = true;
                self.longest = self.longest.max(string.len());
            }
            _ => self.others = true,
        }
    }

    /// Whether there are others than numbers.
    pub(super) fn has_others(self) -> bool {
        self.strings || self.others
    }

    /// How many values may be sorted in one go: comparing long strings takes longer.
    pub(super) fn run(self) -> usize {
        let longest = if self.strings { STRING_RUN } else { RUN };
        (longest * BYTES_PER_UNIT / self.longest.max(BYTES_PER_UNIT)).max(1)
    }

    /// What all of the values are.
    pub(super) fn kind(self) -> Option<Kind> {
        match (self.integers, self.floats, self.strings, self.others) {
            (true, false, false, false) => Some(Kind::Integers),
            (_, _, false, false) => Some(Kind::Numbers),
            // Huge ones are compared in pieces, as operators do.
            (false, false, true, false) if self.longest <= SLICE => Some(Kind::Strings),
            _ => None,
        }
    }
}

/// The order of values of one kind.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Integers,
    Numbers,
    Strings,
}

impl Kind {
    /// Sorts values of this kind.
    pub(super) fn sort_values(self, ctx: Context<'_>, values: &mut [Value<'_>]) {
        charge_run(ctx, values.len());
        match self {
            Kind::Integers => values.sort_unstable_by_key(|value| value.as_integer()),
            Kind::Numbers => values.sort_unstable_by(|a, b| match (number(*a), number(*b)) {
                (Some(a), Some(b)) => compare_numbers(a, b),
                _ => Ordering::Equal,
            }),
            Kind::Strings => values.sort_unstable_by(|a, b| compare_strings(*a, *b)),
        }
    }
}

/// A number, which belongs to no VM.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

/// The number that a value is.
pub(super) fn number(value: Value<'_>) -> Option<Number> {
    match value {
        Value::Integer(x) => Some(Number::Integer(x)),
        Value::Float(x) => Some(Number::Float(x.get())),
        _ => None,
    }
}

impl<'gc> From<Number> for Value<'gc> {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(x) => Value::Integer(x),
            Number::Float(x) => Value::float(x),
        }
    }
}

/// The order of numbers.
pub(super) struct Numbers;

impl Order<Number> for Numbers {
    fn sort(&self, ctx: Context<'_>, numbers: &mut [Number]) {
        charge_run(ctx, numbers.len());
        numbers.sort_unstable_by(|a, b| compare_numbers(*a, *b));
    }

    #[inline(always)]
    fn compare(&self, _: Context<'_>, a: Number, b: Number) -> Ordering {
        compare_numbers(a, b)
    }
}

/// The order of strings of a snapshot, by their indices.
pub(super) struct Strings<'a, 'gc>(pub(super) &'a Snapshot<'gc>);

impl Order<u32> for Strings<'_, '_> {
    fn sort(&self, ctx: Context<'_>, indices: &mut [u32]) {
        charge_run(ctx, indices.len());
        indices.sort_unstable_by(|a, b| compare_strings(self.0.get(*a), self.0.get(*b)));
    }

    #[inline(always)]
    fn compare(&self, ctx: Context<'_>, a: u32, b: u32) -> Ordering {
        let (a, b) = (self.0.get(a), self.0.get(b));
        let length = |value| if let Value::String(string) = value { string.len() } else { 0 };
        ctx.charge_fuel(length(a).min(length(b)) / BYTES_PER_UNIT);
        compare_strings(a, b)
    }

    fn charge_scattered(&self, ctx: Context<'_>, count: usize, among: usize) {
        ctx.charge_scattered(count, among);
    }
}

fn charge_run(ctx: Context<'_>, len: usize) {
    ctx.charge_fuel(len * len.max(2).ilog2() as usize * 2);
}

fn compare_strings(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        _ => Ordering::Equal,
    }
}

/// The exact order of numbers, none of them NaN.
#[inline(always)]
fn compare_numbers(a: Number, b: Number) -> Ordering {
    match (a, b) {
        (Number::Integer(x), Number::Integer(y)) => x.cmp(&y),
        (Number::Float(x), Number::Float(y)) => x.partial_cmp(&y).unwrap_or(Ordering::Equal),
        (Number::Integer(x), Number::Float(y)) => compare_mixed(x, y),
        (Number::Float(x), Number::Integer(y)) => compare_mixed(y, x).reverse(),
    }
}

fn compare_mixed(x: i64, y: f64) -> Ordering {
    if integer_equals_float(x, y) {
        Ordering::Equal
    } else if integer_less_float(x, y) {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_numbers_are_ordered_exactly() {
        let big = 1i64 << 53;
        assert_eq!(compare_numbers(Number::Integer(big + 1), Number::Float(big as f64)), Ordering::Greater);
        assert_eq!(compare_numbers(Number::Float(0.5), Number::Integer(1)), Ordering::Less);
        assert_eq!(compare_numbers(Number::Float(2.0), Number::Integer(2)), Ordering::Equal);
    }
}

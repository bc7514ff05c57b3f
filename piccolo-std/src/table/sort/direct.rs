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
    table::sort::Items,
};

/// The longest run that is sorted in one go.
pub(super) const RUN: usize = 512;

/// How many bytes of strings are compared for a unit of fuel.
const BYTES_PER_UNIT: usize = 32;

/// Values that are all numbers (and not NaN) or all strings, while they are being sorted.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct DirectSort<'gc> {
    items: Items<'gc>,
    /// The left one of the runs that are being merged.
    left: Items<'gc>,
    #[collect(require_static)]
    kind: Kind,
    #[collect(require_static)]
    stage: Stage,
    run: usize,
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

impl<'gc> DirectSort<'gc> {
    /// Takes the items, unless they are not of one kind.
    pub(super) fn new(ctx: Context<'gc>, kinds: Kinds, items: &mut Items<'gc>) -> Result<'gc, Option<Self>> {
        let Some(kind) = kinds.kind() else { return Ok(None) };
        let (len, run) = (items.values.len(), kinds.run());
        let left = Items::with_capacity(ctx, if len > run { len as i64 } else { 0 })?;
        Ok(Some(Self { items: std::mem::take(items), left, kind, stage: Stage::Run(0), run }))
    }

    /// The items.
    pub(super) fn into_items(self) -> Items<'gc> {
        self.items
    }

    /// Sorts until a pause is due. Gives whether all is sorted.
    pub(super) fn go_on(&mut self, ctx: Context<'gc>) -> bool {
        while !ctx.is_pause_due() {
            let len = self.items.values.len();
            self.stage = match self.stage {
                Stage::Run(start) if start >= len => Stage::Pair { start: 0, width: self.run },
                Stage::Run(start) => {
                    let end = len.min(start + self.run);
                    self.kind.sort(ctx, &mut self.items.values[start..end]);
                    Stage::Run(end)
                }
                Stage::Pair { width, .. } if width >= len => return true,
                Stage::Pair { start, width } if start + width >= len => {
                    Stage::Pair { start: 0, width: width * 2 }
                }
                Stage::Pair { start, width } => {
                    self.left.values.clear();
                    let middle = start + width;
                    ctx.charge_fuel(1);
                    match self.kind.compare(ctx, self.items.values[middle - 1], self.items.values[middle]) {
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
                    self.left.values.extend_from_slice(&self.items.values[copied..end]);
                    Stage::Aside { start, width, copied: end }
                }
                Stage::Merge { start, width, left, right, out } => {
                    self.merge(ctx, (start, width), left, right, out)
                }
            };
        }
        false
    }

    /// Merges some items.
    fn merge(
        &mut self,
        ctx: Context<'gc>,
        (start, width): (usize, usize),
        mut left: usize,
        mut right: usize,
        mut out: usize,
    ) -> Stage {
        let (items, aside) = (&mut self.items.values, &self.left.values);
        let end = items.len().min(start + 2 * width);
        let stop = end.min(out + VALUES);
        let first = out;
        while out < stop && !ctx.is_pause_due() {
            let (Some(&a), Some(&b)) = (aside.get(left), items[..end].get(right)) else { break };
            if self.kind.compare(ctx, a, b) == Ordering::Greater {
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

    /// Sorts all of the values, if they are few enough and of one kind.
    pub(super) fn sort_run(self, ctx: Context<'_>, values: &mut [Value<'_>]) -> bool {
        match self.kind() {
            Some(kind) if values.len() <= self.run() => {
                kind.sort(ctx, values);
                true
            }
            _ => false,
        }
    }

    /// How many values may be sorted in one go: comparing long strings takes longer.
    fn run(self) -> usize {
        (RUN * BYTES_PER_UNIT / self.longest.max(BYTES_PER_UNIT)).max(1)
    }

    /// What all of the values are.
    fn kind(self) -> Option<Kind> {
        match (self.integers, self.floats, self.strings, self.others) {
            (true, false, false, false) => Some(Kind::Integers),
            (_, _, false, false) => Some(Kind::Numbers),
            // Huge ones are compared in pieces, as operators do.
            (false, false, true, false) if self.longest <= SLICE => Some(Kind::Strings),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Integers,
    Numbers,
    Strings,
}

impl Kind {
    fn sort(self, ctx: Context<'_>, values: &mut [Value<'_>]) {
        ctx.charge_fuel(values.len() * values.len().max(2).ilog2() as usize * 2);
        match self {
            Kind::Integers => values.sort_unstable_by_key(|value| value.as_integer()),
            Kind::Numbers => values.sort_unstable_by(|a, b| compare_numbers(*a, *b)),
            Kind::Strings => values.sort_unstable_by(|a, b| match (a, b) {
                (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
                _ => Ordering::Equal,
            }),
        }
    }

    #[inline(always)]
    fn compare(self, ctx: Context<'_>, a: Value<'_>, b: Value<'_>) -> Ordering {
        match (self, a, b) {
            (_, Value::Integer(a), Value::Integer(b)) => a.cmp(&b),
            (_, Value::String(a), Value::String(b)) => {
                ctx.charge_fuel(a.len().min(b.len()) / BYTES_PER_UNIT);
                a.as_bytes().cmp(b.as_bytes())
            }
            _ => compare_numbers(a, b),
        }
    }
}

/// The exact order of numbers, none of them NaN.
fn compare_numbers(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Integer(x), Value::Integer(y)) => x.cmp(&y),
        (Value::Float(x), Value::Float(y)) => x.get().partial_cmp(&y.get()).unwrap_or(Ordering::Equal),
        (Value::Integer(x), Value::Float(y)) => compare_mixed(x, y.get()),
        (Value::Float(x), Value::Integer(y)) => compare_mixed(y, x.get()).reverse(),
        _ => Ordering::Equal,
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
        assert_eq!(compare_numbers(Value::Integer(big + 1), Value::float(big as f64)), Ordering::Greater);
        assert_eq!(compare_numbers(Value::float(0.5), Value::Integer(1)), Ordering::Less);
        assert_eq!(compare_numbers(Value::float(2.0), Value::Integer(2)), Ordering::Equal);
    }
}

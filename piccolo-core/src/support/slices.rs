//! Moving items within a slice.

use std::ops::Range;

/// How many items are moved at once.
const BLOCK: usize = 32;

/// Moves `range` of `items` down to `to` and behind. Libraries may copy byte by byte where long ranges overlap, so those are
/// moved in blocks.
#[inline]
pub(crate) fn move_down<T: Copy>(items: &mut [T], range: Range<usize>, to: usize) {
    if range.len() <= BLOCK {
        items.copy_within(range, to);
    } else {
        move_many_down(items, range, to);
    }
}

#[inline(never)]
fn move_many_down<T: Copy>(items: &mut [T], range: Range<usize>, to: usize) {
    for start in range.clone().step_by(BLOCK) {
        let end = (start + BLOCK).min(range.end);
        items.copy_within(start..end, to + (start - range.start));
    }
}

#[cfg(test)]
mod tests {
    use super::move_down;

    #[test]
    fn items_move_as_if_at_once() {
        for (from, len, to) in [(5, 0, 0), (1, 200, 0), (40, 33, 3), (7, 64, 7), (100, 100, 0)] {
            let mut items: Vec<u32> = (0..256).collect();
            let mut expected = items.clone();
            expected.copy_within(from..from + len, to);
            move_down(&mut items, from..from + len, to);
            assert_eq!(items, expected);
        }
    }
}

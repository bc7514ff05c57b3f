//! Long array parts that move to larger blocks.

use super::{Random, string, with_vm};
use crate::object::{
    context::Context,
    table::{
        Table,
        relocation::{Relocation, SLACK},
        segment::{SEGMENT_BYTES, segment_count},
        state::{TABLE_BYTES, array_bytes},
    },
    value::Value,
};

/// The most elements of the array part before it grows for the first time in pieces.
const FULL: i64 = 1 << 16;

fn append<'gc>(ctx: Context<'gc>, table: Table<'gc>, keys: std::ops::RangeInclusive<i64>) {
    for key in keys {
        table.raw_set_integer(ctx, key, Value::Integer(-key)).expect("no limit");
    }
}

fn relocation<'gc>(ctx: Context<'gc>) -> &'gc Relocation<'gc> {
    &ctx.state().relocation
}

/// Whether the table has `len` elements, and is charged what they take. Segments that it does not need may be there.
#[track_caller]
fn check<'gc>(ctx: Context<'gc>, table: Table<'gc>, len: i64, before: usize) {
    assert_eq!(table.raw_len(), len);
    assert!((1..=len).all(|key| table.raw_get_integer(key).as_integer() == Some(-key)));
    let room = table.state().room();
    let least = TABLE_BYTES + array_bytes(room) + segment_count(room) * SEGMENT_BYTES;
    assert_eq!(ctx.memory().used() - before, least);
}

#[test]
fn a_full_array_part_asks_for_a_larger_block_and_goes_on() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        append(ctx, table, 1..=FULL);
        assert!(!relocation(ctx).note_attention(ctx), "there is room for all");
        check(ctx, table, FULL, before);
        append(ctx, table, FULL + 1..=FULL + SLACK as i64);
        assert!(ctx.memory().needs_attention() && relocation(ctx).note_attention(ctx));
        let mut pieces = 0;
        while relocation(ctx).is_due() {
            assert!(relocation(ctx).move_piece(ctx) <= 8193);
            pieces += 1;
        }
        assert_eq!(pieces, 34);
        check(ctx, table, FULL + SLACK as i64, before);
        append(ctx, table, FULL + SLACK as i64 + 1..=2 * FULL);
        assert!(!relocation(ctx).note_attention(ctx));
        check(ctx, table, 2 * FULL, before);
    });
}

#[test]
fn moving_in_pieces_and_at_once_take_as_much() {
    let moved = |first: usize| {
        with_vm(|ctx| {
            let before = ctx.memory().used();
            let table = Table::new(ctx);
            append(ctx, table, 1..=FULL + 5);
            assert!(relocation(ctx).note_attention(ctx));
            let mut units = 0;
            for _ in 0..first {
                units += relocation(ctx).move_piece(ctx);
            }
            assert_eq!(relocation(ctx).is_under_way(), first > 0);
            units += relocation(ctx).move_all(ctx);
            assert!(!relocation(ctx).is_due());
            check(ctx, table, FULL + 5, before);
            (units, table.state().capacity(), ctx.memory().used())
        })
    };
    assert_eq!(moved(0), moved(1));
    assert_eq!(moved(0), moved(16));
}

#[test]
fn an_array_part_that_can_not_wait_grows_at_once() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        append(ctx, table, 1..=10 * FULL);
        check(ctx, table, 10 * FULL, before + array_bytes(0));
        assert_eq!(relocation(ctx).move_piece(ctx), 0);
    });
}

#[test]
fn what_is_asked_for_is_forgotten_when_the_array_part_changes() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        append(ctx, table, 1..=FULL + 1);
        relocation(ctx).note_attention(ctx);
        table.resize(ctx, 5 * FULL as usize, 0).expect("no limit");
        assert!(!relocation(ctx).is_due());
        check(ctx, table, FULL + 1, before);
    });
}

#[test]
fn one_that_is_under_way_is_forgotten_with_its_block() {
    with_vm(|ctx| {
        let before = ctx.memory().used();
        let table = Table::new(ctx);
        append(ctx, table, 1..=FULL + 1);
        relocation(ctx).note_attention(ctx);
        relocation(ctx).move_piece(ctx);
        relocation(ctx).forget(ctx);
        check(ctx, table, FULL + 1, before);
        append(ctx, table, FULL + 2..=2 * FULL);
        check(ctx, table, 2 * FULL, before);
    });
}

#[test]
fn a_refused_block_changes_nothing() {
    with_vm(|ctx| {
        let table = Table::new(ctx);
        append(ctx, table, 1..=FULL);
        let used = ctx.memory().used();
        ctx.memory().set_limit(used + 100_000);
        for _ in 0..3 {
            assert!(table.raw_set_integer(ctx, FULL + 1, Value::True).is_err());
            assert_eq!((table.raw_len(), ctx.memory().used()), (FULL, used));
        }
        ctx.memory().set_limit(usize::MAX);
        append(ctx, table, FULL + 1..=FULL + 1);
        assert!(relocation(ctx).note_attention(ctx));
    });
}

#[test]
fn tables_that_grow_and_shrink_at_random_keep_what_is_in_them() {
    with_vm(|ctx| {
        let mut random = Random(7);
        let table = Table::new(ctx);
        let mut len = 0;
        for _ in 0..60 {
            match random.below(5) {
                0..3 => {
                    let more = random.below(40_000) as i64;
                    append(ctx, table, len + 1..=len + more);
                    len += more;
                }
                3 => {
                    let less = random.below(30_000).min(len as u64) as i64;
                    for key in (len - less + 1..=len).rev() {
                        table.raw_set_integer(ctx, key, Value::Nil).expect("no limit");
                    }
                    len -= less;
                }
                _ => table.raw_set(ctx, string(ctx, "name"), Value::Integer(len)).expect("no limit"),
            }
            relocation(ctx).note_attention(ctx);
            for _ in 0..random.below(20) {
                relocation(ctx).move_piece(ctx);
            }
            if relocation(ctx).is_under_way() {
                relocation(ctx).move_all(ctx);
            }
            assert!((1..=len).all(|key| table.raw_get_integer(key).as_integer() == Some(-key)));
            assert!(table.raw_get_integer(len + 1).is_nil());
        }
    });
}

//! [`Snapshot`]: the items of a list as they were read.

use gc_arena::Gc;
use piccolo_core::object::{context::Context, value::Value, values::Values};
use piccolo_derive::Collect;

use crate::{buffer::Charge, library::Result};

/// How many items there are in a piece.
const PIECE: usize = 1024;

/// How many places the first piece has to begin with, where it is not known how many items there are.
const FIRST: usize = 16;

/// Items that are sorted by their indices, while they stay where they are. To move many at once takes long, and so does it
/// to trace them; so there are pieces, each an object of its own, and what is in one never changes.
#[derive(Default, Collect)]
#[collect(no_drop)]
pub(super) struct Snapshot<'gc> {
    full: Vec<Gc<'gc, Piece<'gc>>>,
    last: Piece<'gc>,
}

#[derive(Default, Collect)]
#[collect(no_drop)]
struct Piece<'gc> {
    values: Values<'gc>,
    #[collect(require_static)]
    charge: Charge,
}

impl<'gc> Piece<'gc> {
    fn with_capacity(ctx: Context<'gc>, count: usize) -> Result<'gc, Self> {
        // What this takes itself as an object, with its place in the list, is charged as well.
        let bytes = count * size_of::<Value<'_>>() + 2 * size_of::<Self>();
        let mut charge = Charge::default();
        charge.add(ctx, bytes)?;
        Ok(Self { values: Vec::with_capacity(count).into(), charge })
    }
}

impl<'gc> Snapshot<'gc> {
    /// A snapshot of about `count` items. Here and below: an error means that memory is short, and changes nothing.
    pub(super) fn with_capacity(ctx: Context<'gc>, count: usize) -> Result<'gc, Self> {
        Ok(Self { full: Vec::new(), last: Piece::with_capacity(ctx, count.min(PIECE))? })
    }

    pub(super) fn push(&mut self, ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, ()> {
        let len = self.last.values.len();
        if len == self.last.values.capacity() || len == PIECE {
            self.make_room(ctx)?;
        }
        self.last.values.push(value);
        Ok(())
    }

    #[cold]
    fn make_room(&mut self, ctx: Context<'gc>) -> Result<'gc, ()> {
        let len = self.last.values.len();
        let mut room = Piece::with_capacity(ctx, (len * 2).clamp(FIRST, PIECE))?;
        if len < PIECE {
            room.values.extend_from_slice(&self.last.values);
            self.last = room;
        } else {
            let full = std::mem::replace(&mut self.last, room);
            self.full.push(ctx.allocate(full));
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.full.is_empty() && self.last.values.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.full.len() * PIECE + self.last.values.len()
    }

    /// The item with this index, which there is.
    #[inline(always)]
    pub(super) fn get(&self, index: u32) -> Value<'gc> {
        let index = index as usize;
        match self.full.get(index / PIECE) {
            Some(piece) => piece.values[index % PIECE],
            None => self.last.values[index % PIECE],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use piccolo_core::lua::Lua;

    #[test]
    fn items_are_where_they_were() {
        for (room, count) in [(0, 5), (3, 5), (0, 5000), (5000, 5000), (1024, 1025), (16, PIECE * 2)] {
            Lua::new().enter(|ctx| {
                let mut snapshot = match room {
                    0 => Snapshot::default(),
                    _ => Snapshot::with_capacity(ctx, room).expect("there is memory"),
                };
                for index in 0..count {
                    snapshot.push(ctx, Value::Integer(index as i64 * 3)).expect("there is memory");
                    assert_eq!(snapshot.len(), index + 1);
                }
                for index in 0..count {
                    let value = snapshot.get(index as u32);
                    assert_eq!(value.as_integer(), Some(index as i64 * 3), "{index} of {count}");
                }
            });
        }
    }
}

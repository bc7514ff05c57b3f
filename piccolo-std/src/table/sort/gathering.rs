//! [`Gathering`]: items that turn up one by one.

use gc_arena::Gc;
use piccolo_core::object::{context::Context, value::Value};
use piccolo_derive::Collect;

use crate::{
    library::{Result, VALUES, charge_values},
    table::sort::Items,
};

/// How many items there are in a piece.
const PIECE: usize = 2048;

/// How many places the first piece has to begin with.
const FIRST: usize = 16;

/// A list of items whose length is not known. To move many at once to where there is more room takes long, and so does
/// it to trace them. So there are pieces, each an object of its own.
#[derive(Default, Collect)]
#[collect(no_drop)]
pub(super) struct Gathering<'gc> {
    full: Vec<Gc<'gc, Items<'gc>>>,
    last: Items<'gc>,
}

impl<'gc> Gathering<'gc> {
    pub(super) fn push(&mut self, ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, ()> {
        if self.last.values.len() == self.last.values.capacity() {
            self.make_room(ctx)?;
        }
        self.last.values.push(value);
        Ok(())
    }

    #[cold]
    fn make_room(&mut self, ctx: Context<'gc>) -> Result<'gc, ()> {
        let len = self.last.values.len();
        let mut room = Items::with_capacity(ctx, PIECE.min(len * 2).max(FIRST) as i64)?;
        // What this takes itself, or a piece as an object, with its place in the list.
        room.charge.add(ctx, 2 * size_of::<Self>())?;
        if len < PIECE {
            room.values.extend_from_slice(&self.last.values);
            self.last = room;
            return Ok(());
        }
        let full = std::mem::replace(&mut self.last, room);
        self.full.push(ctx.allocate(full));
        Ok(())
    }

    /// Appends all items to `whole`, which had none at first, until a pause is due. Gives whether that was all.
    pub(super) fn join(&self, ctx: Context<'gc>, whole: &mut Items<'gc>) -> bool {
        loop {
            let done = whole.values.len();
            let rest = match self.full.get(done / PIECE) {
                Some(piece) => &piece.values[done % PIECE..],
                None => &self.last.values[done - self.full.len() * PIECE..],
            };
            if rest.is_empty() {
                return true;
            }
            if ctx.is_pause_due() {
                return false;
            }
            let part = &rest[..rest.len().min(VALUES)];
            charge_values(ctx, part.len());
            whole.values.extend_from_slice(part);
        }
    }
}

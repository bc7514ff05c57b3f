//! [`Room`]: a vector that is charged.

use piccolo_core::{
    object::context::Context,
    support::{account::MemoryExceeded, remains},
};

use crate::{buffer::Charge, library::Result};

/// Items in memory that is charged. If it is much, it is freed in pieces.
#[derive(Default)]
pub(super) struct Room<T> {
    pub(super) items: Vec<T>,
    _charge: Charge,
}

impl<T> Drop for Room<T> {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.items));
    }
}

impl<T> Room<T> {
    /// Room for `count` items.
    pub(super) fn new<'gc>(ctx: Context<'gc>, count: usize) -> Result<'gc, Self> {
        let mut charge = Charge::default();
        charge.add(ctx, count.saturating_mul(size_of::<T>()))?;
        let mut items = Vec::new();
        items.try_reserve_exact(count).map_err(|_| MemoryExceeded)?;
        Ok(Self { items, _charge: charge })
    }
}

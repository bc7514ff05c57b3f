//! [`Dismantling`]: a VM on its way out, freed step by step.

use crate::{
    exec::{collection::Driver, fuel::Fuel, heap::Heap},
    lua::Lua,
};

/// A VM whose memory is freed step by step; made by [`Lua::dismantle`]. Dropping it frees the rest at once.
pub struct Dismantling {
    heap: Heap,
    driver: Driver,
}

impl Lua {
    /// Ends the VM as dropping it does, without calling finalizers, but frees what is in it step by step: dropping a
    /// VM with millions of objects takes a while.
    ///
    /// ```
    /// use piccolo_core::{exec::fuel::Fuel, lua::Lua};
    ///
    /// let mut lua = Lua::new();
    /// lua.load("list = {} for i = 1, 100000 do list[i] = {} end").exec()?;
    /// let mut rest = lua.dismantle();
    /// while !rest.step(&mut Fuel::new(10_000)) {
    ///     // Something else gets its turn.
    /// }
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn dismantle(self) -> Dismantling {
        let Lua { mut heap, mut driver, .. } = self;
        driver.dismantle(&mut heap);
        Dismantling { heap, driver }
    }
}

impl Dismantling {
    /// Frees as much as `fuel` pays for. Gives whether that was all.
    pub fn step(&mut self, fuel: &mut Fuel) -> bool {
        while fuel.left() > 0 {
            if let Some(units) = self.heap.free_piece() {
                fuel.charge(units);
            } else if self.driver.is_busy() {
                fuel.charge(self.driver.work(&mut self.heap));
            } else {
                return true;
            }
        }
        !self.driver.is_busy() && self.heap.read(|state| state.memory.remains() == 0)
    }

    /// Bytes that are still in use.
    pub fn memory_used(&self) -> usize {
        self.heap.used()
    }
}

//! [`Lua::call`]: functions of Lua, called by the host.

use crate::{
    convert::{FromMulti, IntoMulti},
    exec::executor::{Executor, StashedExecutor, Step},
    lua::{Lua, RuntimeError},
    object::stash::StashedFunction,
};

/// How a call went until the VM had to be left.
enum Begun<T> {
    Done(T),
    Unfinished(StashedExecutor),
}

impl Lua {
    /// Calls a function that the host has kept, and converts what it returns. What the function waits for,
    /// it waits for on this thread of the operating system, as [`Self::finish`] does.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::stash::StashedFunction};
    ///
    /// let mut lua = Lua::new();
    /// let area: StashedFunction = lua.load("return function(w, h) return w * h end").eval()?;
    /// assert_eq!(lua.call::<i64>(&area, (6, 7))?, 42);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// Calls of a function that returns at once allocate nothing.
    ///
    /// # Errors
    /// When the function fails, its results do not convert, or a limit stops it.
    pub fn call<T: for<'gc> FromMulti<'gc>>(
        &mut self,
        function: &StashedFunction,
        arguments: impl for<'gc> IntoMulti<'gc>,
    ) -> Result<T, RuntimeError> {
        // Otherwise it is stepped, within the limit.
        let is_free = self.fuel_left == u64::MAX;
        let begun = self.enter(|ctx| {
            let fail = |error| RuntimeError::of(ctx, error);
            let function = ctx.fetch(function).map_err(|error| RuntimeError::plain(error.to_string()))?;
            let executor = Executor::calling(ctx, function, arguments).map_err(fail)?;
            if !is_free {
                return Ok(Begun::Unfinished(ctx.stash(executor)));
            }
            match executor.step_call(ctx) {
                Step::Returned => executor.into_results(ctx).map(Begun::Done).map_err(fail),
                _ => Ok(Begun::Unfinished(ctx.stash(executor))),
            }
        })?;
        match begun {
            Begun::Done(results) => Ok(results),
            Begun::Unfinished(executor) => self.finish(&executor),
        }
    }
}

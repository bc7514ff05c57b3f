//! [`Script`]: Lua source that was checked when the host was compiled, with values that it captures.

use crate::{
    convert::{FromMulti, IntoLua, IntoMulti, Push},
    exec::executor::StashedExecutor,
    lua::{Chunk, Lua, RuntimeError},
    object::{context::Context, error::Error, value::Value},
};

/// Lua source in a Rust program, made by `lua!` and `include_lua!`, which have checked it.
#[derive(Clone, Copy)]
#[must_use = "a script does nothing until it is run: call `eval`, `exec` or `executor`"]
pub struct Script<C = ()> {
    source: &'static [u8],
    name: &'static str,
    captures: C,
}

impl<C> Script<C> {
    /// What the macros make. `name` is that of the file for messages.
    #[doc(hidden)]
    pub const fn checked(source: &'static [u8], name: &'static str, captures: C) -> Self {
        Self { source, name, captures }
    }

    /// The source, in which captures are the arguments of the chunk.
    pub const fn source(&self) -> &'static [u8] {
        self.source
    }
}

impl Script {
    /// The source as a chunk, to be given arguments or globals of its own.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    /// use piccolo_derive::lua;
    ///
    /// let mut vm = Lua::new();
    /// let sum: i64 = lua! { local a, b = ... return a + b }.chunk(&mut vm).call((1, 2))?;
    /// assert_eq!(sum, 3);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    pub fn chunk(self, lua: &mut Lua) -> Chunk<'_> {
        lua.load(self.source).name(self.name)
    }
}

impl<C: for<'gc> IntoMulti<'gc>> Script<C> {
    /// Makes an executor for the script, to be stepped by the host.
    ///
    /// # Errors
    /// When it needs more registers than there are, or a capture has no representation in Lua.
    pub fn executor(self, lua: &mut Lua) -> Result<StashedExecutor, RuntimeError> {
        lua.load(self.source).name(self.name).executor(self.captures)
    }

    /// Runs the script and drops what it returns.
    ///
    /// # Errors
    /// When it fails.
    pub fn exec(self, lua: &mut Lua) -> Result<(), RuntimeError> {
        self.eval(lua)
    }

    /// Runs the script and converts what it returns.
    ///
    /// # Errors
    /// When it fails, or its results do not convert.
    pub fn eval<T: for<'gc> FromMulti<'gc>>(self, lua: &mut Lua) -> Result<T, RuntimeError> {
        let executor = self.executor(lua)?;
        lua.finish(&executor)
    }

    /// As [`Self::eval`], as a future; see [`Lua::run`].
    ///
    /// # Errors
    /// As [`Self::eval`].
    pub async fn eval_async<T: for<'gc> FromMulti<'gc>>(self, lua: &mut Lua) -> Result<T, RuntimeError> {
        let executor = self.executor(lua)?;
        lua.run(&executor).await
    }
}

/// The variables of Rust that a script captures.
#[derive(Default)]
pub struct Captures<'a>(Vec<Box<dyn Capture + 'a>>);

/// A captured variable.
trait Capture {
    /// Its value.
    fn into_value<'gc>(self: Box<Self>, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;
}

impl<T: for<'gc> IntoLua<'gc>> Capture for T {
    fn into_value<'gc>(self: Box<Self>, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
        (*self).into_lua(ctx)
    }
}

impl<'a> Captures<'a> {
    /// Adds a variable.
    #[doc(hidden)]
    pub fn and<T: for<'gc> IntoLua<'gc> + 'a>(mut self, variable: T) -> Self {
        self.0.push(Box::new(variable));
        self
    }
}

impl<'gc> IntoMulti<'gc> for Captures<'_> {
    fn push_into<P: Push<'gc>>(self, ctx: Context<'gc>, target: &mut P) -> Result<(), Error<'gc>> {
        self.0.into_iter().try_for_each(|variable| target.push_value(variable.into_value(ctx)?))
    }
}

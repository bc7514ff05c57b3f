//! Lending what belongs to the host for a while: [`Scope`].

use crate::{
    convert::FromMulti,
    exec::{
        executor::{Failure, StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::{Chunk, Lua, RuntimeError},
    object::{
        callback::Action,
        context::Context,
        error::Error,
        held::MaybeSend,
        stack::Stack,
        userdata::{
            lent::{self, LentObject, Loan},
            storage::MutableStorage,
            typed::UserDataType,
        },
        value::Value,
    },
};

/// A time in which scripts have what belongs to the host; see [`Lua::scope`].
pub struct Scope<'lua, 'env> {
    lua: &'lua mut Lua,
    loans: Vec<Loan<'env>>,
}

impl Lua {
    /// Lets scripts use values and functions of the host that it does not give away: they are lent as long as
    /// `body` runs. What scripts keep of them afterwards is an error to use.
    ///
    /// Lent values have the class of their type, so scripts see no difference: methods, fields, and references
    /// to what is in them.
    ///
    /// ```
    /// use piccolo_core::lua::{Lua, RuntimeError};
    /// use piccolo_derive::{Collect, UserData, methods};
    ///
    /// #[derive(Collect, UserData)]
    /// #[collect(require_static)]
    /// struct World {
    ///     #[lua(get, set)]
    ///     time: i64,
    ///     names: Vec<String>,
    /// }
    ///
    /// #[methods]
    /// impl World {
    ///     fn spawn(&mut self, name: String) -> usize {
    ///         self.names.push(name);
    ///         self.names.len()
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// let mut world = World { time: 1, names: Vec::new() };
    /// let script = lua.load("kept = world world.time = world.time + 1 return world:spawn('bat')").executor(())?;
    /// let count: usize = lua.scope(|s| s.lend("world", &mut world)?.run(&script))?;
    /// assert_eq!((count, world.time, world.names.len()), (1, 2, 1));
    ///
    /// let error = lua.load("return kept.time").exec().unwrap_err();
    /// assert!(error.to_string().contains("world is no longer lent"));
    /// # Ok::<(), RuntimeError>(())
    /// ```
    ///
    /// What has lifetimes of its own is lent as an object whose methods scripts call ([`Scope::lend_object`]), or as
    /// functions that use it:
    ///
    /// ```
    /// # use piccolo_core::lua::{Lua, RuntimeError};
    /// struct Ui<'a> {
    ///     lines: &'a mut Vec<String>,
    /// }
    ///
    /// let mut lua = Lua::new();
    /// let mut lines = Vec::new();
    /// let ui = Ui { lines: &mut lines };
    /// lua.scope(|s| {
    ///     s.lend_function("label", |ctx, mut stack| {
    ///         let text: String = stack.consume(ctx)?;
    ///         ui.lines.push(text);
    ///         stack.replace_with(ctx, ui.lines.len())
    ///     })?;
    ///     s.load("label('one') label('two')").exec()
    /// })?;
    /// assert_eq!(lines, ["one", "two"]);
    /// # Ok::<(), RuntimeError>(())
    /// ```
    ///
    /// What is lent outlives the scope, so it can not come from inside:
    ///
    /// ```compile_fail,E0373,E0597
    /// # use piccolo_core::lua::Lua;
    /// # use piccolo_derive::{Collect, UserData};
    /// # #[derive(Collect, UserData)]
    /// # struct World;
    /// let mut lua = Lua::new();
    /// lua.scope(|s| {
    ///     let mut world = World;
    ///     s.lend("world", &mut world).is_ok()
    /// });
    /// ```
    pub fn scope<'env, R>(&mut self, body: impl FnOnce(&mut Scope<'_, 'env>) -> R) -> R {
        // Its loans end when it is dropped, also by a panic.
        body(&mut Scope { lua: self, loans: Vec::new() })
    }
}

impl<'env> Scope<'_, 'env> {
    /// Lends `value` as the global variable `name`.
    ///
    /// # Errors
    /// When memory is short.
    pub fn lend<T>(&mut self, name: &str, value: &'env mut T) -> Result<&mut Self, RuntimeError>
    where
        T: for<'gc> UserDataType<'gc, Storage: MutableStorage<'gc, T>> + MaybeSend + 'static,
    {
        self.set_global(name, |ctx| {
            let (handle, loan) = lent::lend(ctx, name, value)?;
            Ok((handle.into(), loan))
        })
    }

    /// Lends `value` as the global variable `name`, for reading only: changing it is an error.
    ///
    /// # Errors
    /// When memory is short.
    pub fn lend_shared<T>(&mut self, name: &str, value: &'env T) -> Result<&mut Self, RuntimeError>
    where
        T: for<'gc> UserDataType<'gc, Storage: MutableStorage<'gc, T>> + 'static,
        &'env T: MaybeSend,
    {
        self.set_global(name, |ctx| {
            let (handle, loan) = lent::lend_shared(ctx, name, value)?;
            Ok((handle.into(), loan))
        })
    }

    /// Lends `value` as the global variable `name`, of a type with `#[methods(lent)]`: it may borrow from the host
    /// itself, so scripts can have its methods called, and nothing else.
    ///
    /// ```
    /// use piccolo_core::lua::{Lua, RuntimeError};
    /// use piccolo_derive::methods;
    ///
    /// struct Ui<'frame> {
    ///     lines: &'frame mut Vec<String>,
    /// }
    ///
    /// #[methods(lent)]
    /// impl Ui<'_> {
    ///     fn label(&mut self, text: String) -> usize {
    ///         self.lines.push(text);
    ///         self.lines.len()
    ///     }
    ///
    ///     #[lua(get)]
    ///     fn last(&self) -> Option<String> {
    ///         self.lines.last().cloned()
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// let mut lines = Vec::new();
    /// let mut ui = Ui { lines: &mut lines };
    /// let script = lua.load("kept = ui; ui:label('one'); return ui:label(ui.last .. ', two')").executor(())?;
    /// assert_eq!(lua.scope(|s| s.lend_object("ui", &mut ui)?.run::<i64>(&script))?, 2);
    /// assert_eq!(lines, ["one", "one, two"]);
    /// assert!(lua.load("kept:label('three')").exec().unwrap_err().to_string().contains("ui is no longer lent"));
    /// # Ok::<(), RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory is short.
    pub fn lend_object<T: LentObject + MaybeSend>(
        &mut self,
        name: &str,
        value: &'env mut T,
    ) -> Result<&mut Self, RuntimeError> {
        self.set_global(name, |ctx| {
            let (handle, loan) = lent::lend_object(ctx, name, value)?;
            Ok((handle.into(), loan))
        })
    }

    /// Lends `function` as the global variable `name`. It may use what is not `'static`. If it is called while
    /// it runs, that call fails.
    ///
    /// # Errors
    /// When memory is short.
    pub fn lend_function<F>(&mut self, name: &str, function: F) -> Result<&mut Self, RuntimeError>
    where
        F: for<'gc, 'a> FnMut(Context<'gc>, Stack<'gc, 'a>) -> Result<Action<'gc>, Error<'gc>>
            + MaybeSend
            + 'env,
    {
        self.set_global(name, |ctx| {
            let (callback, loan) = lent::lend_function(ctx, name, function);
            Ok((Value::Callback(callback), loan))
        })
    }

    fn set_global(
        &mut self,
        name: &str,
        lend: impl for<'gc> FnOnce(Context<'gc>) -> Result<(Value<'gc>, Loan<'env>), Error<'gc>>,
    ) -> Result<&mut Self, RuntimeError> {
        let loan = self.lua.enter(|ctx| {
            let lent = lend(ctx).and_then(|(value, loan)| {
                ctx.globals().set(ctx, name, value)?;
                Ok(loan)
            });
            lent.map_err(|error| RuntimeError::new(ctx, &Failure { error, traceback: Vec::new() }))
        })?;
        self.loans.push(loan);
        Ok(self)
    }

    /// Runs an executor to its end, as [`Lua::finish`].
    ///
    /// # Errors
    /// When the script fails, its results do not convert, or a limit stops it.
    pub fn run<T: for<'gc> FromMulti<'gc>>(&mut self, executor: &StashedExecutor) -> Result<T, RuntimeError> {
        self.lua.finish(executor)
    }

    /// Runs an executor for a while, as [`Lua::step`].
    pub fn step(&mut self, executor: &StashedExecutor, fuel: &mut Fuel) -> Step {
        self.lua.step(executor, fuel)
    }

    /// A chunk of Lua source, as [`Lua::load`].
    pub fn load<'a>(&'a mut self, source: &'a (impl AsRef<[u8]> + ?Sized)) -> Chunk<'a> {
        self.lua.load(source)
    }

    /// Gives access to the inside of the VM, as [`Lua::enter`].
    pub fn enter<R>(&mut self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        self.lua.enter(f)
    }
}

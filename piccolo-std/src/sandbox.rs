//! [`Sandbox`]: VMs for scripts that are not trusted, and environments that keep scripts of one VM apart.

use std::hash::{BuildHasher, RandomState};

use piccolo_core::{
    lua::{Lua, RuntimeError, limits::Limits},
    object::{context::Context, error::Error, stash::StashedTable, table::Table, value::Value},
};

use crate::{Libs, Options, Output, base, load};

/// What a [`Lua`] can do about scripts that are not trusted.
pub trait Sandbox: Sized {
    /// A VM for scripts that are not trusted: with the libraries of [`Libs::safe`], in which scripts reach nothing of
    /// their host, not even an output (what they print is dropped), load no binary chunks, and consume no more than
    /// `limits` allow. Hashes have a seed that scripts can not know.
    ///
    /// ```
    /// use piccolo_core::{lua::{Lua, limits::Limits}, object::error::Stop};
    /// use piccolo_std::Sandbox;
    ///
    /// let mut lua = Lua::sandboxed(Limits { fuel: 1_000_000, memory: 8 << 20, ..Limits::default() });
    /// assert_eq!(lua.load("return ('x'):rep(3), os, io, require").eval::<String>()?, "xxx");
    /// let error = lua.load("while true do end").exec().unwrap_err();
    /// assert_eq!(error.stop(), Some(Stop::Fuel));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    fn sandboxed(limits: Limits) -> Self;

    /// Makes a VM without libraries one for scripts that are not trusted, with another choice of libraries, an
    /// output, or a seed than [`Self::sandboxed`]. Whatever is chosen,
    ///
    /// - scripts load no binary chunks;
    /// - texts show no addresses of objects, but numbers that are the same each time that a script runs in a new VM;
    /// - `load` gives a chunk the environment of the function that calls it, not the table of globals;
    /// - scripts do not get at the metatable of strings, and the methods of strings are not the fields of `string`,
    ///   so that nobody changes the methods of others.
    ///
    /// ```
    /// use piccolo_core::lua::{Lua, limits::Limits};
    /// use piccolo_std::{Options, Output, Sandbox};
    ///
    /// let (output, printed) = Output::captured();
    /// let options = Options { output, seed: Some(1), ..Options::default() };
    /// let mut lua = Lua::with_seed(1).into_sandbox(Limits::default(), &options)?;
    /// lua.load("string.upper = nil print(('x'):upper())").exec()?;
    /// assert_eq!(printed.take(), b"X\n");
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory, which `limits` do not limit yet, is short.
    fn into_sandbox(self, limits: Limits, options: &Options) -> Result<Self, RuntimeError>;

    /// A table of globals of its own for one script of many: a copy of the table of globals and of all tables that
    /// are reached from it, libraries above all. What the script does with them, no other script sees. Functions and
    /// userdata are the same in all. From then on, each run calls only its own finalizers
    /// ([`Context::separate_finalizers`]).
    ///
    /// ```
    /// use piccolo_core::lua::{Lua, limits::Limits};
    /// use piccolo_std::Sandbox;
    ///
    /// let mut lua = Lua::sandboxed(Limits::default());
    /// let (first, second) = (lua.environment()?, lua.environment()?);
    /// lua.load("x = 1; string.rep = error; load('y = 2')()").env(&first).exec()?;
    /// assert!(lua.load("return x == 1 and y == 2").env(&first).eval::<bool>()?);
    /// assert!(lua.load("return x == nil and y == nil and #string.rep('x', 3) == 3").env(&second).eval::<bool>()?);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// A stop when the memory limit does not allow it.
    fn environment(&mut self) -> Result<StashedTable, RuntimeError>;
}

impl Sandbox for Lua {
    fn sandboxed(limits: Limits) -> Self {
        let (output, error) = (Output::discarding(), Output::discarding());
        let options = Options { libs: Libs::safe(), output, error, ..Options::default() };
        let lua = Lua::with_seed(RandomState::new().hash_one(0));
        lua.into_sandbox(limits, &options).expect("memory is not limited yet")
    }

    fn into_sandbox(mut self, limits: Limits, options: &Options) -> Result<Self, RuntimeError> {
        self.set_limits(Limits::unlimited());
        self.try_enter(|ctx| {
            ctx.allow_binary_chunks(false);
            ctx.hide_addresses(true);
            ctx.charge_working_set(true);
            load(ctx, options)?;
            protect_strings(ctx)?;
            if options.libs.contains("base.load") {
                ctx.globals().set(ctx, "load", base::inheriting_load(ctx, None))?;
            }
            Ok(())
        })?;
        self.set_limits(limits);
        Ok(self)
    }

    fn environment(&mut self) -> Result<StashedTable, RuntimeError> {
        self.try_enter(|ctx| {
            ctx.separate_finalizers();
            environment(ctx).map(|table| ctx.stash(table))
        })
    }
}

/// Hides the metatable of strings, and gives it methods of its own.
fn protect_strings<'gc>(ctx: Context<'gc>) -> Result<(), Error<'gc>> {
    let Some(metatable) = ctx.metatable(ctx.intern(b"").into()) else { return Ok(()) };
    if let Value::Table(methods) = metatable.get(ctx, "__index")? {
        let own = Table::new(ctx);
        copy_entries(ctx, methods, own, |value| value)?;
        metatable.set(ctx, "__index", own)?;
    }
    metatable.set(ctx, "__metatable", false)
}

/// Puts what `change` makes of the values of `source` into `target`.
fn copy_entries<'gc>(
    ctx: Context<'gc>,
    source: Table<'gc>,
    target: Table<'gc>,
    mut change: impl FnMut(Value<'gc>) -> Value<'gc>,
) -> Result<(), Error<'gc>> {
    let mut cursor = 0;
    while let Some((next, key, value)) = source.next_from(cursor) {
        target.raw_set(ctx, key, change(value))?;
        cursor = next;
    }
    Ok(())
}

/// A copy of the table of globals and of all tables that are reached from it.
fn environment<'gc>(ctx: Context<'gc>) -> Result<Table<'gc>, Error<'gc>> {
    let globals = ctx.globals();
    // Copies by their originals, and those whose entries are still to be copied.
    let copies = Table::new(ctx);
    let mut pending = Vec::new();
    let copy_of = |table: Table<'gc>, pending: &mut Vec<_>| -> Result<Table<'gc>, Error<'gc>> {
        if let Value::Table(copy) = copies.raw_get(table.into()) {
            return Ok(copy);
        }
        let copy = Table::new(ctx);
        copies.raw_set(ctx, table.into(), copy.into())?;
        pending.push((table, copy));
        Ok(copy)
    };
    let own = copy_of(globals, &mut pending)?;
    while let Some((source, target)) = pending.pop() {
        let mut failure = Ok(());
        copy_entries(ctx, source, target, |value| match value {
            Value::Table(table) => copy_of(table, &mut pending).map_or_else(
                |error| {
                    failure = Err(error);
                    Value::Nil
                },
                Value::Table,
            ),
            other => other,
        })?;
        failure?;
        if let Some(metatable) = source.metatable() {
            target.set_metatable(ctx, Some(copy_of(metatable, &mut pending)?));
        }
    }
    if !own.raw_get_string(ctx.intern(b"load")).is_nil() {
        own.set(ctx, "load", base::inheriting_load(ctx, Some(own)))?;
    }
    Ok(own)
}

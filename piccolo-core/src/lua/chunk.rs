//! [`Chunk`]: source that the host wants to be run.

use std::{borrow::Cow, cell::Cell};

use piccolo_derive::Collect;

use crate::{
    convert::{FromMulti, IntoMulti},
    exec::executor::{Executor, Failure, StashedExecutor},
    lua::{Lua, RuntimeError},
    object::{
        callback::{Action, Callback},
        closure::{Closure, FunctionProto, Instantiation},
        context::Context,
        error::Error,
        function::Function,
        loading::{Loaded, Loading},
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        stash::StashedTable,
        table::Table,
        value::Value,
    },
    support::{account::Charge, remains},
    syntax::{self, Source},
};

/// A chunk of source to be run; made by [`Lua::load`].
pub struct Chunk<'a> {
    lua: &'a mut Lua,
    source: &'a [u8],
    name: Cow<'a, [u8]>,
    env: Option<StashedTable>,
    is_deferred: bool,
}

impl<'a> Chunk<'a> {
    pub(super) fn new(lua: &'a mut Lua, source: &'a [u8]) -> Self {
        let is_deferred = lua.fuel_limit != u64::MAX;
        Self { lua, source, name: Cow::Borrowed(b"=chunk"), env: None, is_deferred }
    }

    /// Names the chunk for messages: `@file.lua`, `=description`, or the source itself.
    #[must_use]
    pub fn name(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.name = match name.into() {
            Cow::Borrowed(name) => Cow::Borrowed(name.as_bytes()),
            Cow::Owned(name) => Cow::Owned(name.into_bytes()),
        };
        self
    }

    /// Gives the chunk a table of globals of its own.
    #[must_use]
    pub fn env(mut self, table: &StashedTable) -> Self {
        self.env = Some(table.clone());
        self
    }

    /// Has the chunk compiled by its run, in the run's steps and with its fuel, as befits source that is not trusted.
    /// So it is in any case if the VM's fuel is limited ([`Limits::fuel`](crate::lua::limits::Limits::fuel)). A chunk
    /// that is not valid Lua then fails when it is run.
    ///
    /// ```
    /// use piccolo_core::{exec::{executor::Step, fuel::Fuel}, lua::Lua};
    ///
    /// let mut lua = Lua::new();
    /// let source = "x = 1 ".repeat(10_000);
    /// let run = lua.load(&source).deferred().executor(())?;
    /// assert_eq!(lua.step(&run, &mut Fuel::new(10_000)), Step::OutOfFuel);
    /// assert!(lua.finish::<()>(&run).is_ok());
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    #[must_use]
    pub fn deferred(mut self) -> Self {
        self.is_deferred = true;
        self
    }

    /// Compiles the chunk, unless it is [deferred](Self::deferred), and makes an executor for it, to be stepped by the
    /// host.
    ///
    /// # Errors
    /// When the source is not valid Lua, or memory is short.
    pub fn executor(self, arguments: impl for<'gc> IntoMulti<'gc>) -> Result<StashedExecutor, RuntimeError> {
        let Self { lua, source, name, env, is_deferred } = self;
        lua.enter(|ctx| {
            let env = match env {
                Some(env) => ctx.fetch(&env).map_err(|error| RuntimeError::plain(error.to_string()))?,
                None => ctx.globals(),
            };
            let source = syntax::skip_shebang(source);
            let function = match is_deferred {
                true => deferred(ctx, source, &name, env).map_err(|error| RuntimeError::of(ctx, error))?,
                false => Function::Closure(Closure::of_main(
                    ctx,
                    compile_now(ctx, source, &name)?,
                    Value::Table(env),
                )),
            };
            let mut values = Vec::new();
            arguments
                .push_into(ctx, &mut values)
                .and_then(|()| Executor::new(ctx, function, &values))
                .map(|executor| {
                    executor.thread().set_environment(ctx, env);
                    ctx.stash(executor)
                })
                .map_err(|error| RuntimeError::new(ctx, &Failure { error, traceback: Vec::new() }))
        })
    }

    fn reborrow(&mut self) -> Chunk<'_> {
        let (name, env) = (Cow::Borrowed(&*self.name), self.env.take());
        Chunk { lua: &mut *self.lua, source: self.source, name, env, is_deferred: self.is_deferred }
    }

    /// Runs the chunk and drops what it returns.
    ///
    /// # Errors
    /// When the source is not valid Lua, or the script fails.
    pub fn exec(self) -> Result<(), RuntimeError> {
        self.eval()
    }

    /// Runs the chunk and converts what it returns.
    ///
    /// # Errors
    /// When the source is not valid Lua, the script fails, or its results do not convert.
    pub fn eval<T: for<'gc> FromMulti<'gc>>(self) -> Result<T, RuntimeError> {
        self.call(())
    }

    /// Runs the chunk with arguments (`...`) and converts what it returns.
    ///
    /// # Errors
    /// When the source is not valid Lua, the script fails, or its results do not convert.
    pub fn call<T: for<'gc> FromMulti<'gc>>(
        mut self,
        arguments: impl for<'gc> IntoMulti<'gc>,
    ) -> Result<T, RuntimeError> {
        let executor = self.reborrow().executor(arguments)?;
        self.lua.finish(&executor)
    }

    /// As [`Self::exec`], as a future; see [`Lua::run`].
    ///
    /// # Errors
    /// As [`Self::exec`].
    pub async fn exec_async(self) -> Result<(), RuntimeError> {
        self.eval_async().await
    }

    /// As [`Self::eval`], as a future; see [`Lua::run`].
    ///
    /// # Errors
    /// As [`Self::eval`].
    pub async fn eval_async<T: for<'gc> FromMulti<'gc>>(self) -> Result<T, RuntimeError> {
        self.call_async(()).await
    }

    /// As [`Self::call`], as a future; see [`Lua::run`].
    ///
    /// # Errors
    /// As [`Self::call`].
    pub async fn call_async<T: for<'gc> FromMulti<'gc>>(
        mut self,
        arguments: impl for<'gc> IntoMulti<'gc>,
    ) -> Result<T, RuntimeError> {
        let executor = self.reborrow().executor(arguments)?;
        self.lua.run(&executor).await
    }
}

/// Compiles for the host, which takes no fuel of a run; the memory limit holds.
fn compile_now<'gc>(
    ctx: Context<'gc>,
    source: &[u8],
    name: &[u8],
) -> Result<FunctionProto<'gc>, RuntimeError> {
    let others = ctx.take_fuel_debt();
    let result = load_now(ctx, source, name);
    ctx.take_fuel_debt();
    ctx.charge_fuel(usize::try_from(others).unwrap_or(0));
    result.unwrap_or_else(|error| Err(RuntimeError::of(ctx, error)))
}

fn load_now<'gc>(
    ctx: Context<'gc>,
    source: &[u8],
    name: &[u8],
) -> Result<Result<FunctionProto<'gc>, RuntimeError>, Error<'gc>> {
    let mut loading = Loading::new(ctx, name)?;
    let (prototype, charge) = loop {
        ctx.take_fuel_debt();
        match loading.advance(ctx, Source { text: source, is_whole: true })? {
            Loaded::Paused | Loaded::Hungry => {}
            Loaded::Compiled(prototype, charge) => break (prototype, charge),
            Loaded::Failed(error) => return Ok(Err(error.into())),
        }
    };
    drop(loading);
    let mut instantiation = Instantiation::new(prototype, charge);
    loop {
        ctx.take_fuel_debt();
        if let Some(function) = instantiation.advance(ctx)? {
            return Ok(Ok(function));
        }
    }
}

/// A function that compiles a chunk and then becomes it.
fn deferred<'gc>(
    ctx: Context<'gc>,
    source: &[u8],
    name: &[u8],
    env: Table<'gc>,
) -> Result<Function<'gc>, Error<'gc>> {
    let mut charge = Charge::default();
    charge.set(ctx.memory(), source.len() + name.len())?;
    let text = Text { source: source.into(), name: name.to_vec(), charge };
    let captures = Captures { text: Cell::new(Some(text)), env };
    Ok(Function::Callback(Callback::with_captures(ctx, captures, |captures, ctx, _| {
        let Some(text) = captures.text.take() else { return Err(Error::message("a chunk is run once")) };
        let mut text = text;
        text.charge.set(ctx.memory(), text.source.len())?;
        let loading = Loading::named(ctx, std::mem::take(&mut text.name).into())?;
        let stage = Stage::Loading { loading, text };
        Ok(Action::Sequence(BoxSequence::new(Deferred { stage, env: captures.env })))
    })))
}

/// The source of a deferred chunk.
struct Text {
    source: Box<[u8]>,
    name: Vec<u8>,
    charge: Charge,
}

impl Text {
    fn leave(&mut self) {
        remains::leave(std::mem::take(&mut self.source).into_vec());
        remains::leave(std::mem::take(&mut self.name));
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        self.leave();
    }
}

#[derive(Collect)]
#[collect(no_drop)]
struct Captures<'gc> {
    #[collect(require_static)]
    text: Cell<Option<Text>>,
    env: Table<'gc>,
}

/// A deferred chunk that is being compiled.
#[derive(Collect)]
#[collect(no_drop)]
struct Deferred<'gc> {
    stage: Stage<'gc>,
    env: Table<'gc>,
}

#[derive(Collect)]
#[collect(no_drop)]
enum Stage<'gc> {
    Loading {
        #[collect(require_static)]
        loading: Loading,
        #[collect(require_static)]
        text: Text,
    },
    Making(Instantiation<'gc>),
}

impl<'gc> Sequence<'gc> for Deferred<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if let Stage::Loading { loading, text } = &mut self.stage {
            match loading.advance(ctx, Source { text: &text.source, is_whole: true })? {
                Loaded::Paused | Loaded::Hungry => return Ok(SequencePoll::Pause),
                Loaded::Compiled(prototype, charge) => {
                    // At once, so that the account does not depend on when it hears of what was dropped.
                    text.leave();
                    text.charge.set(ctx.memory(), 0)?;
                    self.stage = Stage::Making(Instantiation::new(prototype, charge));
                }
                Loaded::Failed(error) => return Err(Error::host(error)),
            }
        }
        let Stage::Making(instantiation) = &mut self.stage else { return Ok(SequencePoll::Pause) };
        Ok(match instantiation.advance(ctx)? {
            Some(function) => {
                let closure = Closure::of_main(ctx, function, Value::Table(self.env));
                SequencePoll::TailCall(Function::Closure(closure))
            }
            None => SequencePoll::Pause,
        })
    }
}

//! [`Machine`]: a VM with the standard library, as a process runs it.

use std::{io, sync::Arc};

use piccolo::{
    Callback, Closure, Context, Error, Executor, Fuel, Function, Lua, Stack, StashedExecutor, Step, Value,
    bytecode::{dump, prototype::Prototype},
    compile,
    object::{
        collector::Mode,
        error::{Exit, Stop},
    },
    sequence,
    sequence::{Tail, call_stack, run_callback},
    stdlib::{self, Files, Input, Libs, Options, Output},
};

use crate::{
    arguments::Invocation,
    failure::Failure,
    interrupt::Interrupt,
    source::{BINARY_MARK, Source},
};

/// Fuel of one slice: after each, Ctrl-C is looked for and output becomes visible.
const SLICE: u64 = 1_000_000;

/// A VM and what a process adds to it.
pub(crate) struct Machine {
    lua: Lua,
    output: Output,
    input: Input,
    files: Files,
    interrupt: Interrupt,
    fuel_per_step: u64,
}

impl Machine {
    /// A VM with all libraries.
    ///
    /// `path` is where `require` looks for modules, if that is not the default.
    pub(crate) fn new(invocation: &Invocation, path: Option<Vec<u8>>) -> Result<Self, Failure> {
        let testing = &invocation.testing;
        let output = Output::default();
        let mut lua = testing.seed.map_or_else(Lua::new, Lua::with_seed);
        lua.set_gc_stress(testing.gc_stress);
        let input = Input::default();
        let options = Options {
            // All there is, since scripts are the user's own.
            libs: Libs::full(),
            output: output.clone(),
            input: input.clone(),
            seed: testing.seed,
            path,
            reference_yields: invocation.reference_yields,
            ..Options::default()
        };
        lua.enter(|ctx| {
            // The mode that `lua` starts in.
            ctx.collector().set_mode(Mode::Generational);
            ctx.allow_binary_chunks(true);
            stdlib::load(ctx, &options).map_err(|error| Failure::Message(format!("{error:?}")))
        })?;
        let fuel_per_step = testing.fuel_per_step.unwrap_or(SLICE);
        Ok(Self { lua, output, input, files: options.files, interrupt: Interrupt::install(), fuel_per_step })
    }

    /// Access to the inside of the VM.
    pub(crate) fn enter<R>(&mut self, f: impl for<'gc> FnOnce(Context<'gc>) -> R) -> R {
        self.lua.enter(f)
    }

    /// Where `print` writes.
    pub(crate) fn output(&self) -> &Output {
        &self.output
    }

    /// The standard input of scripts.
    pub(crate) fn input(&self) -> &Input {
        &self.input
    }

    /// Makes output visible, so that it stands before what is written to other places.
    pub(crate) fn flush(&self) -> Result<(), Failure> {
        match self.output.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::OutputClosed),
            // As with `print`, there is nobody to tell.
            _ => Ok(()),
        }
    }

    /// Compiles a source and gets ready to run it. `arguments` gives its arguments.
    pub(crate) fn load(
        &mut self,
        source: &Source,
        arguments: impl for<'gc> FnOnce(Context<'gc>) -> Result<Vec<Value<'gc>>, Failure>,
    ) -> Result<StashedExecutor, Failure> {
        let prototype = Arc::new(prototype(source)?);
        self.lua.enter(|ctx| {
            let arguments = arguments(ctx)?;
            let closure = Closure::main(ctx, &prototype, Value::Table(ctx.globals()));
            prepare(ctx, Value::Closure(closure), &arguments)
        })
    }

    /// Compiles and runs a source without arguments.
    pub(crate) fn run(&mut self, source: &Source) -> Result<(), Failure> {
        let executor = self.load(source, |_| Ok(Vec::new()))?;
        self.finish(&executor)
    }

    /// Runs to the end.
    pub(crate) fn finish(&mut self, executor: &StashedExecutor) -> Result<(), Failure> {
        self.interrupt.arm();
        let result = self.run_slices(executor);
        self.interrupt.disarm();
        result
    }

    fn run_slices(&mut self, executor: &StashedExecutor) -> Result<(), Failure> {
        let mut fuel = Fuel::new(self.fuel_per_step);
        let mut since_flush = 0;
        loop {
            match self.lua.step(executor, &mut fuel) {
                Step::Returned | Step::Yielded => return Ok(()),
                Step::Stopped(Stop::Exit(exit)) => return Err(Failure::Exit(exit)),
                Step::Failed | Step::Stopped(_) => return self.lua.take(executor).map_err(Failure::Script),
                Step::OutOfFuel | Step::CollectionDue => fuel.refill(self.fuel_per_step),
                Step::Pending => {}
            }
            if self.interrupt.is_requested() {
                return Err(Failure::Interrupted);
            }
            since_flush += self.fuel_per_step;
            if since_flush >= SLICE {
                since_flush = 0;
                self.flush()?;
            }
        }
    }

    /// Ends the VM: runs finalizers, unless a script has decided against it, and makes all output visible. Gives
    /// how the process is to end, which finalizers may have decided.
    pub(crate) fn close(self, exit: Option<Exit>) -> (Option<Exit>, Result<(), Failure>) {
        let Self { mut lua, output, files, interrupt, .. } = self;
        let exit = match exit {
            Some(Exit { close: false, .. }) => exit,
            _ => lua.finalize().or(exit),
        };
        files.flush();
        // The process ends: its memory need not be freed piece by piece.
        std::mem::forget(lua);
        drop(interrupt);
        (exit, output.flush().map_err(|_| Failure::OutputClosed))
    }
}

/// The code of a source: a text, or what `string.dump` made of one.
fn prototype(source: &Source) -> Result<Prototype, Failure> {
    let bytes = source.as_bytes();
    if !bytes.starts_with(BINARY_MARK) {
        return Ok(compile::compile(bytes, source.name())?);
    }
    dump::load(bytes).map_err(|error| {
        let name = String::from_utf8_lossy(&source.name()[1..]).into_owned();
        Failure::Message(format!("{name}: bad binary format ({error})"))
    })
}

/// Gets ready to call any value from the host.
///
/// # Errors
/// When memory is short.
pub(crate) fn prepare<'gc>(
    ctx: Context<'gc>,
    callee: Value<'gc>,
    arguments: &[Value<'gc>],
) -> Result<StashedExecutor, Failure> {
    // The callback is what tracebacks end with, `[C]: in ?`.
    let command =
        Callback::with_captures(ctx, callee, |callee, ctx, stack| run_callback(ctx, stack, command(*callee)));
    match Executor::new(ctx, Function::Callback(command), arguments) {
        Ok(executor) => Ok(ctx.stash(executor)),
        Err(error) => Err(Failure::Message(format!("{error:?}"))),
    }
}

/// Calls a value and returns what that gives.
#[sequence]
async fn command<'gc>(callee: Value<'gc>, stack: Stack<'gc, '_>) -> Result<Tail<'gc>, Error<'gc>> {
    call_stack(callee).await?;
    Ok(Tail::Stack)
}

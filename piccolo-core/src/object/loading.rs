//! [`Loading`] and [`BinaryLoading`]: text, and precompiled chunks, that become functions inside of a run.

use std::sync::Arc;

use crate::{
    bytecode::{
        dump::{LoadError, Undumping},
        prototype::{ChunkName, Prototype},
    },
    compile::compilation::{Compilation, Progress},
    object::{context::Context, error::Error},
    support::{account::Charge, remains},
    syntax::{Source, error::CompileError},
};

/// The fuel for a step of the compiler.
const FUEL_PER_STEP: usize = 13;

/// What comes to the bytes that a compilation knows of: lists of bounded length.
const OVERHEAD: usize = 4096;

/// The compilation of a text, charged to fuel and memory of the VM: before memory is allocated, and after each
/// piece of a few microseconds.
///
/// ```
/// use piccolo_core::{lua::Lua, object::loading::{Loaded, Loading}, syntax::Source};
///
/// let message = Lua::new().try_enter(|ctx| {
///     let mut loading = Loading::new(ctx, b"=example")?;
///     let source = Source { text: b"return 1 +", is_whole: true };
///     match loading.advance(ctx, source)? {
///         Loaded::Failed(error) => Ok(error.to_string()),
///         _ => Ok(String::new()),
///     }
/// })?;
/// assert_eq!(message, "example:1: unexpected symbol near <eof>");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub struct Loading {
    /// There until this is dropped.
    compilation: Option<Box<Compilation>>,
    charge: Charge,
    work: usize,
}

/// From how many bytes on what there is of a chunk is left to be dropped in pieces.
const MUCH: usize = 64 * 1024;

impl Drop for Loading {
    fn drop(&mut self) {
        if let Some(compilation) = self.compilation.take().filter(|compilation| !compilation.is_over()) {
            let bytes = compilation.bytes();
            if bytes > MUCH {
                remains::leave_pieces(compilation, bytes);
            }
        }
    }
}

/// How loading went on.
pub enum Loaded {
    /// A pause is due.
    Paused,
    /// There has to be more text, or the end of it.
    Hungry,
    /// The chunk is compiled. The charge is for the prototypes, and lasts as long as it is kept.
    Compiled(Arc<Prototype>, Charge),
    /// The text is wrong.
    Failed(CompileError),
}

impl Loading {
    /// Begins. `chunk_name` is `@file`, `=name` or the text itself.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub fn new<'gc>(ctx: Context<'gc>, chunk_name: &[u8]) -> Result<Self, Error<'gc>> {
        ctx.memory().check(size_of::<Compilation>() + OVERHEAD + chunk_name.len())?;
        Self::named(ctx, chunk_name.into())
    }

    /// As [`Self::new`], with a name that may be long: it is not copied. Whoever has charged it gives that back before.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub fn named<'gc>(ctx: Context<'gc>, chunk_name: ChunkName) -> Result<Self, Error<'gc>> {
        let mut charge = Charge::default();
        charge.set(ctx.memory(), size_of::<Compilation>() + OVERHEAD + chunk_name.len())?;
        let compilation = Some(Box::new(Compilation::named(chunk_name)));
        Ok(Self { compilation, charge, work: 0 })
    }

    /// Goes on with `source`, which is the text from its start on, until a pause is due. To be called again if it was
    /// paused or is hungry.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub fn advance<'gc>(&mut self, ctx: Context<'gc>, source: Source<'_>) -> Result<Loaded, Error<'gc>> {
        let Some(compilation) = &mut self.compilation else { unreachable!("it is being dropped") };
        while !ctx.is_pause_due() {
            let progress = compilation.advance(source);
            let work = compilation.work();
            ctx.charge_fuel((work - self.work) * FUEL_PER_STEP);
            self.work = work;
            let overhead = if matches!(progress, Ok(Progress::Complete(_))) { 0 } else { OVERHEAD };
            self.charge.set(ctx.memory(), compilation.bytes() + overhead)?;
            match progress {
                Ok(Progress::Paused) => {}
                Ok(Progress::Hungry) => return Ok(Loaded::Hungry),
                Ok(Progress::Complete(prototype)) => {
                    // What is kept of a compilation that is complete.
                    let mut charge = std::mem::take(&mut self.charge);
                    charge.set(ctx.memory(), compilation.prototype_bytes())?;
                    return Ok(Loaded::Compiled(prototype, charge));
                }
                Err(error) => {
                    self.charge.set(ctx.memory(), 0)?;
                    return Ok(Loaded::Failed(error));
                }
            }
        }
        Ok(Loaded::Paused)
    }
}

/// A precompiled chunk that is being read and verified, charged to fuel and memory of the VM as [`Loading`] is.
///
/// ```
/// use piccolo_core::{bytecode::dump, compile::compile, lua::Lua, object::loading::{BinaryLoading, Undumped}};
///
/// let bytes = dump::dump(&compile(b"return 1", b"=example").expect("valid source"), true);
/// let is_cut = Lua::new().try_enter(|ctx| {
///     let mut loading = BinaryLoading::default();
///     let undumped = loading.advance(ctx, &bytes[..20])?;
///     Ok(matches!(undumped, Undumped::Failed(dump::LoadError::Truncated)))
/// })?;
/// assert!(is_cut);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
#[derive(Default)]
pub struct BinaryLoading {
    undumping: Box<Undumping>,
    charge: Charge,
    work: usize,
}

impl Drop for BinaryLoading {
    fn drop(&mut self) {
        let bytes = self.undumping.bytes();
        if bytes > MUCH && !self.undumping.is_empty() {
            let undumping: Box<Undumping> = std::mem::take(&mut self.undumping);
            remains::leave_pieces(undumping, bytes);
        }
    }
}

/// How reading a precompiled chunk went on.
pub enum Undumped {
    /// A pause is due.
    Paused,
    /// The chunk is read and verified. The charge is for the prototypes, and lasts as long as it is kept.
    Complete(Arc<Prototype>, Charge),
    /// It is damaged, or not what the VM may run.
    Failed(LoadError),
}

impl BinaryLoading {
    /// Goes on with `bytes`, which are the whole chunk, until a pause is due. To be called again if it was paused.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub fn advance<'gc>(&mut self, ctx: Context<'gc>, bytes: &[u8]) -> Result<Undumped, Error<'gc>> {
        while !ctx.is_pause_due() {
            let progress = self.undumping.advance(bytes);
            let work = self.undumping.work();
            ctx.charge_fuel(work - self.work);
            self.work = work;
            match progress {
                Ok(None) => self.charge.set(ctx.memory(), self.undumping.bytes() + OVERHEAD)?,
                Ok(Some(prototype)) => {
                    let mut charge = std::mem::take(&mut self.charge);
                    charge.set(ctx.memory(), self.undumping.bytes())?;
                    return Ok(Undumped::Complete(Arc::new(prototype), charge));
                }
                Err(error) => {
                    self.charge.set(ctx.memory(), 0)?;
                    return Ok(Undumped::Failed(error));
                }
            }
        }
        Ok(Undumped::Paused)
    }
}

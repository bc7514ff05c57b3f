//! Host functions that suspend, written as straight-line code.
//!
//! An operation that the VM has to carry out, such as [`call()`], is a value. Nothing happens until it
//! is awaited: `call(f, 1).await?` in a `#[sequence]` fn, which becomes a state machine that is itself
//! an operation, or by hand as below. What is left of a suspended operation ([`Wait`]) is traced by the
//! collector, so it may hold values of the VM.
//!
//! Operations work above the values that the sequence keeps on its [`Stack`], and leave those as they
//! are. A sequence that awaits another one shares its stack with it; [`run`] and [`into_sequence`]
//! together give it one of its own. Errors arrive as `Err`, except for
//! [stops](crate::object::error::Stop), which end the run.
//!
//! A sequence becomes a function that Lua calls with
//! [`Callback::sequence`](crate::object::callback::Callback::sequence) or [`run_callback`]. It runs
//! inside the callback as far as it gets; when it suspends, its state moves into one box.

pub mod boxed;
#[forbid(unsafe_code)]
pub mod call;
#[forbid(unsafe_code)]
pub mod callback;
#[forbid(unsafe_code)]
pub mod closing;
#[forbid(unsafe_code)]
pub mod coroutine;
#[forbid(unsafe_code)]
mod depth;
#[doc(hidden)]
#[forbid(unsafe_code)]
pub mod expansion;
#[forbid(unsafe_code)]
pub mod host;
#[forbid(unsafe_code)]
pub mod join;
#[forbid(unsafe_code)]
pub mod long;
#[forbid(unsafe_code)]
pub mod machine;
#[forbid(unsafe_code)]
pub mod nested;
#[forbid(unsafe_code)]
pub mod operator;
#[forbid(unsafe_code)]
pub mod pause;
#[forbid(unsafe_code)]
pub mod results;
#[forbid(unsafe_code)]
pub mod returning;
#[doc(hidden)]
#[forbid(unsafe_code)]
pub mod states;
#[forbid(unsafe_code)]
pub mod stream;

#[cfg(feature = "stream")]
pub use self::stream::{stream_iterator, try_stream_iterator};
pub use self::{
    boxed::{Boxed, Dyn, boxed},
    call::{call, call_stack, call_with_handler},
    callback::{into_sequence, poll_callback, run_callback},
    closing::closing,
    coroutine::{close, resume, resume_stack, yield_},
    host::{host, try_host},
    join::{join, join_all, try_join_all},
    long::prepare_key,
    nested::run,
    operator::{
        add, bitand, bitor, bitxor, bnot, concat, div, eq, idiv, index, le, len, lt, modulo, mul, pow,
        set_index, shl, shr, sub, tostring, unm,
    },
    pause::{checkpoint, pause, pending},
    returning::Tail,
    stream::poll_iterator,
};

use crate::object::{
    context::Context, error::Error, function::Function, held::Held, stack::Stack, thread::Thread,
};

/// What a suspended operation wants of the VM. `bottom` counts from the start of the sequence's
/// stack: the values below stay as they are, those above are the arguments, and are replaced by the
/// results.
#[derive(Clone, Copy)]
pub enum Request<'gc> {
    /// Resume when [`Context::waker`] was woken, which the operation has to see to.
    Pending,
    /// Resume at once, unless the fuel of the step is used up or the collector is due: then that comes first.
    Pause,
    /// Call `function`; resume with its results.
    Call {
        /// What to call.
        function: Function<'gc>,
        /// The index of the first argument.
        bottom: usize,
    },
    /// Suspend the coroutine; resume with the arguments of its next resume.
    Yield {
        /// The index of the first value to yield.
        bottom: usize,
    },
    /// Resume a suspended coroutine; resume with what it yields or returns.
    Resume {
        /// The coroutine.
        thread: Thread<'gc>,
        /// The index of the first argument.
        bottom: usize,
    },
    /// Close a coroutine that is suspended or dead; resume with nothing above `bottom`.
    Close {
        /// The coroutine.
        thread: Thread<'gc>,
        /// Where the values to be dropped start.
        bottom: usize,
    },
    /// Nothing: what was resumed had come to its end before. The call that the sequence stands for
    /// fails.
    Spent,
    /// Nothing: too many sequences of any type ([`Dyn`]) await each other. The call that the sequence stands
    /// for fails, with "C stack overflow".
    TooDeep,
}

/// How a request ended. Its results, if any, are on the stack from the request's bottom up; after an
/// error the stack is cut there.
pub type Input<'gc> = Result<(), Error<'gc>>;

/// What starting an operation gives.
pub enum Start<'gc, W, T> {
    /// It is done.
    Ready(T),
    /// It has to wait; this is what is left of it.
    Suspended(Request<'gc>, W),
}

/// What resuming an operation gives.
pub enum Progress<'gc, T> {
    /// It is done.
    Ready(T),
    /// It has to wait again.
    Suspended(Request<'gc>),
}

/// An operation that can be awaited in a `#[sequence]`, not yet started.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be awaited in a `#[sequence]`",
    label = "not an operation of the VM",
    note = "a sequence awaits operations of the VM: `call(..)`, `resume(..)`, `yield_(..)`, `pending()`, another `#[sequence]` fn",
    note = "to wait for an ordinary Rust future (a timer, I/O), wrap it: `host(future).await`"
)]
pub trait Await<'gc>: Sized {
    /// What awaiting it gives.
    type Output;
    /// What is left of it while it is suspended.
    type Waiting: Wait<'gc, Output = Self::Output>;
    /// Runs it to its end or its first suspension.
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output>;
}

/// What is left of an operation while it is suspended.
///
/// ```
/// # use piccolo_derive::Collect;
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, context::Context, error::Error, stack::Stack, value::Value}};
/// use piccolo_core::sequence::{Await, Input, Progress, Start, Wait, call, results::Results};
///
/// /// Calls a function that gives an integer, and gives 0 where it fails.
/// struct OrZero<'gc>(Value<'gc>);
///
/// #[derive(Collect)]
/// #[collect(no_drop)]
/// struct Waiting(Results<i64>);
///
/// impl<'gc> Await<'gc> for OrZero<'gc> {
///     type Output = Result<i64, Error<'gc>>;
///     type Waiting = Waiting;
///     fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Waiting, Self::Output> {
///         match call::<i64>(self.0, ()).start(ctx, stack) {
///             Start::Ready(result) => Start::Ready(Ok(result.unwrap_or(0))),
///             Start::Suspended(request, wait) => Start::Suspended(request, Waiting(wait)),
///         }
///     }
/// }
///
/// impl<'gc> Wait<'gc> for Waiting {
///     type Output = Result<i64, Error<'gc>>;
///     fn resume(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>, input: Input<'gc>)
///         -> Progress<'gc, Self::Output>
///     {
///         match self.0.resume(ctx, stack, input) {
///             Progress::Ready(result) => Progress::Ready(Ok(result.unwrap_or(0))),
///             Progress::Suspended(request) => Progress::Suspended(request),
///         }
///     }
///     fn catches(&self) -> bool {
///         true
///     }
/// }
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// ctx.globals().set(ctx, "or_zero", Callback::sequence(ctx, |_, f| OrZero(f))).is_ok()
/// # });
/// let sum: i64 = lua.load("return or_zero(function() return 7 end) + or_zero('no function')").call(())?;
/// assert_eq!(sum, 7);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub trait Wait<'gc>: Held<'gc> {
    /// What the operation gives in the end.
    type Output;

    /// Goes on, after the request ended as `input` tells.
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output>;

    /// Whether an error that arrives may be recovered from, so that no traceback for the host is due
    /// yet; see [`Sequence::catches`](crate::object::sequence::Sequence::catches).
    fn catches(&self) -> bool {
        false
    }

    /// A function that turns each error on its way here into another value; see
    /// [`Sequence::message_handler`](crate::object::sequence::Sequence::message_handler).
    fn message_handler(&self) -> Option<Function<'gc>> {
        None
    }
}

/// A sequence as a value: what a `#[sequence]` fn returns. It can be held, passed on, awaited, and run
/// as a callback.
pub trait Seq<'gc>: Await<'gc> + Held<'gc> {}

impl<'gc, A: Await<'gc> + Held<'gc>> Seq<'gc> for A {}

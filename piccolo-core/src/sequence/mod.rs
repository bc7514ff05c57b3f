//! Host functions that suspend, written as straight-line code.

pub mod boxed;
pub mod call;
pub mod callback;
pub mod coroutine;
#[doc(hidden)]
pub mod expansion;
pub mod host;
pub mod join;
pub mod machine;
pub mod nested;
pub mod operator;
pub mod pause;
pub mod results;
pub mod returning;
pub mod stream;

#[cfg(feature = "stream")]
pub use self::stream::{stream_iterator, try_stream_iterator};
pub use self::{
    boxed::{Boxed, Dyn, boxed},
    call::{call, call_stack, call_with_handler},
    callback::run_callback,
    coroutine::{close, resume, yield_},
    host::{host, try_host},
    join::{join, join_all, try_join_all},
    nested::run,
    operator::{
        add, bitand, bitor, bitxor, bnot, concat, div, eq, idiv, index, le, len, lt, modulo, mul, pow,
        set_index, shl, shr, sub, tostring, unm,
    },
    pause::pending,
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

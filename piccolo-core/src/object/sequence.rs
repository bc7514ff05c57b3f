//! Sequences: host functions that suspend, by hand.
//!
//! A callback cannot call Lua; it returns and asks for the call. What it wants to do afterwards is a
//! [`Sequence`], a state machine that is polled with the results.

use gc_arena::collect::DynCollect;

pub use crate::object::boxed_sequence::BoxSequence;
use crate::object::{
    context::Context, error::Error, function::Function, held::Held, stack::Stack, thread::Thread,
};

/// What a sequence asks for next. `bottom` counts from the start of its stack: the values below stay
/// as they are, those above are the arguments, and are replaced by the results.
pub enum SequencePoll<'gc> {
    /// Be polled again when [`Context::waker`] was woken, which the sequence has to see to; until then only
    /// other runs go on. To be polled soon, after the host had a chance to act, wake it at once.
    Pending,
    /// Be polled again at once, unless the fuel of the step is used up or the collector is due: then that comes
    /// first.
    Pause,
    /// Return all values on the stack.
    Return,
    /// Call `function`; poll again with its results.
    Call {
        /// What to call.
        function: Function<'gc>,
        /// The index of the first argument.
        bottom: usize,
    },
    /// Call a function with all values on the stack and return what it returns.
    TailCall(Function<'gc>),
    /// Suspend the coroutine; poll again with the arguments of the next resume.
    Yield {
        /// The index of the first value to yield.
        bottom: usize,
    },
    /// Resume a suspended coroutine; poll again with what it yields or returns.
    Resume {
        /// The coroutine.
        thread: Thread<'gc>,
        /// The index of the first argument.
        bottom: usize,
    },
    /// Close a coroutine that is suspended or dead, as [`Action::Close`](crate::object::callback::Action::Close)
    /// does; poll again with nothing above `bottom`.
    Close {
        /// The coroutine.
        thread: Thread<'gc>,
        /// Where the values to be dropped start.
        bottom: usize,
    },
}

/// A host function that is in the middle of its work.
///
/// ```
/// # use piccolo_core::object::{context::Context, error::Error, sequence::*, stack::Stack, value::Value};
/// # use piccolo_derive::Collect;
/// /// `pcall`, once its function was called.
/// #[derive(Collect)]
/// #[collect(require_static)]
/// struct ProtectedCall;
///
/// impl<'gc> Sequence<'gc> for ProtectedCall {
///     fn poll(&mut self, _: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
///         stack.insert(0, Value::True)?;
///         Ok(SequencePoll::Return)
///     }
///
///     fn error(&mut self, ctx: Context<'gc>, error: Error<'gc>, mut stack: Stack<'gc, '_>)
///         -> Result<SequencePoll<'gc>, Error<'gc>>
///     {
///         stack.clear();
///         stack.push(Value::False)?;
///         stack.push(error.to_value(ctx))?;
///         Ok(SequencePoll::Return)
///     }
/// }
/// ```
pub trait Sequence<'gc>: Held<'gc> {
    /// Goes on with what the last request gave on the stack. The first poll of a sequence that was
    /// given to [`Action::Sequence`](crate::object::callback::Action::Sequence) finds the callback's values.
    ///
    /// # Errors
    /// Fails the call that the sequence stands for.
    fn poll(&mut self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>>;

    /// Goes on after the last request failed; the stack is cut at the request's `bottom`.
    ///
    /// # Errors
    /// Fails the call that the sequence stands for; by default with the same error.
    fn error(
        &mut self,
        _ctx: Context<'gc>,
        error: Error<'gc>,
        _stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Err(error)
    }

    /// Whether [`Self::error`] may recover, so that no host traceback is due yet.
    fn catches(&self) -> bool {
        false
    }

    /// A function that turns each error on its way to this sequence into another value, called where
    /// the error is raised (the message handler of `xpcall`).
    fn message_handler(&self) -> Option<Function<'gc>> {
        None
    }
}

/// Makes the trait object traceable. Polls go past it.
#[doc(hidden)]
pub trait DynSequence<'gc>: DynCollect<'gc> {
    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>>;
    fn catches(&self) -> bool;
    fn message_handler(&self) -> Option<Function<'gc>>;
}

impl<'gc, S: Sequence<'gc>> DynSequence<'gc> for S {
    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Sequence::error(self, ctx, error, stack)
    }
    fn catches(&self) -> bool {
        Sequence::catches(self)
    }
    fn message_handler(&self) -> Option<Function<'gc>> {
        Sequence::message_handler(self)
    }
}

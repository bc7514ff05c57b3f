//! Streams of the host as iterators of Lua's generic `for`.
//!
//! While somebody waits for the next item, the stream belongs to the waiting sequence: cancelling that drops
//! the stream, and so does a panic in it; the iterator raises an error from then on.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{self, Poll},
};

use piccolo_derive::Collect;

use crate::{
    convert::IntoMulti,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::{Error, HostError},
        function::Function,
        held::MaybeSend,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        value::Value,
    },
};

/// An iterator function for `for item in iterator do`, from a function that polls for the next item as
/// `Stream::poll_next` does. Each step waits for an item without holding up anything else; the end of the
/// items ends the loop, an error is raised.
///
/// The first value of an item must not be nil, which would end the loop. Only one coroutine may wait for an
/// item at a time; if it is cancelled meanwhile, the stream is dropped with it, and further calls raise an error.
///
/// ```
/// # use std::task::Poll;
/// # use piccolo_core::{lua::Lua, object::error::HostError};
/// use piccolo_core::sequence::poll_iterator;
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let mut left = 3;
///     let countdown = poll_iterator(ctx, move |_| {
///         left -= 1;
///         Poll::Ready((left >= 0).then_some(Ok::<i64, HostError>(left)))
///     });
///     ctx.globals().set(ctx, "countdown", countdown).expect("memory suffices");
/// });
/// let text: String = lua.load("local s = '' for n in countdown do s = s .. n end return s").eval()?;
/// assert_eq!(text, "210");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn poll_iterator<'gc, T, P>(ctx: Context<'gc>, poll: P) -> Function<'gc>
where
    T: for<'x> IntoMulti<'x>,
    P: FnMut(&mut task::Context<'_>) -> Poll<Option<Result<T, HostError>>> + MaybeSend + 'static,
{
    let source = Shared(Arc::new(Mutex::new(Source::Idle(poll))));
    let callback = Callback::new(ctx, move |ctx, mut stack| {
        let mut waiting = WaitingItem { poll: source.take()?, source: source.clone() };
        match waiting.next(ctx, &mut stack)? {
            true => Ok(Action::Return),
            false => Ok(Action::Sequence(BoxSequence::new(waiting))),
        }
    });
    Function::Callback(callback)
}

/// An iterator function for `for item in iterator do`, from a stream; see [`poll_iterator`].
#[cfg(feature = "stream")]
pub fn stream_iterator<'gc, S>(ctx: Context<'gc>, stream: S) -> Function<'gc>
where
    S: futures_core::Stream + MaybeSend + 'static,
    S::Item: for<'x> IntoMulti<'x>,
{
    let mut stream = Box::pin(stream);
    poll_iterator(ctx, move |cx| stream.as_mut().poll_next(cx).map(|item| item.map(Ok)))
}

/// An iterator function for `for item in iterator do`, from a stream whose items may be errors, which are
/// raised; see [`poll_iterator`].
#[cfg(feature = "stream")]
pub fn try_stream_iterator<'gc, S, T, E>(ctx: Context<'gc>, stream: S) -> Function<'gc>
where
    S: futures_core::Stream<Item = Result<T, E>> + MaybeSend + 'static,
    T: for<'x> IntoMulti<'x>,
    E: std::error::Error + Send + Sync + 'static,
{
    let mut stream = Box::pin(stream);
    poll_iterator(ctx, move |cx| {
        let item = stream.as_mut().poll_next(cx);
        item.map(|item| item.map(|item| item.map_err(|error| Arc::new(error) as HostError)))
    })
}

enum Source<P> {
    Idle(P),
    /// A sequence has it.
    Taken,
    /// It was dropped with the sequence that had it.
    Dropped,
    Ended,
}

struct Shared<P>(Arc<Mutex<Source<P>>>);

impl<P> Clone for Shared<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P> Shared<P> {
    fn lock(&self) -> MutexGuard<'_, Source<P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the source to wait for an item; gives `None` after the last one.
    fn take<'gc>(&self) -> Result<Option<P>, Error<'gc>> {
        let mut source = self.lock();
        match std::mem::replace(&mut *source, Source::Taken) {
            Source::Idle(poll) => Ok(Some(poll)),
            Source::Taken => Err(Error::message("another coroutine waits for the next item")),
            Source::Dropped => {
                *source = Source::Dropped;
                Err(Error::message("the stream was dropped with the coroutine that waited for an item"))
            }
            Source::Ended => {
                *source = Source::Ended;
                Ok(None)
            }
        }
    }

    fn put(&self, content: Source<P>) {
        *self.lock() = content;
    }
}

/// Waits for an item.
#[derive(Collect)]
#[collect(require_static)]
struct WaitingItem<P: 'static> {
    poll: Option<P>,
    source: Shared<P>,
}

impl<P> Drop for WaitingItem<P> {
    fn drop(&mut self) {
        if self.poll.is_some() {
            self.source.put(Source::Dropped);
        }
    }
}

impl<P> WaitingItem<P> {
    /// Puts the next item, or nil after the last one, on the stack; gives `false` if it has to be waited for.
    fn next<'gc, T>(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<bool, Error<'gc>>
    where
        T: IntoMulti<'gc>,
        P: FnMut(&mut task::Context<'_>) -> Poll<Option<Result<T, HostError>>>,
    {
        let item = match &mut self.poll {
            Some(poll) => ctx.poll_fn(poll),
            None => Poll::Ready(None),
        };
        let Poll::Ready(item) = item else { return Ok(false) };
        match (item, self.poll.take()) {
            (Some(item), Some(poll)) => {
                self.source.put(Source::Idle(poll));
                stack.clear();
                item.map_err(Error::Host)?.push_into(ctx, stack)?;
            }
            _ => {
                self.source.put(Source::Ended);
                stack.replace(Value::Nil);
            }
        }
        Ok(true)
    }
}

impl<'gc, T, P> Sequence<'gc> for WaitingItem<P>
where
    T: for<'x> IntoMulti<'x>,
    P: FnMut(&mut task::Context<'_>) -> Poll<Option<Result<T, HostError>>> + MaybeSend + 'static,
{
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(match self.next(ctx, &mut stack)? {
            true => SequencePoll::Return,
            false => SequencePoll::Pending,
        })
    }
}

//! What all contestants share, so that only the way of suspending differs: finding words, a merge sort that
//! asks for comparisons, futures.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// The next run of letters in `text` from `from` on.
pub(crate) fn next_word(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = from + text[from..].iter().position(u8::is_ascii_alphabetic)?;
    let end = text[start..].iter().position(|byte| !byte.is_ascii_alphabetic());
    Some((start, end.map_or(text.len(), |length| start + length)))
}

/// Is ready when it is polled for the second time, and has woken its task by then.
pub(crate) struct Woken {
    value: i64,
    polled: bool,
}

impl Woken {
    pub(crate) fn new(value: i64) -> Self {
        Self { value, polled: false }
    }
}

impl Future for Woken {
    type Output = i64;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<i64> {
        if self.polled {
            return Poll::Ready(self.value);
        }
        self.polled = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Drives a future on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

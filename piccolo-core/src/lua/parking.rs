//! Waiting for a waker on a thread of the operating system.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Wake, Waker},
    thread::{self, Thread},
};

/// A thread that sleeps until it is woken.
pub(super) struct Parking(Arc<Sleeper>);

struct Sleeper {
    thread: Thread,
    /// Set by waking, so that a wakeup is not lost to others who park and unpark the thread.
    is_woken: AtomicBool,
}

impl Parking {
    pub(super) fn of_this_thread() -> Self {
        Self(Arc::new(Sleeper { thread: thread::current(), is_woken: AtomicBool::new(false) }))
    }

    /// What ends [`Self::park`].
    pub(super) fn waker(&self) -> Waker {
        Waker::from(self.0.clone())
    }

    /// Whether the waker was woken since the last time.
    pub(super) fn take_wakeup(&self) -> bool {
        self.0.is_woken.swap(false, Ordering::Acquire)
    }

    /// Sleeps until the waker is woken; not at all if it was since the last time.
    pub(super) fn park(&self) {
        while !self.take_wakeup() {
            thread::park();
        }
    }
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

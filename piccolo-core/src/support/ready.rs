//! [`ReadyQueue`]: which of many parked activities were woken, in the order in which they were.
//!
//! Each activity has a waker of its own. Waking it puts it into the queue, once until it is taken out again,
//! and wakes whoever drives the queue. So what is parked costs nothing until it is woken.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicBool, Ordering},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Wake, Waker},
};

/// The activities that were woken.
#[derive(Default)]
pub(crate) struct ReadyQueue(Mutex<Woken>);

#[derive(Default)]
struct Woken {
    members: VecDeque<Arc<Member>>,
    /// Woken once when a member is, then forgotten.
    driver: Option<Waker>,
}

/// One activity; its waker is made of it.
pub(crate) struct Member {
    key: u64,
    is_queued: AtomicBool,
    queue: Weak<ReadyQueue>,
}

impl ReadyQueue {
    fn lock(&self) -> MutexGuard<'_, Woken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A waker that queues `key`.
    pub(crate) fn waker(self: &Arc<Self>, key: u64) -> Waker {
        let queue = Arc::downgrade(self);
        Waker::from(Arc::new(Member { key, is_queued: AtomicBool::new(false), queue }))
    }

    /// Sets what is woken when a member is; until the first time.
    pub(crate) fn set_driver(&self, driver: &Waker) {
        let mut woken = self.lock();
        if !woken.driver.as_ref().is_some_and(|current| current.will_wake(driver)) {
            let former = woken.driver.replace(driver.clone());
            drop(woken);
            // Whatever that does, it finds the queue unlocked.
            drop(former);
        }
    }

    /// Takes the activity that was woken first out of the queue.
    pub(crate) fn pop(&self) -> Option<u64> {
        let member = self.lock().members.pop_front()?;
        member.is_queued.store(false, Ordering::Release);
        Some(member.key)
    }

    /// How many are in the queue.
    pub(crate) fn len(&self) -> usize {
        self.lock().members.len()
    }
}

impl Wake for Member {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let Some(queue) = self.queue.upgrade() else { return };
        if self.is_queued.swap(true, Ordering::AcqRel) {
            return;
        }
        let driver = {
            let mut woken = queue.lock();
            woken.members.push_back(self.clone());
            woken.driver.take()
        };
        if let Some(driver) = driver {
            driver.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_queued_once_until_they_are_taken() {
        let queue = Arc::new(ReadyQueue::default());
        let (one, two) = (queue.waker(1), queue.waker(2));
        two.wake_by_ref();
        one.wake_by_ref();
        two.wake_by_ref();
        assert_eq!((queue.len(), queue.pop(), queue.pop(), queue.pop()), (2, Some(2), Some(1), None));
        two.wake_by_ref();
        assert_eq!(queue.pop(), Some(2));
    }

    #[test]
    fn the_driver_is_woken_by_the_first_only() {
        let queue = Arc::new(ReadyQueue::default());
        let outer = Arc::new(ReadyQueue::default());
        queue.set_driver(&outer.waker(7));
        let (one, two) = (queue.waker(1), queue.waker(2));
        one.wake_by_ref();
        assert_eq!(outer.pop(), Some(7));
        two.wake_by_ref();
        assert_eq!(outer.pop(), None);
    }

    #[test]
    fn wakers_may_outlive_the_queue() {
        let queue = Arc::new(ReadyQueue::default());
        let waker = queue.waker(1);
        waker.wake_by_ref();
        drop(queue);
        waker.wake();
    }
}

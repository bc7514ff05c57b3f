//! Accounts of what scripts consume: bytes of memory and units of fuel.
//!
//! Memory is charged before it is allocated, at the one place that owns each kind of storage, and
//! credited when that storage is dropped. Drops happen inside the collector, which hands them no
//! context, so they add to a per-thread counter. Whoever works on a VM starts that counter at zero,
//! moves it to the VM's account, and restores what it found: a VM that is used or dropped by a callback
//! or destructor of another one does not mix with it, and nothing is left on a thread that a VM leaves.

use std::cell::Cell;

/// The memory limit does not allow an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryExceeded;

/// Bytes in use by one VM, its limit, and the point at which the collector is due.
#[derive(Debug)]
pub struct MemoryAccount {
    used: Cell<usize>,
    limit: Cell<usize>,
    collect_at: Cell<usize>,
    /// What `collect_at` is after an interruption.
    interrupted: Cell<Option<usize>>,
    /// A charge was refused, and nobody has given up since.
    refused: Cell<bool>,
    /// What was refused is tried again when garbage is collected.
    wants_room: Cell<bool>,
    /// All is prepared for trying again; the error on its way is for nobody to see.
    is_retrying: Cell<bool>,
}

impl Default for MemoryAccount {
    fn default() -> Self {
        Self {
            used: Cell::new(0),
            limit: Cell::new(usize::MAX),
            collect_at: Cell::new(usize::MAX),
            interrupted: Cell::new(None),
            refused: Cell::new(false),
            wants_room: Cell::new(false),
            is_retrying: Cell::new(false),
        }
    }
}

impl MemoryAccount {
    /// Charges `bytes` that are about to be allocated.
    ///
    /// # Errors
    /// Nothing is charged when the limit would be exceeded.
    #[inline]
    pub fn charge(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        let used = self.used.get().saturating_add(bytes);
        if used > self.limit.get() {
            return Err(self.refuse());
        }
        self.used.set(used);
        Ok(())
    }

    /// Whether `bytes` could be charged.
    ///
    /// # Errors
    /// When the limit would be exceeded.
    pub fn check(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        if self.used.get().saturating_add(bytes) > self.limit.get() { Err(self.refuse()) } else { Ok(()) }
    }

    #[cold]
    fn refuse(&self) -> MemoryExceeded {
        self.refused.set(true);
        MemoryExceeded
    }

    /// Whether a charge was refused and may be tried again.
    pub(crate) fn was_refused(&self) -> bool {
        self.refused.get()
    }

    /// Sets whether what was refused may be tried again.
    pub(crate) fn set_refused(&self, refused: bool) {
        self.refused.set(refused);
    }

    /// Asks for a full collection, after which what was refused is tried again.
    pub(crate) fn ask_for_room(&self) {
        self.refused.set(false);
        self.wants_room.set(true);
        self.collect_at(0);
    }

    /// Whether somebody waits for room.
    pub(crate) fn wants_room(&self) -> bool {
        self.wants_room.get()
    }

    /// Notes that what was refused goes on as if it had not been tried.
    pub(crate) fn begin_retry(&self) {
        self.ask_for_room();
        self.is_retrying.set(true);
    }

    /// Whether the error on its way leads to a retry.
    pub(crate) fn take_retry(&self) -> bool {
        self.is_retrying.take()
    }

    /// Takes note of who waits for room.
    pub(crate) fn take_wish_for_room(&self) -> bool {
        self.wants_room.take()
    }

    /// Charges a small object unconditionally. The VM looks at [`Self::is_exceeded`] before it
    /// allocates again.
    #[inline]
    pub fn charge_object(&self, bytes: usize) {
        self.used.set(self.used.get() + bytes);
    }

    /// Charges what was boxed since the last call; see [`note_boxed`].
    pub(crate) fn charge_boxes(&self) {
        self.charge_object(take_boxed());
    }

    /// Takes back a charge.
    #[inline]
    pub fn credit(&self, bytes: usize) {
        self.used.set(self.used.get().saturating_sub(bytes));
    }

    /// Bytes in use.
    #[inline]
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// The limit in bytes.
    pub fn limit(&self) -> usize {
        self.limit.get()
    }

    /// Sets the limit in bytes.
    pub fn set_limit(&self, bytes: usize) {
        self.limit.set(bytes);
    }

    /// Whether more than the limit is in use.
    #[inline]
    pub fn is_exceeded(&self) -> bool {
        self.used.get() > self.limit.get()
    }

    /// Whether the collector should do a step.
    #[inline(always)]
    pub fn is_collection_due(&self) -> bool {
        self.used.get() >= self.collect_at.get()
    }

    /// Makes the collector due once `bytes` are in use.
    pub fn collect_at(&self, bytes: usize) {
        self.interrupted.set(None);
        self.collect_at.set(bytes);
    }

    /// Makes the collector look due until [`Self::end_interruption`]. That is how code that runs inside the
    /// interpreter loop has it left, without a check of its own there.
    pub(crate) fn interrupt(&self) {
        if self.interrupted.get().is_none() {
            self.interrupted.set(Some(self.collect_at.replace(0)));
        }
    }

    /// Ends an interruption; gives whether there was one.
    pub(crate) fn end_interruption(&self) -> bool {
        let Some(bytes) = self.interrupted.take() else { return false };
        self.collect_at.set(bytes);
        true
    }
}

thread_local! {
    static FREED: Cell<usize> = const { Cell::new(0) };
    static TRACED: Cell<usize> = const { Cell::new(0) };
    static BOXED: Cell<usize> = const { Cell::new(0) };
}

/// Notes that `bytes` were allocated where no account is at hand. They are charged when more room for such boxes is
/// needed, and when the VM is left.
#[inline]
pub(crate) fn note_boxed(bytes: usize) {
    BOXED.with(|boxed| boxed.set(boxed.get().wrapping_add(bytes)));
}

/// The bytes that were boxed on this thread since the last call.
pub(crate) fn take_boxed() -> usize {
    BOXED.with(|boxed| boxed.replace(0))
}

/// Notes that the collector went through `slots` places of one object.
#[inline]
pub(crate) fn note_traced(slots: usize) {
    TRACED.with(|traced| traced.set(traced.get().wrapping_add(slots)));
}

/// The places that the collector went through on this thread since the last call.
pub(crate) fn take_traced() -> usize {
    TRACED.with(|traced| traced.replace(0))
}

/// Notes that a dropped object gave back `bytes`.
#[inline]
pub fn note_freed(bytes: usize) {
    FREED.with(|freed| freed.set(freed.get().wrapping_add(bytes)));
}

/// Counts what is freed on this thread, for one VM: what was noted before, for another one whose
/// callback or destructor uses this one, is set aside until it is dropped.
#[derive(Debug)]
pub(crate) struct FreedBytes {
    others: usize,
}

impl FreedBytes {
    /// Starts to count.
    pub(crate) fn count() -> Self {
        Self { others: FREED.with(|freed| freed.replace(0)) }
    }

    /// The bytes noted since the last call.
    pub(crate) fn take(&self) -> usize {
        FREED.with(|freed| freed.replace(0))
    }
}

impl Drop for FreedBytes {
    fn drop(&mut self) {
        FREED.with(|freed| freed.set(self.others));
    }
}

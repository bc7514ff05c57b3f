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
}

impl Default for MemoryAccount {
    fn default() -> Self {
        Self {
            used: Cell::new(0),
            limit: Cell::new(usize::MAX),
            collect_at: Cell::new(usize::MAX),
            interrupted: Cell::new(None),
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
            return Err(MemoryExceeded);
        }
        self.used.set(used);
        Ok(())
    }

    /// Charges a small object unconditionally. The VM looks at [`Self::is_exceeded`] before it
    /// allocates again.
    #[inline]
    pub fn charge_object(&self, bytes: usize) {
        self.used.set(self.used.get() + bytes);
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

/// Bytes that are charged for as long as this lives.
#[derive(Debug, Default)]
pub struct Charge(usize);

impl Drop for Charge {
    fn drop(&mut self) {
        if self.0 > 0 {
            note_freed(self.0);
        }
    }
}

impl Charge {
    /// How many bytes are charged.
    pub fn bytes(&self) -> usize {
        self.0
    }

    /// Charges, or gives back, so much that `bytes` are charged in all.
    ///
    /// # Errors
    /// Nothing changes when the limit would be exceeded.
    pub fn set(&mut self, account: &MemoryAccount, bytes: usize) -> Result<(), MemoryExceeded> {
        match bytes.checked_sub(self.0) {
            Some(more) => account.charge(more)?,
            None => account.credit(self.0 - bytes),
        }
        self.0 = bytes;
        Ok(())
    }

    /// Charges `bytes` more, whatever the limit is unless `is_limited`.
    pub(crate) fn add(
        &mut self,
        account: &MemoryAccount,
        bytes: usize,
        is_limited: bool,
    ) -> Result<(), MemoryExceeded> {
        match is_limited {
            true => account.charge(bytes)?,
            false => account.charge_object(bytes),
        }
        self.0 += bytes;
        Ok(())
    }

    /// Takes `bytes` over from another charge.
    pub(crate) fn take(&mut self, other: &mut Self, bytes: usize) {
        other.0 -= bytes;
        self.0 += bytes;
    }

    /// Leaves `bytes` to who gives them back from now on.
    pub(crate) fn forget(&mut self, bytes: usize) {
        self.0 -= bytes;
    }
}

thread_local! {
    static FREED: Cell<usize> = const { Cell::new(0) };
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

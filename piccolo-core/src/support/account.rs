//! Accounts of what scripts consume: bytes of memory and units of fuel.
//!
//! Memory is charged before it is allocated, at the one place that owns each kind of storage, and
//! credited when that storage is dropped. Drops happen inside the collector, which hands them no
//! context, so they add to a per-thread counter. Whoever works on a VM starts that counter at zero,
//! moves it to the VM's account, and restores what it found: a VM that is used or dropped by a callback
//! or destructor of another one does not mix with it, and nothing is left on a thread that a VM leaves.

use std::cell::Cell;

use crate::support::remains::{Adoption, LARGE as LARGE_BLOCK, Remains};

/// The memory limit does not allow an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryExceeded;

/// What is kept free for each object that the collector goes through: its place in the list of objects that are
/// still to be gone through, and what that list takes while it is moved to where it has twice the room. All objects
/// can be in it at once, so that a script decides how long it gets, and it grows where nothing can be refused any
/// more.
const RESERVED: usize = 24;

/// Bytes in use by one VM, its limit, and the point at which the collector is due.
#[derive(Debug)]
pub struct MemoryAccount {
    used: Cell<usize>,
    /// The objects that the collector goes through: how many were ever made, and how many are gone; and what its list
    /// of them takes as far as is known.
    made: Cell<usize>,
    gone: Cell<usize>,
    list_bytes: Cell<usize>,
    limit: Cell<usize>,
    /// Up to how many bytes in use a charge is within the limit, whatever was charged since this was set.
    clear_to: Cell<usize>,
    /// How many frames one thread may have.
    depth: Cell<usize>,
    /// When the collector is due, and when whoever runs a script should leave it: then or before that, to take
    /// what was allocated off the fuel.
    collect_at: Cell<usize>,
    leave_at: Cell<usize>,
    is_interrupted: Cell<bool>,
    /// All bytes that were ever given back, and those that were charged in large pieces.
    credited: Cell<usize>,
    in_large_pieces: Cell<usize>,
    fuel: AllocationFuel,
    /// Whether what is allocated is a script's doing.
    is_in_script: Cell<bool>,
    /// How many charges succeed before one fails, whatever the limit.
    charges_left: Cell<Option<u64>>,
    /// A charge was refused, and nobody has given up since.
    refused: Cell<bool>,
    /// What was refused is tried again when garbage is collected.
    wants_room: Cell<bool>,
    /// All is prepared for trying again; the error on its way is for nobody to see.
    is_retrying: Cell<bool>,
    /// What is freed in pieces. When that happens depends on slices, so nothing does but whether what the limit
    /// allows has to wait for it.
    remains: Remains,
}

/// What was allocated and is not yet taken off the fuel.
#[derive(Debug, Default)]
struct AllocationFuel {
    /// Up to where small and large pieces are dealt with.
    small: Cell<usize>,
    large: Cell<usize>,
    /// Work beside allocation, in units.
    work: Cell<i64>,
    /// Such work that was taken off the fuel.
    work_taken: Cell<i64>,
    /// Where both were when the last script was left.
    left: Cell<(usize, usize)>,
    /// What was paid for allocation and not yet used for collection.
    paid: Cell<u64>,
}

impl AllocationFuel {
    /// Notes that so much was paid for allocation.
    fn pay(&self, units: u64) {
        self.paid.set(self.paid.get().saturating_add(units));
    }
}

/// How many bytes of small objects cost a unit of fuel: making them, marking them, and freeing them.
const SMALL_BYTES_PER_UNIT: usize = 3;

/// The same for storage: what is done with it costs more, and is charged there.
const LARGE_BYTES_PER_UNIT: usize = 1024;

/// From where on a piece is so large that it is in no cache, or the system hands out its pages and takes them back; and
/// how many of its bytes cost a unit for that. Not all of a very large piece is used at once: whoever fills it pays.
const PAGES: usize = 32 * 1024;
const PAGE_BYTES_PER_UNIT: usize = 24;
const MOST_FOR_PAGES: usize = 2048;

/// From where on a piece is large.
const LARGE: usize = 256;

/// From where on what remains of large blocks is freed before a script goes on.
const MUCH: usize = 1 << 20;

/// What allocating a large piece costs besides: so much of it is charged at a lower price.
const LARGE_CHARGED: usize = 1024;
const LARGE_CHARGED_PER_UNIT: usize = 8;

/// How many bytes of boxes that are not dropped at once cost a unit of fuel; and how many where boxes lie deep, so that each
/// is in memory that was not in use before, and in no cache when it is dropped.
const BOXED_BYTES_PER_UNIT: usize = 16;
const DEEP_BYTES_PER_UNIT: usize = 4;

/// How many bytes are allocated before they are taken off the fuel.
const FUEL_QUANTUM: usize = 16 * 1024;

impl Default for MemoryAccount {
    fn default() -> Self {
        Self {
            used: Cell::new(0),
            made: Cell::new(0),
            gone: Cell::new(0),
            list_bytes: Cell::new(0),
            limit: Cell::new(usize::MAX),
            clear_to: Cell::new(0),
            depth: Cell::new(usize::MAX),
            collect_at: Cell::new(usize::MAX),
            leave_at: Cell::new(FUEL_QUANTUM),
            is_interrupted: Cell::new(false),
            credited: Cell::new(0),
            in_large_pieces: Cell::new(0),
            fuel: AllocationFuel::default(),
            is_in_script: Cell::new(false),
            charges_left: Cell::new(None),
            refused: Cell::new(false),
            wants_room: Cell::new(false),
            is_retrying: Cell::new(false),
            remains: Remains::default(),
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
        self.charge_bytes(bytes)?;
        if bytes >= LARGE {
            self.charge_work(bytes.min(LARGE_CHARGED) / LARGE_CHARGED_PER_UNIT);
            if bytes >= PAGES {
                self.charge_work((bytes / PAGE_BYTES_PER_UNIT).min(MOST_FOR_PAGES));
            }
        }
        Ok(())
    }

    /// [`Self::charge`], without the work.
    #[inline(always)]
    fn charge_bytes(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        let used = self.used.get().saturating_add(bytes);
        if used > self.clear_to.get() {
            self.examine(bytes)?;
        }
        self.used.set(self.used.get().saturating_add(bytes));
        if bytes >= LARGE {
            self.in_large_pieces.set(self.in_large_pieces.get().wrapping_add(bytes));
        }
        Ok(())
    }

    /// Charges `bytes`, if the limit allows that, for what may as well not be done, and whose work is paid for when it
    /// is done. Gives whether it does.
    pub(crate) fn charge_if_possible(&self, bytes: usize) -> bool {
        let was_refused = self.refused.get();
        let is_charged = self.charge_bytes(bytes).is_ok();
        self.refused.set(was_refused);
        is_charged
    }

    /// Whether `bytes` could be charged.
    ///
    /// # Errors
    /// When the limit would be exceeded.
    pub fn check(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        match self.present().saturating_add(bytes) > self.limit.get() {
            true => self.find_room(bytes),
            false => Ok(()),
        }
    }

    /// Looks closely whether `bytes` may be charged, and finds out how much may be charged without such a look.
    #[cold]
    #[inline(never)]
    fn examine(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        self.check(bytes)?;
        match self.charges_left.get() {
            Some(0) => {
                self.charges_left.set(None);
                self.refused.set(true);
                return Err(MemoryExceeded);
            }
            Some(left) => self.charges_left.set(Some(left - 1)),
            // What is kept free for an object is no more than what the object takes.
            None => {
                let room = self.limit.get().saturating_sub(self.present());
                self.clear_to.set(self.used.get().saturating_add(room / 2));
            }
        }
        Ok(())
    }

    /// Looks whether there is room with what was freed and is not credited yet, and frees what remains if that is in
    /// the way.
    #[cold]
    fn find_room(&self, bytes: usize) -> Result<(), MemoryExceeded> {
        let limit = self.limit.get();
        if self.taken().saturating_add(bytes) > limit {
            self.take_back(take_freed());
        }
        let needed = self.taken().saturating_add(bytes);
        if needed > limit {
            self.refused.set(true);
            return Err(MemoryExceeded);
        }
        self.remains.reduce_to(limit - needed);
        Ok(())
    }

    /// Takes over the large blocks that were left on this thread, to free them in pieces.
    #[inline]
    pub(crate) fn adopt_remains(&self) {
        self.remains.adopt();
        self.clear_to.set(0);
    }

    /// The bytes of blocks that are freed in pieces.
    pub(crate) fn remains(&self) -> usize {
        self.remains.bytes()
    }

    /// Frees a piece of what remains; gives the work that it took, in units of fuel: 0 if nothing is left.
    pub(crate) fn free_piece(&self) -> usize {
        self.remains.free_piece()
    }

    /// Frees all that remains, block by block, which is what allocators are used to.
    pub(crate) fn free_remains(&self) {
        self.remains.free();
    }

    /// Frees what remains, but for `bytes`, in pieces.
    pub(crate) fn reduce_remains_to(&self, bytes: usize) {
        self.remains.reduce_to(bytes);
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

    /// Charges an object that the collector goes through, as [`Self::charge_object`] does. Gives its number, in the
    /// order in which they are made.
    #[inline]
    pub(crate) fn charge_traceable(&self, bytes: usize) -> usize {
        self.charge_object(bytes);
        self.note_traceable()
    }

    /// Notes that there is one more object that the collector goes through, which is charged. Gives its number.
    #[inline]
    pub(crate) fn note_traceable(&self) -> usize {
        let number = self.made.get();
        self.made.set(number.wrapping_add(1));
        number
    }

    /// How many objects that the collector goes through were made.
    pub(crate) fn objects_made(&self) -> usize {
        self.made.get()
    }

    /// The objects that the collector goes through.
    pub(crate) fn traceable(&self) -> usize {
        self.made.get().wrapping_sub(self.gone.get())
    }

    /// Notes that the collector's list took `bytes`, which it keeps.
    pub(crate) fn note_list(&self, bytes: usize) {
        self.list_bytes.set(self.list_bytes.get().max(bytes));
        self.clear_to.set(0);
    }

    /// What is kept free for the collector's list.
    #[inline]
    fn reserved(&self) -> usize {
        self.traceable().wrapping_mul(RESERVED).max(self.list_bytes.get())
    }

    /// Bytes that are in use or kept free.
    #[inline]
    pub(crate) fn taken(&self) -> usize {
        self.used.get().saturating_add(self.reserved())
    }

    /// As [`Self::taken`], with what is not freed yet.
    #[inline]
    fn present(&self) -> usize {
        self.taken().saturating_add(self.remains.bytes())
    }

    /// Has one charge fail, after as many others, as if the limit did not allow it: for tests of what happens then.
    /// After [`u64::MAX`], none does.
    ///
    /// ```
    /// piccolo_core::lua::Lua::new().enter(|ctx| {
    ///     ctx.memory().fail_after(1);
    ///     assert!(ctx.memory().charge(10).is_ok());
    ///     assert_eq!(ctx.memory().charges_left(), Some(0));
    ///     assert!(ctx.memory().charge(10).is_err());
    ///     assert!(ctx.memory().charge(10).is_ok());
    /// });
    /// ```
    pub fn fail_after(&self, charges: u64) {
        self.charges_left.set(Some(charges).filter(|charges| *charges < u64::MAX));
        self.clear_to.set(0);
    }

    /// How many charges succeed before one fails, unless one has; see [`Self::fail_after`].
    pub fn charges_left(&self) -> Option<u64> {
        self.charges_left.get()
    }

    /// Charges what was boxed since the last call; see [`note_boxed`].
    pub(crate) fn charge_boxes(&self) {
        self.charge_object(take_boxed());
    }

    /// Charges much that was boxed since the last call, at the price of storage: most boxes are dropped soon, unless they
    /// lie deep.
    pub(crate) fn charge_many_boxes(&self, are_deep: bool) {
        let bytes_per_unit = if are_deep { DEEP_BYTES_PER_UNIT } else { BOXED_BYTES_PER_UNIT };
        let bytes = take_boxed();
        self.charge_object(bytes);
        self.in_large_pieces.set(self.in_large_pieces.get().wrapping_add(bytes));
        self.charge_work(bytes / bytes_per_unit);
    }

    /// Takes back a charge.
    #[inline]
    pub fn credit(&self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        if bytes >= LARGE_BLOCK {
            self.remains.adopt();
            if self.remains.bytes() >= MUCH {
                self.interrupt();
            }
        }
        let bytes = bytes.min(self.used.get());
        self.used.set(self.used.get() - bytes);
        self.credited.set(self.credited.get().wrapping_add(bytes));
        self.clear_to.set(0);
    }

    /// Takes back a credit, for what is there after all.
    pub(crate) fn take_back_credit(&self, bytes: usize) {
        self.used.set(self.used.get().saturating_add(bytes));
        self.credited.set(self.credited.get().wrapping_sub(bytes));
        self.clear_to.set(0);
    }

    /// Takes back the charges of dropped objects.
    pub(crate) fn take_back(&self, freed: Freed) {
        self.credit(freed.bytes);
        self.gone.set(self.gone.get().wrapping_add(freed.traceable));
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
        self.clear_to.set(0);
    }

    /// How many frames one thread may have. Frames are memory that has a limit of its own.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.depth.get()
    }

    pub(crate) fn set_depth(&self, frames: usize) {
        self.depth.set(frames);
    }

    /// Whether more than the limit is in use, or kept free.
    #[inline]
    pub fn is_exceeded(&self) -> bool {
        self.taken() > self.limit.get()
    }

    /// By how many bytes the collector is late; 0 if it was called for at once.
    pub(crate) fn overdue(&self) -> usize {
        match self.collect_at.get() {
            0 => 0,
            due => self.used.get().saturating_sub(due),
        }
    }

    /// Whether the collector should do a step.
    pub fn is_collection_due(&self) -> bool {
        self.used.get() >= self.collect_at.get() || self.is_exceeded()
    }

    /// Whether whoever runs a script should leave it: for the collector, for an interruption, or to take what was
    /// allocated off the fuel.
    #[inline(always)]
    pub(crate) fn needs_attention(&self) -> bool {
        self.used.get() >= self.leave_at.get()
    }

    /// Makes the collector due once `bytes` are in use, or the limit is exceeded.
    pub fn collect_at(&self, bytes: usize) {
        self.collect_at.set(bytes);
        self.is_interrupted.set(false);
        self.set_leaving();
    }

    fn set_leaving(&self) {
        self.leave_at.set(self.collect_at.get().min(self.used.get().saturating_add(FUEL_QUANTUM)));
    }

    /// The bytes that were ever charged, in small and in large pieces.
    fn allocated(&self) -> (usize, usize) {
        let all = self.used.get().wrapping_add(self.credited.get());
        let large = self.in_large_pieces.get();
        (all.wrapping_sub(large), large)
    }

    /// Has what was allocated since the last script was left cost no fuel: it was the host's doing.
    ///
    /// Nothing happens in the middle of a script, which has called the host that enters another one; gives whether
    /// something did.
    pub(crate) fn enter_script(&self) -> bool {
        if self.is_in_script.replace(true) {
            return false;
        }
        let ((small, large), (left_small, left_large)) = (self.allocated(), self.fuel.left.get());
        let (small, large) = (small.wrapping_sub(left_small), large.wrapping_sub(left_large));
        let AllocationFuel { small: done_small, large: done_large, .. } = &self.fuel;
        done_small.set(done_small.get().wrapping_add(small));
        done_large.set(done_large.get().wrapping_add(large));
        self.take_work();
        self.fuel.pay((small / SMALL_BYTES_PER_UNIT + large / LARGE_BYTES_PER_UNIT) as u64);
        true
    }

    /// Notes that a script is left, if that was entered; see [`Self::enter_script`].
    pub(crate) fn leave_script(&self) {
        self.fuel.left.set(self.allocated());
        self.is_in_script.set(false);
    }

    /// Notes that the host enters the VM, where no script runs. One that a panic has ended was not left.
    pub(crate) fn note_entry(&self) {
        self.is_in_script.set(false);
    }

    /// Has work cost fuel as allocation does, when that is taken next. That is as soon as if its units were bytes of small
    /// objects.
    #[inline]
    pub(crate) fn charge_work(&self, units: usize) {
        let work = &self.fuel.work;
        work.set(work.get().saturating_add(i64::try_from(units).unwrap_or(i64::MAX / 2)));
        let bytes = units.saturating_mul(SMALL_BYTES_PER_UNIT);
        self.leave_at.set(self.leave_at.get().saturating_sub(bytes));
    }

    /// The fuel for what was allocated since this was asked last. How often that happens changes nothing in the sum.
    pub(crate) fn take_fuel(&self) -> i64 {
        let (small, large) = self.allocated();
        let AllocationFuel { small: done_small, large: done_large, .. } = &self.fuel;
        let small = small.wrapping_sub(done_small.get()) / SMALL_BYTES_PER_UNIT;
        let large = large.wrapping_sub(done_large.get()) / LARGE_BYTES_PER_UNIT;
        done_small.set(done_small.get().wrapping_add(small * SMALL_BYTES_PER_UNIT));
        done_large.set(done_large.get().wrapping_add(large * LARGE_BYTES_PER_UNIT));
        if !self.is_interrupted.get() {
            self.set_leaving();
        }
        self.fuel.pay((small + large) as u64);
        (small + large) as i64 + self.take_work()
    }

    fn take_work(&self) -> i64 {
        let work = self.fuel.work.take();
        self.fuel.work_taken.set(self.fuel.work_taken.get().saturating_add(work));
        work
    }

    /// The work, in units of fuel, that objects ever had scripts charged for beyond their bytes, as tables do for
    /// laying themselves out anew. For functions that use many objects, or one often, before they look at the fuel:
    /// how much was it meanwhile?
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::{table::Table, value::Value}};
    ///
    /// Lua::new().enter(|ctx| {
    ///     let before = ctx.memory().work();
    ///     let table = Table::new(ctx);
    ///     for i in 1..1000 {
    ///         table.raw_set_integer(ctx, -i, Value::True)?;
    ///     }
    ///     assert!(ctx.memory().work() > before + 1000);
    ///     Ok::<(), piccolo_core::object::error::Error>(())
    /// })
    /// # .unwrap();
    /// ```
    pub fn work(&self) -> u64 {
        self.fuel.work_taken.get().saturating_add(self.fuel.work.get()) as u64
    }

    /// Pays `units` for collection: with what allocation has cost, which is enough at the usual pace. Gives the rest.
    pub(crate) fn pay_for_collection(&self, units: u64) -> u64 {
        let paid = self.fuel.paid.get();
        self.fuel.paid.set(paid.saturating_sub(units));
        units.saturating_sub(paid)
    }

    /// Makes the collector look due until [`Self::end_interruption`]. That is how code that runs inside the
    /// interpreter loop has it left, without a check of its own there.
    pub(crate) fn interrupt(&self) {
        self.is_interrupted.set(true);
        self.leave_at.set(0);
    }

    /// Ends an interruption; gives whether there was one.
    pub(crate) fn end_interruption(&self) -> bool {
        let was_interrupted = self.is_interrupted.take();
        if was_interrupted {
            self.set_leaving();
        }
        was_interrupted
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

/// What dropped objects gave back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Freed {
    pub(crate) bytes: usize,
    /// How many of the objects were such that the collector goes through them.
    pub(crate) traceable: usize,
}

impl std::ops::Add for Freed {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.wrapping_add(other.bytes),
            traceable: self.traceable.wrapping_add(other.traceable),
        }
    }
}

/// How many bytes are boxed before they are charged.
const MUCH_BOXED: usize = 8 * 1024;

thread_local! {
    static FREED: (Cell<usize>, Cell<usize>) = const { (Cell::new(0), Cell::new(0)) };
    static TRACED: Cell<usize> = const { Cell::new(0) };
    static BOXED: Cell<usize> = const { Cell::new(0) };
}

/// Notes that `bytes` were allocated where no account is at hand. They are charged when more room for such boxes is
/// needed, and when the VM is left.
#[inline]
pub(crate) fn note_boxed(bytes: usize) {
    BOXED.with(|boxed| boxed.set(boxed.get().wrapping_add(bytes)));
}

/// Whether so much was boxed on this thread that it has to be charged before more is.
#[inline]
pub(crate) fn is_much_boxed() -> bool {
    BOXED.with(|boxed| boxed.get() >= MUCH_BOXED)
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

/// The places that the collector went through on this thread since [`take_traced`] was called.
pub(crate) fn traced() -> usize {
    TRACED.with(Cell::get)
}

/// The places that the collector went through on this thread since the last call.
pub(crate) fn take_traced() -> usize {
    TRACED.with(|traced| traced.replace(0))
}

/// Notes that `bytes` were given back.
#[inline]
pub fn note_freed(bytes: usize) {
    FREED.with(|(freed, _)| freed.set(freed.get().wrapping_add(bytes)));
}

/// Notes that a dropped object that the collector goes through gave back `bytes`.
#[inline]
pub(crate) fn note_traceable_freed(bytes: usize) {
    FREED.with(|(freed, traceable)| {
        freed.set(freed.get().wrapping_add(bytes));
        traceable.set(traceable.get().wrapping_add(1));
    });
}

/// What was noted as freed on this thread since the last call.
pub(crate) fn take_freed() -> Freed {
    replace_freed(Freed::default())
}

fn replace_freed(by: Freed) -> Freed {
    FREED.with(|(bytes, traceable)| Freed {
        bytes: bytes.replace(by.bytes),
        traceable: traceable.replace(by.traceable),
    })
}

/// Counts what is freed on this thread, and keeps large blocks of it, for one VM: what was noted before, for another
/// one whose callback or destructor uses this one, is set aside until it is dropped.
#[derive(Debug)]
pub(crate) struct FreedBytes {
    others: Freed,
    _adoption: Adoption,
}

impl FreedBytes {
    /// Starts to count, at `freed`.
    pub(crate) fn count_from(freed: Freed) -> Self {
        Self { others: replace_freed(freed), _adoption: Adoption::begin() }
    }

    /// What was noted since the last call.
    pub(crate) fn take(&self) -> Freed {
        take_freed()
    }
}

impl Drop for FreedBytes {
    #[inline]
    fn drop(&mut self) {
        replace_freed(self.others);
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryAccount;

    #[test]
    fn a_collection_that_was_called_for_is_not_late() {
        let account = MemoryAccount::default();
        account.charge_object(1000);
        account.collect_at(900);
        assert_eq!(account.overdue(), 100);
        account.collect_at(0);
        assert_eq!(account.overdue(), 0);
        assert!(account.is_collection_due());
    }

    #[test]
    fn charges_without_a_limit_do_not_overflow() {
        let account = MemoryAccount::default();
        account.charge_object(1000);
        assert_eq!(account.charge(usize::MAX), Ok(()));
        assert_eq!(account.used(), usize::MAX);
    }
}

//! The garbage collector's driver: when to collect, how much at a time, and what happens between
//! marking and sweeping.
//!
//! `gc-arena` counts objects; the driver counts bytes. A cycle starts when the bytes in use have grown
//! by the pause since the last one ended (a little later if few objects came to be), and then does, for
//! each `QUANTUM` of bytes allocated, a bounded amount of work. When collection happens depends on
//! allocation alone, never on how a run is sliced.

use gc_arena::{Finalization, arena::CollectionPhase, metrics::Pacing};

use crate::{
    exec::heap::{Heap, LuaArena},
    object::{
        collector::{Collector, Request},
        context::State,
    },
    support::{account, remains},
};

/// Bytes between two steps of a running cycle.
const QUANTUM: usize = 32 * 1024;

/// The least growth between two cycles.
const MIN_GROWTH: usize = 352 * 1024;

/// A cycle costs as much as there are objects. While fewer than this many came to be since the last one,
/// large as they may be, it is put off until the heap has grown by [`MAX_PUT_OFF`].
const FEW_OBJECTS: usize = 768;

/// The most growth for which a cycle is put off.
const MAX_PUT_OFF: usize = 512 * 1024;

/// Work units per byte allocated, relative to the heap's objects per byte. Fast cycles are cheap ones:
/// what is freed together is allocated in order, and little garbage floats. These bound a step to about
/// 60,000 small objects.
const SPEED: f64 = 100.0;

/// The same for steps of a size that a script or host chose, which are to be in proportion to it.
const REQUESTED_SPEED: f64 = 2.0;

/// How many bytes of large parts count as one unit of work when work is planned. It takes less to go through them, but
/// few cycles are better for them.
const BYTES_PER_UNIT: f64 = 1024.0;

/// One unit of work is the tracing of an object.
const PACING: Pacing = Pacing {
    sleep_factor: 0.0,
    min_sleep: 0,
    mark_factor: 0.0,
    trace_factor: 1.0,
    keep_factor: 0.25,
    drop_factor: 0.25,
    free_factor: 0.25,
};

/// The most work of one piece, after which the fuel is looked at.
const PIECE: f64 = 128.0;

/// The most work between two looks at what was freed,
const SPRINT: f64 = 32.0;

/// and at how large the objects were that were marked.
const MARKED_AT_ONCE: f64 = 8.0;

/// Slots of tables and stacks that count as much as one unit of work.
const SLOTS_PER_UNIT: f64 = 16.0;

/// What a string that is looked at counts as much as.
const SLOTS_PER_STRING: usize = 4;

/// The fuel that a unit of work takes.
const FUEL_PER_UNIT: f64 = 8.0;

/// When memory was short and a full collection has found room, the next one for that reason comes when the script
/// has allocated at least this part of what is alive. So collections take no more time than in proportion to that.
const LEAST_SHARE: usize = 64;

/// How many stores the collector may be told of while it is stopped.
const MANY_BARRIERS: usize = 1024;

/// After how many freed objects the allocator is asked to tidy up.
const MANY_FREED: usize = 2048;

/// What is to be done before the script goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Task {
    #[default]
    Nothing,
    /// So much work, or as much as there is in the running cycle.
    Work(f64),
    /// What is done about weak tables, finalizers and deep stacks, to its end: where the script gets on, all of that has to
    /// be done from the start.
    Settling,
    /// So many cycles, the running one included.
    Cycles(u32),
}

/// The driver's state between collections.
#[derive(Debug, Default)]
pub(crate) struct Driver {
    /// Collect everything at every opportunity, to find objects that nobody holds.
    pub(crate) stress: bool,
    task: Task,
    /// The task is one that was asked for, so whether it ended a cycle is reported.
    is_requested: bool,
    /// Objects and bytes that the last cycle left.
    objects_left: usize,
    bytes_left: usize,
    /// Objects that were freed since the allocator was last asked to tidy up.
    freed: usize,
    /// Bytes in use after garbage was last collected because memory was short.
    bytes_after_shortage: Option<usize>,
    /// Fuel for work that was done, less than a unit.
    fuel_left: f64,
}

impl Driver {
    /// Prepares a new heap.
    pub(crate) fn attach(&mut self, heap: &mut Heap) {
        heap.arena().metrics().set_pacing(PACING);
        self.sleep(heap);
    }

    /// Does what is due when the host has entered the VM. What a step left to be done is for the next one, but for a
    /// piece, unless more is due by now.
    #[inline]
    pub(crate) fn collect(&mut self, heap: &mut Heap) {
        let is_quiet = !self.is_busy() && !self.stress && heap.read(|state| !is_asked_for(state));
        if !is_quiet {
            self.collect_due(heap);
        }
    }

    #[cold]
    #[inline(never)]
    fn collect_due(&mut self, heap: &mut Heap) {
        if self.is_busy() && !heap.read(|state| state.memory.is_collection_due()) {
            self.work(heap);
            return;
        }
        while self.is_busy() {
            self.work(heap);
        }
        self.begin(heap);
        while self.is_busy() {
            self.work(heap);
        }
    }

    /// Whether there is work to be done before the script goes on.
    pub(crate) fn is_busy(&self) -> bool {
        self.task != Task::Nothing
    }

    /// Finds out what is due. Gives whether anything is, if only that the limit is near.
    pub(crate) fn begin(&mut self, heap: &mut Heap) -> bool {
        let (request, running, due) = heap.read(|state| {
            let collector: &Collector = &state.collector;
            state.memory.end_interruption();
            if state.relocation.is_requested() {
                state.memory.interrupt();
            }
            // Where it has been told of many stores, a cycle goes on even if collection is stopped.
            let is_told = state.barriers.get() >= MANY_BARRIERS;
            (collector.request.take(), collector.is_running() || is_told, state.memory.is_collection_due())
        });
        match request {
            Request::Full => (self.task, self.is_requested) = (Task::Cycles(cycles(heap)), true),
            Request::Step(bytes) => {
                self.is_requested = true;
                self.task = match bytes {
                    0 => self.worth(heap, QUANTUM, SPEED),
                    _ if heap.read(|state| bytes >= state.memory.used()) => Task::Cycles(1),
                    _ => self.worth(heap, bytes, REQUESTED_SPEED),
                };
            }
            Request::None if self.stress => self.task = Task::Cycles(cycles(heap)),
            Request::None if due && running => {
                if !self.puts_off(heap) {
                    let overdue = heap.read(|state| state.memory.overdue());
                    self.task = self.worth(heap, QUANTUM.saturating_add(overdue), SPEED);
                }
            }
            // Where collection is stopped, only the limit counts.
            Request::None if due => {
                heap.read(|state| state.memory.collect_at(state.memory.limit().saturating_add(1)));
            }
            Request::None => {}
        }
        if self.is_busy() {
            heap.read(|state| {
                state.barriers.set(0);
                state.memory.collect_at(state.memory.used() + QUANTUM);
            });
        }
        if self.stress {
            heap.read(|state| state.memory.collect_at(state.memory.used() + 1));
        }
        due
    }

    /// Prepares a full collection if memory is short. False: there is none left, and that was tried before and did
    /// not help much. `is_refused` tells that something waits for room.
    pub(crate) fn make_room(&mut self, heap: &mut Heap, is_refused: bool) -> bool {
        if let Task::Cycles(_) = self.task {
            return true;
        }
        let (used, limit) = heap.read(|state| (state.memory.taken(), state.memory.limit()));
        let is_out = is_refused || used > limit;
        if !is_out && used <= limit - headroom(limit) {
            return true;
        }
        if let Some(left) = self.bytes_after_shortage
            && used.saturating_sub(left) <= left / LEAST_SHARE
        {
            if is_out {
                self.bytes_after_shortage = None;
            } else {
                self.task = Task::Nothing;
                heap.read(|state| state.memory.collect_at(limit.saturating_add(1)));
            }
            return !is_out;
        }
        self.task = Task::Cycles(cycles(heap));
        // What is left is known when that is done.
        self.bytes_after_shortage = Some(usize::MAX);
        true
    }

    /// Does a piece of what is to be done; gives the fuel that it takes.
    pub(crate) fn work(&mut self, heap: &mut Heap) -> u64 {
        let limit = match self.task {
            Task::Nothing => return 0,
            Task::Work(work) => work.min(PIECE),
            Task::Settling | Task::Cycles(_) => PIECE,
        };
        let marks = Marks::of(heap);
        let objects = heap.arena().metrics().total_gc_count();
        let (done, finished) = advance(heap, limit);
        marks.note_list(heap);
        self.freed += objects.saturating_sub(heap.arena().metrics().total_gc_count());
        if self.freed >= MANY_FREED {
            self.freed = 0;
            remains::tidy_allocator();
        }
        if finished {
            self.sleep(heap);
        }
        let is_settling = !finished && heap.read(|state| state.is_settling());
        self.task = match self.task {
            Task::Work(work) if work > done && !finished => Task::Work(work - done),
            Task::Work(_) | Task::Settling if is_settling => Task::Settling,
            Task::Cycles(1) if finished => Task::Nothing,
            Task::Cycles(count) => Task::Cycles(count - u32::from(finished)),
            Task::Work(_) | Task::Settling | Task::Nothing => Task::Nothing,
        };
        if !self.is_busy() {
            self.end_task(heap, finished);
        }
        let fuel = done * FUEL_PER_UNIT + self.fuel_left;
        self.fuel_left = fuel.fract();
        fuel as u64
    }

    fn end_task(&mut self, heap: &mut Heap, finished: bool) {
        heap.read(|state| {
            if std::mem::take(&mut self.is_requested) {
                state.collector.finished_cycle.set(finished);
            }
            if let Some(left) = &mut self.bytes_after_shortage {
                *left = state.memory.taken().min(*left);
            }
            if self.stress {
                state.memory.collect_at(state.memory.used() + 1);
            } else if !finished {
                state.memory.collect_at(state.memory.used() + QUANTUM);
            }
        });
    }

    /// Runs a full cycle, after finishing the one under way.
    pub(crate) fn full(&mut self, heap: &mut Heap) {
        self.task = Task::Cycles(cycles(heap));
        while self.is_busy() {
            self.work(heap);
        }
    }

    /// Prepares the end: nothing is alive any more, so what the next cycles free is everything.
    pub(crate) fn dismantle(&mut self, heap: &mut Heap) {
        heap.forget_relocation(None);
        heap.enter(|ctx| ctx.state().abandon());
        self.task = Task::Cycles(cycles(heap));
    }

    /// Puts the next cycle off if it would find little to do; see [`FEW_OBJECTS`].
    fn puts_off(&self, heap: &Heap) -> bool {
        let objects = heap.arena().metrics().total_gc_count().saturating_sub(self.objects_left);
        heap.read(|state| {
            let used = state.memory.used();
            let is_early = used.saturating_sub(self.bytes_left) < MAX_PUT_OFF
                && state.memory.taken() < state.memory.limit() / 2;
            let puts_off = heap.arena().collection_phase() == CollectionPhase::Sleeping
                && objects < FEW_OBJECTS
                && is_early;
            if puts_off {
                let limit = state.memory.limit();
                state
                    .memory
                    .collect_at(used.saturating_add(QUANTUM).min((limit - headroom(limit)).max(used + 1)));
            }
            puts_off
        })
    }

    /// The work that `bytes` of allocation are worth.
    fn worth(&self, heap: &Heap, bytes: usize, speed: f64) -> Task {
        let used = heap.read(|state| state.memory.used()).max(1);
        let objects = heap.arena().metrics().total_gc_count() as f64;
        let units_per_byte = objects / used as f64 + 1.0 / BYTES_PER_UNIT;
        Task::Work((bytes as f64 * speed * units_per_byte).max(64.0))
    }

    /// Sets when the next cycle starts.
    fn sleep(&mut self, heap: &mut Heap) {
        self.objects_left = heap.arena().metrics().total_gc_count();
        self.bytes_left = heap.read(|state| state.memory.used());
        heap.read(|state| {
            let used = state.memory.used();
            let pause = state.collector.pause().clamp(110, 1000) as usize;
            let growth = (used / 100).saturating_mul(pause - 100).max(MIN_GROWTH);
            // Never at once again: a script must get on between two collections.
            let (taken, limit) = (state.memory.taken(), state.memory.limit());
            let end = limit - headroom(limit);
            let room = if taken < end { end - taken } else { limit.saturating_sub(taken) };
            state.memory.collect_at(used.saturating_add(growth.min(room.saturating_add(1))));
        });
    }
}

/// How many objects a cycle has found, and how many of them it has gone through.
#[derive(Clone, Copy)]
struct Marks {
    found: f64,
    traced: f64,
    /// How many objects there are that it goes through.
    traceable: usize,
}

impl Marks {
    /// Those of the running cycle. The arena tells by what they would have earned at other prices.
    fn of(heap: &Heap) -> Self {
        const UNPAID: Pacing = Pacing {
            sleep_factor: 0.0,
            min_sleep: 0,
            mark_factor: 0.0,
            trace_factor: 0.0,
            keep_factor: 0.0,
            drop_factor: 0.0,
            free_factor: 0.0,
        };
        let metrics = heap.arena().metrics();
        if metrics.total_gc_count() == 0 {
            return Self { found: 0.0, traced: 0.0, traceable: 0 };
        }
        let debt = |pacing: Pacing| {
            metrics.set_pacing(pacing);
            metrics.allocation_debt()
        };
        let before = debt(PACING);
        set_debt(heap.arena(), LARGE_DEBT);
        let all = debt(UNPAID);
        let found = all - debt(Pacing { mark_factor: 1.0, ..UNPAID });
        let traced = all - debt(Pacing { trace_factor: 1.0, ..UNPAID });
        metrics.set_pacing(PACING);
        metrics.adjust_debt(before - LARGE_DEBT);
        Self { found, traced, traceable: heap.read(|state| state.memory.traceable()) }
    }

    /// Notes how long the list of objects to be gone through may have been since these were taken. Strings, which are
    /// found and never gone through, make that too much.
    fn note_list(self, heap: &Heap) {
        let now = Self::of(heap);
        let longest = (now.found - self.traced).max(0.0) as usize;
        let places = longest.min(self.traceable).max(1).next_power_of_two();
        heap.read(|state| state.memory.note_list(places * size_of::<*const ()>()));
    }
}

/// More than any arena owes.
const LARGE_DEBT: f64 = 1e12;

/// Whether collection was asked for, or may be due.
#[inline]
fn is_asked_for(state: &State<'_>) -> bool {
    state.collector.request.get() != Request::None
        || state.memory.needs_attention()
        || state.memory.is_exceeded()
}

/// The memory that is left for what host functions allocate at once, when a full collection is tried.
fn headroom(limit: usize) -> usize {
    if limit == usize::MAX { 0 } else { (limit / 64).min(512 * 1024) }
}

/// How many cycles it takes to free all garbage.
fn cycles(heap: &Heap) -> u32 {
    if heap.arena().collection_phase() == CollectionPhase::Sleeping { 1 } else { 2 }
}

/// Does about `limit` units of work on the running cycle, or a new one. Gives how many they were, and whether the
/// cycle ended. Ends early when settling does.
fn advance(heap: &mut Heap, limit: f64) -> (f64, bool) {
    let is_settling = heap.read(|state| state.is_settling());
    let mut done = 0.0;
    loop {
        let sprint = SPRINT.min(limit - done).ceil();
        heap.collect(|arena| {
            account::take_traced();
            done += if arena.metrics().total_gc_count() == 0 {
                // Nothing is left to be done, and an empty arena has no debts.
                arena.finish_cycle();
                sprint
            } else if arena.collection_phase() == CollectionPhase::Sweeping {
                set_debt(arena, sprint);
                arena.cycle_debt();
                sprint
            } else {
                mark(arena, sprint)
            };
            done += account::take_traced() as f64 / SLOTS_PER_UNIT;
        });
        if heap.arena().collection_phase() == CollectionPhase::Sleeping {
            return (done, true);
        }
        // Where settling ends does not depend on the order in which keys lie, so that it decides about what follows.
        let is_settled = is_settling && !heap.read(|state| state.is_settling());
        if done >= limit || is_settled {
            return (done, false);
        }
    }
}

/// Makes the arena's debt exactly `work`.
fn set_debt(arena: &LuaArena, work: f64) {
    let metrics = arena.metrics();
    // A debt below zero reads as zero, so it is lifted into view first.
    let mut lift = 1e6;
    while metrics.allocation_debt() <= 0.0 && lift < 1e18 {
        metrics.adjust_debt(lift);
        lift *= 10.0;
    }
    metrics.adjust_debt(work - metrics.allocation_debt());
}

/// What is next when everything reachable is marked.
#[derive(PartialEq)]
enum Next {
    /// To go through what was marked.
    Marking,
    /// To let the script get on, if it is its turn.
    Script,
    Sweeping,
}

/// Goes through so many marked objects, or does as much of what comes when everything reachable is marked. Gives how many
/// objects they were.
fn mark(arena: &mut LuaArena, objects: f64) -> f64 {
    let most = (objects * SLOTS_PER_UNIT) as usize;
    let (mut done, mut owed) = (0.0, 0.0);
    set_debt(arena, owed);
    while done < objects && account::traced() < most {
        let debt = MARKED_AT_ONCE.min(objects - done);
        arena.metrics().adjust_debt(debt - owed);
        let is_all_marked = arena.mark_debt().is_some();
        owed = if is_all_marked { arena.metrics().allocation_debt().round() } else { 0.0 };
        done += debt - owed;
        if is_all_marked && go_on_when_marked(arena, most) != Next::Marking {
            break;
        }
    }
    done
}

/// Does a piece of what comes when everything reachable is marked, or all of it.
fn go_on_when_marked(arena: &mut LuaArena, slots: usize) -> Next {
    while let Some(marked) = arena.finish_marking() {
        let (next, is_urgent) =
            marked.finalize(|fc, state| (do_piece(fc, state, slots), state.settling.is_urgent()));
        match next {
            Next::Marking if is_urgent => {}
            Next::Sweeping => break,
            next => return next,
        }
    }
    if let Some(marked) = arena.finish_marking() {
        marked.start_sweeping();
    }
    Next::Sweeping
}

/// Does a piece of what comes when everything reachable is marked: deals with weak tables and finalizers, then with
/// interned strings. The script may get on while these are gone through; then what it made is dealt with at the end.
fn do_piece<'gc>(fc: &Finalization<'gc>, state: &State<'gc>, slots: usize) -> Next {
    if state.deep_stacks.trace_piece(fc) {
        return Next::Marking;
    }
    if !state.interner.is_pruning() {
        if !state.settling.go_on(fc, state, slots) {
            return Next::Marking;
        }
        state.needs_attention.set(true);
        state.interner.begin_pruning();
        return Next::Script;
    }
    if let Some(count) = state.interner.prune_part(fc, &state.memory) {
        account::note_traced(count * SLOTS_PER_STRING);
        return Next::Script;
    }
    if !state.settling.go_on(fc, state, slots) {
        return Next::Marking;
    }
    state.needs_attention.set(true);
    state.begin_sweeping(fc);
    Next::Sweeping
}

/// Makes every object that has a finalizer due for it, as when a VM ends, in one piece.
pub(crate) fn finalize_all(heap: &mut Heap) {
    heap.read(|state| {
        state.finalizers.finalize_all();
        state.settling.note_entry();
        state.needs_attention.set(true);
    });
}

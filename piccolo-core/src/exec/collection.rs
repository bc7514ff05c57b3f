//! The garbage collector's driver: when to collect, how much at a time, and what happens between
//! marking and sweeping.
//!
//! `gc-arena` counts objects; the driver counts bytes. A cycle starts when the bytes in use have grown
//! by the pause since the last one ended (a little later if few objects came to be), and then does, for
//! each `QUANTUM` of bytes allocated, a bounded amount of work. When collection happens depends on
//! allocation alone, never on how a run is sliced.

use gc_arena::{arena::CollectionPhase, metrics::Pacing};

use crate::{
    exec::heap::{Heap, LuaArena},
    object::collector::{Collector, Request},
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

/// The driver's state between collections.
#[derive(Debug, Default)]
pub(crate) struct Driver {
    /// Collect everything at every opportunity, to find objects that nobody holds.
    pub(crate) stress: bool,
    /// Objects and bytes that the last cycle left.
    objects_left: usize,
    bytes_left: usize,
}

impl Driver {
    /// Prepares a new heap.
    pub(crate) fn attach(&mut self, heap: &mut Heap) {
        heap.arena().metrics().set_pacing(PACING);
        self.sleep(heap);
    }

    /// Does what is due. Called while nothing is inside the arena.
    pub(crate) fn collect(&mut self, heap: &mut Heap) {
        let (request, running, due) = heap.read(|state| {
            let collector: &Collector = &state.collector;
            state.memory.end_interruption();
            (collector.request.take(), collector.is_running(), state.memory.is_collection_due())
        });
        match request {
            Request::Full => self.full(heap),
            Request::Step(0) => {
                let finished = self.step(heap, QUANTUM, SPEED);
                heap.read(|state| state.collector.finished_cycle.set(finished));
            }
            Request::Step(bytes) => {
                let mut finished = self.step(heap, bytes, REQUESTED_SPEED);
                // A step marks or sweeps; a request that is worth the whole heap pays for both.
                if !finished && heap.read(|state| bytes >= state.memory.used()) {
                    finished = self.step(heap, bytes, REQUESTED_SPEED);
                }
                heap.read(|state| state.collector.finished_cycle.set(finished));
            }
            Request::None if self.stress => self.full(heap),
            Request::None if due && running => {
                if !self.puts_off(heap) {
                    self.step(heap, QUANTUM, SPEED);
                }
            }
            Request::None if due => heap.read(|state| state.memory.collect_at(usize::MAX)),
            Request::None => {}
        }
        if self.stress {
            heap.read(|state| state.memory.collect_at(state.memory.used() + 1));
        }
    }

    /// Runs a full cycle, after finishing the one under way.
    pub(crate) fn full(&mut self, heap: &mut Heap) {
        heap.collect(|arena| {
            if arena.collection_phase() != CollectionPhase::Sleeping {
                finish_cycle(arena);
            }
            finish_cycle(arena);
        });
        self.sleep(heap);
    }

    /// Puts the next cycle off if it would find little to do; see [`FEW_OBJECTS`].
    fn puts_off(&self, heap: &Heap) -> bool {
        let objects = heap.arena().metrics().total_gc_count().saturating_sub(self.objects_left);
        heap.read(|state| {
            let used = state.memory.used();
            let is_early =
                used.saturating_sub(self.bytes_left) < MAX_PUT_OFF && used < state.memory.limit() / 2;
            let puts_off = heap.arena().collection_phase() == CollectionPhase::Sleeping
                && objects < FEW_OBJECTS
                && is_early;
            if puts_off {
                state.memory.collect_at(used.saturating_add(QUANTUM).min(state.memory.limit()));
            }
            puts_off
        })
    }

    /// Does the work that `bytes` of allocation are worth; gives whether a cycle ended.
    fn step(&mut self, heap: &mut Heap, bytes: usize, speed: f64) -> bool {
        let used = heap.read(|state| state.memory.used()).max(1);
        let objects = heap.arena().metrics().total_gc_count() as f64;
        let work = (bytes as f64 * speed * objects / used as f64).max(64.0);
        set_debt(heap.arena(), work);
        heap.collect(|arena| {
            if arena.collection_phase() == CollectionPhase::Sweeping {
                arena.cycle_debt();
            } else if arena.mark_debt().is_some() {
                finish_marking(arena);
            }
        });
        let finished = heap.arena().collection_phase() == CollectionPhase::Sleeping;
        if finished {
            self.sleep(heap);
        } else {
            heap.read(|state| state.memory.collect_at(state.memory.used() + QUANTUM));
        }
        finished
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
            let limit = state.memory.limit().max(used);
            let next = used.saturating_add(growth).min(limit.saturating_add(1));
            state.memory.collect_at(next);
        });
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

/// Runs the current cycle, or a whole one, to its end.
fn finish_cycle(arena: &mut LuaArena) {
    if arena.collection_phase() != CollectionPhase::Sweeping {
        finish_marking(arena);
    }
    arena.finish_cycle();
}

/// Marks everything reachable, deals with weak tables and finalizers, and starts sweeping.
///
/// The order is the manual's (sections 2.5.3 and 2.5.4): weak values of dead objects go before those
/// are resurrected for finalization, weak keys and what resurrection left go after.
fn finish_marking(arena: &mut LuaArena) {
    mark_ephemerons(arena);
    if let Some(marked) = arena.finish_marking() {
        marked.finalize(|fc, state| {
            state.finalizers.clear_values(fc);
            state.finalizers.resurrect_dead(fc);
            state.needs_attention.set(true);
        });
    }
    mark_ephemerons(arena);
    if let Some(marked) = arena.finish_marking() {
        marked.finalize(|fc, state| {
            state.finalizers.clear_keys(fc);
            state.finalizers.clear_values(fc);
            state.finalizers.settle_string_keys(fc);
        });
    }
    if let Some(marked) = arena.finish_marking() {
        marked.finalize(|fc, state| state.interner.prune(fc, &state.memory));
    }
    if let Some(marked) = arena.finish_marking() {
        marked.start_sweeping();
    }
}

/// Marks until no ephemeron entry has a live key and an unmarked value.
fn mark_ephemerons(arena: &mut LuaArena) {
    while let Some(marked) = arena.finish_marking() {
        if !marked.finalize(|fc, state| state.finalizers.trace_ephemerons(fc)) {
            break;
        }
    }
}

/// Makes every object that has a finalizer due for it, as when a VM ends.
pub(crate) fn finalize_all(heap: &mut Heap) {
    heap.collect(|arena| {
        if arena.collection_phase() == CollectionPhase::Sweeping {
            arena.finish_cycle();
        }
        if let Some(marked) = arena.finish_marking() {
            marked.finalize(|fc, state| {
                state.finalizers.finalize_all(fc);
                state.needs_attention.set(true);
            });
        }
    });
}

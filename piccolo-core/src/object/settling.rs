//! [`Settling`]: what is done about weak tables and objects with finalizers when all else is marked, piece by piece.
//!
//! The order is the manual's (sections 2.5.3 and 2.5.4): weak values of dead objects go before those are brought back
//! for finalization, weak keys and what else was brought back goes after. Whatever a piece marks is gone through before
//! the next one. No script gets on before all is done; where the host enters the VM between two pieces, or the script
//! does between the end of this and sweeping, all is done once more. That does no harm: what was marked stays
//! so, and what was removed is gone.
//!
//! The list of weak tables is not traced. Dead ones are taken out of it at the end, and no sweeping starts before.

use std::cell::{Cell, RefCell};

use gc_arena::Finalization;

use crate::{
    object::{
        chunks::Chunks,
        context::{Context, State},
        table::{Seen, Table, WeakMode},
        value::Value,
    },
    support::account,
};

/// A table that is, or was, weak.
struct Listed<'gc> {
    table: Table<'gc>,
    mode: Cell<WeakMode>,
    /// Whether nothing in it waits for a key to be marked.
    is_done: Cell<bool>,
}

/// What a table is charged for its place in the list.
const LISTED_BYTES: usize = Chunks::<Listed<'static>>::BYTES;

/// What looking at a place of a table, or at a table of the list, takes, in slots of a table that is traced.
const LOOK: isize = 8;

/// The same for a place that has nothing in it.
const LOOK_AT_EMPTY: isize = 1;

/// How often the host may disturb all of this in one cycle before it is done in one piece.
const MAX_RESTARTS: u32 = 3;

/// What is being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Nothing: not all is marked.
    #[default]
    Idle,
    /// Marking objects whose finalizers are due.
    Pending,
    /// Marking what weak tables hold strongly, or for live keys, for the first time,
    FirstMarks,
    /// and until there is no more of that.
    Marks,
    /// Removing entries with dead values.
    Values,
    /// Looking for dead objects with finalizers,
    Dead,
    /// making them pending,
    Revival,
    /// and marking what weak tables hold for them.
    MarksOfRevived,
    /// Removing entries with dead keys or values.
    Keys,
    /// Taking dead tables out of the list.
    Tables,
    /// Nothing: it is done.
    Settled,
}

/// What came of a part of a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There is more to be done in this phase.
    More,
    /// The same, when what was marked is gone through.
    Reached,
    Done,
}

/// The list of weak tables, and how far settling got.
#[derive(Default)]
pub(crate) struct Settling<'gc> {
    tables: RefCell<Chunks<Listed<'gc>>>,
    phase: Cell<Phase>,
    /// How many tables of the list were gone through in this pass, and how many places of the next one.
    tables_done: Cell<usize>,
    places_done: Cell<usize>,
    /// The pass, and the places of each table, go from the end to the start.
    is_backward: Cell<bool>,
    /// Something was marked in this pass.
    has_marked: Cell<bool>,
    /// The table has an entry that waits for its key to be marked.
    is_waiting: Cell<bool>,
    /// What was marked last, which may be a key in the same table.
    reached: Cell<Option<Value<'gc>>>,
    /// The VM was entered since the last piece.
    was_entered: Cell<bool>,
    restarts: Cell<u32>,
}

impl<'gc> Settling<'gc> {
    /// Lists a table that may be weak.
    pub(crate) fn list(&self, ctx: Context<'gc>, table: Table<'gc>) {
        ctx.memory().charge_object(LISTED_BYTES);
        let (mode, is_done) = Default::default();
        self.tables.borrow_mut().push(Listed { table, mode, is_done });
    }

    /// Forgets all tables, when nothing is alive any more.
    pub(crate) fn forget_all(&self) {
        *self.tables.borrow_mut() = Chunks::default();
    }

    /// Notes that the VM is entered.
    pub(crate) fn note_entry(&self) {
        self.was_entered.set(true);
    }

    /// Whether no script should run, since this is being done.
    pub(crate) fn is_under_way(&self) -> bool {
        !matches!(self.phase.get(), Phase::Idle | Phase::Settled)
    }

    /// Whether the rest is to be done in one piece.
    pub(crate) fn is_urgent(&self) -> bool {
        self.restarts.get() >= MAX_RESTARTS
    }

    /// Notes that sweeping starts.
    pub(crate) fn end(&self) {
        self.phase.set(Phase::Idle);
        self.restarts.set(0);
    }

    /// Does a piece of about `slots`. Gives whether all is done, and nothing has changed since. To be called when all is
    /// marked.
    pub(crate) fn go_on(&self, fc: &Finalization<'gc>, state: &State<'gc>, slots: usize) -> bool {
        self.restart_if_due();
        let budget = isize::try_from(slots).unwrap_or(isize::MAX);
        let mut left = budget;
        while left > 0 && self.phase.get() != Phase::Settled {
            match self.go_on_with_phase(fc, state, &mut left) {
                Outcome::More => {}
                Outcome::Reached => break,
                Outcome::Done => {
                    let may_have_marked = matches!(self.phase.get(), Phase::Pending | Phase::Revival);
                    self.begin(self.next_phase(state));
                    if may_have_marked {
                        break;
                    }
                }
            }
        }
        account::note_traced(budget.saturating_sub(left).unsigned_abs());
        self.phase.get() == Phase::Settled
    }

    fn restart_if_due(&self) {
        let was_entered = self.was_entered.take();
        let phase = self.phase.get();
        if phase != Phase::Idle && !was_entered {
            return;
        }
        if self.is_under_way() {
            self.restarts.set(self.restarts.get() + 1);
        }
        self.begin(Phase::Pending);
    }

    fn begin(&self, phase: Phase) {
        self.phase.set(phase);
        self.is_backward.set(phase == Phase::Marks);
        self.begin_pass();
    }

    fn begin_pass(&self) {
        self.tables_done.set(0);
        self.places_done.set(0);
        self.reached.set(None);
        self.has_marked.set(false);
        self.is_waiting.set(false);
    }

    fn next_phase(&self, state: &State<'gc>) -> Phase {
        match self.phase.get() {
            Phase::Idle => Phase::Pending,
            Phase::Pending => Phase::FirstMarks,
            Phase::FirstMarks if self.has_marked.get() => Phase::Marks,
            Phase::FirstMarks | Phase::Marks => Phase::Values,
            Phase::Values => Phase::Dead,
            Phase::Dead if state.finalizers.has_dead() => Phase::Revival,
            Phase::Revival => Phase::MarksOfRevived,
            Phase::Dead | Phase::MarksOfRevived => Phase::Keys,
            Phase::Keys => Phase::Tables,
            Phase::Tables | Phase::Settled => Phase::Settled,
        }
    }

    fn go_on_with_phase(&self, fc: &Finalization<'gc>, state: &State<'gc>, left: &mut isize) -> Outcome {
        let outcome = |is_done| if is_done { Outcome::Done } else { Outcome::Reached };
        match self.phase.get() {
            Phase::Pending => outcome(state.finalizers.mark_pending(fc, left)),
            Phase::Dead => outcome(state.finalizers.find_dead(fc, left)),
            Phase::Revival => outcome(state.finalizers.revive_dead(fc, left)),
            Phase::FirstMarks => self.mark_entries(fc, left, true),
            Phase::Marks | Phase::MarksOfRevived => self.mark_until_done(fc, left),
            Phase::Values => self.clear_entries(fc, left, false),
            Phase::Keys => self.clear_entries(fc, left, true),
            Phase::Tables => self.remove_dead_tables(fc, left),
            Phase::Idle | Phase::Settled => Outcome::Done,
        }
    }

    /// Goes over the tables again and again, back and forth, until a pass marks nothing.
    fn mark_until_done(&self, fc: &Finalization<'gc>, left: &mut isize) -> Outcome {
        let outcome = self.mark_entries(fc, left, false);
        if outcome != Outcome::Done || !self.has_marked.get() {
            return outcome;
        }
        self.is_backward.set(!self.is_backward.get());
        self.begin_pass();
        Outcome::More
    }

    /// Goes on with a pass over the tables that marks what they hold.
    fn mark_entries(&self, fc: &Finalization<'gc>, left: &mut isize, is_first: bool) -> Outcome {
        let tables = self.tables.borrow();
        while let Some(listed) = self.next_table(&tables) {
            if *left <= 0 {
                return Outcome::More;
            }
            if self.places_done.get() == 0 {
                if is_first {
                    listed.is_done.set(false);
                }
                if listed.is_done.get() || listed.table.is_dead(fc) {
                    self.leave_table(left);
                    continue;
                }
                listed.mode.set(listed.table.what_is_weak());
                self.is_waiting.set(false);
            }
            if let Some(outcome) = self.mark_places(fc, listed, left) {
                return outcome;
            }
            listed.is_done.set(!self.is_waiting.get());
            self.leave_table(left);
        }
        Outcome::Done
    }

    /// Goes on with a table, to its end unless an outcome is given.
    fn mark_places(&self, fc: &Finalization<'gc>, listed: &Listed<'gc>, left: &mut isize) -> Option<Outcome> {
        let (table, mode) = (listed.table, listed.mode.get());
        // A chain of keys and values in one table is followed, in whatever order it lies there.
        if let Some(reached) = self.reached.take()
            && mode.is_ephemeron()
        {
            *left -= LOOK;
            if let Some(value) = table.mark_value_at(fc, reached) {
                return Some(self.note_reached(value));
            }
        }
        let places = table.places();
        while self.places_done.get() < places {
            if *left <= 0 {
                return Some(Outcome::More);
            }
            let done = self.places_done.get();
            self.places_done.set(done + 1);
            let place = if self.is_backward.get() { places - 1 - done } else { done };
            let seen = table.mark_place(fc, mode, place);
            *left -= if let Seen::Empty = seen { LOOK_AT_EMPTY } else { LOOK };
            match seen {
                Seen::Empty | Seen::Marked => {}
                Seen::Waiting => self.is_waiting.set(true),
                Seen::Reached(value) => return Some(self.note_reached(value)),
            }
        }
        None
    }

    fn note_reached(&self, value: Value<'gc>) -> Outcome {
        self.has_marked.set(true);
        self.reached.set(Some(value));
        Outcome::Reached
    }

    /// Goes on with a pass over the tables that removes entries: those with dead values, and finally those with dead keys.
    fn clear_entries(&self, fc: &Finalization<'gc>, left: &mut isize, is_final: bool) -> Outcome {
        let tables = self.tables.borrow();
        while let Some(Listed { table, mode, .. }) = self.next_table(&tables) {
            if *left <= 0 {
                return Outcome::More;
            }
            let mode = mode.get();
            let may_clear = mode.values || mode.keys && is_final;
            let places = if may_clear && !table.is_dead(fc) { table.places() } else { 0 };
            while self.places_done.get() < places {
                if *left <= 0 {
                    return Outcome::More;
                }
                *left -= LOOK;
                table.clear_place(fc, mode, self.places_done.get(), is_final);
                self.places_done.set(self.places_done.get() + 1);
            }
            self.leave_table(left);
        }
        Outcome::Done
    }

    /// Takes dead tables out of the list.
    fn remove_dead_tables(&self, fc: &Finalization<'gc>, left: &mut isize) -> Outcome {
        let mut tables = self.tables.borrow_mut();
        let mut index = self.tables_done.get();
        while *left > 0 {
            let Some(Listed { table, .. }) = tables.get(index) else { return Outcome::Done };
            *left -= LOOK;
            if table.is_dead(fc) {
                // Whoever brings it back has an ordinary table.
                table.forget_listing();
                tables.swap_remove(index);
                account::note_freed(LISTED_BYTES);
            } else {
                index += 1;
            }
        }
        self.tables_done.set(index);
        Outcome::More
    }

    /// The table whose turn it is.
    fn next_table<'a>(&self, tables: &'a Chunks<Listed<'gc>>) -> Option<&'a Listed<'gc>> {
        let done = self.tables_done.get();
        match self.is_backward.get() {
            false => tables.get(done),
            true => tables.get(tables.len().checked_sub(done + 1)?),
        }
    }

    fn leave_table(&self, left: &mut isize) {
        *left -= LOOK;
        self.tables_done.set(self.tables_done.get() + 1);
        self.places_done.set(0);
    }
}

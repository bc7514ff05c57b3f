//! [`Fuel`]: how much a step may do.

/// A budget of work.
///
/// One unit is the work of one round of an empty loop, some 2 ns of CPU time on a machine of 2024; nothing takes much
/// more than three times as long for a unit. Roughly,
///
/// - two simple instructions are one unit. They are charged where code is repeated: at jumps back and calls;
/// - a call of a host function is 4 units, one of a metamethod 5 to 10 more than the function, an error that is caught 60 to
///   140, a switch between coroutines 19;
/// - a small object is a unit for each 4 bytes: an empty table about 19;
/// - string functions take a unit for 5 to 16 bytes, patterns two for each step of matching.
///
/// Sandboxes charge more for a unit where a script goes through more memory than caches hold
/// ([`Context::charge_working_set`](crate::object::context::Context::charge_working_set)).
///
/// The same program takes the same fuel in any build, on any machine, and however it is sliced.
#[derive(Clone, Debug)]
pub struct Fuel {
    remaining: i64,
    used: u64,
}

impl Fuel {
    /// A budget of `units`.
    pub fn new(units: u64) -> Self {
        Self { remaining: i64::try_from(units).unwrap_or(i64::MAX), used: 0 }
    }

    /// A budget that does not end.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// Units left; 0 when the last operation took more than there was.
    pub fn remaining(&self) -> u64 {
        self.remaining.max(0) as u64
    }

    /// Units used so far, over all steps with this budget.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Adds `units` to the budget.
    pub fn refill(&mut self, units: u64) {
        self.remaining = self.remaining.max(0).saturating_add(i64::try_from(units).unwrap_or(i64::MAX));
    }

    /// Takes `units` off the budget.
    pub fn charge(&mut self, units: u64) {
        self.set_left(self.remaining.saturating_sub(i64::try_from(units).unwrap_or(i64::MAX)));
    }

    /// A budget of `units`, or a debt.
    pub(crate) fn of_left(units: i64) -> Self {
        Self { remaining: units, used: 0 }
    }

    pub(crate) fn left(&self) -> i64 {
        self.remaining
    }

    pub(crate) fn set_left(&mut self, left: i64) {
        self.used = self.used.wrapping_add(self.remaining.wrapping_sub(left) as u64);
        // Two debts may be due at once; the sum stays in range.
        self.remaining = left.max(i64::MIN / 2);
    }
}

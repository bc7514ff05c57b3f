//! [`WorkingSet`]: how much memory a script goes through at a time, estimated from samples.
//!
//! What is in none of the processor's caches takes up to a hundred times as long to read as what is, and an instruction
//! does not show which it reads. So now and then it is noted what the running code is about to read
//! ([`exec::survey`](crate::exec::survey)), in lines as caches have them. Code that keeps to few lines meets most of them
//! again among a few hundred; code that goes through much memory at random meets hardly any. How many
//! lines there are follows from how many were met once and how many twice (Chao 1984, "Nonparametric estimation of the
//! number of classes in a population"). If there are more than a cache holds, each unit of fuel costs more from then on,
//! in proportion to how often such lines are read.
//!
//! Lines are named by objects' serials and by places in them, and samples are taken after so much fuel, so the same
//! script is charged the same each time, however it is sliced.

use std::cell::{Cell, RefCell};

/// How many units of fuel there are between two samples, at least, and up to twice as many: where lines are met that were
/// not met before, or units cost more; and otherwise.
const CLOSE: i64 = 512;
const APART: i64 = 2048;

/// And while hardly any memory is in use. While it is little, reading it takes less long than reading much, and there are
/// fewer samples.
const FAR_APART: i64 = 8 * APART;
const LITTLE: i64 = 4;

/// A sample is made of looks, from one place in the code to when it is passed again; of so many at most. The last one
/// counts; the others tell which lines follow one another, as processors notice themselves and read ahead.
const MOST_LOOKS: u32 = 6;

/// The place of an object itself, and of a string. The others are in large objects.
pub(crate) const WHOLE: u32 = 0;
pub(crate) const STRING: u32 = u32::MAX;

/// Lines that are at most so far apart follow one another: places in an object, and objects.
const NEAR_PLACES: u32 = 16;
const NEAR_OBJECTS: u32 = 16;

/// How many lines an estimate is made from, and while little memory is in use.
const LINES: u32 = 512;
const FEWER_LINES: u32 = 256;

/// After how many samples an estimate is made with fewer, if less than one sample in so many has a new one.
const SAMPLES: u32 = 32;
const FEW: u32 = 4;

/// Room for those lines, half of it used.
const SLOTS: usize = 2 * LINES as usize;

/// How many lines the first cache of one core holds, its second one, and those that it shares with others; each as far as
/// it has them for itself.
const FIRST_LINES: u64 = 256;
const FEW_LINES: u64 = 4_000;
const MANY_LINES: u64 = 24_000;

/// The fuel of reading a line that is only in the second one, only in the shared ones, and in none.
const SECOND: u64 = 2;
const SHARED: u64 = 10;
const UNCACHED: u64 = 48;

/// What a line weighs. A string's weighs less, as its name does not tell whether it follows another one.
pub(crate) const WEIGHT: u32 = 4;

/// The most that one line, by its name, counts for where it is asked how many there are.
const MOST_BROAD: u32 = 3 * WEIGHT;

/// What a unit costs more is counted in such parts of a unit.
const PARTS: u64 = 16;

/// How many units may cost more for a sample, times [`LITTLE`] where that is; the others were used by host functions, which
/// know themselves what they read. And the most that is charged for it.
const MOST_UNITS: i64 = 4 * CLOSE;
const MOST: u64 = 40_000;

/// How many lines of a sample are kept until its last look.
const MOST_BEFORE: usize = 256;

/// What the estimate takes besides the VM's state.
pub(crate) const ESTIMATE_BYTES: usize = size_of::<Census>() + MOST_BEFORE * size_of::<Line>();

/// A line of memory: 64 bytes of an object, or all of a small one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The object's serial.
    pub(crate) object: u32,
    /// Which of its lines.
    pub(crate) place: u32,
    /// How many lines are read with it, times [`WEIGHT`].
    pub(crate) weight: u32,
    /// Differs where the code reads another line by the time it gets there, though the object and place are what it would
    /// read now.
    pub(crate) version: u8,
}

impl Line {
    /// Whether a processor that has read the other one is likely to have read this one ahead.
    fn follows(&self, other: &Line) -> bool {
        let distance = |one: u32, other: u32| one.wrapping_sub(other).min(other.wrapping_sub(one));
        match self.object == other.object {
            true => distance(self.place, other.place) <= NEAR_PLACES,
            // The same place of another large object lies far away.
            false => {
                self.place == other.place
                    && matches!(self.place, WHOLE | STRING)
                    && distance(self.object, other.object) <= NEAR_OBJECTS
            }
        }
    }

    /// Whether this is said to be the line of `other` and is not.
    fn stands_for_another_than(&self, other: &Line) -> bool {
        (self.object, self.place) == (other.object, other.place) && self.version != other.version
    }

    /// A number that tells the line from others, but for accidents; not 0.
    fn tag(&self) -> u32 {
        let word = (u64::from(self.object) << 32 | u64::from(self.place)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((word ^ word >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32 | 1
    }
}

/// A place in the code: a function's serial, and an instruction in it.
pub(crate) type Place = (u32, usize);

/// What is known of a VM's working set.
#[derive(Default)]
pub(crate) struct WorkingSet {
    /// The lines met since the last estimate, where any is made.
    census: RefCell<Option<Box<Census>>>,
    is_charged: Cell<bool>,
    is_at_fuel: Cell<bool>,
    /// Units until the next look, since the last sample, and of these those before the first look of the next one.
    due_in: Cell<i64>,
    since: Cell<i64>,
    since_first_look: Cell<i64>,
    /// The least units from the last sample to the next one; times [`LITTLE`] while little memory is in use.
    pace: Cell<i64>,
    is_little: Cell<bool>,
    /// How many looks there were of the sample that is being taken, where the first was and how many lines it met, and the
    /// lines of all.
    looks: Cell<u32>,
    first_at: Cell<Place>,
    most_lines: Cell<usize>,
    /// How often the sample that is being taken was begun anew.
    beginnings: Cell<u32>,
    before: RefCell<Vec<Line>>,
    random: Cell<u64>,
    /// What a unit costs more, in [`PARTS`].
    extra: Cell<u64>,
    is_wary: Cell<bool>,
}

impl WorkingSet {
    /// Has it charged, or not. [`ESTIMATE_BYTES`] are in use as long as it is.
    pub(crate) fn set_charged(&self, is_charged: bool, seed: u64) {
        self.is_charged.set(is_charged);
        *self.census.borrow_mut() = is_charged.then(Box::default);
        *self.before.borrow_mut() = Vec::with_capacity(if is_charged { MOST_BEFORE } else { 0 });
        self.random.set(seed | 1);
        self.rest();
    }

    /// Whether it is charged.
    #[inline(always)]
    pub(crate) fn is_charged(&self) -> bool {
        self.is_charged.get()
    }

    /// How many units may be used until the next look.
    pub(crate) fn due_in(&self) -> i64 {
        self.due_in.get()
    }

    /// The fuel of reading `count` of so many lines at random.
    pub(crate) fn price(&self, count: usize, among: usize) -> usize {
        if self.is_charged.get() { count * price(among as u64) as usize } else { 0 }
    }

    /// Notes that the interpreter loop was left, or a host function had its turn outside of it; whether where the code
    /// looks at the fuel in any case. Where else it is left depends on how a run is sliced.
    #[inline(always)]
    pub(crate) fn note_exit(&self, is_at_fuel: bool) {
        self.is_at_fuel.set(is_at_fuel);
    }

    /// Whether it is time for a look, and the place for it.
    pub(crate) fn is_look_due(&self) -> bool {
        self.due_in.get() <= 0 && self.is_at_fuel.get()
    }

    /// Notes that `units` were used.
    pub(crate) fn advance(&self, units: i64) {
        self.due_in.set(self.due_in.get().saturating_sub(units));
        self.since.set(self.since.get().saturating_add(units));
    }

    /// Whether the last sample had lines that were not met before, and units do not cost as much more as that may take.
    pub(crate) fn is_wary(&self) -> bool {
        self.is_wary.get()
    }

    /// Sets whether little memory is in use.
    pub(crate) fn set_little(&self, is_little: bool) {
        self.is_little.set(is_little);
    }

    /// Forgets everything, where hardly any memory is in use.
    pub(crate) fn rest(&self) {
        if let Some(census) = &mut *self.census.borrow_mut()
            && census.samples > 0
        {
            **census = Census::default();
        }
        self.before.borrow_mut().clear();
        self.looks.set(0);
        self.extra.set(0);
        self.since.set(0);
        self.is_wary.set(false);
        self.pace.set(CLOSE);
        self.due_in.set(FAR_APART);
    }

    /// Another number below `bound`.
    fn random(&self, bound: usize) -> usize {
        let mut word = self.random.get();
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        self.random.set(word);
        self.random_of_sample(bound)
    }

    /// A number below `bound`, for a bound the same in all looks of a sample.
    pub(crate) fn random_of_sample(&self, bound: usize) -> usize {
        ((u128::from(self.random.get()) * bound as u128) >> 64) as usize
    }

    /// Notes which lines a look at `place` has met, each of which stands for `share` like it; gives the fuel that is due.
    pub(crate) fn note(&self, place: Place, lines: &[Line], share: u64) -> u64 {
        let mut before = self.before.borrow_mut();
        let is_first = self.looks.get() == 0;
        // A sample begins where most lies ahead.
        let begins_anew = self.first_at.get() != place
            && lines.len() > self.most_lines.get()
            && self.beginnings.get() < MOST_LOOKS;
        if is_first || begins_anew {
            self.looks.set(0);
            self.beginnings.set(if is_first { 0 } else { self.beginnings.get() + 1 });
            before.clear();
            self.first_at.set(place);
            self.most_lines.set(lines.len());
            self.since_first_look.set(self.since.get());
        }
        self.looks.set(self.looks.get() + 1);
        if self.looks.get() == 1 || self.looks.get() < MOST_LOOKS && self.first_at.get() != place {
            let room = before.capacity() - before.len();
            before.extend(lines.iter().take(room));
            self.due_in.set(1);
            return 0;
        }
        let looks = i64::from(self.looks.take()) - 1;
        let units = (self.since.get() - self.since_first_look.get()) / looks;
        let mut census = self.census.borrow_mut();
        let Some(census) = &mut *census else { return 0 };
        let has_new = census.add(&before, lines, share, units.max(1) as u64);
        before.clear();
        let (distance, enough, most) = match self.is_little.get() {
            true => (LITTLE, FEWER_LINES, MANY_LINES - 1),
            false => (1, LINES, u64::MAX),
        };
        let units = self.since.take().clamp(0, distance * MOST_UNITS) as u64;
        let charge = (units * self.extra.get() / PARTS).min(MOST);
        let is_maybe_dearer = census.may_be_uncached() && census.extra_at(UNCACHED) > 2 * self.extra.get();
        if census.is_complete(enough) {
            self.extra.set(census.extra_at(price(census.size().min(most))));
            **census = Census::default();
        }
        let costs_more = self.extra.get() > 0;
        self.is_wary.set(has_new && is_maybe_dearer && !self.is_little.get());
        self.pace.set(if has_new || costs_more { CLOSE } else { (2 * self.pace.get()).min(APART) });
        let pace = distance * self.pace.get();
        self.due_in.set(pace + self.random(pace as usize) as i64);
        charge
    }
}

/// The fuel of reading one of so many lines at random.
fn price(lines: u64) -> u64 {
    match lines {
        0..FIRST_LINES => 0,
        FIRST_LINES..FEW_LINES => SECOND,
        FEW_LINES..MANY_LINES => SHARED,
        MANY_LINES.. => UNCACHED,
    }
}

/// The lines that were met since the last estimate.
struct Census {
    tags: [u32; SLOTS],
    times: [u8; SLOTS],
    /// How many lines were met, of how many different ones, and how many of these once, twice and three times.
    lines: u32,
    distinct: u32,
    once: u32,
    twice: u32,
    thrice: u32,
    /// The weight of the different ones.
    breadth: u64,
    /// The weight of all that were met, and how many units were used where they were met.
    weight: u64,
    units: u64,
    samples: u32,
}

impl Default for Census {
    fn default() -> Self {
        Self {
            tags: [0; SLOTS],
            times: [0; SLOTS],
            lines: 0,
            distinct: 0,
            once: 0,
            twice: 0,
            thrice: 0,
            breadth: 0,
            weight: 0,
            units: 0,
            samples: 0,
        }
    }
}

impl Census {
    /// Adds a sample: the lines of its last look and of those before, and how many units are used from look to look.
    /// Gives whether some of the lines were not met before.
    fn add(&mut self, before: &[Line], lines: &[Line], share: u64, units: u64) -> bool {
        let known = self.distinct;
        for (index, line) in lines.iter().enumerate() {
            if before.iter().any(|other| line.follows(other)) {
                continue;
            }
            let mut same = lines[..index].iter().filter(|other| line.follows(other)).peekable();
            let is_first = same.peek().is_none();
            if is_first {
                self.meet(line);
            }
            if is_first || same.all(|other| line.stands_for_another_than(other)) {
                self.weight += share * u64::from(line.weight);
            }
        }
        self.units += units;
        self.samples += 1;
        self.distinct > known
    }

    fn meet(&mut self, line: &Line) {
        if self.lines == LINES {
            return;
        }
        self.lines += 1;
        let tag = line.tag();
        let mut slot = tag as usize % SLOTS;
        while self.tags[slot] != 0 && self.tags[slot] != tag {
            slot = (slot + 1) % SLOTS;
        }
        self.tags[slot] = tag;
        self.times[slot] = self.times[slot].saturating_add(1);
        match self.times[slot] {
            1 => {
                (self.distinct, self.once) = (self.distinct + 1, self.once + 1);
                self.breadth += u64::from(line.weight.min(MOST_BROAD));
            }
            2 => (self.once, self.twice) = (self.once - 1, self.twice + 1),
            3 => (self.twice, self.thrice) = (self.twice - 1, self.thrice + 1),
            4 => self.thrice -= 1,
            _ => {}
        }
    }

    /// How many lines the code goes through, by estimate: those that were met, and others like them.
    fn size(&self) -> u64 {
        let once = u64::from(self.once);
        let others = once * once / (2 * (u64::from(self.twice) + 1));
        (u64::from(self.distinct) + others) * self.breadth
            / (u64::from(WEIGHT) * u64::from(self.distinct.max(1)))
    }

    /// How many of the lines that were met are likely to have been out of the first cache by then.
    fn far(&self) -> u64 {
        u64::from(self.once) + 2 * u64::from(self.twice) + 3 * u64::from(self.thrice)
    }

    /// Whether enough is known, if that takes so many lines.
    fn is_complete(&self, enough: u32) -> bool {
        let is_large = self.size() >= 2 * MANY_LINES;
        let is_at_home = self.samples >= SAMPLES && self.once < self.samples / FEW;
        self.lines >= enough || is_large || is_at_home
    }

    /// Whether it can not be told yet that caches hold them, or they do not.
    fn may_be_uncached(&self) -> bool {
        self.lines < FEWER_LINES || self.size() >= MANY_LINES
    }

    /// What a unit costs more, in [`PARTS`], where code goes on as it was met and reading a line takes `price`.
    fn extra_at(&self, price: u64) -> u64 {
        let weight = self.weight * self.far() / u64::from(self.lines.max(1));
        PARTS * price * weight / (u64::from(WEIGHT) * self.units.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(object: u32, place: u32) -> Line {
        Line { object, place, weight: WEIGHT, version: 0 }
    }

    /// What a unit costs more, in whole units, where every other one reads one of `count` lines at random.
    fn extra(count: usize) -> u64 {
        let set = WorkingSet::default();
        set.set_charged(true, 1);
        for _ in 0..20 * LINES {
            set.advance(2);
            set.note((0, 0), &[line(7, 32 * set.random(count) as u32)], 1);
        }
        set.extra.get() / PARTS
    }

    #[test]
    fn what_caches_hold_costs_nothing() {
        assert_eq!(extra(1), 0);
        assert_eq!(extra(100), 0);
    }

    #[test]
    fn what_they_do_not_hold_costs_in_proportion() {
        // Less what was met more often by chance.
        assert!((SECOND / 2 - 1..=SECOND / 2).contains(&extra(2_000)));
        assert!((SHARED / 2 - 1..=SHARED / 2).contains(&extra(16_000)));
        assert!((UNCACHED / 2 - 1..=UNCACHED / 2).contains(&extra(1_000_000)));
    }

    #[test]
    fn lines_that_are_read_ahead_are_none() {
        let set = WorkingSet::default();
        set.set_charged(true, 1);
        for place in 0..20 * LINES {
            set.note((0, 0), &[line(7, place), line(place, 0)], 1);
        }
        assert_eq!((set.extra.get(), set.is_wary()), (0, false));
    }

    #[test]
    fn a_sample_ends_where_it_began() {
        let set = WorkingSet::default();
        set.set_charged(true, 1);
        set.extra.set(PARTS);
        set.advance(100);
        let round = [(1, 5), (2, 0), (1, 7), (1, 5)];
        assert_eq!(round.map(|place| set.note(place, &[], 1)), [0, 0, 0, 100]);
        set.advance(100);
        let charges: Vec<_> = (0..MOST_LOOKS as usize).map(|pc| set.note((1, pc), &[], 1)).collect();
        assert_eq!(charges, [0, 0, 0, 0, 0, 100]);
    }

    #[test]
    fn registers_that_are_set_again_stand_for_other_lines() {
        let mut census = Census::default();
        let versions = [0, 1, 1, 2].map(|version| Line { version, ..line(7, 0) });
        census.add(&[], &versions, 1, 8);
        assert_eq!((census.lines, census.weight), (1, 3 * u64::from(WEIGHT)));
    }

    #[test]
    fn only_what_was_used_since_the_last_sample_is_charged() {
        let set = WorkingSet::default();
        set.set_charged(true, 1);
        set.extra.set(3 * PARTS);
        set.advance(1000);
        assert_eq!([(); 4].map(|()| set.note((0, 0), &[], 1)), [0, 3000, 0, 0]);
    }
}

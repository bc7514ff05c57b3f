//! Long numerals: strings that are read as numbers in pieces, and what is known of them while a host function is called
//! with some.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use piccolo_derive::Collect;

use crate::{
    object::{
        context::{BURST, Context},
        string::String,
        value::Value,
    },
    support::{
        account::{Charge, MemoryExceeded},
        numeral::Numeral,
    },
    syntax::accumulator::Accumulator,
};

/// Strings up to this length are read as numbers at once.
pub const SHORT: usize = BURST;

/// Whether a value is a string that takes long to be read as a number.
pub fn is_long(value: Value<'_>) -> bool {
    matches!(value, Value::String(text) if text.len() > SHORT)
}

/// A string that is being read as a number, in pieces that are charged.
///
/// ```
/// use piccolo_core::{lua::Lua, object::reading::Reading, support::numeral::Numeral};
///
/// Lua::new().enter(|ctx| {
///     let mut reading = Reading::new(ctx.intern(b"0x10"));
///     // For long strings it may take several calls, with a pause between them.
///     assert!(reading.advance(ctx));
///     assert_eq!(reading.numeral(), Some(Numeral::Integer(16)));
/// });
/// ```
#[derive(Collect)]
#[collect(no_drop)]
pub struct Reading<'gc> {
    text: String<'gc>,
    done: usize,
    #[collect(require_static)]
    numeral: Accumulator,
}

impl<'gc> Reading<'gc> {
    /// Nothing of `text` is read yet.
    pub fn new(text: String<'gc>) -> Self {
        Self { text, done: 0, numeral: Accumulator::default() }
    }

    /// Goes on until a pause is due. Gives whether the number is known.
    pub fn advance(&mut self, ctx: Context<'gc>) -> bool {
        let text = self.text.as_bytes();
        while self.done < text.len() && !self.numeral.is_hopeless() {
            if ctx.is_pause_due() {
                return false;
            }
            let part = &text[self.done..text.len().min(self.done + SHORT)];
            ctx.charge_fuel(part.len() + part.len() / 2);
            self.numeral.push(part);
            self.done += part.len();
        }
        true
    }

    /// The number that was read, if the string denotes one.
    pub fn numeral(&self) -> Option<Numeral> {
        self.numeral.value()
    }
}

/// What is known of strings, by their addresses, which are those of a call's arguments. Its memory is charged.
#[derive(Default)]
pub(crate) struct Known {
    numerals: HashMap<usize, Option<Numeral>>,
    charge: Charge,
}

/// The bytes of an entry, with what a table keeps free.
const ENTRY: usize = 2 * size_of::<(usize, Option<Numeral>)>();

impl Known {
    /// Whether it is known what a string denotes.
    pub(crate) fn contains(&self, text: String<'_>) -> bool {
        self.numerals.contains_key(&text.as_ptr().addr())
    }

    /// Notes what a string denotes.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub(crate) fn add<'gc>(
        &mut self,
        ctx: Context<'gc>,
        text: String<'gc>,
        numeral: Option<Numeral>,
    ) -> Result<(), MemoryExceeded> {
        self.charge.add(ctx.memory(), ENTRY, true)?;
        self.numerals.insert(text.as_ptr().addr(), numeral);
        Ok(())
    }
}

/// What becomes of a long string that a host function takes as a number.
pub(crate) enum Found {
    /// It was read ahead of the call.
    Known(Option<Numeral>),
    /// The call is given up; the strings among its arguments are read, and the function is called again.
    Awaited,
    /// Nothing is to be had but reading it at once.
    Unknown,
}

/// Long numerals among the arguments of the running host function.
#[derive(Default)]
pub(crate) struct Numerals {
    /// Whether what runs was called, and did not suspend since, so that it can be called again.
    may_repeat: Cell<bool>,
    is_awaited: Cell<bool>,
    known: RefCell<Option<Known>>,
}

impl Numerals {
    /// Sets whether functions that run can be called again; gives what was set before.
    #[inline(always)]
    pub(crate) fn set_repeatable(&self, may_repeat: bool) -> bool {
        self.may_repeat.replace(may_repeat)
    }

    /// What becomes of a string that is to be read as a number.
    #[cold]
    pub(crate) fn find(&self, text: String<'_>) -> Found {
        match &*self.known.borrow() {
            Some(known) => match known.numerals.get(&text.as_ptr().addr()) {
                Some(numeral) => Found::Known(*numeral),
                None => Found::Unknown,
            },
            None if self.may_repeat.get() => {
                self.is_awaited.set(true);
                Found::Awaited
            }
            None => Found::Unknown,
        }
    }

    /// Whether a string was to be read since this was last asked.
    pub(crate) fn take_awaited(&self) -> bool {
        self.is_awaited.take()
    }

    /// Runs `f` while `known` is what is found.
    pub(crate) fn with<R>(&self, known: Known, f: impl FnOnce() -> R) -> R {
        let _restored = Restored { numerals: self, before: self.known.replace(Some(known)) };
        f()
    }
}

/// Restores what was known, also when a panic passes by.
struct Restored<'a> {
    numerals: &'a Numerals,
    before: Option<Known>,
}

impl Drop for Restored<'_> {
    fn drop(&mut self) {
        self.numerals.known.replace(self.before.take());
    }
}

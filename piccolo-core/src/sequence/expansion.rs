//! What expansions of `#[sequence]` name. Not for use by hand.
//!
//! A variable that is alive at a suspension is kept in the state as one of two kinds: what the
//! collector can trace, or what holds nothing of the VM. Method resolution tells which:
//! `(&Probe(&x)).kind().held_across_await(x)` with both traits in scope.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    marker::PhantomData,
    ops::ControlFlow,
    task::Poll,
};

pub use gc_arena::{Gc, Static};
pub use piccolo_derive::Collect;
pub use std::{
    mem::replace,
    option::Option::{self, None, Some},
    result::Result::{self, Err, Ok},
};

use crate::{
    convert::multiple::Variadic,
    object::{
        held::{Held, MaybeSend},
        table::Table,
        value::Value,
    },
};
pub use crate::{
    object::{context::Context, error::Error as DefaultError, stack::Stack},
    sequence::{
        Await, Input, Progress, Request, Seq, Start, Wait,
        boxed::Dyn,
        machine::{Entry, Handling, Machine, Outcome, Question},
        states::*,
    },
};

/// What `?` can be applied to. What is not awaited can not: this says so before rustc does in its own words.
#[diagnostic::on_unimplemented(
    message = "`?` takes a `Result`, and what is not awaited is none yet",
    label = "write `.await` before the `?`",
    note = "operations of the VM (`call(..)`, `resume(..)`), other `#[sequence]` functions and futures give their results when they are awaited"
)]
pub trait Tried {
    /// The same type.
    type Same;

    /// The same value.
    fn same(self) -> Self::Same;
}

/// What `?` is applied to.
#[inline(always)]
pub fn tried<T: Tried<Same = S>, S>(value: T) -> S {
    value.same()
}

macro_rules! tried {
    ($([$($generics:ident)*] $type:ty;)*) => {$(
        impl<$($generics),*> Tried for $type {
            type Same = Self;

            #[inline(always)]
            fn same(self) -> Self {
                self
            }
        }
    )*};
}

tried! {
    [T E] Result<T, E>;
    [T] Option<T>;
    [B C] ControlFlow<B, C>;
    [T E] Poll<Result<T, E>>;
    [T E] Poll<Option<Result<T, E>>>;
}

/// Ties the types together, so that rustc infers the state's type parameters. `spent` is the state of a
/// machine that runs or has ended. `handling` says of each state what it does with an error: [`handled`],
/// [`passed_on`] or [`not_waiting`].
#[inline(always)]
pub fn machine<'gc, A, S, F, H, T, E>(
    arguments: A,
    spent: S,
    code: F,
    handling: H,
) -> Machine<'gc, A, S, F, H, Result<T, E>>
where
    S: Held<'gc> + 'gc,
    F: for<'s, 'k, 'x> Fn(
            &'s mut S,
            Context<'gc>,
            &'k mut Stack<'gc, 'x>,
            Entry<'gc, A>,
        ) -> Result<Progress<'gc, T>, E>
        + MaybeSend
        + 'static,
    H: for<'s> Fn(&'s S, Question) -> Handling<'gc> + MaybeSend + 'static,
{
    Machine::new(arguments, spent, code, handling)
}

/// For an await whose result the function looks at.
pub fn handled<'gc, W: Wait<'gc>>(wait: &W, question: Question) -> Handling<'gc> {
    match question {
        Question::Catches => Handling::Catches(true),
        Question::MessageHandler => Handling::MessageHandler(wait.message_handler()),
    }
}

/// For an await whose error leaves the function at once, by a `?` behind it.
pub fn passed_on<'gc, W: Wait<'gc>>(wait: &W, question: Question) -> Handling<'gc> {
    match question {
        Question::Catches => Handling::Catches(wait.catches()),
        Question::MessageHandler => Handling::MessageHandler(wait.message_handler()),
    }
}

/// For states in which nothing is awaited.
pub fn not_waiting<'gc>() -> Handling<'gc> {
    Handling::Catches(false)
}

/// What the function returns.
///
/// # Errors
/// Those of the function.
#[inline(always)]
pub fn finish<'gc, R: Outcome>(result: R) -> Result<Progress<'gc, R::Value>, R::Error> {
    result.into_result().map(Progress::Ready)
}

/// Puts a machine into the state in which it suspends. It was left spent, where there is nothing to drop.
#[inline(always)]
pub fn suspend<S>(machine: &mut S, state: S) {
    std::mem::forget(replace(machine, state));
}

/// For a machine that is resumed after its end.
#[cold]
pub fn spent<'gc, T, E>() -> Result<Progress<'gc, T>, E> {
    Ok(Progress::Suspended(Request::Spent))
}

/// The value of a variable on its way from one state to another.
#[inline(always)]
pub fn take<T>(slot: &mut Option<T>) -> T {
    slot.take().expect("the state before has set the variable")
}

/// A variable that is traced while suspended.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Traced<T>(pub T);

/// A variable in a suspended state.
pub trait Kept {
    /// The variable's type.
    type Variable;
    /// The variable.
    fn get(self) -> Self::Variable;
}

impl<T> Kept for Traced<T> {
    type Variable = T;
    #[inline(always)]
    fn get(self) -> T {
        self.0
    }
}

impl<T: 'static> Kept for Static<T> {
    type Variable = T;
    #[inline(always)]
    fn get(self) -> T {
        self.0
    }
}

/// Asks for the kind of a variable.
pub struct Probe<'a, T>(pub &'a T);

/// The kind of what the collector can trace.
pub struct TracedKind<'gc>(PhantomData<&'gc ()>);

/// The kind of what holds nothing of the VM.
pub struct StaticKind;

impl<'gc> TracedKind<'gc> {
    #[inline(always)]
    pub fn held_across_await<T: Held<'gc>>(self, variable: T) -> Traced<T> {
        Traced(variable)
    }
}

impl StaticKind {
    #[inline(always)]
    pub fn held_across_await<T: MaybeSend + 'static>(self, variable: T) -> Static<T> {
        Static(variable)
    }
}

/// Tried first.
pub trait KeepTraced<'gc> {
    #[inline(always)]
    fn kind(&self) -> TracedKind<'gc> {
        TracedKind(PhantomData)
    }
}

impl<'gc, T: Held<'gc>> KeepTraced<'gc> for Probe<'_, T> {}

/// Tried when the other does not apply, since it needs one more reference.
pub trait KeepStatic {
    #[inline(always)]
    fn kind(&self) -> StaticKind {
        StaticKind
    }
}

impl<T> KeepStatic for &Probe<'_, T> {}

/// What a `for` loop with an await in it goes over: `(&mut Source::new(x)).iterate()` gives an
/// iterator that can be kept, with both traits in scope.
pub struct Source<I>(Option<I>);

impl<I> Source<I> {
    #[inline(always)]
    pub fn new(items: I) -> Self {
        Self(Some(items))
    }
}

/// Tried first: collections whose own iterators the collector can not trace.
pub trait IterateKept {
    /// An iterator that can be kept.
    type Iter: Iterator;
    /// The iterator.
    fn iterate(&mut self) -> Self::Iter;
}

/// Tried when the other does not apply: anything else.
pub trait IterateAny {
    /// The iterator of the collection itself.
    type Iter: Iterator;
    /// The iterator.
    fn iterate(&mut self) -> Self::Iter;
}

impl<I: IntoIterator> IterateAny for &mut Source<I> {
    type Iter = I::IntoIter;
    #[inline(always)]
    fn iterate(&mut self) -> I::IntoIter {
        take(&mut self.0).into_iter()
    }
}

/// The items left of a collection.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Items<T>(VecDeque<T>);

impl<T> Iterator for Items<T> {
    type Item = T;
    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.pop_front()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl<T> DoubleEndedIterator for Items<T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        self.0.pop_back()
    }
}

/// Collections that become [`Items`].
macro_rules! items {
    ($([$($parameter:tt)*] $collection:ty => $item:ty, |$items:ident| $queue:expr;)*) => {$(
        impl<$($parameter)*> IterateKept for Source<$collection> {
            type Iter = Items<$item>;
            #[inline]
            fn iterate(&mut self) -> Items<$item> {
                let $items = take(&mut self.0);
                Items($queue)
            }
        }
    )*};
}

items! {
    [T] Vec<T> => T, |items| items.into();
    [T] Variadic<T> => T, |items| items.0.into();
    [T] VecDeque<T> => T, |items| items;
    [T] Box<[T]> => T, |items| items.into_vec().into();
    [T, const N: usize] [T; N] => T, |items| items.into();
    [T] Option<T> => T, |items| items.into_iter().collect();
    [T] std::vec::IntoIter<T> => T, |items| items.collect();
    [T] std::iter::Rev<std::vec::IntoIter<T>> => T, |items| items.collect();
    [T] std::iter::Enumerate<std::vec::IntoIter<T>> => (usize, T), |items| items.collect();
    [K, V, S] HashMap<K, V, S> => (K, V), |items| items.into_iter().collect();
    [K, V] BTreeMap<K, V> => (K, V), |items| items.into_iter().collect();
}

impl<'gc> IterateKept for Source<Table<'gc>> {
    type Iter = Pairs<'gc>;
    #[inline]
    fn iterate(&mut self) -> Pairs<'gc> {
        Pairs { table: take(&mut self.0), key: Value::Nil }
    }
}

/// The pairs of a table, without metamethods, in the order of `next`.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Pairs<'gc> {
    table: Table<'gc>,
    key: Value<'gc>,
}

impl<'gc> Iterator for Pairs<'gc> {
    type Item = (Value<'gc>, Value<'gc>);

    #[inline]
    fn next(&mut self) -> Option<(Value<'gc>, Value<'gc>)> {
        let (key, value) = self.table.next(self.key).ok().flatten()?;
        self.key = key;
        Some((key, value))
    }
}

//! The types of which expansions of `#[sequence]` make a suspended sequence.
//!
//! A state is a sum of what the machine may be found in. It is made of these types, which the collector
//! knows, so that an expansion needs no implementation of `Collect` of its own.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    object::{context::Context, stack::Stack},
    sequence::{Await, Input, Progress, Request, Start, Wait},
};

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident { $($alternative:ident)* })*) => {$(
        $(#[$doc])*
        #[derive(Collect)]
        #[collect(no_drop)]
        #[allow(missing_docs)]
        pub enum $name<$($alternative),*> {
            $($alternative($alternative)),*
        }
    )*};
}

states! {
    /// The only state.
    States1 { A }
    /// One of two states.
    States2 { A B }
    /// One of three states.
    States3 { A B C }
    /// One of four states.
    States4 { A B C D }
    /// One of five states.
    States5 { A B C D E }
    /// One of six states.
    States6 { A B C D E F }
    /// One of seven states.
    States7 { A B C D E F G }
    /// One of eight states; there are sums of these for more.
    States8 { A B C D E F G H }
}

/// An operation whose value is not wanted: `(&Discarded(&operation)).discard()`, with both traits in
/// scope, settles that it is `()` if the operation leaves that open.
pub struct Discarded<'a, A>(pub &'a A);

/// Tried first: operations that may give `()`.
pub trait DiscardUnit<'gc, E> {
    /// Settles the type of the value.
    #[inline(always)]
    fn discard(&self) {}
}

impl<'gc, A: Await<'gc, Output = Result<(), E>>, E> DiscardUnit<'gc, E> for Discarded<'_, A> {}

/// Tried when the other does not apply: operations that give something else.
pub trait DiscardAny {
    /// Does nothing.
    #[inline(always)]
    fn discard(&self) {}
}

impl<A> DiscardAny for &Discarded<'_, A> {}

/// The end of the block of a variable that lives as long.
#[inline(always)]
pub fn end_of_scope<T>(_: T) {}

/// What `&self` stands for: the sequence holds a copy of the handle.
#[inline(always)]
pub fn handle<T: Copy>(this: T) -> T {
    this
}

/// The next item of a `for` loop.
#[inline(always)]
pub fn next<I: Iterator>(items: &mut I) -> Option<I::Item> {
    items.next()
}

/// Stands for a sequence that does not compile.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct Refused<R>(PhantomData<fn() -> R>);

/// The body of a sequence that does not compile.
pub fn refused<R>() -> Refused<R> {
    Refused(PhantomData)
}

impl<'gc, R> Await<'gc> for Refused<R> {
    type Output = R;
    type Waiting = Self;

    fn start(self, _: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, Self, R> {
        Start::Suspended(Request::Spent, self)
    }
}

impl<'gc, R> Wait<'gc> for Refused<R> {
    type Output = R;

    fn resume(&mut self, _: Context<'gc>, _: &mut Stack<'gc, '_>, _: Input<'gc>) -> Progress<'gc, R> {
        Progress::Suspended(Request::Spent)
    }
}

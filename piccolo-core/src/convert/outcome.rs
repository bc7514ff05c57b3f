//! What functions with `#[function]` return: besides what is [`Returned`], `Result`s whose error is any error of
//! Rust. Method resolution tells which: `(&mut Outcome::new(result)).put(ctx, &mut stack)`, with all three traits
//! in scope. It tries `&mut self` of the first, `&self` of the second, which is for a reference, and `&mut self` of
//! the third, which is for one, too. Not for use by hand.

use std::{cell::Cell, error::Error as RustError};

use crate::{
    convert::{IntoMulti, returned::Returned},
    object::{callback::Action, context::Context, error::Error, stack::Stack},
};

/// What a function has returned, until it is on the stack.
pub struct Outcome<R>(Cell<Option<R>>);

impl<R> Outcome<R> {
    /// The result of a function.
    #[inline(always)]
    pub fn new(result: R) -> Self {
        Self(Cell::new(Some(result)))
    }

    #[inline(always)]
    fn take(&self) -> R {
        self.0.take().expect("a result is put on the stack once")
    }
}

type Put<'gc> = Result<Action<'gc>, Error<'gc>>;

/// Tried first: what the VM knows how to return.
pub trait PutReturned<'gc> {
    /// Makes the values those of `stack`.
    fn put(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc>;
}

impl<'gc, R: Returned<'gc>> PutReturned<'gc> for Outcome<R> {
    #[inline(always)]
    fn put(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc> {
        self.take().put(ctx, stack)
    }
}

/// Tried next: errors that the host gets back.
pub trait PutHostResult<'gc> {
    /// Makes the values those of `stack`.
    fn put(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc>;
}

impl<'gc, T, E> PutHostResult<'gc> for &mut Outcome<Result<T, E>>
where
    T: IntoMulti<'gc>,
    E: RustError + Send + Sync + 'static,
{
    #[inline(always)]
    fn put(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc> {
        self.take().map_err(Error::host).put(ctx, stack)
    }
}

/// Tried last, and never there: so that what is missing is said about the result's type.
pub trait PutNothing<'gc, R> {
    /// Asks for what is missing.
    fn put(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc>
    where
        R: Returned<'gc>;
}

impl<'gc, R> PutNothing<'gc, R> for &mut Outcome<R> {
    fn put(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Put<'gc>
    where
        R: Returned<'gc>,
    {
        self.take().put(ctx, stack)
    }
}

/// A parameter's value, with its name in the error about it.
///
/// # Errors
/// That of `result`.
#[inline(always)]
pub fn named<'gc, T>(result: Result<T, Error<'gc>>, parameter: &'static str) -> Result<T, Error<'gc>> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.named(parameter)),
    }
}

//! [`Results`]: waiting for the values that a request gives.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    convert::FromMulti,
    object::{context::Context, error::Error, stack::Stack},
    sequence::{Input, Progress, Wait},
};

/// What waits for values above those that the sequence keeps on its stack, and makes an `R` of them.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct Results<R> {
    bottom: usize,
    results: PhantomData<fn() -> R>,
}

impl<R> Results<R> {
    /// Waits for the results of a request with this `bottom`.
    #[inline(always)]
    pub fn above(bottom: usize) -> Self {
        Self { bottom, results: PhantomData }
    }
}

impl<'gc, R: FromMulti<'gc>> Wait<'gc> for Results<R> {
    type Output = Result<R, Error<'gc>>;

    #[inline(always)]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        Progress::Ready(match input {
            Ok(()) => take_results(ctx, stack, self.bottom),
            Err(error) => {
                stack.truncate(self.bottom);
                Err(error)
            }
        })
    }
}

/// Removes the values from `bottom` up and converts them.
#[inline(always)]
pub(super) fn take_results<'gc, R: FromMulti<'gc>>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    bottom: usize,
) -> Result<R, Error<'gc>> {
    let values = stack.as_slice().get(bottom..).unwrap_or_default();
    let results = R::from_multi(ctx, values, 0).map_err(wrong_result);
    stack.truncate(bottom);
    results
}

/// The error of a value that a call gave, where conversions speak of one that it got.
#[cold]
pub(super) fn wrong_result(error: Error<'_>) -> Error<'_> {
    match error {
        Error::Argument { index, message, .. } => {
            Error::message(format!("bad result #{} ({message})", index + 1))
        }
        other => other,
    }
}

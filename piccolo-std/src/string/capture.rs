//! Captures as values.

use piccolo_core::object::{context::Context, error::Error, stack::Stack, string::String, value::Value};

use crate::{
    buffer::{Buffer, SLICE},
    library::{Result, charge_bytes},
    string::matcher::{Capture, PatternError},
};

impl From<PatternError> for Error<'_> {
    #[cold]
    fn from(error: PatternError) -> Self {
        match error {
            PatternError::Malformed(message) => Error::message(message),
            PatternError::InvalidCapture(number) => {
                Error::message(format!("invalid capture index %{number}"))
            }
        }
    }
}

/// What a capture stands for.
pub(super) enum Piece {
    /// The bytes from one index of the subject to another.
    Text(usize, usize),
    /// A position, from 1.
    Position(i64),
}

/// Capture `index` of a match, which begins at `start` and ends at `end`. A match without captures is its own
/// first capture.
#[inline(always)]
pub(super) fn piece<'gc>(
    captures: &[Capture],
    index: usize,
    (start, end): (usize, usize),
) -> Result<'gc, Piece> {
    match captures.get(index) {
        Some(&Capture::Range { start, end }) => Ok(Piece::Text(start as usize, end as usize)),
        Some(&Capture::Position(position)) => Ok(Piece::Position(i64::from(position) + 1)),
        Some(Capture::Open { .. }) => Err(Error::message("unfinished capture")),
        None if index == 0 => Ok(Piece::Text(start, end)),
        None => Err(PatternError::InvalidCapture(index + 1).into()),
    }
}

/// The fuel of a capture that is pushed.
const CAPTURE: usize = 6;

/// Parts of a string on their way to become strings.
#[derive(Default, piccolo_derive::Collect)]
#[collect(require_static)]
pub(super) struct Extraction {
    /// The one that is too long to be made in one go, as far as it is done.
    text: Buffer,
    /// How many captures are done.
    done: usize,
}

impl Extraction {
    /// The part of `source` from `start` to `end`; `None` if that takes more time.
    #[inline(always)]
    pub(super) fn part<'gc>(
        &mut self,
        ctx: Context<'gc>,
        source: String<'gc>,
        start: usize,
        end: usize,
    ) -> Result<'gc, Option<String<'gc>>> {
        let part = &source.as_bytes()[start..end];
        if part.len() <= SLICE {
            charge_bytes(ctx, part.len());
            return Ok(Some(String::try_new(ctx, part)?));
        }
        if part.len() == source.len() {
            return Ok(Some(source));
        }
        self.long_part(ctx, part)
    }

    #[inline(never)]
    fn long_part<'gc>(&mut self, ctx: Context<'gc>, part: &[u8]) -> Result<'gc, Option<String<'gc>>> {
        self.text.reserve(ctx, part.len())?;
        let mut done = self.text.len();
        if !self.text.copy(ctx, part, &mut done)? {
            return Ok(None);
        }
        std::mem::take(&mut self.text).into_string(ctx).map(Some)
    }

    /// Capture `index`, unless that takes more time.
    #[inline(always)]
    pub(super) fn capture<'gc>(
        &mut self,
        ctx: Context<'gc>,
        subject: String<'gc>,
        captures: &[Capture],
        index: usize,
        range: (usize, usize),
    ) -> Result<'gc, Option<Value<'gc>>> {
        Ok(match piece(captures, index, range)? {
            Piece::Position(position) => Some(Value::Integer(position)),
            Piece::Text(start, end) => self.part(ctx, subject, start, end)?.map(Value::String),
        })
    }

    /// Pushes the captures from `first` on. Gives whether that is done, or takes more time.
    #[inline(always)]
    pub(super) fn push_captures<'gc>(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        subject: String<'gc>,
        captures: &[Capture],
        range: (usize, usize),
    ) -> Result<'gc, bool> {
        while self.done < captures.len() {
            let Some(value) = self.capture(ctx, subject, captures, self.done, range)? else {
                return Ok(false);
            };
            ctx.charge_fuel(CAPTURE);
            stack.push(value)?;
            self.done += 1;
        }
        self.done = 0;
        Ok(true)
    }

    /// Pushes all captures, or the match itself if there are none.
    #[inline(always)]
    pub(super) fn push_match<'gc>(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        subject: String<'gc>,
        captures: &[Capture],
        range: (usize, usize),
    ) -> Result<'gc, bool> {
        if !captures.is_empty() {
            return self.push_captures(ctx, stack, subject, captures, range);
        }
        match self.part(ctx, subject, range.0, range.1)? {
            Some(text) => stack.push(text.into()).map(|()| true),
            None => Ok(false),
        }
    }
}

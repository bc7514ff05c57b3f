//! Reading according to formats.
//!
//! It can take long, so it pauses now and then: a [`Reading`] knows where it is.

use std::io;

use piccolo_core::{
    convert::number::to_integer,
    meta::failure,
    object::{callback::Action, context::Context, error::Error, stack::Stack, string::String, value::Value},
    sequence::{Tail, pending, run_callback},
    support::any_bytes,
    support::numeral::Numeral,
};
use piccolo_derive::sequence;

use super::{
    handle::file,
    number::{read_number, skip_space},
};
use crate::{
    buffer::Buffer,
    library::{Result, charge_bytes},
    outcome::replace_with_failure,
    stream::{Buffered, SharedStream},
};

/// How many bytes are read between two chances for the host to act.
const BURST: usize = 128 * 1024;

/// On whose behalf is read.
#[derive(Clone, Copy)]
pub(super) enum Caller {
    /// `io.read`, whose first argument is the first format.
    Function,
    /// `file:read`
    Method,
    /// An iterator, which may close the file at its end.
    Iterator { closes: bool },
}

/// What is to be read.
#[derive(Clone, Copy)]
enum Item {
    Number,
    Line {
        keeps_end: bool,
    },
    All,
    Bytes(usize),
    /// An empty string, unless the file has ended.
    Nothing,
}

/// Reads according to the formats on the stack, which lie above the file.
pub(super) fn read<'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    stream: &SharedStream,
    caller: Caller,
) -> Result<'gc> {
    let formats = stack.len() - 1;
    let mut reading = Reading { formats, next: 0, partial: Buffer::default(), caller };
    let mut buffered = stream.lock();
    buffered.retry_at_end();
    let progress = reading.advance(ctx, &mut stack, &mut buffered)?;
    drop(buffered);
    Ok(match reading.settle(ctx, &mut stack, progress)? {
        true => Action::Return,
        false => run_callback(ctx, stack, go_on(ctx, stream.clone(), reading))?,
    })
}

/// Goes on with a call that reads and has not come to its end yet.
#[sequence]
async fn go_on<'gc>(
    ctx: Context<'gc>,
    stream: SharedStream,
    reading: Reading,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let mut reading = reading;
    loop {
        pending().await;
        let progress = reading.advance(ctx, stack, &mut stream.lock())?;
        if reading.settle(ctx, stack, progress)? {
            return Ok(Tail::Stack);
        }
    }
}

/// A call that reads. The file, the formats and then the results so far lie on its stack.
struct Reading {
    /// How many formats there are.
    formats: usize,
    /// The next format.
    next: usize,
    /// What was read for it so far.
    partial: Buffer,
    caller: Caller,
}

/// How far a call has come.
enum Progress {
    Done,
    Failed(io::Error),
    Paused,
}

/// What became of an item.
enum Taken<'gc> {
    Value(Value<'gc>),
    /// It can not be read.
    Nothing,
    Paused,
}

impl Reading {
    /// Reads items until none is left, or enough was read for now.
    fn advance<'gc>(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        stream: &mut Buffered,
    ) -> Result<'gc, Progress> {
        let mut budget = BURST;
        while self.next < self.formats.max(1) {
            let item = self.item(ctx, stack)?;
            match self.take(ctx, stream, item, &mut budget)? {
                Ok(Taken::Value(value)) => stack.push(value)?,
                Ok(Taken::Nothing) => {
                    stack.push(Value::Nil)?;
                    break;
                }
                Ok(Taken::Paused) => return Ok(Progress::Paused),
                Err(error) => return Ok(Progress::Failed(error)),
            }
            self.next += 1;
        }
        Ok(Progress::Done)
    }

    /// Leaves the results on the stack, if there are any yet.
    fn settle<'gc>(
        &self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        progress: Progress,
    ) -> Result<'gc, bool> {
        match progress {
            Progress::Paused => return Ok(false),
            Progress::Done => self.finish(stack),
            Progress::Failed(error) => self.fail(ctx, stack, &error)?,
        }
        Ok(true)
    }

    /// What the next format asks for.
    fn item<'gc>(&self, ctx: Context<'gc>, stack: &Stack<'gc, '_>) -> Result<'gc, Item> {
        if self.formats == 0 {
            return Ok(Item::Line { keeps_end: false });
        }
        let index = 1 + self.next;
        let argument = match self.caller {
            Caller::Function => index - 1,
            Caller::Method | Caller::Iterator { .. } => index,
        };
        let format = match stack.get(index) {
            Value::String(format) => format.as_bytes(),
            number @ (Value::Integer(_) | Value::Float(_)) => {
                return match to_integer(number) {
                    None => Err(Error::argument(argument, "number has no integer representation")),
                    Some(0) => Ok(Item::Nothing),
                    Some(count) => match usize::try_from(count) {
                        Ok(count) => Ok(Item::Bytes(count)),
                        Err(_) => Err(Error::Value(ctx.intern(b"not enough memory").into())),
                    },
                };
            }
            other => {
                let got = failure::type_name(ctx, other);
                ctx.charge_message(got.len())?;
                let got = any_bytes::from_bytes(got);
                return Err(Error::argument(argument, format!("string expected, got {got}")));
            }
        };
        match format.strip_prefix(b"*").unwrap_or(format).first() {
            Some(b'n') => Ok(Item::Number),
            Some(b'l') => Ok(Item::Line { keeps_end: false }),
            Some(b'L') => Ok(Item::Line { keeps_end: true }),
            Some(b'a') => Ok(Item::All),
            _ => Err(Error::argument(argument, "invalid format")),
        }
    }

    /// Reads an item, or a part of it.
    fn take<'gc>(
        &mut self,
        ctx: Context<'gc>,
        stream: &mut Buffered,
        item: Item,
        budget: &mut usize,
    ) -> Result<'gc, io::Result<Taken<'gc>>> {
        let reach = match item {
            Item::Number => return Ok(take_number(ctx, stream, budget)),
            Item::Nothing => {
                let empty = ctx.intern(b"").into();
                return Ok(stream.fill().map(|more| if more { Taken::Value(empty) } else { Taken::Nothing }));
            }
            Item::Line { .. } | Item::All => usize::MAX,
            Item::Bytes(count) => count,
        };
        loop {
            match stream.fill() {
                Ok(true) => {}
                Ok(false) => return self.take_rest(ctx, item).map(Ok),
                Err(error) => return Ok(Err(error)),
            }
            let (len, is_last) = match item {
                Item::Line { .. } => stream.line_ahead(),
                _ => {
                    let left = reach - self.partial.len();
                    (left.min(stream.unread().len()), left <= stream.unread().len())
                }
            };
            charge_bytes(ctx, len);
            let dropped = usize::from(is_last && matches!(item, Item::Line { keeps_end: false }));
            let bytes = &stream.unread()[..len - dropped];
            if is_last && self.partial.len() == 0 {
                let value = String::try_new(ctx, bytes)?;
                stream.consume(len);
                return Ok(Ok(Taken::Value(value.into())));
            }
            self.partial.push(ctx, bytes)?;
            stream.consume(len);
            if is_last {
                return self.take_partial(ctx).map(Ok);
            }
            *budget = budget.saturating_sub(len);
            if *budget == 0 {
                return Ok(Ok(Taken::Paused));
            }
        }
    }

    /// What an item is when the file ends before it is complete.
    fn take_rest<'gc>(&mut self, ctx: Context<'gc>, item: Item) -> Result<'gc, Taken<'gc>> {
        if self.partial.len() == 0 && !matches!(item, Item::All) {
            return Ok(Taken::Nothing);
        }
        self.take_partial(ctx)
    }

    fn take_partial<'gc>(&mut self, ctx: Context<'gc>) -> Result<'gc, Taken<'gc>> {
        Ok(Taken::Value(std::mem::take(&mut self.partial).into_string(ctx)?.into()))
    }

    /// Returns what was read; an iterator at its end nothing.
    fn finish<'gc>(&self, stack: &mut Stack<'gc, '_>) {
        let handle = stack.get(0);
        stack.remove_front(1 + self.formats);
        let Caller::Iterator { closes } = self.caller else { return };
        if stack.get(0).is_nil() {
            stack.clear();
            if closes && let Some(file) = file(handle) {
                // An iterator has no way to tell.
                let _ = file.close();
            }
        }
    }

    /// Returns what went wrong; an iterator fails.
    fn fail<'gc>(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>, error: &io::Error) -> Result<'gc, ()> {
        match self.caller {
            Caller::Iterator { .. } => Err(Error::message(crate::system::describe(error).0)),
            Caller::Function | Caller::Method => replace_with_failure(ctx, stack, error, None),
        }
    }
}

fn take_number<'gc>(ctx: Context<'gc>, stream: &mut Buffered, budget: &mut usize) -> io::Result<Taken<'gc>> {
    let before = *budget;
    let is_skipped = skip_space(stream, budget)?;
    charge_bytes(ctx, before - *budget);
    if !is_skipped {
        return Ok(Taken::Paused);
    }
    Ok(match read_number(stream)? {
        Some(Numeral::Integer(i)) => Taken::Value(Value::Integer(i)),
        Some(Numeral::Float(f)) => Taken::Value(Value::float(f)),
        None => Taken::Nothing,
    })
}

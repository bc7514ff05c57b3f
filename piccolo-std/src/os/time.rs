//! `os.time`.

use gc_arena::Collect;
use piccolo_core::{
    convert::number::to_integer,
    meta::{
        MetaCall, Outcome,
        index::{index, set_index},
    },
    object::{
        callback::Action,
        context::Context,
        error::Error,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        table::Table,
        value::Value,
    },
};

use super::{
    calendar::{Date, EPOCH_YEAR, Fields},
    date,
};
use crate::{
    library::{Result, operator_error, prepare_call},
    system::SystemHandle,
};

/// `os.time([table])`: the current time or, with a table, that of the local date in its fields `year`, `month`,
/// `day`, `hour` (by default 12), `min`, `sec` (by default 0) and `isdst`. They need not be in their ranges; the
/// table gets the fields of the date that they stand for.
pub(super) fn time<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    if stack.get(0).is_nil() {
        let time = system.lock().time();
        return finish(&mut stack, time);
    }
    let table: Table = stack.argument(ctx, 0)?;
    stack.truncate(1);
    let mut conversion = Conversion::new(system);
    if table.metatable().is_some() {
        return Ok(Action::Sequence(BoxSequence::new(conversion)));
    }
    conversion.advance(ctx, table.into())?;
    finish(&mut stack, conversion.time())
}

fn finish<'gc>(stack: &mut Stack<'gc, '_>, time: i64) -> Result<'gc> {
    if time == -1 {
        return Err(not_representable());
    }
    stack.replace(Value::Integer(time));
    Ok(Action::Return)
}

/// The error of a time that C can not tell.
#[cold]
fn not_representable<'gc>() -> Error<'gc> {
    Error::message("time result cannot be represented in this installation")
}

/// The fields that are read, with what they count from and what they are by default.
const READ: [(&str, i64, Option<i32>); 7] = [
    ("year", EPOCH_YEAR, None),
    ("month", 1, None),
    ("day", 0, None),
    ("hour", 0, Some(12)),
    ("min", 0, Some(0)),
    ("sec", 0, Some(0)),
    ("isdst", 0, None),
];

/// The conversion of a table, which lies at the bottom of the stack. Its metamethods are respected.
#[derive(Collect)]
#[collect(require_static)]
struct Conversion {
    system: SystemHandle,
    fields: Fields,
    /// How many fields were read.
    read: usize,
    /// What they stand for, once all are read.
    result: Option<(i64, Date)>,
    /// How many fields were written.
    written: usize,
    /// Whether a metamethod was called.
    is_called: bool,
}

impl<'gc> Sequence<'gc> for Conversion {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if std::mem::take(&mut self.is_called) && self.result.is_none() {
            self.store(stack.get(1))?;
        }
        stack.truncate(1);
        let Some(call) = self.advance(ctx, stack.get(0))? else {
            finish(&mut stack, self.time())?;
            return Ok(SequencePoll::Return);
        };
        self.is_called = true;
        stack.extend(call.arguments())?;
        let function = prepare_call(ctx, call.callee, &mut stack, 1)?;
        Ok(SequencePoll::Call { function, bottom: 1 })
    }
}

impl Conversion {
    fn new(system: &SystemHandle) -> Self {
        let system = system.clone();
        Self { system, fields: Fields::default(), read: 0, result: None, written: 0, is_called: false }
    }

    /// What the fields stand for, once that is known.
    fn time(&self) -> i64 {
        self.result.as_ref().map_or(-1, |(time, _)| *time)
    }

    /// Goes on until it is done, or a metamethod is to be called.
    fn advance<'gc>(&mut self, ctx: Context<'gc>, table: Value<'gc>) -> Result<'gc, Option<MetaCall<'gc>>> {
        while let Some((name, ..)) = READ.get(self.read) {
            let key = ctx.intern(name.as_bytes()).into();
            match index(ctx, table, key).map_err(|failure| operator_error(ctx, failure))? {
                Outcome::Value(value) => self.store(value)?,
                Outcome::Call(call) => return Ok(Some(call)),
            }
        }
        if self.result.is_none() {
            ctx.charge_fuel(4);
            let time = self.fields.moment(&self.system);
            let local = self.system.lock().local_time(time);
            let date = Date::new(time, local).ok_or_else(not_representable)?;
            self.result = Some((time, date));
        }
        let Some((_, date)) = &self.result else { return Ok(None) };
        for (name, value) in date::fields(date).into_iter().skip(self.written) {
            self.written += 1;
            let key = ctx.intern(name.as_bytes()).into();
            let call = set_index(ctx, table, key, value).map_err(|failure| operator_error(ctx, failure))?;
            if call.is_some() {
                return Ok(call);
            }
        }
        Ok(None)
    }

    /// Takes the value of the next field.
    fn store<'gc>(&mut self, value: Value<'gc>) -> Result<'gc, ()> {
        let Some(&(name, origin, default)) = READ.get(self.read) else { return Ok(()) };
        self.read += 1;
        let fields = &mut self.fields;
        let target = match name {
            "year" => &mut fields.year,
            "month" => &mut fields.month,
            "day" => &mut fields.day,
            "hour" => &mut fields.hour,
            "min" => &mut fields.minute,
            "sec" => &mut fields.second,
            _ => {
                fields.is_dst = (!value.is_nil()).then(|| !value.is_falsy());
                return Ok(());
            }
        };
        *target = match (to_integer(value), value, default) {
            (Some(number), ..) => number
                .checked_sub(origin)
                .and_then(|number| i32::try_from(number).ok())
                .ok_or_else(|| Error::message(format!("field '{name}' is out-of-bound")))?,
            (None, Value::Nil, Some(default)) => default,
            (None, Value::Nil, None) => {
                return Err(Error::message(format!("field '{name}' missing in date table")));
            }
            _ => return Err(Error::message(format!("field '{name}' is not an integer"))),
        };
        Ok(())
    }
}

//! `os.time`.

use piccolo_core::{
    convert::number::to_integer,
    object::{
        callback::Action, context::Context, error::Error, reading::is_long, stack::Stack, table::Table,
        value::Value,
    },
    sequence::{boxed, index, run_callback, set_index},
};
use piccolo_derive::sequence;

use super::{
    calendar::{Date, EPOCH_YEAR, Fields},
    date,
};
use crate::{library::Result, reading::read, system::SystemHandle};

/// `os.time([table])`: the current time or, with a table, that of the local date in its fields `year`, `month`,
/// `day`, `hour` (by default 12), `min`, `sec` (by default 0) and `isdst`. They need not be in their ranges; the
/// table gets the fields of the date that they stand for.
pub(super) fn time<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let time = if stack.get(0).is_nil() {
        system.lock().time()
    } else {
        let table: Table = stack.argument(ctx, 0)?;
        let is_long = |field: &Field| is_long(table.raw_get_string(ctx.intern(field.name.as_bytes())));
        if table.metatable().is_some() || FIELDS.iter().any(is_long) {
            return run_callback(ctx, stack, time_of_object(ctx, system.clone(), table));
        }
        time_of_table(ctx, system, table)?
    };
    stack.replace(representable(time)?);
    Ok(Action::Return)
}

/// The time as a value, unless C takes it for an error.
fn representable<'gc>(time: i64) -> Result<'gc, Value<'gc>> {
    if time == -1 { Err(not_representable()) } else { Ok(Value::Integer(time)) }
}

/// The error of a time that C can not tell.
#[cold]
fn not_representable<'gc>() -> Error<'gc> {
    Error::message("time result cannot be represented in this installation")
}

/// The time of a table without metamethods, which gets the fields of the date.
fn time_of_table<'gc>(ctx: Context<'gc>, system: &SystemHandle, table: Table<'gc>) -> Result<'gc, i64> {
    let mut fields = Fields::default();
    for field in &FIELDS {
        let value = table.raw_get_string(ctx.intern(field.name.as_bytes()));
        field.take(&mut fields, value)?;
    }
    let (time, date) = normalize(ctx, system, fields)?;
    for (name, value) in date::fields(&date) {
        table.raw_set_string(ctx, ctx.intern(name.as_bytes()), value)?;
    }
    Ok(time)
}

/// The time of a table with metamethods.
#[sequence]
async fn time_of_object<'gc>(
    ctx: Context<'gc>,
    system: SystemHandle,
    table: Table<'gc>,
) -> Result<'gc, Value<'gc>> {
    let mut fields = Fields::default();
    for i in 0..FIELDS.len() {
        let mut value: Value = index(table, FIELDS[i].name).await?;
        if let Value::String(text) = value {
            value = boxed(read(ctx, text)).await?;
        }
        FIELDS[i].take(&mut fields, value)?;
    }
    let (time, date) = normalize(ctx, &system, fields)?;
    for i in 0..date::FIELDS {
        let (name, value) = date::fields(&date)[i];
        set_index(table, name, value).await?;
    }
    representable(time)
}

/// The moment that the fields stand for, and its date.
fn normalize<'gc>(ctx: Context<'gc>, system: &SystemHandle, fields: Fields) -> Result<'gc, (i64, Date)> {
    ctx.charge_fuel(4);
    let time = fields.moment(system);
    let local = system.lock().local_time(time);
    let date = Date::new(time, local).ok_or_else(not_representable)?;
    Ok((time, date))
}

/// A field that is read.
struct Field {
    name: &'static str,
    /// The number that C counts from.
    origin: i64,
    default: Option<i32>,
    /// Where it goes, unless it is a boolean.
    target: Option<fn(&mut Fields) -> &mut i32>,
}

const fn field(
    name: &'static str,
    origin: i64,
    default: Option<i32>,
    target: fn(&mut Fields) -> &mut i32,
) -> Field {
    Field { name, origin, default, target: Some(target) }
}

static FIELDS: [Field; 7] = [
    field("year", EPOCH_YEAR, None, |fields| &mut fields.year),
    field("month", 1, None, |fields| &mut fields.month),
    field("day", 0, None, |fields| &mut fields.day),
    field("hour", 0, Some(12), |fields| &mut fields.hour),
    field("min", 0, Some(0), |fields| &mut fields.minute),
    field("sec", 0, Some(0), |fields| &mut fields.second),
    Field { name: "isdst", origin: 0, default: None, target: None },
];

impl Field {
    /// Takes the field's value.
    fn take<'gc>(&self, fields: &mut Fields, value: Value<'gc>) -> Result<'gc, ()> {
        let name = self.name;
        let Some(target) = self.target else {
            fields.is_dst = (!value.is_nil()).then(|| !value.is_falsy());
            return Ok(());
        };
        *target(fields) = match (to_integer(value), value, self.default) {
            (Some(number), ..) => number
                .checked_sub(self.origin)
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

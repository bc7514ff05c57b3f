//! `os.date`.

use piccolo_core::{
    convert::failure::quoted,
    object::{
        callback::Action, context::Context, error::Error, stack::Stack, string::String, table::Table,
        value::Value,
    },
};

use super::{
    calendar::{Date, EPOCH_YEAR},
    format,
};
use crate::{
    buffer::Buffer,
    library::{Result, charge_bytes, optional_or},
    system::{LocalTime, SystemHandle},
};

/// `os.date([format [, time]])`: the date of a moment (by default the current one), in local time or, if the
/// format begins with `!`, in UTC; as a table if the rest of it is `*t`, otherwise as text, in which `%` and a
/// letter stand for what C's `strftime` makes of them.
pub(super) fn date<'gc>(system: &SystemHandle, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let format = optional_or(ctx, &stack, 0, ctx.intern(b"%c"))?;
    let time = match stack.optional_parameter(ctx, 1)? {
        Some(time) => time,
        None => system.lock().time(),
    };
    let (format, local) = match format.as_bytes() {
        [b'!', format @ ..] => (format, LocalTime { abbreviation: "GMT".to_owned(), ..LocalTime::utc() }),
        format => (format, system.lock().local_time(time)),
    };
    let Some(date) = Date::new(time, local) else {
        return Err(Error::message("date result cannot be represented in this installation"));
    };
    let result = match format {
        b"*t" => {
            let table = Table::new(ctx);
            for (name, value) in fields(&date) {
                table.raw_set_string(ctx, ctx.intern(name.as_bytes()), value)?;
            }
            table.into()
        }
        format => text(ctx, format, &date)?.into(),
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// How many fields a date table has.
pub(super) const FIELDS: usize = 9;

/// The fields of a date table.
pub(super) fn fields<'gc>(date: &Date) -> [(&'static str, Value<'gc>); FIELDS] {
    let fields = &date.fields;
    [
        ("year", Value::Integer(i64::from(fields.year) + EPOCH_YEAR)),
        ("month", Value::Integer(i64::from(fields.month) + 1)),
        ("day", Value::Integer(fields.day.into())),
        ("hour", Value::Integer(fields.hour.into())),
        ("min", Value::Integer(fields.minute.into())),
        ("sec", Value::Integer(fields.second.into())),
        ("yday", Value::Integer(date.yearday + 1)),
        ("wday", Value::Integer(date.weekday + 1)),
        ("isdst", Value::boolean(date.local.is_dst)),
    ]
}

fn text<'gc>(ctx: Context<'gc>, format: &[u8], date: &Date) -> Result<'gc, String<'gc>> {
    charge_bytes(ctx, format.len());
    let (mut text, mut piece) = (Buffer::default(), Vec::new());
    let mut rest = format;
    while let Some(at) = rest.iter().position(|&byte| byte == b'%') {
        text.push(ctx, &rest[..at])?;
        let Some((letter, after)) = format::conversion(&rest[at + 1..]) else {
            return Err(invalid(ctx, &rest[at..]));
        };
        piece.clear();
        format::append(&mut piece, date, letter);
        charge_bytes(ctx, 32);
        text.push(ctx, &piece)?;
        rest = after;
    }
    text.push(ctx, rest)?;
    text.into_string(ctx)
}

/// The error of a conversion that does not exist; the message shows what follows, as far as C would see.
#[cold]
fn invalid<'gc>(ctx: Context<'gc>, conversion: &[u8]) -> Error<'gc> {
    let shown = conversion.split(|&byte| byte == 0).next().unwrap_or_default();
    match quoted(ctx, shown) {
        Ok(shown) => Error::argument(0, format!("invalid conversion specifier '{shown}'")),
        Err(error) => error.into(),
    }
}

//! String manipulation (manual section 6.4).

mod arithmetic;
mod bytes;
mod capture;
pub(crate) mod class;
mod find;
mod format;
mod matcher;
mod pack;
mod plain;
mod replace;
mod shortening;

use piccolo_core::object::{context::Context, error::Error, table::Table, value::Value};

use crate::{Options, library::Library};

/// Puts the table `string` into the table of global variables, and gives strings a metatable with it as
/// `__index`.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_string<'gc>(ctx: Context<'gc>, _: &Options) -> Result<(), Error<'gc>> {
    let library = Library::global(ctx, "string")?
        .function("byte", bytes::byte)?
        .function("char", bytes::char)?
        .function("dump", bytes::dump)?
        .function("find", find::find)?
        .function("format", format::format)?
        .function("gmatch", find::gmatch)?
        .function("gsub", replace::gsub)?
        .function("len", bytes::len)?
        .function("lower", bytes::lower)?
        .function("match", find::match_)?
        .function("pack", pack::pack)?
        .function("packsize", pack::packsize)?
        .function("rep", bytes::rep)?
        .function("reverse", bytes::reverse)?
        .function("sub", bytes::sub)?
        .function("unpack", pack::unpack)?
        .function("upper", bytes::upper)?;
    let metatable = Table::with_capacity(ctx, 0, 1 + arithmetic::OPERATORS.len())?;
    let metatable = Library::within(ctx, metatable).value("__index", library.table)?;
    arithmetic::add(metatable)?;
    ctx.set_type_metatable(Value::String(ctx.intern(b"")), Some(metatable.table));
    Ok(())
}

/// The index, from 0, that position `position` (from 1, or from the end if negative) means as the start
/// of a range. It may lie behind the end.
pub(crate) fn start_index(position: i64, len: usize) -> usize {
    match position {
        1.. => usize::try_from(position - 1).unwrap_or(usize::MAX),
        0 => 0,
        _ => len.saturating_sub(usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX)),
    }
}

/// The index behind position `position`, as the end of a range, `len` at most.
pub(crate) fn end_index(position: i64, len: usize) -> usize {
    if position >= 0 {
        return usize::try_from(position).unwrap_or(usize::MAX).min(len);
    }
    let from_end = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    (len + 1).saturating_sub(from_end)
}

#[cfg(test)]
mod tests {
    use super::{end_index, start_index};

    #[test]
    fn positions_count_from_both_ends() {
        let range = |from, to| (start_index(from, 5), end_index(to, 5));
        assert_eq!(range(1, -1), (0, 5));
        assert_eq!(range(0, 0), (0, 0));
        assert_eq!(range(-2, 9), (3, 5));
        assert_eq!(range(-9, -9), (0, 0));
        assert_eq!(range(7, -5), (6, 1));
        assert_eq!(range(i64::MIN, i64::MAX), (0, 5));
        assert_eq!(range(i64::MAX, i64::MIN), (i64::MAX as usize - 1, 0));
    }
}

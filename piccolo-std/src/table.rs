//! Table manipulation (manual section 6.6).
//!
//! Each function works on raw tables directly, and on anything else that behaves like a table as a
//! sequence of accesses.

mod concat;
mod shift;
mod sort;
mod spread;

use piccolo_core::object::{context::Context, error::Error};

use crate::{Options, library::Library};

/// Puts the table `table` into the table of global variables.
///
/// # Errors
/// A stop when the memory limit does not allow it.
pub(crate) fn load_table<'gc>(ctx: Context<'gc>, _: &Options) -> Result<(), Error<'gc>> {
    Library::global(ctx, "table")?
        .function("concat", concat::concat)?
        .function("insert", shift::insert)?
        .function("pack", spread::pack)?
        .function("unpack", spread::unpack)?
        .function("remove", shift::remove)?
        .function("move", shift::move_items)?
        .function("sort", sort::sort)?;
    Ok(())
}

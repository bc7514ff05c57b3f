//! Prototypes as bytes: precompiled chunks. [`Dumping`] writes them, [`load`] and [`Undumping`] read them.
//!
//! The format is piccolo's own: the header of Lua 5.4's chunks, a mark, then one function with the functions
//! inside it. Numbers are little-endian and have fixed widths. What is loaded is verified, so a forged
//! chunk can do no more than an odd script.

use std::{fmt, sync::Arc};

mod reading;
mod writing;

pub use self::{reading::Undumping, writing::Dumping};
use crate::bytecode::{prototype::Prototype, verify::VerifyError};

/// What every precompiled chunk starts with.
pub const SIGNATURE: &[u8] = b"\x1bLua";

/// What follows the signature: the header that Lua 5.4 gives its chunks on 64-bit machines, by which tools know
/// them (version, format, bytes that text conversions would damage, the sizes of an instruction, an integer and a
/// float, then one of each: 0x5678 and 370.5), and then [`MARK`].
const HEADER: &[u8] = b"\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08\x78\x56\0\0\0\0\0\0\0\0\0\0\0\x28\x77\x40";

/// Our format and its revision. The reference implementation, which does not verify what it loads, refuses it as
/// a number that is too large: there are more than nine bytes in a row without the top bit.
const MARK: &[u8] = b"\0piccolo code 2\n";

/// Why bytes are not a precompiled chunk.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadError {
    /// Another format or version.
    Header,
    /// The bytes end too early.
    Truncated,
    /// A tag or number is out of its range.
    Malformed,
    /// The code is not what the VM may run.
    Unverified(VerifyError),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Header => f.write_str("version mismatch"),
            LoadError::Truncated => f.write_str("truncated chunk"),
            LoadError::Malformed => f.write_str("malformed chunk"),
            LoadError::Unverified(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for LoadError {}

/// The bytes of `prototype` and all functions inside it. Without what only messages need (lines, names
/// and the source's name) when `strip` is set.
///
/// ```
/// use piccolo_core::{bytecode::dump, compile::compile};
///
/// let prototype = compile(b"return 6 * 7", b"=example").expect("valid source");
/// let bytes = dump::dump(&prototype, false);
/// assert_eq!(dump::load(&bytes), Ok(prototype));
/// ```
pub fn dump(prototype: &Prototype, strip: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut dumping = Dumping::new(Arc::new(prototype.clone()), strip);
    while dumping.advance(&mut bytes) {}
    bytes
}

/// The prototype in bytes made by [`dump`], verified.
///
/// # Errors
/// When the bytes are damaged, of another version, or contain code that the VM may not run.
pub fn load(bytes: &[u8]) -> Result<Prototype, LoadError> {
    let mut undumping = Undumping::default();
    loop {
        if let Some(prototype) = undumping.advance(bytes)? {
            return Ok(prototype);
        }
    }
}

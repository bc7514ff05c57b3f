//! Prototypes as bytes: precompiled chunks. [`Dumping`] writes them, [`load`] reads them.
//!
//! The format is piccolo's own: the header of Lua 5.4's chunks, a mark, then one function with the functions
//! inside it. Numbers are little-endian and have fixed widths. What is loaded is verified, so a forged
//! chunk can do no more than an odd script.

use std::{fmt, sync::Arc};

mod writing;

pub use self::writing::Dumping;
use crate::bytecode::{
    instruction::Instruction,
    prototype::{Capture, Constant, LocalVariable, Prototype, Upvalue},
    verify::{self, VerifyError},
};

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
    let header = [SIGNATURE, HEADER, MARK].concat();
    if bytes.len() < header.len() && header.starts_with(bytes) {
        return Err(LoadError::Truncated);
    }
    let mut reader = Reader { rest: bytes.strip_prefix(header.as_slice()).ok_or(LoadError::Header)? };
    let prototype = reader.function(None, 0)?;
    if !reader.rest.is_empty() {
        return Err(LoadError::Malformed);
    }
    verify::verify(&prototype).map_err(LoadError::Unverified)?;
    Ok(prototype)
}

struct Reader<'b> {
    rest: &'b [u8],
}

type Loaded<T> = Result<T, LoadError>;

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Loaded<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(LoadError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Loaded<[u8; N]> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(LoadError::Truncated)?;
        self.rest = rest;
        Ok(*array)
    }

    fn byte(&mut self) -> Loaded<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Loaded<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn word(&mut self) -> Loaded<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn string(&mut self) -> Loaded<Box<[u8]>> {
        let len = self.number()? as usize;
        self.take(len).map(Box::from)
    }

    /// A list whose elements take `least` bytes each, at least: so no length can claim more memory than
    /// the chunk itself is long.
    fn list<T>(&mut self, least: usize, mut read: impl FnMut(&mut Self) -> Loaded<T>) -> Loaded<Box<[T]>> {
        let count = self.number()? as usize;
        if count.saturating_mul(least) > self.rest.len() {
            return Err(LoadError::Truncated);
        }
        (0..count).map(|_| read(self)).collect()
    }

    fn function(&mut self, parent_source: Option<&Arc<[u8]>>, depth: usize) -> Loaded<Prototype> {
        if depth > verify::MAX_NESTING {
            return Err(LoadError::Malformed);
        }
        let source: Arc<[u8]> = match (self.byte()?, parent_source) {
            (0, _) => self.string()?.into(),
            (1, Some(source)) => source.clone(),
            _ => return Err(LoadError::Malformed),
        };
        let (line_defined, last_line_defined) = (self.number()?, self.number()?);
        let [parameters, is_vararg, max_stack] = self.array()?;
        let code =
            self.list(8, |reader| Instruction::from_word(reader.word()?).ok_or(LoadError::Malformed))?;
        let constants = self.list(1, Self::constant)?;
        let upvalues = self.list(6, Self::upvalue)?;
        let prototypes = self.list(1, |reader| reader.function(Some(&source), depth + 1).map(Arc::new))?;
        let lines = self.list(4, Self::number)?;
        let locals = self.list(13, Self::local)?;
        Ok(Prototype {
            source,
            line_defined,
            last_line_defined,
            parameters,
            is_vararg: is_vararg != 0,
            max_stack,
            code,
            constants,
            upvalues,
            prototypes,
            lines,
            locals,
        })
    }

    fn constant(&mut self) -> Loaded<Constant> {
        Ok(match self.byte()? {
            0 => Constant::Nil,
            1 => Constant::Boolean(false),
            2 => Constant::Boolean(true),
            3 => Constant::Integer(self.word()? as i64),
            4 => Constant::Float(f64::from_bits(self.word()?)),
            5 => Constant::String(self.string()?),
            _ => return Err(LoadError::Malformed),
        })
    }

    fn upvalue(&mut self) -> Loaded<Upvalue> {
        let [kind, index] = self.array()?;
        let capture = match kind {
            0 => Capture::Register(index),
            1 => Capture::Upvalue(index),
            _ => return Err(LoadError::Malformed),
        };
        Ok(Upvalue { name: self.string()?, capture })
    }

    fn local(&mut self) -> Loaded<LocalVariable> {
        Ok(LocalVariable {
            name: self.string()?,
            register: self.byte()?,
            start_pc: self.number()?,
            end_pc: self.number()?,
        })
    }
}

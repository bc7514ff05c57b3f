//! `string.pack`, `string.packsize` and `string.unpack`.

mod layout;

use piccolo_core::object::{
    callback::Action, context::Context, error::Error, stack::Stack, string::String, value::Value,
};

use self::layout::{Field, Kind, Layout, MAX_INTEGER};
use crate::{
    buffer::{Buffer, MAX_LEN},
    library::{Result, charge_bytes, optional_or},
    string::start_index,
};

/// The size of an integer of Lua.
const INTEGER_BYTES: usize = size_of::<i64>();

/// `string.pack(fmt, v1, v2, ...)`: a string with the values in the binary form that `fmt` describes.
pub(super) fn pack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let format: String = stack.argument(ctx, 0)?;
    charge_bytes(ctx, format.len().saturating_mul(4));
    let mut layout = Layout::new(format.as_bytes());
    let mut packed = Buffer::default();
    let mut next = 1;
    // The first argument that is missing counts as nil.
    stack.push(Value::Nil)?;
    while let Some(field) = layout.next(packed.len())? {
        if field.padding > 0 {
            packed.push_zeros(ctx, field.padding)?;
        }
        match field.kind {
            Kind::Padding => packed.push_zeros(ctx, 1)?,
            Kind::Alignment | Kind::Nothing => {}
            _ => {
                pack_value(ctx, &stack, next, field, &mut packed)?;
                next += 1;
            }
        }
    }
    stack.replace(packed.into_string(ctx)?.into());
    Ok(Action::Return)
}

/// Appends argument `index`.
fn pack_value<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    field: Field,
    packed: &mut Buffer,
) -> Result<'gc, ()> {
    let Field { kind, size, is_little, .. } = field;
    let check = |fits: bool, message| if fits { Ok(()) } else { Err(Error::argument(index, message)) };
    let (low, filler) = match kind {
        Kind::Signed | Kind::Unsigned => {
            let value: i64 = stack.argument(ctx, index)?;
            let is_signed = kind == Kind::Signed;
            if is_signed {
                check(fits_signed(value, size), "integer overflow")?;
            } else {
                check(fits_unsigned(value as u64, size), "unsigned overflow")?;
            }
            (value as u64, if is_signed && value < 0 { 0xff } else { 0 })
        }
        Kind::Float => {
            let value: f64 = stack.argument(ctx, index)?;
            ((value as f32).to_bits().into(), 0)
        }
        Kind::Double => {
            let value: f64 = stack.argument(ctx, index)?;
            (value.to_bits(), 0)
        }
        _ => return pack_string(ctx, stack, index, field, packed),
    };
    push_number(ctx, packed, low, filler, size, is_little)
}

fn fits_signed(value: i64, size: usize) -> bool {
    size >= INTEGER_BYTES || (value >> (size * 8 - 1) == value >> 63)
}

fn fits_unsigned(value: u64, size: usize) -> bool {
    size >= INTEGER_BYTES || value >> (size * 8) == 0
}

/// Appends the lowest `size` bytes of a number: those of `low`, then `filler`.
#[inline]
fn push_number<'gc>(
    ctx: Context<'gc>,
    packed: &mut Buffer,
    low: u64,
    filler: u8,
    size: usize,
    is_little: bool,
) -> Result<'gc, ()> {
    let mut bytes = [filler; MAX_INTEGER];
    if is_little {
        bytes[..INTEGER_BYTES].copy_from_slice(&low.to_le_bytes());
        packed.push(ctx, &bytes[..size])
    } else {
        bytes[MAX_INTEGER - INTEGER_BYTES..].copy_from_slice(&low.to_be_bytes());
        packed.push(ctx, &bytes[MAX_INTEGER - size..])
    }
}

/// Appends argument `index`, a string.
fn pack_string<'gc>(
    ctx: Context<'gc>,
    stack: &Stack<'gc, '_>,
    index: usize,
    field: Field,
    packed: &mut Buffer,
) -> Result<'gc, ()> {
    let Field { kind, size, is_little, .. } = field;
    let string: String = stack.argument(ctx, index)?;
    let (text, len) = (string.as_bytes(), string.len());
    let check = |fits: bool, message| if fits { Ok(()) } else { Err(Error::argument(index, message)) };
    match kind {
        Kind::Fixed => {
            check(len <= size, "string longer than given size")?;
            packed.push(ctx, text)?;
            packed.push_zeros(ctx, size - len)
        }
        Kind::Prefixed => {
            check(fits_unsigned(len as u64, size), "string length does not fit in given size")?;
            push_number(ctx, packed, len as u64, 0, size, is_little)?;
            packed.push(ctx, text)
        }
        _ => {
            check(!text.contains(&0), "string contains zeros")?;
            packed.push(ctx, text)?;
            packed.push_zeros(ctx, 1)
        }
    }
}

/// `string.packsize(fmt)`: the length of a string packed with `fmt`, which has no fields of variable length.
pub(super) fn packsize<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let format: String = stack.argument(ctx, 0)?;
    charge_bytes(ctx, format.len().saturating_mul(4));
    let mut layout = Layout::new(format.as_bytes());
    let mut total = 0;
    while let Some(field) = layout.next(total)? {
        if matches!(field.kind, Kind::Prefixed | Kind::Terminated) {
            return Err(Error::argument(0, "variable-length format"));
        }
        total += field.padding + field.size;
        if total > MAX_LEN {
            return Err(Error::argument(0, "format result too large"));
        }
    }
    stack.replace(Value::Integer(total as i64));
    Ok(Action::Return)
}

/// `string.unpack(fmt, s [, pos])`: the values packed in `s` from `pos` on, as `fmt` describes, and the
/// position after them.
pub(super) fn unpack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (format, data): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let start = start_index(optional_or(ctx, &stack, 2, 1)?, data.len());
    if start > data.len() {
        return Err(Error::argument(2, "initial position out of string"));
    }
    charge_bytes(ctx, format.len().saturating_mul(4));
    let mut layout = Layout::new(format.as_bytes());
    let mut reader = Reader { data: data.as_bytes(), position: start };
    stack.clear();
    while let Some(field) = layout.next(reader.position)? {
        if field.padding > 0 {
            reader.take(field.padding)?;
        }
        let value = match field.kind {
            Kind::Padding | Kind::Alignment | Kind::Nothing => {
                reader.take(field.size)?;
                continue;
            }
            _ => reader.value(ctx, field)?,
        };
        stack.push(value).map_err(|error| match error {
            Error::Message(_) => Error::message("stack overflow (too many results)"),
            other => other,
        })?;
    }
    stack.push(Value::Integer(reader.position as i64 + 1))?;
    Ok(Action::Return)
}

/// Reads a packed string.
struct Reader<'a> {
    data: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// The next `count` bytes.
    #[inline]
    fn take<'gc>(&mut self, count: usize) -> Result<'gc, &'a [u8]> {
        let rest = &self.data[self.position..];
        let bytes = rest.get(..count).ok_or(Error::argument(1, "data string too short"))?;
        self.position += count;
        Ok(bytes)
    }

    fn value<'gc>(&mut self, ctx: Context<'gc>, field: Field) -> Result<'gc, Value<'gc>> {
        let Field { kind, size, is_little, .. } = field;
        let text = match kind {
            Kind::Fixed => self.take(size)?,
            Kind::Prefixed => {
                let length = integer(self.take(size)?, is_little, false)?;
                self.take(usize::try_from(length as u64).unwrap_or(usize::MAX))?
            }
            Kind::Terminated => {
                let rest = &self.data[self.position..];
                let end = rest.iter().position(|&byte| byte == 0);
                let end = end.ok_or(Error::argument(1, "unfinished string for format 'z'"))?;
                let text = self.take(end)?;
                self.take(1)?;
                text
            }
            Kind::Float => {
                let bits = low_bits(self.take(size)?, is_little) as u32;
                return Ok(Value::float(f32::from_bits(bits).into()));
            }
            Kind::Double => {
                let bits = low_bits(self.take(size)?, is_little);
                return Ok(Value::float(f64::from_bits(bits)));
            }
            _ => {
                let value = integer(self.take(size)?, is_little, kind == Kind::Signed)?;
                return Ok(Value::Integer(value));
            }
        };
        charge_bytes(ctx, text.len());
        Ok(String::try_new(ctx, text)?.into())
    }
}

/// The bytes from the lowest one up.
fn ascending(bytes: &[u8], is_little: bool) -> impl Iterator<Item = u8> {
    (0..bytes.len()).map(move |i| bytes[if is_little { i } else { bytes.len() - 1 - i }])
}

/// The lowest eight bytes of a number.
#[inline]
fn low_bits(bytes: &[u8], is_little: bool) -> u64 {
    match (bytes, is_little) {
        (&[byte], _) => return byte.into(),
        (&[a, b], true) => return u16::from_le_bytes([a, b]).into(),
        (&[a, b, c, d], true) => return u32::from_le_bytes([a, b, c, d]).into(),
        (&[a, b, c, d, e, f, g, h], _) => {
            let bytes = [a, b, c, d, e, f, g, h];
            return if is_little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) };
        }
        _ => {}
    }
    let low = ascending(bytes, is_little).take(INTEGER_BYTES);
    low.enumerate().fold(0, |bits, (i, byte)| bits | u64::from(byte) << (i * 8))
}

/// A packed integer.
fn integer<'gc>(bytes: &[u8], is_little: bool, is_signed: bool) -> Result<'gc, i64> {
    let bits = low_bits(bytes, is_little);
    let missing = INTEGER_BYTES.saturating_sub(bytes.len()) * 8;
    if missing > 0 {
        let value = if is_signed { (bits << missing) as i64 >> missing } else { bits as i64 };
        return Ok(value);
    }
    let value = bits as i64;
    let filler = if is_signed && value < 0 { 0xff } else { 0 };
    if ascending(bytes, is_little).skip(INTEGER_BYTES).any(|byte| byte != filler) {
        let size = bytes.len();
        return Err(Error::message(format!("{size}-byte integer does not fit into Lua Integer")));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_extended() {
        assert_eq!(integer(&[0xff, 0xfe], false, true).ok(), Some(-2));
        assert_eq!(integer(&[0xff, 0xfe], false, false).ok(), Some(0xfffe));
        assert_eq!(integer(&[0xff; 16], true, true).ok(), Some(-1));
        assert!(integer(&[0xff; 16], true, false).is_err());
    }

    #[test]
    fn ranges_depend_on_the_size() {
        assert!(fits_signed(-128, 1) && !fits_signed(-129, 1) && fits_signed(127, 1) && !fits_signed(128, 1));
        assert!(fits_unsigned(255, 1) && !fits_unsigned(256, 1) && fits_unsigned(u64::MAX, 8));
    }
}

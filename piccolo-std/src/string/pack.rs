//! `string.pack`, `string.packsize` and `string.unpack`.

mod layout;

use std::ops::Range;

use piccolo_core::{
    object::{
        context::Context,
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::poll_callback,
};
use piccolo_derive::Collect;

use self::layout::{Field, Kind, Layout, MAX_INTEGER, Mark};
use crate::{
    buffer::{Buffer, MAX_LEN, SLICE},
    library::{Result, ZeroSearch, charge_bytes, optional_or},
    reading::LongArgument,
    string::{capture::Extraction, matcher::position, start_index},
};

/// The room that a number takes with its padding.
const LONGEST_NUMBER: usize = 32;

/// The fuel that a field takes.
const FIELD: usize = 10;

/// The size of an integer of Lua.
const INTEGER_BYTES: usize = size_of::<i64>();

/// `string.pack(fmt, v1, v2, ...)`: a string with the values in the binary form that `fmt` describes.
pub(super) fn pack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let format: String = stack.argument(ctx, 0)?;
    // The first argument that is missing counts as nil.
    stack.push(Value::Nil)?;
    let mark = Layout::new(format.as_bytes()).mark();
    let packing = Packing {
        format,
        mark,
        next: 1,
        packed: Buffer::default(),
        field: None,
        numeral: LongArgument::default(),
        text: None,
        zeros: 0,
        done: 0,
        search: ZeroSearch::default(),
    };
    poll_callback(ctx, stack, packing)
}

/// A packed string in the making.
#[derive(Collect)]
#[collect(no_drop)]
struct Packing<'gc> {
    format: String<'gc>,
    mark: Mark,
    /// The next argument.
    next: usize,
    packed: Buffer,
    /// The field of a number that is being read.
    #[collect(require_static)]
    field: Option<Field>,
    numeral: LongArgument<'gc>,
    /// A string that is being added.
    text: Option<String<'gc>>,
    /// How many zeros come then.
    zeros: usize,
    /// How much of the string, or then of the zeros, is there.
    done: usize,
    /// For a string that must have no zeros.
    #[collect(require_static)]
    search: ZeroSearch,
}

impl<'gc> Sequence<'gc> for Packing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let mut layout = Layout::resume(self.format.as_bytes(), self.mark);
        loop {
            if !self.push_pending(ctx)?
                || ctx.is_pause_due()
                || !self.packed.make_room(ctx, LONGEST_NUMBER)?
            {
                self.mark = layout.mark();
                return Ok(SequencePoll::Pause);
            }
            if let Some(field) = self.field.take() {
                self.pack_argument(ctx, &stack, field)?;
                continue;
            }
            ctx.charge_fuel(FIELD);
            let Some(field) = layout.next(self.packed.len())? else { break };
            if field.padding > 0 {
                self.packed.push_zeros(ctx, field.padding)?;
            }
            match field.kind {
                Kind::Padding => self.packed.push_zeros(ctx, 1)?,
                Kind::Alignment | Kind::Nothing => {}
                _ => self.pack_argument(ctx, &stack, field)?,
            }
        }
        stack.replace(std::mem::take(&mut self.packed).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

impl<'gc> Packing<'gc> {
    /// Adds the string and zeros that are to be added. Gives whether they are done.
    #[inline(always)]
    fn push_pending(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        if let Some(text) = self.text {
            // The memory for all is there, or it is not begun.
            if !self.packed.make_room(ctx, text.len() - self.done + self.zeros)? {
                return Ok(false);
            }
            if !self.packed.add(ctx, text.as_bytes(), &mut self.done)? {
                return Ok(false);
            }
            self.text = None;
        }
        if self.zeros > 0 {
            let append = |bytes: &mut Vec<u8>, part: Range<usize>| bytes.resize(bytes.len() + part.len(), 0);
            if !self.packed.append(ctx, self.zeros, &mut self.done, append)? {
                return Ok(false);
            }
            (self.zeros, self.done) = (0, 0);
        }
        Ok(true)
    }

    /// Appends the next argument, or leaves the field to be filled after a pause, which is due.
    #[inline(always)]
    fn pack_argument(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>, field: Field) -> Result<'gc, ()> {
        if self.pack_value(ctx, stack, field)? {
            self.next += 1;
        } else {
            self.field = Some(field);
        }
        Ok(())
    }

    /// Appends the next argument, unless a pause is due before it is read.
    fn pack_value(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>, field: Field) -> Result<'gc, bool> {
        let Field { kind, size, is_little, .. } = field;
        let index = self.next;
        let check = |fits: bool, message| if fits { Ok(()) } else { Err(Error::argument(index, message)) };
        let (low, filler) = match kind {
            Kind::Signed | Kind::Unsigned => {
                let Some(value) = self.numeral.take::<i64>(ctx, stack, index)? else { return Ok(false) };
                let is_signed = kind == Kind::Signed;
                if is_signed {
                    check(fits_signed(value, size), "integer overflow")?;
                } else {
                    check(fits_unsigned(value as u64, size), "unsigned overflow")?;
                }
                (value as u64, if is_signed && value < 0 { 0xff } else { 0 })
            }
            Kind::Float => {
                let Some(value) = self.numeral.take::<f64>(ctx, stack, index)? else { return Ok(false) };
                ((value as f32).to_bits().into(), 0)
            }
            Kind::Double => {
                let Some(value) = self.numeral.take::<f64>(ctx, stack, index)? else { return Ok(false) };
                (value.to_bits(), 0)
            }
            _ => return self.pack_string(ctx, stack, field),
        };
        push_number(ctx, &mut self.packed, low, filler, size, is_little)?;
        Ok(true)
    }

    /// Makes the next argument, a string, the one to be added. False: a pause is due before.
    fn pack_string(&mut self, ctx: Context<'gc>, stack: &Stack<'gc, '_>, field: Field) -> Result<'gc, bool> {
        let Field { kind, size, is_little, .. } = field;
        let index = self.next;
        let string: String = stack.argument(ctx, index)?;
        let len = string.len();
        let check = |fits: bool, message| if fits { Ok(()) } else { Err(Error::argument(index, message)) };
        match kind {
            Kind::Fixed => {
                check(len <= size, "string longer than given size")?;
                self.zeros = size - len;
            }
            Kind::Prefixed => {
                check(fits_unsigned(len as u64, size), "string length does not fit in given size")?;
                push_number(ctx, &mut self.packed, len as u64, 0, size, is_little)?;
            }
            _ => {
                let Some(has_zeros) = self.search.go_on(ctx, string.as_bytes()) else { return Ok(false) };
                check(!has_zeros, "string contains zeros")?;
                self.zeros = 1;
            }
        }
        self.text = Some(string);
        Ok(true)
    }
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

/// `string.packsize(fmt)`: the length of a string packed with `fmt`, which has no fields of variable length.
pub(super) fn packsize<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let format: String = stack.argument(ctx, 0)?;
    stack.clear();
    let mark = Layout::new(format.as_bytes()).mark();
    poll_callback(ctx, stack, Measuring { format, mark, total: 0 })
}

/// The length of a packed string that is being added up.
#[derive(Collect)]
#[collect(no_drop)]
struct Measuring<'gc> {
    format: String<'gc>,
    mark: Mark,
    total: usize,
}

impl<'gc> Sequence<'gc> for Measuring<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let mut layout = Layout::resume(self.format.as_bytes(), self.mark);
        while let Some(field) = layout.next(self.total)? {
            if matches!(field.kind, Kind::Prefixed | Kind::Terminated) {
                return Err(Error::argument(0, "variable-length format"));
            }
            self.total += field.padding + field.size;
            if self.total > MAX_LEN {
                return Err(Error::argument(0, "format result too large"));
            }
            ctx.charge_fuel(FIELD);
            if ctx.is_pause_due() {
                self.mark = layout.mark();
                return Ok(SequencePoll::Pause);
            }
        }
        stack.push(Value::Integer(self.total as i64))?;
        Ok(SequencePoll::Return)
    }
}

/// `string.unpack(fmt, s [, pos])`: the values packed in `s` from `pos` on, as `fmt` describes, and the
/// position after them.
pub(super) fn unpack<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (format, data): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let start = start_index(optional_or(ctx, &stack, 2, 1)?, data.len());
    if start > data.len() {
        return Err(Error::argument(2, "initial position out of string"));
    }
    let mark = Layout::new(format.as_bytes()).mark();
    stack.clear();
    let unpacking =
        Unpacking { format, data, mark, position: start, text: Text::None, part: Extraction::default() };
    poll_callback(ctx, stack, unpacking)
}

/// A packed string that is being read.
#[derive(Collect)]
#[collect(no_drop)]
struct Unpacking<'gc> {
    format: String<'gc>,
    data: String<'gc>,
    mark: Mark,
    position: usize,
    text: Text,
    part: Extraction,
}

/// A string inside a packed one.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Text {
    None,
    /// It begins at the position, and has no zero before `scanned`.
    Terminated {
        scanned: usize,
    },
    /// It goes up to the position.
    From(usize),
    /// It goes up to the byte before the position.
    TerminatedFrom(usize),
}

impl<'gc> Sequence<'gc> for Unpacking<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let mut layout = Layout::resume(self.format.as_bytes(), self.mark);
        loop {
            if !self.push_text(ctx, &mut stack)? || ctx.is_pause_due() {
                self.mark = layout.mark();
                return Ok(SequencePoll::Pause);
            }
            ctx.charge_fuel(FIELD);
            let Some(field) = layout.next(self.position)? else { break };
            if field.padding > 0 {
                self.take(field.padding)?;
            }
            match field.kind {
                Kind::Padding | Kind::Alignment | Kind::Nothing => {
                    self.take(field.size)?;
                }
                _ => {
                    if let Some(value) = self.read(field)? {
                        push(&mut stack, value)?;
                    }
                }
            }
        }
        stack.push(Value::Integer(self.position as i64 + 1))?;
        Ok(SequencePoll::Return)
    }
}

fn push<'gc>(stack: &mut Stack<'gc, '_>, value: Value<'gc>) -> Result<'gc, ()> {
    stack.push(value).map_err(|error| match error {
        Error::Message(_) => Error::message("stack overflow (too many results)"),
        other => other,
    })
}

impl<'gc> Unpacking<'gc> {
    /// The next `count` bytes.
    #[inline]
    fn take(&mut self, count: usize) -> Result<'gc, &'gc [u8]> {
        let rest = &self.data.as_bytes()[self.position..];
        let bytes = rest.get(..count).ok_or(Error::argument(1, "data string too short"))?;
        self.position += count;
        Ok(bytes)
    }

    /// The value of a field, or `None` if it is a string, which is now to be pushed.
    fn read(&mut self, field: Field) -> Result<'gc, Option<Value<'gc>>> {
        let Field { kind, size, is_little, .. } = field;
        self.text = match kind {
            Kind::Fixed => {
                self.take(size)?;
                Text::From(self.position - size)
            }
            Kind::Prefixed => {
                let length = integer(self.take(size)?, is_little, false)?;
                let start = self.position;
                self.take(usize::try_from(length as u64).unwrap_or(usize::MAX))?;
                Text::From(start)
            }
            Kind::Terminated => Text::Terminated { scanned: self.position },
            Kind::Float => {
                let bits = low_bits(self.take(size)?, is_little) as u32;
                return Ok(Some(Value::float(f32::from_bits(bits).into())));
            }
            Kind::Double => {
                let bits = low_bits(self.take(size)?, is_little);
                return Ok(Some(Value::float(f64::from_bits(bits))));
            }
            _ => {
                let value = integer(self.take(size)?, is_little, kind == Kind::Signed)?;
                return Ok(Some(Value::Integer(value)));
            }
        };
        Ok(None)
    }

    /// Pushes the string that is to be pushed. Gives whether that is done.
    #[inline(always)]
    fn push_text(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, bool> {
        let (start, end) = loop {
            match self.text {
                Text::None => return Ok(true),
                Text::From(start) => break (start, self.position),
                Text::TerminatedFrom(start) => break (start, self.position - 1),
                Text::Terminated { scanned } => {
                    if ctx.is_pause_due() {
                        return Ok(false);
                    }
                    let rest = &self.data.as_bytes()[scanned..];
                    let part = &rest[..rest.len().min(SLICE)];
                    charge_bytes(ctx, part.len());
                    match position(part, 0) {
                        Some(offset) => {
                            self.text = Text::TerminatedFrom(self.position);
                            self.position = scanned + offset + 1;
                        }
                        None if part.len() == rest.len() => {
                            return Err(Error::argument(1, "unfinished string for format 'z'"));
                        }
                        None => self.text = Text::Terminated { scanned: scanned + part.len() },
                    }
                }
            }
        };
        let Some(text) = self.part.part(ctx, self.data, start, end)? else { return Ok(false) };
        push(stack, text.into())?;
        self.text = Text::None;
        Ok(true)
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

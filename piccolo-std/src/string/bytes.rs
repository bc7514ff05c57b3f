//! Functions on the bytes of strings.

use piccolo_core::{
    bytecode::dump::Dumping,
    object::{
        callback::Action,
        context::Context,
        error::Error,
        function::Function,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        value::Value,
    },
    sequence::poll_callback,
};
use piccolo_derive::Collect;

use crate::{
    buffer::{Buffer, MAX_LEN, SLICE, build_string},
    library::{Result, VALUES, charge_bytes, charge_values, optional_or},
    reading::LongArgument,
    string::{capture::Extraction, end_index, start_index},
};

/// `string.len(s)`: the number of bytes.
pub(super) fn len<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    stack.replace(Value::Integer(s.len() as i64));
    Ok(Action::Return)
}

/// `string.dump(function [, strip])`: the function as a precompiled chunk, without upvalues' values, and
/// without lines and names if `strip` is true. Host functions have no such form.
pub(super) fn dump<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    let Function::Closure(closure) = stack.argument(ctx, 0)? else {
        return Err(Error::message("unable to dump given function"));
    };
    let prototype = closure.function().prototype().clone();
    let dumping = Dumping::new(prototype, !stack.get(1).is_falsy());
    poll_callback(
        ctx,
        stack,
        Writing { dumping, piece: Vec::new(), done: 0, is_over: false, bytes: Buffer::default() },
    )
}

/// A function that is being written.
#[derive(Collect)]
#[collect(require_static)]
struct Writing {
    dumping: Dumping,
    /// What was written last, and how much of it is among the bytes.
    piece: Vec<u8>,
    done: usize,
    is_over: bool,
    bytes: Buffer,
}

impl<'gc> Sequence<'gc> for Writing {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        loop {
            if !self.bytes.add(ctx, &self.piece, &mut self.done)? {
                return Ok(SequencePoll::Pause);
            }
            self.piece.clear();
            if self.is_over {
                break;
            }
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            self.is_over = !self.dumping.advance(&mut self.piece);
            ctx.charge_fuel(self.piece.len() / 2);
        }
        stack.replace(std::mem::take(&mut self.bytes).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

/// `string.sub(s, i [, j])`: the bytes `i` to `j` (the last one by default); negative positions count
/// from the end.
pub(super) fn sub<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let start = start_index(stack.parameter(ctx, 1)?, s.len());
    let end = end_index(optional_or(ctx, &stack, 2, -1)?, s.len());
    let bytes = s.as_bytes().get(start..end).unwrap_or(&[]);
    let result = if bytes.len() == s.len() {
        s
    } else if bytes.len() > SLICE {
        return poll_callback(ctx, stack, Extracting { source: s, start, end, part: Extraction::default() });
    } else {
        charge_bytes(ctx, bytes.len());
        String::try_new(ctx, bytes)?
    };
    stack.replace(result.into());
    Ok(Action::Return)
}

/// A long part of a string in the making.
#[derive(Collect)]
#[collect(no_drop)]
struct Extracting<'gc> {
    source: String<'gc>,
    start: usize,
    end: usize,
    part: Extraction,
}

impl<'gc> Sequence<'gc> for Extracting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let Some(part) = self.part.part(ctx, self.source, self.start, self.end)? else {
            return Ok(SequencePoll::Pause);
        };
        stack.replace(part.into());
        Ok(SequencePoll::Return)
    }
}

/// `string.byte(s [, i [, j]])`: the codes of the bytes `i` (1 by default) to `j` (`i` by default).
pub(super) fn byte<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let s: String = stack.argument(ctx, 0)?;
    let i = optional_or(ctx, &stack, 1, 1)?;
    let start = start_index(i, s.len());
    let end = end_index(optional_or(ctx, &stack, 2, i)?, s.len());
    match s.as_bytes().get(start..end) {
        None | Some([]) => stack.clear(),
        Some(&[code]) => stack.replace(Value::Integer(code.into())),
        Some(codes) => {
            stack.clear();
            if !stack.can_hold(codes.len()) {
                return Err(Error::message("stack overflow (string slice too long)"));
            }
            return poll_callback(ctx, stack, Codes { source: s, next: start, end });
        }
    }
    Ok(Action::Return)
}

/// The codes of bytes on their way to the stack.
#[derive(Collect)]
#[collect(no_drop)]
struct Codes<'gc> {
    source: String<'gc>,
    next: usize,
    end: usize,
}

impl<'gc> Sequence<'gc> for Codes<'gc> {
    #[inline(always)]
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while self.next < self.end {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let part = self.next..self.end.min(self.next + VALUES);
            charge_values(ctx, part.len());
            for &code in &self.source.as_bytes()[part.clone()] {
                stack.push(Value::Integer(code.into()))?;
            }
            self.next = part.end;
        }
        Ok(SequencePoll::Return)
    }
}

/// The fuel of a new string, besides that of its bytes.
const NEW: usize = 8;

/// `string.char(...)`: the string of the bytes with these codes.
pub(super) fn char<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    ctx.charge_fuel(NEW);
    let mut short = [0; 16];
    let count = stack.len();
    let Some(bytes) = short.get_mut(..count) else {
        let mut text = Buffer::default();
        text.reserve(ctx, count)?;
        return poll_callback(ctx, stack, Encoding { text, charged: 0, numeral: LongArgument::default() });
    };
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = stack.parameter(ctx, index)?;
    }
    let result = String::try_new(ctx, bytes)?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// A string of bytes whose codes are on the stack.
#[derive(Collect)]
#[collect(no_drop)]
struct Encoding<'gc> {
    text: Buffer,
    /// Up to where it is charged.
    charged: usize,
    numeral: LongArgument<'gc>,
}

impl<'gc> Sequence<'gc> for Encoding<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while self.text.len() < stack.len() {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let part = self.text.len()..stack.len().min(self.text.len() + VALUES);
            charge_values(ctx, part.end - self.charged);
            self.charged = part.end;
            for index in part {
                let Some(code) = self.numeral.take(ctx, &stack, index)? else {
                    return Ok(SequencePoll::Pause);
                };
                self.text.push(ctx, &[code])?;
            }
        }
        stack.replace(std::mem::take(&mut self.text).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

/// `string.lower(s)`: `s` with small letters for capital ones.
pub(super) fn lower<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, Mapping::Lower)
}

/// `string.upper(s)`: `s` with capital letters for small ones.
pub(super) fn upper<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, Mapping::Upper)
}

/// `string.reverse(s)`: the bytes of `s` from last to first.
pub(super) fn reverse<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc> {
    mapped(ctx, stack, Mapping::Reverse)
}

/// What becomes of each byte of a string.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Mapping {
    Lower,
    Upper,
    Reverse,
}

impl Mapping {
    fn map(self, bytes: &mut [u8]) {
        match self {
            Mapping::Lower => flip_case(bytes, b'A'),
            Mapping::Upper => flip_case(bytes, b'a'),
            Mapping::Reverse => reverse_bytes(bytes),
        }
    }
}

/// Changes the case of the 26 letters from `first` on, in eight bytes at a time.
fn flip_case(bytes: &mut [u8], first: u8) {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for bytes in words {
        let word = u64::from_ne_bytes(*bytes);
        // The highest bit of a byte tells whether it is at least the first letter, and whether it is beyond the last.
        let low_bits = word & (EACH * 0x7f);
        let from_first = low_bits + EACH * u64::from(0x80 - first);
        let beyond_last = low_bits + EACH * u64::from(0x80 - 26 - first);
        let are_letters = (from_first ^ beyond_last) & !word & (EACH * 0x80);
        // What the cases differ by is two bits below.
        *bytes = (word ^ (are_letters >> 2)).to_ne_bytes();
    }
    for byte in rest {
        *byte ^= u8::from(byte.wrapping_sub(first) < 26) << 5;
    }
}

/// Reverses the order of `bytes`, eight at a time.
fn reverse_bytes(bytes: &mut [u8]) {
    let (len, half) = (bytes.len(), bytes.len() / 2);
    let (front, back) = bytes.split_at_mut(half);
    // One in the middle stays where it is.
    let back = &mut back[len - 2 * half..];
    let (fronts, front) = front.as_chunks_mut::<8>();
    let (back, backs) = back.as_rchunks_mut::<8>();
    for (front, back) in fronts.iter_mut().zip(backs.iter_mut().rev()) {
        let first = u64::from_ne_bytes(*front).swap_bytes();
        *front = u64::from_ne_bytes(*back).swap_bytes().to_ne_bytes();
        *back = first.to_ne_bytes();
    }
    for (front, back) in front.iter_mut().zip(back.iter_mut().rev()) {
        core::mem::swap(front, back);
    }
}

#[inline(always)]
fn mapped<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, mapping: Mapping) -> Result<'gc> {
    let source: String = stack.argument(ctx, 0)?;
    if source.len() > SLICE {
        let mut text = Buffer::default();
        text.reserve(ctx, source.len())?;
        return poll_callback(ctx, stack, Mapped { source, mapping, text, done: 0 });
    }
    ctx.charge_fuel(NEW + source.len() / 6);
    let result = build_string(ctx, source.len(), |bytes| {
        bytes.copy_from_slice(source.as_bytes());
        mapping.map(bytes);
    })?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// A long string that is being mapped.
#[derive(Collect)]
#[collect(no_drop)]
struct Mapped<'gc> {
    source: String<'gc>,
    mapping: Mapping,
    text: Buffer,
    done: usize,
}

impl<'gc> Sequence<'gc> for Mapped<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let (source, mapping) = (self.source.as_bytes(), self.mapping);
        let is_done = self.text.append(ctx, source.len(), &mut self.done, |text, part| {
            let from = match mapping {
                Mapping::Reverse => source.len() - part.end..source.len() - part.start,
                _ => part.clone(),
            };
            text.extend_from_slice(&source[from]);
            mapping.map(&mut text[part]);
        })?;
        if !is_done {
            return Ok(SequencePoll::Pause);
        }
        stack.replace(std::mem::take(&mut self.text).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

/// The fuel of a repetition, besides that of its bytes.
const REPEATED: usize = 4;

/// `string.rep(s, n [, sep])`: `n` copies of `s`, with `sep` between them.
pub(super) fn rep<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let piece: String = stack.argument(ctx, 0)?;
    let count: i64 = stack.parameter(ctx, 1)?;
    let separator: Option<String> = stack.optional(ctx, 2)?;
    let Some(count) = usize::try_from(count).ok().filter(|count| *count > 0) else {
        stack.replace(ctx.intern(b"").into());
        return Ok(Action::Return);
    };
    let separator_bytes = separator.map_or(&b""[..], String::as_bytes);
    let len = repeated_len(piece.len(), separator_bytes.len(), count)
        .ok_or_else(|| Error::message("resulting string too large"))?;
    if len > SLICE {
        let mut text = Buffer::default();
        text.reserve(ctx, len)?;
        return poll_callback(ctx, stack, Repeating { piece, separator, len, text, done: 0 });
    }
    ctx.charge_fuel(REPEATED);
    let result = build_string(ctx, len, |bytes| fill_repeated(bytes, piece.as_bytes(), separator_bytes))?;
    stack.replace(result.into());
    Ok(Action::Return)
}

/// A long repetition in the making.
#[derive(Collect)]
#[collect(no_drop)]
struct Repeating<'gc> {
    piece: String<'gc>,
    separator: Option<String<'gc>>,
    len: usize,
    text: Buffer,
    done: usize,
}

impl<'gc> Sequence<'gc> for Repeating<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let piece = self.piece.as_bytes();
        let separator = self.separator.map_or(&b""[..], String::as_bytes);
        let is_done = self.text.append(ctx, self.len, &mut self.done, |text, part| {
            extend_repeated(text, part.end, piece, separator);
        })?;
        if !is_done {
            return Ok(SequencePoll::Pause);
        }
        stack.replace(std::mem::take(&mut self.text).into_string(ctx)?.into());
        Ok(SequencePoll::Return)
    }
}

/// The length of `count` pieces with separators between them, if it is allowed.
fn repeated_len(piece: usize, separator: usize, count: usize) -> Option<usize> {
    let both = piece + separator;
    if both > MAX_LEN / count {
        return None;
    }
    Some(both * count - separator)
}

/// Fills `bytes` with pieces and separators, by copying ever longer parts of what is there already.
fn fill_repeated(bytes: &mut [u8], piece: &[u8], separator: &[u8]) {
    let mut done = 0;
    for part in [piece, separator] {
        let part = &part[..part.len().min(bytes.len() - done)];
        bytes[done..done + part.len()].copy_from_slice(part);
        done += part.len();
    }
    while done < bytes.len() {
        let more = done.min(bytes.len() - done);
        bytes.copy_within(..more, done);
        done += more;
    }
}

/// Appends pieces and separators up to a length of `len`, as [`fill_repeated`] does.
fn extend_repeated(bytes: &mut Vec<u8>, len: usize, piece: &[u8], separator: &[u8]) {
    let period = piece.len() + separator.len();
    while bytes.len() < len {
        let (done, missing) = (bytes.len(), len - bytes.len());
        if done < period {
            let part = piece.get(done..).filter(|rest| !rest.is_empty());
            let part = part.unwrap_or_else(|| &separator[done - piece.len()..]);
            bytes.extend_from_slice(&part[..part.len().min(missing)]);
        } else {
            let from = done % period;
            bytes.extend_from_within(from..from + missing.min(done - from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_puts_separators_between() {
        let repeated = |piece: &[u8], separator: &[u8], count| {
            let mut bytes = vec![0; repeated_len(piece.len(), separator.len(), count).unwrap()];
            fill_repeated(&mut bytes, piece, separator);
            let mut extended = Vec::new();
            for part in 1..=5 {
                extend_repeated(&mut extended, bytes.len() * part / 5, piece, separator);
            }
            assert_eq!(extended, bytes);
            std::string::String::from_utf8(bytes).unwrap()
        };
        assert_eq!(repeated(b"ab", b", ", 4), "ab, ab, ab, ab");
        assert_eq!(repeated(b"x", b"", 7), "xxxxxxx");
        assert_eq!(repeated(b"", b"-", 3), "--");
        assert_eq!(repeated(b"", b"", 3), "");
        assert_eq!(repeated(b"a", b"bc", 1), "a");
    }

    #[test]
    fn letters_change_their_case() {
        let all: Vec<u8> = (0..=u8::MAX).chain(0..=u8::MAX).skip(3).collect();
        let (mut lower, mut upper) = (all.clone(), all.clone());
        Mapping::Lower.map(&mut lower);
        Mapping::Upper.map(&mut upper);
        assert_eq!(lower, all.to_ascii_lowercase());
        assert_eq!(upper, all.to_ascii_uppercase());
    }

    #[test]
    fn bytes_of_any_number_are_reversed() {
        for len in 0..70 {
            let mut bytes: Vec<u8> = (0..len).collect();
            reverse_bytes(&mut bytes);
            assert_eq!(bytes, (0..len).rev().collect::<Vec<u8>>());
        }
    }

    #[test]
    fn repetition_has_a_limit() {
        assert_eq!(repeated_len(1, 0, MAX_LEN), Some(MAX_LEN));
        assert_eq!(repeated_len(1, 0, MAX_LEN + 1), None);
        assert_eq!(repeated_len(1 << 20, 1, 1 << 60), None);
        assert_eq!(repeated_len(0, 0, usize::MAX), Some(0));
    }
}

//! Operators on long strings: concatenation, comparison, and use as table keys, for which they are hashed.
//!
//! Their work is charged before it is done, and done in pieces by a native frame whose result completes the
//! interrupted instruction, as that of a metamethod does. So steps end on time.

use std::cmp::Ordering;

use piccolo_derive::Collect;

use crate::{
    exec::operation::Flow,
    meta::concatenation::number_text,
    object::{
        context::{BURST, Context},
        error::Error,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::{MAX_LEN, String},
        table::PartialHash,
        thread::{Body, Frame, ThreadState, wanted},
        value::Value,
    },
    support::account,
};

/// Strings up to this length are dealt with by the interpreter loop, at the cost of an instruction.
pub(crate) const LONG: usize = 128;

/// How many bytes are dealt with for a unit of fuel.
const BYTES_PER_UNIT: usize = 16;

/// How many bytes are dealt with without a look at the fuel.
const SLICE: usize = BURST * BYTES_PER_UNIT;

/// What a string takes besides its bytes, at most.
const OBJECT_BYTES: usize = 64;

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// Charges for dealing with `bytes` bytes. Gives whether they are so many that it has to be done in pieces.
pub(crate) fn is_too_long<'gc>(ctx: Context<'gc>, bytes: usize) -> bool {
    if bytes > SLICE {
        return true;
    }
    ctx.charge_fuel(bytes / BYTES_PER_UNIT);
    false
}

/// The two strings that are to be compared, if that takes long; charges for it otherwise.
pub(crate) fn long_pair<'gc>(
    ctx: Context<'gc>,
    relation: Relation,
    a: Value<'gc>,
    b: Value<'gc>,
) -> Option<(String<'gc>, String<'gc>)> {
    let (Value::String(a), Value::String(b)) = (a, b) else { return None };
    let is_obvious = a.as_ptr() == b.as_ptr() || matches!(relation, Relation::Equal) && a.len() != b.len();
    (!is_obvious && is_too_long(ctx, a.len().min(b.len()))).then_some((a, b))
}

/// What is asked of two strings.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
pub(crate) enum Relation {
    Equal,
    Less,
    LessOrEqual,
}

/// Lets a native frame on top of the stack do work. The slots from `at` on are free; its result goes there.
fn start<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    wanted: i16,
    sequence: impl Sequence<'gc> + 'gc,
) -> Result<'gc, Flow> {
    thread.ensure(ctx.memory(), at + 1)?;
    thread.top = at;
    let frame = Frame::native(at, at, wanted);
    thread.push_native(ctx.memory(), frame, Body::Sequence(BoxSequence::new(sequence)), None)?;
    Ok(Flow::Boundary)
}

/// Compares long strings. The result, a boolean, goes to `at`.
pub(crate) fn compare<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    relation: Relation,
    (a, b): (String<'gc>, String<'gc>),
) -> Result<'gc, Flow> {
    start(ctx, thread, at, wanted::FINISH, Comparing { a, b, relation, equal: 0 })
}

/// A comparison that is under way.
#[derive(Collect)]
#[collect(no_drop)]
struct Comparing<'gc> {
    a: String<'gc>,
    b: String<'gc>,
    relation: Relation,
    /// How many bytes are known to be equal.
    equal: usize,
}

impl<'gc> Sequence<'gc> for Comparing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let (a, b) = (self.a.as_bytes(), self.b.as_bytes());
        let order = loop {
            if ctx.is_pause_due() {
                return Ok(SequencePoll::Pause);
            }
            let part = self.equal..a.len().min(b.len()).min(self.equal + SLICE);
            if part.is_empty() {
                break a.len().cmp(&b.len());
            }
            ctx.charge_fuel(part.len() / BYTES_PER_UNIT);
            match a[part.clone()].cmp(&b[part.clone()]) {
                Ordering::Equal => self.equal = part.end,
                other => break other,
            }
        };
        stack.replace(Value::boolean(match self.relation {
            Relation::Equal => order.is_eq(),
            Relation::Less => order.is_lt(),
            Relation::LessOrEqual => order.is_le(),
        }));
        Ok(SequencePoll::Return)
    }
}

/// How many bytes the strings among `values` have. Numbers, which take no time, are left out.
pub(crate) fn strings_len(values: &[Value<'_>]) -> usize {
    let len = |value: &Value<'_>| if let Value::String(string) = value { string.len() } else { 0 };
    values.iter().map(len).fold(0, usize::saturating_add)
}

fn numbers_len(values: &[Value<'_>]) -> usize {
    values.iter().filter_map(|value| number_text(*value)).map(|text| text.as_bytes().len()).sum()
}

/// Concatenates the values in the slots from `first` up to the one before `end`. The result goes to `at`.
pub(crate) fn concat<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    (first, end): (usize, usize),
    at: usize,
) -> Result<'gc, Flow> {
    let values = &thread.stack[first..end];
    let len = strings_len(values).saturating_add(numbers_len(values));
    if len > MAX_LEN {
        return Err(Error::message("string length overflow"));
    }
    ctx.memory().charge(len + OBJECT_BYTES)?;
    let joining = Joining { text: Vec::new(), len, charge: Charge(len + OBJECT_BYTES), next: 0, done: 0 };
    let count = end - first;
    thread.ensure(ctx.memory(), at + count)?;
    thread.stack.copy_within(first..end, at);
    thread.top = at + count;
    let frame = Frame::native(at, at, wanted::FINISH);
    thread.push_native(ctx.memory(), frame, Body::Sequence(BoxSequence::new(joining)), None)?;
    Ok(Flow::Boundary)
}

/// A concatenation of the values on the stack that is under way.
#[derive(Collect)]
#[collect(require_static)]
struct Joining {
    text: Vec<u8>,
    len: usize,
    charge: Charge,
    /// The value that is being added, and how much of it is.
    next: usize,
    done: usize,
}

/// Bytes that are charged for as long as this lives.
struct Charge(usize);

impl Drop for Charge {
    fn drop(&mut self) {
        account::note_freed(self.0);
    }
}

impl<'gc> Sequence<'gc> for Joining {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if self.text.capacity() == 0 {
            self.text.reserve_exact(self.len);
        }
        while let Some(&value) = stack.as_slice().get(self.next) {
            let number;
            let bytes = match value {
                Value::String(string) => string.as_bytes(),
                other => {
                    number = number_text(other);
                    number.as_ref().map_or(&[][..], |text| text.as_bytes())
                }
            };
            while self.done < bytes.len() {
                if ctx.is_pause_due() {
                    return Ok(SequencePoll::Pause);
                }
                let part = self.done..bytes.len().min(self.done + SLICE);
                ctx.charge_fuel(part.len() / BYTES_PER_UNIT + 1);
                self.text.extend_from_slice(&bytes[part.clone()]);
                self.done = part.end;
            }
            (self.next, self.done) = (self.next + 1, 0);
        }
        // The string charges itself.
        ctx.memory().credit(std::mem::take(&mut self.charge.0));
        let text = std::mem::take(&mut self.text).into_boxed_slice();
        stack.replace(String::try_from_boxed(ctx, text)?.into());
        Ok(SequencePoll::Return)
    }
}

/// Whether a key is a string that is still to be hashed, or compared with another one, which takes long. Charges
/// for what does not.
pub(crate) fn is_long_key<'gc>(ctx: Context<'gc>, key: Value<'gc>) -> bool {
    match key {
        Value::String(key) if !key.is_short() => is_too_long(ctx, key.len()) && !key.is_hashed(),
        _ => false,
    }
}

/// Hashes a key, after which the current instruction is executed again. The slots from `at` on are free.
pub(crate) fn hash<'gc>(
    ctx: Context<'gc>,
    thread: &mut ThreadState<'gc>,
    at: usize,
    key: String<'gc>,
) -> Result<'gc, Flow> {
    let hash = PartialHash::new(ctx.state().interner.seed(), key.len());
    start(ctx, thread, at, wanted::BOUNDARY, Hashing { key, hash })
}

/// A key that is being hashed.
#[derive(Collect)]
#[collect(no_drop)]
struct Hashing<'gc> {
    key: String<'gc>,
    hash: PartialHash,
}

impl<'gc> Sequence<'gc> for Hashing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, _: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let seed = ctx.state().interner.seed();
        while !ctx.is_pause_due() {
            ctx.charge_fuel(SLICE / BYTES_PER_UNIT);
            if self.key.hash_part(seed, &mut self.hash, SLICE) {
                return Ok(SequencePoll::Return);
            }
        }
        Ok(SequencePoll::Pause)
    }
}

//! Long strings: compared, joined, and hashed for use as table keys, in pieces that are charged before they are done.
//!
//! What exceeds a slice is done by [`Sequence`]s, which pause. Operators that are awaited get there by a call of
//! a native function (`comparison_call` and the like), as they get to metamethods.

use std::cmp::Ordering;

use piccolo_derive::Collect;

use crate::{
    meta::{self, MetaCall, Outcome, concatenation::number_text},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::{MAX_LEN, String},
        table::key::{BYTES_PER_UNIT, Hashing, SLICE, is_too_long, ready_key},
        value::Value,
    },
    sequence::{
        Await, Input, Progress, Request, Start, Wait,
        call::{resolve, unlocated},
        callback::poll_callback,
    },
    support::{account, remains},
};

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

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

/// A comparison that is under way.
#[derive(Collect)]
#[collect(no_drop)]
pub(crate) struct Comparing<'gc> {
    a: String<'gc>,
    b: String<'gc>,
    relation: Relation,
    /// How many bytes are known to be equal.
    equal: usize,
}

impl<'gc> Comparing<'gc> {
    pub(crate) fn new(relation: Relation, (a, b): (String<'gc>, String<'gc>)) -> Self {
        Self { a, b, relation, equal: 0 }
    }
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

/// The call that compares two long strings.
#[cold]
pub(crate) fn comparison_call<'gc>(
    ctx: Context<'gc>,
    relation: Relation,
    (a, b): (String<'gc>, String<'gc>),
) -> MetaCall<'gc> {
    let compare = Callback::with_captures(ctx, relation, |relation, ctx, stack| match stack.as_slice() {
        &[Value::String(a), Value::String(b)] => poll_callback(ctx, stack, Comparing::new(*relation, (a, b))),
        _ => Ok(Action::Return),
    });
    MetaCall::two(compare.into(), a.into(), b.into())
}

/// How many bytes the strings among `values` have. Numbers, which take no time, are left out.
pub(crate) fn strings_len(values: &[Value<'_>]) -> usize {
    let len = |value: &Value<'_>| if let Value::String(string) = value { string.len() } else { 0 };
    values.iter().map(len).fold(0, usize::saturating_add)
}

fn numbers_len(values: &[Value<'_>]) -> usize {
    values.iter().filter_map(|value| number_text(*value)).map(|text| text.as_bytes().len()).sum()
}

/// A concatenation of the values on the stack that is under way.
#[derive(Collect)]
#[collect(require_static)]
pub(crate) struct Joining {
    text: Vec<u8>,
    len: usize,
    charge: Charge,
    /// The value that is being added, and how much of it is.
    next: usize,
    done: usize,
}

/// From where on bytes are in no cache, or in pages that the system has yet to hand out, and how many cost a unit for that.
const FAR: usize = 32 * 1024;
const FAR_BYTES_PER_UNIT: usize = 8;

/// What a string takes besides its bytes, at most.
const OBJECT_BYTES: usize = 64;

/// Bytes that are charged for as long as this lives.
struct Charge(usize);

impl Drop for Charge {
    fn drop(&mut self) {
        account::note_freed(self.0);
    }
}

impl Drop for Joining {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.text));
    }
}

impl Joining {
    /// The concatenation of `values`, for which memory is charged.
    pub(crate) fn new<'gc>(ctx: Context<'gc>, values: &[Value<'gc>]) -> Result<'gc, Self> {
        let len = strings_len(values).saturating_add(numbers_len(values));
        if len > MAX_LEN {
            return Err(Error::message("string length overflow"));
        }
        ctx.memory().charge(len + OBJECT_BYTES)?;
        Ok(Self { text: Vec::new(), len, charge: Charge(len + OBJECT_BYTES), next: 0, done: 0 })
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
                let far = if self.text.len() >= FAR { part.len() / FAR_BYTES_PER_UNIT } else { 0 };
                ctx.charge_fuel(part.len() / BYTES_PER_UNIT + 1 + far);
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

/// The call that joins two values, if that takes long; charges for it otherwise.
pub(crate) fn concatenation_call<'gc>(
    ctx: Context<'gc>,
    left: Value<'gc>,
    right: Value<'gc>,
) -> Option<MetaCall<'gc>> {
    let are_texts = [left, right].iter().all(|value| meta::concatenation::is_text(*value));
    if !are_texts || !is_too_long(ctx, strings_len(&[left, right])) {
        return None;
    }
    let join = Callback::new(ctx, |ctx, stack| {
        let joining = Joining::new(ctx, stack.as_slice())?;
        poll_callback(ctx, stack, joining)
    });
    Some(MetaCall::two(join.into(), left, right))
}

/// The call that gives `object[key]`, or with a value assigns to it, after it has hashed `key`.
#[cold]
pub(crate) fn access_call<'gc>(
    ctx: Context<'gc>,
    object: Value<'gc>,
    key: Value<'gc>,
    value: Option<Value<'gc>>,
) -> MetaCall<'gc> {
    let access = Callback::new(ctx, |ctx, stack| match stack.get(1) {
        Value::String(key) => poll_callback(ctx, stack, Access(Hashing::new(ctx, key))),
        _ => Ok(Action::Return),
    });
    match value {
        None => MetaCall::two(access.into(), object, key),
        Some(value) => MetaCall::three(access.into(), object, key, value),
    }
}

/// `object[key]`, or `object[key] = value`, of the values on the stack, whose key is being hashed.
#[derive(Collect)]
#[collect(no_drop)]
struct Access<'gc>(Hashing<'gc>);

impl<'gc> Sequence<'gc> for Access<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let Some(key) = self.0.go_on(ctx) else { return Ok(SequencePoll::Pause) };
        if let Some(place) = stack.as_mut_slice().get_mut(1) {
            *place = key.into();
        }
        let outcome = match *stack.as_slice() {
            [object, key, value] => {
                let call = meta::index::set_index(ctx, object, key, value);
                call.map(|call| call.map_or(Outcome::Value(Value::Nil), Outcome::Call))
            }
            _ => meta::index::index(ctx, stack.get(0), stack.get(1)),
        };
        match outcome.map_err(|failure| unlocated(ctx, failure.into_error(ctx)))? {
            Outcome::Value(value) => {
                stack.replace(value);
                Ok(SequencePoll::Return)
            }
            Outcome::Call(call) => {
                stack.clear();
                stack.extend(call.arguments())?;
                Ok(SequencePoll::TailCall(resolve(ctx, &mut stack, call.callee, 0)?))
            }
        }
    }
}

/// What to use for a value as the key of a table. A long string that was not used as one before is hashed, and if it is
/// very long compared with equal ones, in pieces; of these, it gives always the same one, so that a table finds it
/// without a look at its bytes. Every other value is given back at once. To be awaited before
/// [`Table::raw_get`](crate::object::table::Table::raw_get) and the like with keys that scripts choose.
///
/// ```
/// use piccolo_core::{lua::Lua, object::{callback::{Action, Callback}, value::Value}};
/// use piccolo_core::sequence::{Await, Start, prepare_key};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// // Usually awaited in a `#[sequence]`; short keys are ready.
/// let probe = Callback::new(ctx, |ctx, mut stack| {
///     let key = stack.get(0);
///     let is_ready = matches!(prepare_key(key).start(ctx, &mut stack), Start::Ready(ready) if ready.raw_equals(key));
///     stack.replace(Value::boolean(is_ready));
///     Ok(Action::Return)
/// });
/// ctx.globals().set(ctx, "probe", probe).is_ok()
/// # });
/// assert!(lua.load("return probe('key')").call::<bool>(())?);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn prepare_key(key: Value<'_>) -> PrepareKey<'_> {
    PrepareKey(key)
}

/// See [`prepare_key`].
#[must_use = "does nothing unless it is awaited"]
pub struct PrepareKey<'gc>(Value<'gc>);

impl<'gc> Await<'gc> for PrepareKey<'gc> {
    type Output = Value<'gc>;
    type Waiting = Hashing<'gc>;

    #[inline]
    fn start(self, ctx: Context<'gc>, _: &mut Stack<'gc, '_>) -> Start<'gc, Hashing<'gc>, Value<'gc>> {
        match ready_key(ctx, self.0) {
            Ok(key) => Start::Ready(key),
            Err(key) => Start::Suspended(Request::Pause, Hashing::new(ctx, key)),
        }
    }
}

impl<'gc> Wait<'gc> for Hashing<'gc> {
    type Output = Value<'gc>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Value<'gc>> {
        match self.go_on(ctx) {
            Some(key) => Progress::Ready(key.into()),
            None => Progress::Suspended(Request::Pause),
        }
    }
}

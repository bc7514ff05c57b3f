//! [`Instantiation`]: prototypes made ready to run, step by step.

use std::sync::Arc;

use gc_arena::Gc;
use piccolo_derive::Collect;

use crate::{
    bytecode::{
        cost::CallCost,
        dismantling::Share,
        prototype::{Constant, Prototype},
    },
    object::{
        closure::{FunctionProto, FunctionProtoState, gathering::Gathering, texts::Texts},
        context::Context,
        error::Error,
        string::{SHORT_LIMIT, String},
        value::Value,
    },
    support::{
        account::{Charge, MemoryExceeded},
        remains,
    },
};

/// The fuel for a constant or a function.
const ITEM: usize = 16;

/// Strings above this length are copied in pieces of it. They are objects of their own, even if they are equal.
const LONG: usize = 16 * 1024;

/// The fuel for a string.
const STRING: usize = 32;

/// How many bytes of a string are dealt with for a unit of fuel.
const BYTES_PER_UNIT: usize = 16;

/// How many names are looked at in one step.
const NAMES: usize = 256;

/// The fuel of a name, from making it to dropping it.
const NAME: usize = 4;

/// The fuel for looking at some instructions.
const LOOKS: usize = 512;

/// The fuel for a jump among them.
const JUMP: usize = 24;

/// Bytes that are being copied.
#[derive(Default)]
struct Copied(Vec<u8>);

impl Drop for Copied {
    fn drop(&mut self) {
        remains::leave(std::mem::take(&mut self.0));
    }
}

/// Makes a prototype and those inside it ready to run in a VM, in steps that are charged, as is the memory of all that
/// it makes and of the prototypes themselves.
#[derive(Collect)]
#[collect(no_drop)]
pub struct Instantiation<'gc> {
    /// The functions under way, each inside the one before. Their number is limited by compiler and verifier.
    path: Vec<Level<'gc>>,
    /// Strings above the length of short ones: equal ones are one object.
    texts: Option<Box<Texts<'gc>>>,
    /// A long string that is being copied.
    #[collect(require_static)]
    copied: Copied,
    #[collect(require_static)]
    copied_charge: Charge,
    /// What is charged for objects that do not exist yet.
    #[collect(require_static)]
    charge: Charge,
    /// What is charged already for the prototypes.
    #[collect(require_static)]
    prepaid: Charge,
    /// What is charged for the chunk's name, which may be its whole text; all functions share it.
    #[collect(require_static)]
    name: Option<Arc<Charge>>,
}

/// A function that is being made.
#[derive(Collect)]
#[collect(no_drop)]
struct Level<'gc> {
    #[collect(require_static)]
    prototype: Share,
    /// Whether the lists are charged and have their size.
    is_charged: bool,
    constants: Gathering<'gc, Value<'gc>>,
    children: Gathering<'gc, FunctionProto<'gc>>,
    #[collect(require_static)]
    cost: CallCost,
    /// How many names were looked at, and the bytes of those and of constants.
    names: usize,
    text_bytes: usize,
}

impl Level<'_> {
    fn new(prototype: Share) -> Self {
        Self {
            prototype,
            is_charged: false,
            constants: Gathering::default(),
            children: Gathering::default(),
            cost: CallCost::default(),
            names: 0,
            text_bytes: 0,
        }
    }

    /// The bytes of the object that it is going to be.
    fn bytes(&self) -> usize {
        16 + size_of::<FunctionProtoState<'_>>()
            + self.prototype.constants.len() * size_of::<Value<'_>>()
            + self.prototype.prototypes.len() * size_of::<FunctionProto<'_>>()
    }
}

impl<'gc> Instantiation<'gc> {
    /// Begins with `prototype`. `prepaid` is what is charged for it, and those inside it, already.
    pub fn new(prototype: Arc<Prototype>, prepaid: Charge) -> Self {
        Self {
            path: vec![Level::new(Share::new(prototype, prepaid.bytes()))],
            texts: None,
            copied: Copied::default(),
            copied_charge: Charge::default(),
            charge: Charge::default(),
            prepaid,
            name: None,
        }
    }

    /// Goes on until a pause is due. Gives the function when it is ready.
    ///
    /// # Errors
    /// When the memory limit does not allow it.
    pub fn advance(&mut self, ctx: Context<'gc>) -> Result<Option<FunctionProto<'gc>>, Error<'gc>> {
        while !ctx.is_pause_due() {
            if let Some(function) = self.step(ctx, true)? {
                return Ok(Some(function));
            }
        }
        Ok(None)
    }

    /// All at once, and whatever the memory limit is.
    pub(super) fn finish(mut self, ctx: Context<'gc>) -> FunctionProto<'gc> {
        loop {
            if let Ok(Some(function)) = self.step(ctx, false) {
                return function;
            }
        }
    }

    fn step(
        &mut self,
        ctx: Context<'gc>,
        is_limited: bool,
    ) -> Result<Option<FunctionProto<'gc>>, MemoryExceeded> {
        let level = self.path.last_mut().expect("a function is under way");
        let prototype = Arc::clone(&level.prototype);
        if self.name.is_none() {
            self.name = Some(Arc::new(name_charge(ctx, &prototype.source, &mut self.prepaid, is_limited)?));
        }
        if !level.is_charged {
            let bytes = level.bytes();
            self.charge.add(ctx.memory(), bytes, is_limited)?;
            level.is_charged = true;
            let taken_over;
            (level.constants, taken_over) = Gathering::with_room(ctx, prototype.constants.len());
            self.charge.forget(taken_over);
            let taken_over;
            (level.children, taken_over) = Gathering::with_room(ctx, prototype.prototypes.len());
            self.charge.forget(taken_over);
        }
        if let Some(constant) = prototype.constants.get(level.constants.len()) {
            if let Constant::String(text) = constant
                && text.len() > LONG
                && is_limited
            {
                self.copy(ctx, text)?;
                return Ok(None);
            }
            let (text, units) = match constant {
                Constant::String(text) => (text.len(), STRING + text.len() / BYTES_PER_UNIT),
                _ => (0, ITEM),
            };
            level.text_bytes += text;
            if is_limited {
                ctx.charge_fuel(units);
            }
            let value = self.constant(ctx, constant, is_limited)?;
            self.path.last_mut().expect("a function is under way").constants.push(ctx, value);
            return Ok(None);
        }
        if let Some(child) = prototype.prototypes.get(level.children.len()) {
            self.path.push(Level::new(Share::new(child.clone(), 0)));
            return Ok(None);
        }
        if let Some(names) = level.count_names() {
            if is_limited {
                ctx.charge_fuel(names * NAME);
            }
            return Ok(None);
        }
        let level = self.path.last_mut().expect("a function is under way");
        let cost = level.cost.advance(&prototype.code, prototype.parameters);
        if is_limited {
            ctx.charge_fuel(level.cost.take_jumps() * JUMP);
        }
        let Some(cost) = cost else {
            if is_limited {
                ctx.charge_fuel(LOOKS);
            }
            return Ok(None);
        };
        if is_limited {
            ctx.charge_fuel(ITEM);
        }
        let function = self.end_level(ctx, cost, is_limited)?;
        match self.path.last_mut() {
            Some(outer) => outer.children.push(ctx, function),
            None => {
                // At once, so that the account does not depend on when it hears of what was dropped.
                if let Some(texts) = &mut self.texts {
                    texts.release(ctx)?;
                }
                self.prepaid.set(ctx.memory(), 0)?;
                self.charge.set(ctx.memory(), 0)?;
                return Ok(Some(function));
            }
        }
        Ok(None)
    }

    fn constant(
        &mut self,
        ctx: Context<'gc>,
        constant: &Constant,
        is_limited: bool,
    ) -> Result<Value<'gc>, MemoryExceeded> {
        Ok(match constant {
            Constant::Nil => Value::Nil,
            Constant::Boolean(b) => Value::boolean(*b),
            Constant::Integer(i) => Value::Integer(*i),
            Constant::Float(f) => Value::float(*f),
            // Short strings are one object anyway.
            Constant::String(bytes) if bytes.len() <= SHORT_LIMIT => {
                Value::String(if is_limited { String::try_new(ctx, bytes)? } else { ctx.intern(bytes) })
            }
            Constant::String(bytes) => {
                let texts = self.texts.get_or_insert_with(|| Box::new(Texts::new()));
                Value::String(texts.string(ctx, bytes, is_limited)?)
            }
        })
    }

    /// Copies a piece of a long string. The last one makes it a constant.
    fn copy(&mut self, ctx: Context<'gc>, text: &[u8]) -> Result<(), MemoryExceeded> {
        if self.copied.0.is_empty() {
            self.copied_charge.set(ctx.memory(), text.len())?;
            self.copied.0.reserve_exact(text.len());
        }
        let rest = &text[self.copied.0.len()..];
        let piece = &rest[..rest.len().min(LONG)];
        ctx.charge_fuel(piece.len() / BYTES_PER_UNIT);
        self.copied.0.extend_from_slice(piece);
        if self.copied.0.len() == text.len() {
            // The string charges itself.
            self.copied_charge.set(ctx.memory(), 0)?;
            let text = std::mem::take(&mut self.copied.0).into_boxed_slice();
            let string = String::try_from_boxed(ctx, text)?;
            let level = self.path.last_mut().expect("a function is under way");
            level.text_bytes += string.len();
            level.constants.push(ctx, Value::String(string));
        }
        Ok(())
    }

    /// Makes the object of the innermost function, all parts of which are there.
    fn end_level(
        &mut self,
        ctx: Context<'gc>,
        cost: u32,
        is_limited: bool,
    ) -> Result<FunctionProto<'gc>, MemoryExceeded> {
        let level = self.path.last().expect("a function is under way");
        let own = level.bytes();
        let prototype_bytes = level.prototype.shell_bytes() + level.text_bytes;
        let missing = prototype_bytes.saturating_sub(self.prepaid.bytes());
        self.charge.add(ctx.memory(), missing, is_limited)?;
        let Level { prototype, constants, children, .. } = self.path.pop().expect("a function is under way");
        // From here on, the object has the charge.
        let (constants, constant_segments, of_constants) = constants.finish(ctx);
        let (children, child_segments, of_children) = children.finish(ctx);
        self.charge.forget(own + missing - of_constants - of_children);
        self.prepaid.forget(prototype_bytes - missing);
        ctx.memory().note_traceable();
        Ok(FunctionProto(Gc::new(
            ctx.mutation(),
            FunctionProtoState {
                code: prototype.code.as_ptr(),
                constants_ptr: constants.as_ptr(),
                parameters: prototype.parameters,
                is_vararg: prototype.is_vararg,
                max_stack: prototype.max_stack,
                cost: i64::from(cost),
                upvalue_count: prototype.upvalues.len() as u8,
                constants,
                children,
                constant_segments,
                child_segments,
                bytes: own + prototype_bytes,
                prototype: prototype.with_bytes(prototype_bytes),
                _name: self.name.clone(),
            },
        )))
    }
}

/// Charges for a chunk's name, unless that is paid for.
fn name_charge(
    ctx: Context<'_>,
    name: &[u8],
    prepaid: &mut Charge,
    is_limited: bool,
) -> Result<Charge, MemoryExceeded> {
    let mut charge = Charge::default();
    let missing = name.len().saturating_sub(prepaid.bytes());
    charge.add(ctx.memory(), missing, is_limited)?;
    charge.take(prepaid, name.len() - missing);
    Ok(charge)
}

impl Level<'_> {
    /// Adds up the bytes of some names. Gives how many, if there were any left.
    fn count_names(&mut self) -> Option<usize> {
        let prototype = &self.prototype;
        let upvalues = prototype.upvalues.iter().map(|upvalue| upvalue.name.len());
        let count = prototype.upvalues.len() + prototype.locals.len();
        if self.names >= count {
            return None;
        }
        if self.names == 0 {
            self.text_bytes += upvalues.sum::<usize>();
            self.names = prototype.upvalues.len();
        }
        let locals = &prototype.locals[self.names - prototype.upvalues.len()..];
        let some = &locals[..locals.len().min(NAMES)];
        self.text_bytes += some.iter().map(|local| local.name.len()).sum::<usize>();
        self.names += some.len();
        Some(some.len())
    }
}

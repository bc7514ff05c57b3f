//! The interpreter loop.
//!
//! [`run`] executes the Lua frames on top of a thread until something needs the executor. Each arm
//! of the `match` holds the fast path of one instruction; whatever it does not cover leaves the arm
//! for [`operation::execute`], which decodes the instruction again and takes its time.
//!
//! Unsafe invariants:
//! - Every prototype comes from the compiler or has passed `bytecode::verify`, so operands are within
//!   `max_stack`, constants, upvalues and prototypes in range, and `pc` never leaves the code.
//! - Entering a frame ensures that the stack holds `base + max_stack + SLACK` slots.
//! - `base`, `frame`, `constants` and `pc` are loaded again after anything that can grow the stack or
//!   push frames (`load_frame!`), and no reference into the stack lives across such a call.
//! - No collection runs inside the arena's `mutate`, so a value read from a register stays alive.
//! - The running thread was put behind a barrier before the loop; stores into other objects go through
//!   methods that issue their own.

// Each reference that is made from a raw pointer is written out; rustc asks for that where clippy does not.
#![allow(clippy::needless_borrow)]

use std::cmp::Ordering;

use crate::{
    bytecode::{
        cost::of_jump_back,
        instruction::{Instruction, Opcode},
        prototype::Capture,
    },
    exec::{
        call, hook,
        long::LONG,
        moving,
        native::{self, Drive, Turn},
        operation::{self, Flow},
        outlined::{
            INHERITED, Shortcut, add_field, add_integer, assignment, enter_metamethod, enter_operator,
            fill_results, inherited, new_table, order, place_results, return_native, return_to_native,
            string_method,
        },
        suspension::{self, Suspension},
    },
    object::{
        callback::Action,
        closure::{Closure, UpValue},
        context::Context,
        error::Error,
        stack::Stack,
        string::String,
        table::Table,
        thread::{Frame, SLACK, TAIL_CALLED, ThreadState, unfinished::FEW, wanted},
        value::Value,
    },
    support::number,
};

/// The fuel of an instruction that the loop leaves to [`operation::execute`], beyond what that charges.
const SLOW: i64 = 10;

/// The fuel of a call of a host function, beyond what that charges.
const NATIVE: i64 = 6;

/// The fuel of calling a metamethod, beyond that of calling the function.
const METAMETHOD: i64 = 9;

/// The fuel of a division, a table, a function and a table's length, beyond that of an instruction and of what is allocated.
const DIVISION: i64 = 1;
const TABLE: i64 = 5;
const CLOSURE: i64 = 3;
const LENGTH: i64 = 2;

/// The fuel of an integer key outside of a list, and of a key that a table lacks, when it is set, beyond that of
/// an instruction.
const OUTSIDE: i64 = 2;

/// The fuel of calling a function with variable arguments, beyond that of calling another one.
const VARIABLE: i64 = 3;

/// How many values that an instruction sets are a unit of fuel; a few come with the instruction.
pub(super) const VALUES: i64 = 4;

/// The fuel of comparing strings of up to [`LONG`] bytes, unless they are short and asked whether they are equal.
const COMPARISON: i64 = 2;

/// The fuel of finding the next entry of a table in a loop.
const NEXT: i64 = 3;

/// The fuel of a power, beyond that of an instruction.
const POWER: i64 = 10;

/// The fuel of one turn of a sequence.
pub(super) const SEQUENCE: i64 = 10;

/// Why the loop was left. The frame's state is saved in all cases.
pub(crate) enum Exit<'gc> {
    /// The top frame is native, or no frame is left; results lie below the thread's top.
    Boundary,
    /// A callback asked for something; its frame is pushed and `ThreadState::action` set.
    Action,
    /// No fuel is left.
    OutOfFuel,
    /// The collector is due.
    Collect,
    /// So it is, behind a call, where fuel is looked at as well.
    CollectBehindCall,
    /// An error was raised.
    Error(Box<Error<'gc>>),
    /// A native frame had its turn, and more than going on is needed.
    Turn(Turn<'gc>),
}

/// Copies the opcode's number out of an instruction.
#[inline(always)]
pub(super) fn opcode(instruction: Instruction) -> Opcode {
    // SAFETY: an `Instruction` is only made from an `Opcode` or after a range check.
    unsafe { core::mem::transmute::<u8, Opcode>(instruction.word() as u8) }
}

/// The string in a constant that the verifier knows to be a short string.
///
/// # Safety
/// `constant` points to a constant operand that the instruction demands to be a string.
#[inline(always)]
pub(super) unsafe fn string_constant<'gc>(constant: *const Value<'gc>) -> String<'gc> {
    // SAFETY: as above.
    match unsafe { *constant } {
        Value::String(string) => string,
        // SAFETY: as above.
        _ => unsafe { core::hint::unreachable_unchecked() },
    }
}

/// Runs the top frames of `thread`. The top frame must be one of a closure. `HOOKED` tells that the thread has
/// a hook; the instance for the others knows nothing of hooks.
#[inline(never)]
pub(crate) fn run<'gc, const HOOKED: bool>(
    ctx: Context<'gc>,
    thread: *mut ThreadState<'gc>,
    fuel_left: &mut i64,
) -> Exit<'gc> {
    // SAFETY: the invariants at the top of this module; `thread` is valid for the whole call and no
    // reference to its state is alive in the caller.
    unsafe {
        let mut fuel = *fuel_left;
        let mut closure: Closure<'gc>;
        let mut pc: *const Instruction;
        let mut constants: *const Value<'gc>;
        let mut base: *mut Value<'gc>;

        // Not a variable: it would take a register from the ones that each instruction needs.
        macro_rules! frame {
            () => {
                (&mut (*thread).frames).as_mut_ptr().add((&(*thread).frames).len() - 1)
            };
        }
        macro_rules! load_frame {
            () => {{
                let frame: *mut Frame<'gc> = frame!();
                closure = (*frame).closure.unwrap_unchecked();
                pc = (*frame).pc;
                constants = (*frame).constants;
                base = (&mut (*thread).stack).as_mut_ptr().add((*frame).base as usize);
            }};
        }
        macro_rules! leave {
            ($exit:expr) => {{
                *fuel_left = fuel;
                return $exit;
            }};
        }
        macro_rules! save {
            () => {
                (*frame!()).pc = pc
            };
        }
        // Keeps the two ways out of a condition apart, so that each gets a dispatch of its own.
        macro_rules! fork {
            () => {
                #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
                core::arch::asm!("", options(nomem, nostack, preserves_flags))
            };
        }
        macro_rules! burn {
            ($units:expr) => {
                fuel -= $units;
                if fuel <= 0 {
                    save!();
                    leave!(Exit::OutOfFuel);
                }
                fork!();
            };
        }
        // For the function whose frame was just loaded.
        macro_rules! burn_call {
            () => {
                burn!(closure.function().state().cost)
            };
        }
        macro_rules! collect_if_due {
            () => {
                if ctx.memory().needs_attention() {
                    save!();
                    leave!(Exit::Collect);
                }
                fork!();
            };
        }
        // Behind a call, where the frame is saved.
        macro_rules! leave_if_due {
            () => {
                if ctx.memory().needs_attention() {
                    leave!(Exit::CollectBehindCall);
                }
                if fuel <= 0 {
                    leave!(Exit::OutOfFuel);
                }
            };
        }
        macro_rules! jump {
            ($distance:expr) => {{
                let distance = $distance as isize;
                pc = pc.offset(distance);
                if distance < 0 {
                    // For the instructions that are repeated.
                    burn!(of_jump_back(distance));
                } else {
                    fork!();
                }
            }};
        }
        macro_rules! R {
            ($index:expr) => {
                *base.add($index as usize)
            };
        }
        macro_rules! K {
            ($index:expr) => {
                *constants.add($index as usize)
            };
        }
        macro_rules! key {
            ($index:expr) => {
                string_constant(constants.add($index as usize))
            };
        }

        load_frame!();
        'next: loop {
            if HOOKED {
                save!();
                match hook::before_instruction(ctx, &mut *thread) {
                    Ok(true) => {}
                    Ok(false) => leave!(Exit::Turn(Turn::Continue)),
                    Err(error) => leave!(failed(error)),
                }
            }
            let i = *pc;
            pc = pc.add(1);
            // `Value(B, C)`, `Value(B, D)` and `Value(C, D)` of the instruction set's notation.
            macro_rules! value_b_c {
                () => {
                    if i.b() == 0 { R!(i.c()) } else { K!(i.c()) }
                };
            }
            macro_rules! value_d {
                ($register:expr) => {
                    if i.d() == 0 { R!($register) } else { K!(i.d() - 1) }
                };
            }
            'boundary: {
                'slow: {
                    macro_rules! arithmetic {
                        ($right:expr, $integer:expr, $float:expr) => {{
                            let left: *const Value<'gc> = &raw const R!(i.b());
                            let right: *const Value<'gc> = $right;
                            if let (&Value::Integer(x), &Value::Integer(y)) = (&*left, &*right) {
                                R!(i.a()) = Value::Integer($integer(x, y));
                                continue 'next;
                            }
                            if let (&Value::Float(x), &Value::Float(y)) = (&*left, &*right) {
                                R!(i.a()) = Value::float($float(x.get(), y.get()));
                                continue 'next;
                            }
                            if let (Some(x), Some(y)) = ((*left).as_number(), (*right).as_number()) {
                                R!(i.a()) = Value::float($float(x, y));
                                continue 'next;
                            }
                            break 'slow;
                        }};
                    }
                    // `..K` instructions whose constant is the left operand (`C` is 1) and whose operator is not
                    // commutative.
                    macro_rules! swapped {
                        ($float:expr) => {{
                            if i.c() != 0 {
                                let (left, right) = (K!(i.d()), R!(i.b()));
                                if let (Value::Float(x), Value::Float(y)) = (left, right) {
                                    R!(i.a()) = Value::float($float(x.get(), y.get()));
                                    continue 'next;
                                }
                                break 'slow;
                            }
                        }};
                    }
                    macro_rules! division {
                        ($right:expr, $integer:expr, $float:expr) => {{
                            let left: *const Value<'gc> = &raw const R!(i.b());
                            let right: *const Value<'gc> = $right;
                            if let (&Value::Integer(x), &Value::Integer(y)) = (&*left, &*right) {
                                if let Some(result) = $integer(x, y) {
                                    R!(i.a()) = Value::Integer(result);
                                    fuel -= DIVISION;
                                    continue 'next;
                                }
                            } else if let (Some(x), Some(y)) = ((*left).as_number(), (*right).as_number()) {
                                R!(i.a()) = Value::float($float(x, y));
                                fuel -= DIVISION;
                                continue 'next;
                            }
                            break 'slow;
                        }};
                    }
                    macro_rules! float_arithmetic {
                        ($right:expr, $float:expr) => {{
                            let right: *const Value<'gc> = $right;
                            if let (Some(x), Some(y)) = (R!(i.b()).as_number(), (*right).as_number()) {
                                R!(i.a()) = Value::float($float(x, y));
                                continue 'next;
                            }
                            break 'slow;
                        }};
                    }
                    macro_rules! bitwise {
                        ($right:expr, $op:expr) => {{
                            let right: *const Value<'gc> = $right;
                            if let (&Value::Integer(x), &Value::Integer(y)) = (&R!(i.b()), &*right) {
                                R!(i.a()) = Value::Integer($op(x, y));
                                continue 'next;
                            }
                            break 'slow;
                        }};
                    }
                    macro_rules! condition {
                        ($truth:expr) => {{
                            let truth: bool = $truth;
                            if i.d() >= 0 {
                                if truth == (i.c() != 0) {
                                    pc = pc.add(i.d() as usize);
                                    fork!();
                                    continue 'next;
                                }
                                fork!();
                                continue 'next;
                            }
                            if truth == (i.c() != 0) {
                                jump!(i.d());
                            }
                            continue 'next;
                        }};
                    }
                    macro_rules! comparison {
                    ($op:tt) => {{
                        let left: *const Value<'gc> = &raw const R!(i.a());
                        let right: *const Value<'gc> = &raw const R!(i.b());
                        if let (&Value::Integer(x), &Value::Integer(y)) = (&*left, &*right) {
                            condition!(x $op y);
                        }
                        if let (&Value::Float(x), &Value::Float(y)) = (&*left, &*right) {
                            condition!(x.get() $op y.get());
                        }
                        if let (&Value::String(x), &Value::String(y)) = (&*left, &*right)
                            && (x.len() <= LONG || y.len() <= LONG)
                        {
                            fuel -= COMPARISON;
                            condition!(order(x, y) $op Ordering::Equal);
                        }
                        break 'slow;
                    }};
                }
                    macro_rules! immediate_comparison {
                    ($op:tt) => {{
                        let left: *const Value<'gc> = &raw const R!(i.a());
                        let right = i.b() as i8;
                        if let &Value::Integer(x) = &*left {
                            condition!(x $op right as i64);
                        }
                        if let &Value::Float(x) = &*left {
                            condition!(x.get() $op right as f64);
                        }
                        break 'slow;
                    }};
                }
                    macro_rules! modulo {
                        () => {
                            |x: f64, y: f64| {
                                fuel -= number::float_modulo_cost(x, y);
                                number::float_modulo(x, y)
                            }
                        };
                    }
                    // Enters a metamethod that is a Lua function; for others, does nothing.
                    macro_rules! enter_metamethod {
                        ($call:expr) => {
                            if let Some(call) = $call {
                                save!();
                                if enter_metamethod(thread, call) {
                                    load_frame!();
                                    fuel -= METAMETHOD;
                                    burn_call!();
                                    continue 'next;
                                }
                            }
                        };
                    }
                    macro_rules! get_field {
                        ($object:expr, $key:expr) => {{
                            let object: Value<'gc> = $object;
                            if let Value::Table(table) = object {
                                let key = $key;
                                let value = table.get_short_string_in_loop(key);
                                if !value.is_nil() || (table.metatable().is_none() && !table.has_old_nodes())
                                {
                                    R!(i.a()) = value;
                                    continue 'next;
                                }
                                match inherited(ctx, table, Value::String(key)) {
                                    Ok(value) => {
                                        fuel -= INHERITED;
                                        R!(i.a()) = value;
                                        continue 'next;
                                    }
                                    Err(handler) => enter_metamethod!(handler),
                                }
                            }
                            break 'slow;
                        }};
                    }
                    macro_rules! get_integer {
                        ($table:expr, $key:expr) => {{
                            let table: Table<'gc> = $table;
                            let key = $key;
                            let value = match table.element(key) {
                                Some(value) => value,
                                None => {
                                    fuel -= OUTSIDE;
                                    table.get_integer_outside(key)
                                }
                            };
                            if !value.is_nil() || table.metatable().is_none() {
                                R!(i.a()) = value;
                                continue 'next;
                            }
                            match inherited(ctx, table, Value::Integer(key)) {
                                Ok(value) => {
                                    fuel -= INHERITED;
                                    R!(i.a()) = value;
                                    continue 'next;
                                }
                                Err(handler) => enter_metamethod!(handler),
                            }
                            break 'slow;
                        }};
                    }
                    // Calls a host function on the values from stack slot `first` to the thread's top.
                    macro_rules! call_native {
                        ($function:expr, $first:expr, $result:expr, $wanted:expr) => {{
                            let (function, first, result, wanted) = ($function, $first, $result, $wanted);
                            save!();
                            let callers = (&(*thread).frames).len();
                            let outcome = function.call(ctx, Stack::new(ctx, &mut *thread, first, callers));
                            if !matches!(outcome, Ok(Action::Return)) {
                                let flow = suspension::suspend_native(
                                    ctx,
                                    &mut *thread,
                                    function,
                                    outcome,
                                    first,
                                    result,
                                    wanted,
                                );
                                match flow {
                                    Suspension::Entered => {
                                        load_frame!();
                                        fuel -= NATIVE;
                                        burn_call!();
                                        continue 'next;
                                    }
                                    Suspension::Indebted(units) => {
                                        fuel -= NATIVE + units;
                                        leave!(Exit::Action)
                                    }
                                    Suspension::Action | Suspension::Unfinished => leave!(Exit::Action),
                                    Suspension::Yield => leave!(Exit::Turn(Turn::Drive(Drive::Yielded))),
                                    Suspension::Resume(other) => {
                                        leave!(Exit::Turn(Turn::Drive(Drive::Resume(other))))
                                    }
                                    Suspension::Failed(error) => leave!(Exit::Error(error)),
                                }
                            }
                            // Nothing to drop, which the compiler would look for in every variant.
                            core::mem::forget(outcome);
                            let stack = (&mut (*thread).stack).as_mut_ptr();
                            base = stack.add((*frame!()).base as usize);
                            let results = (*thread).top - first;
                            if wanted == 1 && results > 0 {
                                *stack.add(result) = *stack.add(first);
                            } else if wanted < 0 {
                                if results > FEW {
                                    moving::start(&mut *thread, first, result, results);
                                    fuel -= NATIVE;
                                    leave!(Exit::Turn(Turn::Drive(Drive::Unfinished)));
                                }
                                core::ptr::copy(stack.add(first), stack.add(result), results);
                                (*thread).top = result + results;
                            } else {
                                fuel -= i64::from(wanted) / VALUES;
                                place_results(stack.add(first), stack.add(result), results, wanted as usize);
                            }
                            fuel -= NATIVE + ctx.take_fuel_debt();
                            leave_if_due!();
                            continue 'next;
                        }};
                    }
                    macro_rules! set_field {
                        ($object:expr, $key:expr, $value:expr) => {{
                            if let Value::Table(table) = $object {
                                let (key, value) = ($key, $value);
                                if table.set_existing_short_string(ctx, key, value) {
                                    continue 'next;
                                }
                                if add_field(ctx, table, key, value) {
                                    fuel -= OUTSIDE;
                                    collect_if_due!();
                                    continue 'next;
                                }
                                enter_metamethod!(assignment(ctx, table, Value::String(key), value));
                            }
                            break 'slow;
                        }};
                    }
                    macro_rules! set_integer {
                        ($table:expr, $key:expr, $value:expr) => {{
                            let (key, value) = ($key, $value);
                            if $table.set_existing_integer(ctx, key, value) {
                                continue 'next;
                            }
                            if add_integer(ctx, $table, key, value) {
                                fuel -= OUTSIDE;
                                collect_if_due!();
                                continue 'next;
                            }
                            enter_metamethod!(assignment(ctx, $table, Value::Integer(key), value));
                            break 'slow;
                        }};
                    }
                    match opcode(i) {
                        Opcode::Move => R!(i.a()) = R!(i.b()),
                        Opcode::LoadInteger => R!(i.a()) = Value::Integer(i.d() as i64),
                        Opcode::LoadFloat => R!(i.a()) = Value::float(i.d() as f64),
                        Opcode::LoadConstant => R!(i.a()) = K!(i.d()),
                        Opcode::LoadNil => {
                            let first = base.add(i.a() as usize);
                            fuel -= i64::from(i.b()) / VALUES;
                            for offset in 0..=i.b() as usize {
                                *first.add(offset) = Value::Nil;
                            }
                        }
                        Opcode::LoadFalse => R!(i.a()) = Value::False,
                        Opcode::LoadTrue => R!(i.a()) = Value::True,
                        Opcode::LoadFalseSkip => {
                            R!(i.a()) = Value::False;
                            pc = pc.add(1);
                        }

                        Opcode::GetUpvalue => R!(i.a()) = closure.upvalue_unchecked(i.b() as usize).get(),
                        Opcode::SetUpvalue => {
                            let value = value_d!(i.b());
                            closure.upvalue_unchecked(i.a() as usize).set(ctx, value);
                        }
                        Opcode::NewCell => {
                            let cell = UpValue::new(ctx, R!(i.a()));
                            R!(i.a()) = Value::Cell(cell);
                            collect_if_due!();
                        }
                        Opcode::GetCell => {
                            let Value::Cell(cell) = R!(i.b()) else { break 'slow };
                            R!(i.a()) = cell.get();
                        }
                        Opcode::SetCell => {
                            let Value::Cell(cell) = R!(i.a()) else { break 'slow };
                            cell.set(ctx, value_d!(i.b()));
                        }

                        Opcode::GetUpvalueField => {
                            get_field!(closure.upvalue_unchecked(i.b() as usize).get(), key!(i.d()))
                        }
                        Opcode::SetUpvalueField => {
                            set_field!(
                                closure.upvalue_unchecked(i.a() as usize).get(),
                                key!(i.d()),
                                value_b_c!()
                            )
                        }
                        Opcode::GetIndex => {
                            let Value::Table(table) = R!(i.b()) else { break 'slow };
                            match R!(i.c()) {
                                Value::Integer(key) => get_integer!(table, key),
                                Value::String(key) if key.is_short() => get_field!(Value::Table(table), key),
                                _ => break 'slow,
                            }
                        }
                        Opcode::GetField => get_field!(R!(i.b()), key!(i.d())),
                        Opcode::GetInteger => {
                            let Value::Table(table) = R!(i.b()) else { break 'slow };
                            get_integer!(table, i.d() as i64)
                        }
                        Opcode::SetIndex => {
                            let Value::Table(table) = R!(i.a()) else { break 'slow };
                            let value = value_d!(i.c());
                            match R!(i.b()) {
                                Value::Integer(key) => set_integer!(table, key, value),
                                Value::String(key) if key.is_short() => {
                                    set_field!(Value::Table(table), key, value)
                                }
                                _ => break 'slow,
                            }
                        }
                        Opcode::SetField => {
                            set_field!(R!(i.a()), key!(i.d()), value_b_c!())
                        }
                        Opcode::SetInteger => {
                            let Value::Table(table) = R!(i.a()) else { break 'slow };
                            set_integer!(table, i.d() as i64, value_b_c!())
                        }
                        Opcode::NewTable => {
                            let Some(table) = new_table(ctx, i.d(), i.b()) else { break 'slow };
                            R!(i.a()) = Value::Table(table);
                            fuel -= TABLE;
                            collect_if_due!();
                        }
                        Opcode::SetList => break 'slow,
                        Opcode::SelfField => {
                            let object = R!(i.b());
                            R!(i.a() + 1) = object;
                            if let Value::String(_) = object {
                                let method = string_method(ctx, key!(i.d()));
                                if method.is_nil() {
                                    break 'slow;
                                }
                                R!(i.a()) = method;
                                continue 'next;
                            }
                            get_field!(object, key!(i.d()))
                        }

                        Opcode::Add => {
                            arithmetic!(&raw const R!(i.c()), i64::wrapping_add, |x: f64, y: f64| x + y)
                        }
                        Opcode::Sub => {
                            arithmetic!(&raw const R!(i.c()), i64::wrapping_sub, |x: f64, y: f64| x - y)
                        }
                        Opcode::Mul => {
                            arithmetic!(&raw const R!(i.c()), i64::wrapping_mul, |x: f64, y: f64| x * y)
                        }
                        Opcode::Mod => {
                            division!(&raw const R!(i.c()), number::integer_modulo, modulo!())
                        }
                        Opcode::Pow => {
                            fuel -= POWER;
                            float_arithmetic!(&raw const R!(i.c()), number::float_power)
                        }
                        Opcode::Div => {
                            fuel -= DIVISION;
                            float_arithmetic!(&raw const R!(i.c()), |x: f64, y: f64| x / y)
                        }
                        Opcode::IDiv => {
                            division!(
                                &raw const R!(i.c()),
                                number::integer_floor_div,
                                number::float_floor_div
                            )
                        }
                        Opcode::BAnd => bitwise!(&raw const R!(i.c()), |x: i64, y: i64| x & y),
                        Opcode::BOr => bitwise!(&raw const R!(i.c()), |x: i64, y: i64| x | y),
                        Opcode::BXor => bitwise!(&raw const R!(i.c()), |x: i64, y: i64| x ^ y),
                        Opcode::Shl => bitwise!(&raw const R!(i.c()), number::shift_left),
                        Opcode::Shr => bitwise!(&raw const R!(i.c()), number::shift_right),

                        Opcode::AddK => {
                            arithmetic!(&raw const K!(i.d()), i64::wrapping_add, |x: f64, y: f64| x + y)
                        }
                        Opcode::SubK => {
                            swapped!(|x: f64, y: f64| x - y);
                            arithmetic!(&raw const K!(i.d()), i64::wrapping_sub, |x: f64, y: f64| x - y)
                        }
                        Opcode::MulK => {
                            arithmetic!(&raw const K!(i.d()), i64::wrapping_mul, |x: f64, y: f64| x * y)
                        }
                        Opcode::ModK => {
                            swapped!(modulo!());
                            division!(&raw const K!(i.d()), number::integer_modulo, modulo!())
                        }
                        Opcode::PowK => {
                            fuel -= POWER;
                            swapped!(number::float_power);
                            float_arithmetic!(&raw const K!(i.d()), number::float_power)
                        }
                        Opcode::DivK => {
                            fuel -= DIVISION;
                            swapped!(|x: f64, y: f64| x / y);
                            float_arithmetic!(&raw const K!(i.d()), |x: f64, y: f64| x / y)
                        }
                        Opcode::IDivK => {
                            swapped!(number::float_floor_div);
                            division!(
                                &raw const K!(i.d()),
                                number::integer_floor_div,
                                number::float_floor_div
                            )
                        }
                        Opcode::BAndK => bitwise!(&raw const K!(i.d()), |x: i64, y: i64| x & y),
                        Opcode::BOrK => bitwise!(&raw const K!(i.d()), |x: i64, y: i64| x | y),
                        Opcode::BXorK => bitwise!(&raw const K!(i.d()), |x: i64, y: i64| x ^ y),
                        Opcode::ShlK if i.c() == 0 => bitwise!(&raw const K!(i.d()), number::shift_left),
                        Opcode::ShrK if i.c() == 0 => bitwise!(&raw const K!(i.d()), number::shift_right),
                        Opcode::ShlK => bitwise!(&raw const K!(i.d()), |x, y| number::shift_left(y, x)),
                        Opcode::ShrK => bitwise!(&raw const K!(i.d()), |x, y| number::shift_right(y, x)),
                        Opcode::AddI => {
                            let left: *const Value<'gc> = &raw const R!(i.b());
                            if let &Value::Integer(x) = &*left {
                                R!(i.a()) = Value::Integer(x.wrapping_add(i.d() as i64));
                                continue 'next;
                            }
                            if let &Value::Float(x) = &*left {
                                R!(i.a()) = Value::float(x.get() + i.d() as f64);
                                continue 'next;
                            }
                            break 'slow;
                        }

                        Opcode::Neg => match R!(i.b()) {
                            Value::Integer(x) => R!(i.a()) = Value::Integer(x.wrapping_neg()),
                            Value::Float(x) => R!(i.a()) = Value::float(-x.get()),
                            _ => break 'slow,
                        },
                        Opcode::BNot => {
                            let Value::Integer(x) = R!(i.b()) else { break 'slow };
                            R!(i.a()) = Value::Integer(!x);
                        }
                        Opcode::Not => {
                            let falsy = R!(i.b()).is_falsy();
                            R!(i.a()) = Value::boolean(falsy);
                        }
                        Opcode::Len => match R!(i.b()) {
                            Value::Table(table) if table.metatable().is_none() => {
                                R!(i.a()) = Value::Integer(table.raw_len());
                                fuel -= LENGTH;
                            }
                            Value::String(string) => R!(i.a()) = Value::Integer(string.len() as i64),
                            _ => break 'slow,
                        },
                        Opcode::Concat => break 'slow,

                        Opcode::Jump => jump!(i.d()),
                        Opcode::Close | Opcode::ToBeClosed | Opcode::Charge => break 'slow,
                        Opcode::Eq => {
                            let (left, right) = (R!(i.a()), R!(i.b()));
                            if let Value::String(left) = left
                                && !left.is_short()
                            {
                                if left.len() > LONG {
                                    break 'slow;
                                }
                                fuel -= COMPARISON;
                            }
                            if left.raw_equals(right) {
                                condition!(true);
                            }
                            if !matches!(
                                (left, right),
                                (Value::Table(_), Value::Table(_)) | (Value::UserData(_), Value::UserData(_))
                            ) {
                                condition!(false);
                            }
                            break 'slow;
                        }
                        Opcode::Lt => comparison!(<),
                        Opcode::Le => comparison!(<=),
                        Opcode::EqK => {
                            let left = R!(i.a());
                            if let Value::String(left) = left
                                && !left.is_short()
                            {
                                if left.len() > LONG {
                                    break 'slow;
                                }
                                fuel -= COMPARISON;
                            }
                            condition!(left.raw_equals(K!(i.b())))
                        }
                        Opcode::EqI => {
                            let truth = match R!(i.a()) {
                                Value::Integer(x) => x == i.b() as i8 as i64,
                                Value::Float(x) => x.get() == i.b() as i8 as f64,
                                _ => false,
                            };
                            condition!(truth)
                        }
                        Opcode::LtI => immediate_comparison!(<),
                        Opcode::LeI => immediate_comparison!(<=),
                        Opcode::GtI => immediate_comparison!(>),
                        Opcode::GeI => immediate_comparison!(>=),
                        Opcode::Test => condition!(!R!(i.a()).is_falsy()),
                        Opcode::TestSet => {
                            let value = R!(i.b());
                            if value.is_falsy() != (i.c() != 0) {
                                R!(i.a()) = value;
                                jump!(i.d());
                            }
                        }

                        Opcode::Call => {
                            let frame = frame!();
                            let callee = base.add(i.a() as usize);
                            let arguments = (*frame).base as usize + i.a() as usize + 1;
                            let count =
                                if i.b() != 0 { i.b() as usize - 1 } else { (*thread).top - arguments };
                            match *callee {
                                Value::Closure(function) => {
                                    let state = function.function().state();
                                    let parameters = state.parameters as usize;
                                    let enough = arguments + state.max_stack as usize + SLACK
                                        <= (&(*thread).stack).len();
                                    let frames = &mut (*thread).frames;
                                    save!();
                                    if state.is_vararg || !enough || frames.len() == frames.capacity() {
                                        (*thread).top = arguments + count;
                                        let pushed = call::push_closure(
                                            ctx,
                                            &mut *thread,
                                            function,
                                            arguments,
                                            arguments - 1,
                                            i.c() as i16 - 1,
                                        );
                                        if let Err(error) = pushed {
                                            leave!(failed(error));
                                        }
                                        load_frame!();
                                        // The stack may have grown.
                                        fuel -= closure.function().state().cost + VARIABLE;
                                        leave_if_due!();
                                        continue 'next;
                                    }
                                    base = callee.add(1);
                                    for missing in count..parameters {
                                        *base.add(missing) = Value::Nil;
                                    }
                                    closure = function;
                                    pc = state.code;
                                    constants = state.constants_ptr;
                                    frame.add(1).write(Frame {
                                        closure: Some(function),
                                        pc,
                                        constants,
                                        base: arguments as u32,
                                        result: arguments as u32 - 1,
                                        wanted: i.c() as i16 - 1,
                                        flags: 0,
                                        extra: 0,
                                    });
                                    let len = frames.len();
                                    frames.set_len(len + 1);
                                    burn!(state.cost);
                                }
                                Value::Callback(function) => {
                                    let top = arguments + count;
                                    (*thread).top = top;
                                    if HOOKED || top + SLACK > (&(*thread).stack).len() {
                                        break 'slow;
                                    }
                                    call_native!(function, arguments, arguments - 1, i.c() as i16 - 1);
                                }
                                _ => {
                                    (*thread).top = arguments + count;
                                    break 'slow;
                                }
                            }
                        }
                        Opcode::TailCall => {
                            let frame = frame!();
                            let callee = base.add(i.a() as usize);
                            let arguments = (*frame).base as usize + i.a() as usize + 1;
                            let count =
                                if i.b() != 0 { i.b() as usize - 1 } else { (*thread).top - arguments };
                            if let Value::Callback(function) = *callee {
                                let top = arguments + count;
                                let is_plain = (*frame).wanted >= wanted::FINISH;
                                if !HOOKED && is_plain && top + SLACK <= (&(*thread).stack).len() {
                                    (*thread).top = top;
                                    save!();
                                    let suspension = return_native(ctx, thread, function, arguments);
                                    fuel -= NATIVE;
                                    match suspension {
                                        None => fuel -= ctx.take_fuel_debt(),
                                        Some(Suspension::Failed(error)) => leave!(Exit::Error(error)),
                                        Some(Suspension::Unfinished) => {
                                            leave!(Exit::Turn(Turn::Drive(Drive::Unfinished)))
                                        }
                                        Some(_) => leave!(Exit::Action),
                                    }
                                    load_frame!();
                                    leave_if_due!();
                                    continue 'next;
                                }
                            }
                            if let Value::Closure(function) = *callee {
                                let state = function.function().state();
                                let first = (*frame).result as usize;
                                let parameters = state.parameters as usize;
                                let enough =
                                    first + state.max_stack as usize + SLACK <= (&(*thread).stack).len();
                                if !state.is_vararg && enough {
                                    base = (&mut (*thread).stack).as_mut_ptr().add(first);
                                    core::ptr::copy(callee.add(1), base, count.min(parameters));
                                    for missing in count..parameters {
                                        *base.add(missing) = Value::Nil;
                                    }
                                    closure = function;
                                    pc = state.code;
                                    constants = state.constants_ptr;
                                    (*frame).closure = Some(function);
                                    (*frame).pc = pc;
                                    (*frame).constants = constants;
                                    (*frame).base = first as u32;
                                    (*frame).flags = TAIL_CALLED;
                                    (*frame).extra = 0;
                                    burn!(state.cost);
                                    continue 'next;
                                }
                            }
                            (*thread).top = arguments + count;
                            break 'slow;
                        }
                        Opcode::Return => {
                            let frame = frame!();
                            if HOOKED || i.c() != 0 || (*frame).wanted <= wanted::FINISH {
                                if !HOOKED && i.c() == 0 && i.b() != 0 && (*frame).wanted == wanted::BOUNDARY
                                {
                                    return_to_native(thread, base.add(i.a() as usize), i.b() as usize - 1);
                                    break 'boundary;
                                }
                                break 'slow;
                            }
                            let first = base.add(i.a() as usize);
                            let count = if i.b() != 0 {
                                i.b() as usize - 1
                            } else {
                                (*thread).top - ((*frame).base as usize + i.a() as usize)
                            };
                            let target = (&mut (*thread).stack).as_mut_ptr().add((*frame).result as usize);
                            let wanted = (*frame).wanted;
                            if wanted < 0 {
                                if count > FEW {
                                    break 'slow;
                                }
                                core::ptr::copy(first, target, count);
                                (*thread).top = (*frame).result as usize + count;
                            } else {
                                fuel -= i64::from(wanted) / VALUES;
                                core::ptr::copy(first, target, count.min(wanted as usize));
                                for missing in count..wanted as usize {
                                    *target.add(missing) = Value::Nil;
                                }
                            }
                            let frames = &mut (*thread).frames;
                            frames.set_len(frames.len() - 1);
                            load_frame!();
                        }
                        Opcode::Return0 => {
                            let frame = frame!();
                            let wanted = (*frame).wanted;
                            if HOOKED {
                                break 'slow;
                            }
                            if wanted <= wanted::FINISH {
                                if wanted == wanted::FINISH
                                    && operation::finish_simple(&mut *thread, Value::Nil)
                                {
                                    load_frame!();
                                    continue 'next;
                                }
                                if wanted == wanted::BOUNDARY {
                                    return_to_native(thread, base, 0);
                                    break 'boundary;
                                }
                                break 'slow;
                            }
                            let result = (*frame).result as usize;
                            if wanted < 0 {
                                (*thread).top = result;
                            } else if wanted > 0 {
                                fuel -= i64::from(wanted) / VALUES;
                                let target = (&mut (*thread).stack).as_mut_ptr().add(result);
                                for missing in 0..wanted as usize {
                                    *target.add(missing) = Value::Nil;
                                }
                            }
                            let frames = &mut (*thread).frames;
                            frames.set_len(frames.len() - 1);
                            load_frame!();
                        }
                        Opcode::Return1 => {
                            let frame = frame!();
                            let wanted = (*frame).wanted;
                            let value = R!(i.a());
                            if HOOKED {
                                break 'slow;
                            }
                            if wanted <= wanted::FINISH {
                                if wanted == wanted::FINISH && operation::finish_simple(&mut *thread, value) {
                                    load_frame!();
                                    continue 'next;
                                }
                                if wanted == wanted::BOUNDARY {
                                    return_to_native(thread, &value, 1);
                                    break 'boundary;
                                }
                                break 'slow;
                            }
                            let result = (*frame).result as usize;
                            let target = (&mut (*thread).stack).as_mut_ptr().add(result);
                            if wanted == 1 {
                                *target = value;
                            } else if wanted < 0 {
                                *target = value;
                                (*thread).top = result + 1;
                            } else {
                                fuel -= i64::from(wanted) / VALUES;
                                fill_results(target, value, wanted as usize);
                            }
                            let frames = &mut (*thread).frames;
                            frames.set_len(frames.len() - 1);
                            load_frame!();
                        }
                        Opcode::ForPrep => {
                            let first = base.add(i.a() as usize);
                            let (&Value::Integer(init), &Value::Integer(limit), &Value::Integer(step)) =
                                (&*first, &*first.add(1), &*first.add(2))
                            else {
                                break 'slow;
                            };
                            if step == 0 {
                                break 'slow;
                            }
                            match number::prepare_integer_loop(init, number::Limit::Integer(limit), step) {
                                Some(count) => {
                                    *first.add(1) = Value::Integer(count as i64);
                                    *first.add(3) = Value::Integer(init);
                                }
                                None => jump!(i.d()),
                            }
                        }
                        Opcode::ForLoop => {
                            let first = base.add(i.a() as usize);
                            if let (&Value::Integer(index), &Value::Integer(count), &Value::Integer(step)) =
                                (&*first, &*first.add(1), &*first.add(2))
                            {
                                if count != 0 {
                                    let index = index.wrapping_add(step);
                                    *first.add(1) = Value::Integer(count.wrapping_sub(1));
                                    *first = Value::Integer(index);
                                    *first.add(3) = Value::Integer(index);
                                    pc = pc.offset(i.d() as isize);
                                    // The verifier has seen that it is a jump back.
                                    burn!(of_jump_back(i.d() as isize));
                                }
                            } else if let (&Value::Float(index), &Value::Float(limit), &Value::Float(step)) =
                                (&*first, &*first.add(1), &*first.add(2))
                            {
                                let index = index.get() + step.get();
                                let runs = if step.get() > 0.0 {
                                    index <= limit.get()
                                } else {
                                    limit.get() <= index
                                };
                                if runs {
                                    *first = Value::float(index);
                                    *first.add(3) = Value::float(index);
                                    jump!(i.d());
                                }
                            } else {
                                break 'slow;
                            }
                        }
                        Opcode::TForPrep => {
                            if !R!(i.a() + 3).is_falsy() {
                                break 'slow;
                            }
                            jump!(i.d());
                        }
                        Opcode::TForCall => {
                            let first = base.add(i.a() as usize);
                            if !HOOKED
                                && let (Value::Callback(iterator), Value::Table(table)) =
                                    (*first, *first.add(1))
                                && ctx.is_next_function(iterator)
                                && let Some(entry) = table.next_in_loop(*first.add(2))
                            {
                                fuel -= NEXT;
                                let (key, value) = entry;
                                *first.add(4) = key;
                                if i.c() >= 2 {
                                    *first.add(5) = value;
                                    for missing in 2..i.c() as usize {
                                        *first.add(4 + missing) = Value::Nil;
                                    }
                                }
                                continue 'next;
                            }
                            let at = (*frame!()).base as usize + i.a() as usize + 4;
                            if at + 3 + SLACK > (&(*thread).stack).len() {
                                break 'slow;
                            }
                            let iterator = *first;
                            *first.add(4) = *first.add(1);
                            *first.add(5) = *first.add(2);
                            (*thread).top = at + 2;
                            match iterator {
                                Value::Callback(function) if !HOOKED => {
                                    call_native!(function, at, at, i.c() as i16)
                                }
                                Value::Closure(function) => {
                                    save!();
                                    let wanted = i.c() as i16;
                                    if let Err(error) =
                                        call::push_closure(ctx, &mut *thread, function, at, at, wanted)
                                    {
                                        leave!(failed(error));
                                    }
                                    load_frame!();
                                    burn_call!();
                                }
                                _ => break 'slow,
                            }
                        }
                        Opcode::TForLoop => {
                            let control = R!(i.a() + 4);
                            if !control.is_nil() {
                                R!(i.a() + 2) = control;
                                jump!(i.d());
                            }
                        }

                        Opcode::Closure => {
                            let child = closure.function().state().children[i.d() as usize];
                            let captures = &child.prototype().upvalues;
                            let value = Closure::new(ctx, child, |index| match captures[index].capture {
                                Capture::Register(register) => match R!(register) {
                                    Value::Cell(cell) => cell,
                                    value => UpValue::new(ctx, value),
                                },
                                Capture::Upvalue(upvalue) => closure.upvalue_unchecked(upvalue as usize),
                            });
                            R!(i.a()) = Value::Closure(value);
                            fuel -= CLOSURE;
                            collect_if_due!();
                        }
                        Opcode::Vararg => {
                            let frame = frame!();
                            let extra = (*frame).extra as usize;
                            let source = base.sub(extra);
                            let target = base.add(i.a() as usize);
                            if i.c() == 0 {
                                let first = (*frame).base as usize + i.a() as usize;
                                if extra > 64 || first + extra + SLACK > (&(*thread).stack).len() {
                                    break 'slow;
                                }
                                fuel -= extra as i64 / VALUES;
                                core::ptr::copy(source, target, extra);
                                (*thread).top = first + extra;
                                continue 'next;
                            }
                            let count = i.c() as usize - 1;
                            fuel -= count as i64 / VALUES;
                            core::ptr::copy(source, target, count.min(extra));
                            for missing in extra..count {
                                *target.add(missing) = Value::Nil;
                            }
                        }
                    }
                    continue 'next;
                }
                save!();
                match enter_operator(ctx, thread, i) {
                    Shortcut::Nothing => {}
                    Shortcut::Call => {
                        load_frame!();
                        fuel -= METAMETHOD;
                        burn_call!();
                        continue 'next;
                    }
                    Shortcut::Result => {
                        fuel -= METAMETHOD + ctx.take_fuel_debt();
                        leave_if_due!();
                        continue 'next;
                    }
                }
                let mut result = operation::execute(ctx, &mut *thread, i);
                if HOOKED && let Ok(Flow::Again | Flow::Pause) = result {
                    // Hooks have seen the instruction.
                    save!();
                    result = operation::execute(ctx, &mut *thread, i);
                }
                fuel -= SLOW + ctx.take_fuel_debt();
                match result {
                    Ok(flow @ (Flow::Again | Flow::Pause)) => {
                        fuel += SLOW;
                        if flow == Flow::Pause {
                            leave!(Exit::OutOfFuel);
                        }
                        load_frame!();
                        continue 'next;
                    }
                    Ok(Flow::Frame) => {}
                    Ok(Flow::Boundary) => break 'boundary,
                    Ok(Flow::Leave) => leave!(Exit::Action),
                    Ok(Flow::Unfinished) => leave!(Exit::Turn(Turn::Drive(Drive::Unfinished))),
                    Err(error) => leave!(failed(error)),
                }
                load_frame!();
                leave_if_due!();
                continue 'next;
            }
            // The top frame is native. Most sequences only want to see the results, which needs no trip
            // to the executor.
            if fuel <= 0 || !native::is_on_top(&*thread) || ctx.memory().needs_attention() {
                leave!(Exit::Boundary);
            }
            let turn = native::take_turn::<HOOKED>(ctx, &mut *thread);
            fuel -= SEQUENCE + ctx.take_fuel_debt();
            match turn {
                Turn::Continue if native::is_closure_on_top(&*thread) => {}
                turn => leave!(Exit::Turn(turn)),
            }
            load_frame!();
            leave_if_due!();
        }
    }
}

/// Leaves the loop with an error.
#[cold]
fn failed(error: Error<'_>) -> Exit<'_> {
    Exit::Error(Box::new(error))
}

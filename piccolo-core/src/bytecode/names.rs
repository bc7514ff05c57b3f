//! What the values that an instruction works on are called in the source, for error messages.
//!
//! Nothing is recorded for this while a program runs. A register that holds no local variable is
//! traced to the instruction that set it last, if that instruction certainly ran. Every query takes
//! time linear in the function's code.

use std::borrow::Cow;
use std::fmt;

use crate::bytecode::instruction::{Instruction, Opcode};
use crate::bytecode::operands::{jump, jump_target, written};
use crate::bytecode::prototype::{Constant, LocalVariable, Prototype};

/// The name of the variable that holds the global variables.
const ENVIRONMENT: &[u8] = b"_ENV";

/// What stands for a name that is not known.
const UNKNOWN: &[u8] = b"?";

/// How many bytes of a name are given, so that none takes long to be shown.
const LONGEST_NAME: usize = 4096;

/// What a [`Name`] is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A local variable.
    Local,
    /// A variable of an enclosing function.
    Upvalue,
    /// A global variable.
    Global,
    /// A field of a table.
    Field,
    /// A method.
    Method,
    /// A string in the source.
    Constant,
    /// The event that a metamethod handles.
    Metamethod,
    /// The function that a generic loop calls.
    ForIterator,
    /// A hook, which no code calls.
    Hook,
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            NameKind::Local => "local",
            NameKind::Upvalue => "upvalue",
            NameKind::Global => "global",
            NameKind::Field => "field",
            NameKind::Method => "method",
            NameKind::Constant => "constant",
            NameKind::Metamethod => "metamethod",
            NameKind::ForIterator => "for iterator",
            NameKind::Hook => "hook",
        })
    }
}

/// What a value is called, such as `local 'x'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name<'p> {
    /// What it is the name of.
    pub kind: NameKind,
    /// The name, which ends before the first zero byte; the first 4096 bytes of one that is longer.
    pub name: Cow<'p, [u8]>,
}

impl<'p> Name<'p> {
    fn new(kind: NameKind, name: &'p [u8]) -> Self {
        let name = &name[..name.len().min(LONGEST_NAME)];
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        Self { kind, name: Cow::Borrowed(&name[..end]) }
    }

    /// The description that messages show: `kind 'name'`.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.kind.to_string().as_bytes(), b" '", &self.name, b"'"].concat()
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}

/// The name of an upvalue; `?` when stripped.
pub fn upvalue_name(prototype: &Prototype, index: u8) -> Name<'_> {
    let name = match prototype.upvalues.get(usize::from(index)) {
        Some(upvalue) if !upvalue.name.is_empty() => &*upvalue.name,
        _ => UNKNOWN,
    };
    Name::new(NameKind::Upvalue, name)
}

/// The local variables that are alive at `pc`, in order of declaration.
pub fn active_locals(prototype: &Prototype, pc: usize) -> impl Iterator<Item = &LocalVariable> {
    let is_alive =
        move |local: &&LocalVariable| (local.start_pc as usize..local.end_pc as usize).contains(&pc);
    prototype.locals.iter().filter(is_alive)
}

/// The name of the `n`-th local variable, counted from 1, that is alive at `pc`.
pub fn local_name(prototype: &Prototype, pc: usize, n: usize) -> Option<&[u8]> {
    active_locals(prototype, pc).nth(n.checked_sub(1)?).map(|local| &*local.name)
}

/// What the value in `register` is called when the instruction at `pc` is about to run.
pub fn register_name(prototype: &Prototype, pc: usize, register: u8) -> Option<Name<'_>> {
    let (setter, register) = match trace(prototype, pc, register) {
        Trace::Named(name) => return Some(name),
        Trace::SetAt { pc, register } => (pc, register),
        Trace::Unknown => return None,
    };
    let instruction = prototype.code[setter];
    let (b, d) = (instruction.b(), instruction.d());
    let (kind, key) = match instruction.op() {
        Opcode::GetUpvalueField => {
            let is_environment = *upvalue_name(prototype, b).name == *ENVIRONMENT;
            (field_kind(is_environment), constant_text(prototype, d))
        }
        Opcode::GetField => (table_field_kind(prototype, setter, b), constant_text(prototype, d)),
        Opcode::GetIndex => {
            (table_field_kind(prototype, setter, b), key_text(prototype, setter, instruction.c()))
        }
        // A greater key would be a register's value, for which there is no name.
        Opcode::GetInteger if matches!(d, 0..=255) => (NameKind::Field, Some(&b"integer index"[..])),
        Opcode::GetInteger => (table_field_kind(prototype, setter, b), None),
        // The register above it is the object.
        Opcode::SelfField if register == instruction.a() => (NameKind::Method, constant_text(prototype, d)),
        _ => return None,
    };
    Some(Name::new(kind, key.unwrap_or(UNKNOWN)))
}

/// What the function that the instruction at `pc` calls is called: the name of the called value, or
/// the event whose metamethod runs.
pub fn called_name(prototype: &Prototype, pc: usize) -> Option<Name<'_>> {
    let instruction = *prototype.code.get(pc)?;
    match instruction.op() {
        Opcode::Call | Opcode::TailCall => register_name(prototype, pc, instruction.a()),
        Opcode::TForCall => Some(Name::new(NameKind::ForIterator, b"for iterator")),
        _ => event(instruction).map(|event| Name::new(NameKind::Metamethod, event)),
    }
}

/// The event for which an instruction may call a metamethod.
fn event(instruction: Instruction) -> Option<&'static [u8]> {
    use Opcode::*;
    let event = match instruction.op() {
        GetUpvalueField | GetIndex | GetField | GetInteger | SelfField => "index",
        SetUpvalueField | SetIndex | SetField | SetInteger => "newindex",
        AddI if instruction.c() == 2 => "sub",
        Add | AddK | AddI => "add",
        Sub | SubK => "sub",
        Mul | MulK => "mul",
        Mod | ModK => "mod",
        Pow | PowK => "pow",
        Div | DivK => "div",
        IDiv | IDivK => "idiv",
        BAnd | BAndK => "band",
        BOr | BOrK => "bor",
        BXor | BXorK => "bxor",
        Shl | ShlK => "shl",
        Shr | ShrK => "shr",
        Neg => "unm",
        BNot => "bnot",
        Len => "len",
        Concat => "concat",
        Eq => "eq",
        Lt | LtI | GtI => "lt",
        Le | LeI | GeI => "le",
        Close | Return => "close",
        _ => return None,
    };
    Some(event.as_bytes())
}

/// Where a register's value comes from.
enum Trace<'p> {
    /// From something with a name of its own.
    Named(Name<'p>),
    /// From the instruction at `pc`, which sets `register`.
    SetAt { pc: usize, register: u8 },
    /// From more than one place, or from nowhere.
    Unknown,
}

/// Follows a register's value at `pc` back through moves.
fn trace(prototype: &Prototype, pc: usize, register: u8) -> Trace<'_> {
    let (mut pc, mut register) = (pc, register);
    loop {
        if let Some(name) = register_local(prototype, pc, register) {
            return Trace::Named(name);
        }
        let Some(setter) = last_setter(prototype, pc, register) else {
            return Trace::Unknown;
        };
        let instruction = prototype.code[setter];
        let named = match instruction.op() {
            Opcode::Move if instruction.b() < instruction.a() => {
                (pc, register) = (setter, instruction.b());
                continue;
            }
            Opcode::GetCell => register_local(prototype, setter, instruction.b()),
            Opcode::GetUpvalue => Some(upvalue_name(prototype, instruction.b())),
            Opcode::LoadConstant => {
                constant_text(prototype, instruction.d()).map(|text| Name::new(NameKind::Constant, text))
            }
            _ => None,
        };
        return named.map_or(Trace::SetAt { pc: setter, register }, Trace::Named);
    }
}

/// The local variable in a register.
fn register_local(prototype: &Prototype, pc: usize, register: u8) -> Option<Name<'_>> {
    let local = active_locals(prototype, pc).find(|local| local.register == register)?;
    Some(Name::new(NameKind::Local, &local.name))
}

/// The instruction before `pc` that set `register`, if it is certain which.
fn last_setter(prototype: &Prototype, pc: usize, register: u8) -> Option<usize> {
    let mut setter = None;
    // Where the code ends that some jump skips: it may not have run.
    let mut conditional_end = 0;
    for (at, instruction) in prototype.code.iter().take(pc).enumerate() {
        if written(*instruction).contains(&usize::from(register)) {
            setter = (at >= conditional_end).then_some(at);
        }
        if let Some(target) = skipped_to(at, *instruction)
            && target <= pc
        {
            conditional_end = conditional_end.max(target);
        }
    }
    setter
}

/// The end of the code that an instruction may skip. Loops are not seen as skipping their bodies: what
/// these leave in registers has no name.
fn skipped_to(pc: usize, instruction: Instruction) -> Option<usize> {
    match instruction.op() {
        Opcode::ForPrep | Opcode::ForLoop | Opcode::TForPrep | Opcode::TForLoop => None,
        _ => usize::try_from(jump_target(pc, jump(instruction)?)).ok(),
    }
}

/// What a field of the table in a register is: a global variable if the table is the environment.
fn table_field_kind(prototype: &Prototype, pc: usize, table: u8) -> NameKind {
    match trace(prototype, pc, table) {
        Trace::Named(Name { kind: NameKind::Local | NameKind::Upvalue, name }) => {
            field_kind(*name == *ENVIRONMENT)
        }
        _ => NameKind::Field,
    }
}

fn field_kind(is_environment: bool) -> NameKind {
    if is_environment { NameKind::Global } else { NameKind::Field }
}

/// The text of a string constant.
fn constant_text(prototype: &Prototype, index: i32) -> Option<&[u8]> {
    match prototype.constants.get(usize::try_from(index).ok()?)? {
        Constant::String(text) => Some(text),
        _ => None,
    }
}

/// The text of a key in a register, if it is a constant.
fn key_text(prototype: &Prototype, pc: usize, register: u8) -> Option<&[u8]> {
    match trace(prototype, pc, register) {
        Trace::Named(Name { kind: NameKind::Constant, name: Cow::Borrowed(text) }) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::assemble::{function, local, op, string, upvalue};
    use crate::bytecode::prototype::Capture;
    use Opcode::*;

    /// A function with upvalues `_ENV` and `up` (the third is stripped), constants `k`, 1, `_ENV`.
    fn sample(code: &[Instruction], locals: &[LocalVariable]) -> Prototype {
        let mut prototype = function(code);
        prototype.constants = Box::new([string("k"), Constant::Integer(1), string("_ENV"), string("a\0b")]);
        prototype.upvalues = ["_ENV", "up", ""].map(|name| upvalue(name, Capture::Register(0))).into();
        prototype.locals = locals.into();
        prototype
    }

    /// The name of register `register` after `code`.
    #[track_caller]
    fn check(code: &[Instruction], locals: &[LocalVariable], register: u8, expected: &str) {
        let prototype = sample(code, locals);
        let name = register_name(&prototype, code.len(), register).map(|name| name.to_string());
        assert_eq!(name.as_deref().unwrap_or("none"), expected);
    }

    #[test]
    fn registers_of_locals() {
        let locals = [local("x", 0, 0..9), local("y", 1, 0..1), local("z", 1, 1..9)];
        let code = [op(LoadNil, 0, 1, 0, 0), op(Move, 3, 1, 0, 0)];
        check(&code, &locals, 0, "local 'x'");
        check(&code, &locals, 1, "local 'z'");
        check(&code, &locals, 3, "local 'z'");
        check(&code, &locals, 2, "none");
    }

    #[test]
    fn locals_are_counted_from_one() {
        let prototype = sample(
            &[op(Return0, 0, 0, 0, 0); 3],
            &[local("a", 0, 0..3), local("b", 1, 1..2), local("c", 2, 1..3)],
        );
        let name = |pc, n| local_name(&prototype, pc, n).map(String::from_utf8_lossy);
        assert_eq!(name(0, 1).as_deref(), Some("a"));
        assert_eq!(name(0, 2), None);
        assert_eq!(name(1, 3).as_deref(), Some("c"));
        assert_eq!(name(2, 2).as_deref(), Some("c"));
        assert_eq!(name(2, 0), None);
        assert_eq!(name(9, 1), None);
    }

    #[test]
    fn captured_locals_are_named_like_others() {
        let locals = [local("x", 0, 1..9), local("_ENV", 1, 1..9)];
        let code = [op(NewCell, 0, 0, 0, 0), op(GetCell, 3, 0, 0, 0), op(Move, 4, 3, 0, 0)];
        check(&code, &locals, 3, "local 'x'");
        check(&code, &locals, 4, "local 'x'");
        check(&[op(GetCell, 3, 1, 0, 0), op(GetField, 3, 3, 0, 0)], &locals, 3, "field 'k'");
        let code = [op(NewCell, 0, 0, 0, 0), op(GetCell, 3, 1, 0, 0), op(GetField, 4, 3, 0, 0)];
        check(&code, &locals, 4, "global 'k'");
    }

    #[test]
    fn upvalues_and_constants() {
        check(&[op(GetUpvalue, 0, 1, 0, 0)], &[], 0, "upvalue 'up'");
        check(&[op(GetUpvalue, 0, 2, 0, 0)], &[], 0, "upvalue '?'");
        check(&[op(LoadConstant, 0, 0, 0, 0)], &[], 0, "constant 'k'");
        check(&[op(LoadConstant, 0, 0, 0, 3)], &[], 0, "constant 'a'");
        check(&[op(LoadConstant, 0, 0, 0, 1)], &[], 0, "none");
        assert_eq!(upvalue_name(&sample(&[], &[]), 1).to_string(), "upvalue 'up'");
        assert_eq!(upvalue_name(&sample(&[], &[]), 9).to_string(), "upvalue '?'");
    }

    #[test]
    fn fields_and_globals() {
        let x = [local("x", 0, 0..9)];
        check(&[op(GetUpvalueField, 1, 0, 0, 0)], &[], 1, "global 'k'");
        check(&[op(GetUpvalueField, 1, 1, 0, 0)], &[], 1, "field 'k'");
        check(&[op(GetField, 1, 0, 0, 0)], &x, 1, "field 'k'");
        check(&[op(GetField, 1, 0, 0, 0)], &[local("_ENV", 0, 0..9)], 1, "global 'k'");
        check(&[op(GetUpvalue, 0, 0, 0, 0), op(GetField, 1, 0, 0, 0)], &[], 1, "global 'k'");
        check(&[op(LoadConstant, 0, 0, 0, 2), op(GetField, 1, 0, 0, 0)], &[], 1, "field 'k'");
        check(&[op(LoadConstant, 1, 0, 0, 0), op(GetIndex, 2, 0, 1, 0)], &x, 2, "field 'k'");
        check(&[op(LoadInteger, 1, 0, 0, 7), op(GetIndex, 2, 0, 1, 0)], &x, 2, "field '?'");
        check(&[op(GetInteger, 1, 0, 0, 7)], &x, 1, "field 'integer index'");
        check(&[op(GetInteger, 1, 0, 0, 256)], &x, 1, "field '?'");
        check(&[op(SelfField, 1, 0, 0, 0)], &x, 1, "method 'k'");
        check(&[op(SelfField, 1, 0, 0, 0)], &x, 2, "none");
    }

    #[test]
    fn values_from_more_than_one_place_have_no_name() {
        let get = op(GetUpvalueField, 1, 0, 0, 0);
        check(&[op(Test, 0, 0, 0, 1), get], &[], 1, "none");
        check(&[op(Test, 0, 0, 0, 1), op(LoadTrue, 0, 0, 0, 0), get], &[], 1, "global 'k'");
        check(&[op(Jump, 0, 0, 0, 1), get], &[], 1, "none");
        check(&[get, op(Test, 0, 0, 0, 1), op(LoadTrue, 0, 0, 0, 0)], &[], 1, "global 'k'");
        // A jump beyond the instruction in question says nothing of what runs before it.
        let prototype = sample(&[op(Test, 0, 0, 0, 2), get, op(Call, 1, 1, 1, 0)], &[]);
        assert_eq!(called_name(&prototype, 2).unwrap().to_string(), "global 'k'");
    }

    #[test]
    fn calls_forget_all_higher_registers() {
        let get = op(GetUpvalueField, 3, 0, 0, 0);
        check(&[get, op(Call, 2, 1, 1, 0)], &[], 3, "none");
        check(&[get, op(Call, 4, 1, 1, 0)], &[], 3, "global 'k'");
        check(&[get, op(Vararg, 2, 0, 3, 0)], &[], 3, "none");
        check(&[get, op(Vararg, 2, 0, 2, 0)], &[], 3, "global 'k'");
        check(&[get, op(LoadNil, 2, 1, 0, 0)], &[], 3, "none");
        check(&[get, op(TForCall, 1, 0, 1, 0)], &[], 3, "none");
    }

    #[test]
    fn called_values_and_metamethods() {
        let cases = [
            (op(Call, 0, 1, 1, 0), "local 'f'"),
            (op(TailCall, 0, 1, 0, 0), "local 'f'"),
            (op(TForCall, 0, 0, 1, 0), "for iterator 'for iterator'"),
            (op(GetField, 0, 0, 0, 0), "metamethod 'index'"),
            (op(SetUpvalueField, 0, 0, 0, 0), "metamethod 'newindex'"),
            (op(AddI, 0, 0, 0, 1), "metamethod 'add'"),
            (op(AddI, 0, 0, 1, 1), "metamethod 'add'"),
            (op(AddI, 0, 0, 2, 1), "metamethod 'sub'"),
            (op(ShlK, 0, 0, 0, 1), "metamethod 'shl'"),
            (op(Neg, 0, 0, 0, 0), "metamethod 'unm'"),
            (op(Concat, 0, 2, 0, 0), "metamethod 'concat'"),
            (op(Eq, 0, 0, 0, 0), "metamethod 'eq'"),
            (op(GtI, 0, 0, 0, 0), "metamethod 'lt'"),
            (op(GeI, 0, 0, 0, 0), "metamethod 'le'"),
            (op(Return, 0, 1, 1, 0), "metamethod 'close'"),
            (op(EqK, 0, 0, 0, 0), "none"),
            (op(Move, 0, 0, 0, 0), "none"),
        ];
        for (instruction, expected) in cases {
            let prototype = sample(&[instruction], &[local("f", 0, 0..1)]);
            let name = called_name(&prototype, 0).map(|name| name.to_string());
            assert_eq!(name.as_deref().unwrap_or("none"), expected, "{instruction:?}");
        }
        assert_eq!(called_name(&sample(&[], &[]), 0), None);
    }
}

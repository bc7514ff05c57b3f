//! Looks at what the running code is about to read, for the estimate of the [`working_set`](crate::object::working_set).
//!
//! Nothing is executed: registers hold what they held when the code was last there, which is as good a sample.

use std::cell::Cell;

use crate::{
    bytecode::{
        instruction::{Instruction, Opcode},
        operands::{self, Operand},
        prototype::Prototype,
    },
    exec::operation,
    meta::arithmetic,
    object::{
        closure::Closure,
        context::Context,
        metamethod::Metamethod,
        serial::Serial,
        string::String,
        thread::ThreadState,
        value::Value,
        working_set::{Line, STRING, WEIGHT, WHOLE},
    },
};

/// The bytes in use up to which everything is taken to be in the first cache; and those of which caches hold most, so
/// that fewer looks are taken.
const SMALL_HEAP: usize = 40 << 10;
const LITTLE_MEMORY: usize = 1 << 20;

/// How many instructions are looked at, of how many.
const INSTRUCTIONS: usize = 64;
const STRETCH: usize = 1024;

/// The parts of tables up to this size lie in a line or two; up to the other one, in one.
const SMALL_PART: usize = 8;
const SMALLEST_PART: usize = 2;

/// How many elements of an array, as a power of two, are in a line.
const LINE_SHIFT: u32 = 2;

/// Tables that are among so many new objects were just written, if their parts are no larger.
const NEW: u32 = 64;
const NEW_PART: usize = 64;

/// Those that are among so many lie where others lay before them: they are taken to be as many, however many follow.
const YOUNG: u32 = 4096;

/// Marks names of such tables.
const IS_YOUNG: u32 = 1 << 31;

/// Marks places that are nodes.
const NODE: u32 = 1 << 31;

/// The weights: of what lies in one object, of a table with its parts, if these are smallest or not, of a coroutine with
/// its stack, and of short and long strings.
const ONE: u32 = WEIGHT;
const TABLE: u32 = 2 * WEIGHT;
const BROAD_TABLE: u32 = 3 * WEIGHT;
const THREAD: u32 = 8 * WEIGHT;
const SHORT: u32 = 3 * WEIGHT / 4;
const LONG: u32 = WEIGHT;

/// How many arguments of a host function, and operands of a concatenation, are taken to be read.
const ARGUMENTS: u8 = 3;

/// Takes a look at the code on top of `thread`; gives the fuel that is due.
pub(crate) fn look<'gc>(ctx: Context<'gc>, thread: &ThreadState<'gc>) -> u64 {
    let set = &ctx.state().working_set;
    let used = ctx.memory().used();
    set.set_little(used < LITTLE_MEMORY);
    if used < SMALL_HEAP {
        set.rest();
        return 0;
    }
    let Some((closure, pc)) = running(thread) else { return set.note((0, 0), &[], 1) };
    let prototype = closure.function().prototype();
    let stretch = stretch(prototype, pc);
    let part = part(stretch, |bound| set.random_of_sample(bound));
    let mut survey = Survey::new(thread, prototype, ctx.memory().objects_made());
    survey.go_through(part);
    let share = stretch.len().div_ceil(part.len().max(1)) as u64;
    if let Some(running) = ctx.state().running.get() {
        survey.read((Value::Thread(running), 0), None);
    }
    let function = Serial::of(Value::Closure(closure)).map_or(0, Serial::number);
    set.note((function, pc), &survey.lines, share)
}

/// The function on top, if it is one of Lua, and where it is.
fn running<'gc>(thread: &ThreadState<'gc>) -> Option<(Closure<'gc>, usize)> {
    let frame = thread.frames.last()?;
    Some((frame.closure?, frame.next_pc()?))
}

/// What is executed next, up to a jump back.
fn stretch(prototype: &Prototype, pc: usize) -> &[Instruction] {
    let rest = prototype.code.get(pc..).unwrap_or_default();
    let is_back = |instruction: &Instruction| operands::jump(*instruction).is_some_and(|by| by < 0);
    let len = rest.iter().take(STRETCH).position(is_back).unwrap_or(rest.len().min(STRETCH));
    &rest[..len]
}

/// All of that, or if it is long, a part that is chosen at random.
fn part(stretch: &[Instruction], random: impl FnOnce(usize) -> usize) -> &[Instruction] {
    let others = stretch.len().saturating_sub(INSTRUCTIONS);
    let first = if others > 0 { random(others + 1) } else { 0 };
    &stretch[first..stretch.len().min(first + INSTRUCTIONS)]
}

/// What a register holds, and whether that is so: 0, or it stands for one of several other values.
type Held<'gc> = (Value<'gc>, u8);

/// A look at some instructions of the function on top.
struct Survey<'a, 'gc> {
    thread: &'a ThreadState<'gc>,
    base: usize,
    /// What the function's registers hold.
    registers: Vec<Held<'gc>>,
    /// How often registers were set to what is not known.
    versions: u8,
    lines: Vec<Line>,
    newest: u32,
}

impl<'a, 'gc> Survey<'a, 'gc> {
    fn new(thread: &'a ThreadState<'gc>, prototype: &Prototype, objects_made: usize) -> Self {
        let base = thread.frames.last().map_or(0, |frame| frame.base as usize);
        let registers = thread.stack.iter().skip(base).take(prototype.max_stack.into());
        let registers = registers.map(|&value| (value, 0)).collect();
        Self { thread, base, registers, versions: 0, lines: Vec::new(), newest: objects_made as u32 }
    }

    fn register(&self, number: impl Into<usize>) -> Held<'gc> {
        self.registers.get(number.into()).copied().unwrap_or((Value::Nil, 0))
    }

    /// Meets instructions, but for those that a test of a value skips.
    fn go_through(&mut self, part: &[Instruction]) {
        let mut next = 0;
        while let Some(&instruction) = part.get(next) {
            self.meet(instruction);
            next += 1 + self.skipped(instruction);
        }
    }

    fn skipped(&self, instruction: Instruction) -> usize {
        let tested = match instruction.op() {
            Opcode::Test => instruction.a(),
            Opcode::TestSet => instruction.b(),
            _ => return 0,
        };
        let truth = !matches!(self.register(tested).0, Value::Nil | Value::False);
        if truth == (instruction.c() != 0) { usize::try_from(instruction.d()).unwrap_or(0) } else { 0 }
    }

    /// Notes what an instruction reads, and what it sets its register to.
    fn meet(&mut self, instruction: Instruction) {
        let (a, b, c, d) = (instruction.a(), instruction.b(), instruction.c(), instruction.d());
        let integer = (Value::Integer(d.into()), 0);
        let unknown = (Value::Nil, 0);
        let value = match instruction.op() {
            Opcode::Move => self.register(b),
            Opcode::GetUpvalue => (operation::upvalue(self.thread, b), 0),
            Opcode::GetCell => match self.register(b) {
                (Value::Cell(cell), version) => (cell.get(), version),
                _ => unknown,
            },
            Opcode::LoadConstant => (operation::constant(self.thread, d), 0),
            Opcode::LoadInteger => integer,
            Opcode::GetUpvalueField => {
                (get(operation::upvalue(self.thread, b), operation::constant(self.thread, d)), 0)
            }
            Opcode::GetIndex => self.get(self.register(b), self.register(c)),
            Opcode::GetInteger => self.get(self.register(b), integer),
            Opcode::GetField | Opcode::SelfField => {
                let (object, version) = self.register(b);
                self.read((object, version), None);
                (get(object, operation::constant(self.thread, d)), version)
            }
            Opcode::SetIndex => return self.read(self.register(a), Some(self.register(b))),
            Opcode::SetInteger => return self.read(self.register(a), Some(integer)),
            Opcode::SetField => return self.read(self.register(a), None),
            Opcode::Call | Opcode::TailCall => {
                self.call(instruction);
                unknown
            }
            Opcode::Concat => {
                (a..a.saturating_add(b.min(ARGUMENTS))).for_each(|part| self.read(self.register(part), None));
                unknown
            }
            Opcode::Eq | Opcode::Lt | Opcode::Le => {
                self.read(self.register(a), None);
                return self.read(self.register(b), None);
            }
            Opcode::EqK => return self.read(self.register(a), None),
            Opcode::TForCall => return self.iterate(self.register(a + 1), self.register(a + 2)),
            Opcode::Len => {
                let (object, version) = self.register(b);
                self.read((object, version), None);
                match object {
                    Value::Table(table) => (Value::Integer(table.part_sizes().0 as i64), version),
                    _ => unknown,
                }
            }
            op => operation::arithmetic_operator(op).map_or(unknown, |by| self.compute(instruction, by)),
        };
        let operand = operands::operands(instruction.op()).a;
        if matches!(operand, Operand::Write | Operand::Update | Operand::First) {
            self.set(a, value);
        }
    }

    /// What arithmetic on numbers gives.
    fn compute(&self, instruction: Instruction, operator: Metamethod) -> Held<'gc> {
        let newest = Cell::new(0);
        let register = |number: u8| {
            let (value, version) = self.register(number);
            newest.set(version.max(newest.get()));
            value
        };
        let (operator, left, right) =
            operation::arithmetic_operands_in(self.thread, instruction, operator, register);
        (arithmetic::raw(operator, left, right).ok().flatten().unwrap_or(Value::Nil), newest.get())
    }

    /// Notes what a call reads: the function, and if that is one of the host, the arguments. What functions of Lua read is
    /// seen when they run.
    fn call(&mut self, instruction: Instruction) {
        let callee = self.register(instruction.a());
        self.read(callee, None);
        let first = usize::from(instruction.a()) + 1;
        self.read(self.register(first), Some(self.register(first + 1)));
        if matches!(callee.0, Value::Callback(_)) {
            let count = instruction.b().saturating_sub(1).min(ARGUMENTS);
            (1..usize::from(count)).for_each(|argument| self.read(self.register(first + argument), None));
        }
    }

    /// Notes what it takes to find the entry of a table behind a key, by that key.
    fn iterate(&mut self, table: Held<'gc>, (key, version): Held<'gc>) {
        self.read(table, Some((key, version)));
        if let (Some(table), Some(key)) = (Serial::of(table.0), Serial::of(key)) {
            // Where its hash says, which is elsewhere than for keys made before and after it.
            let place = scattered(key.number());
            self.lines.push(Line { object: table.number(), place, weight: ONE, version });
        }
    }

    /// Notes that a register is set, to a value if that is known; else to what it held when the code was last there, in
    /// another version.
    fn set(&mut self, register: u8, (value, version): Held<'gc>) {
        let index = usize::from(register);
        let before = self.thread.stack.get(self.base + index).copied();
        let Some(held) = self.registers.get_mut(index) else { return };
        if value.is_nil() {
            self.versions = self.versions.wrapping_add(1).max(1);
            *held = (before.unwrap_or(value), self.versions);
        } else {
            *held = (value, version);
        }
    }

    fn get(&mut self, object: Held<'gc>, key: Held<'gc>) -> Held<'gc> {
        self.read(object, Some(key));
        (get(object.0, key.0), object.1.max(key.1))
    }

    /// Notes that an object is read, if it is a table maybe at a key.
    fn read(&mut self, (object, version): Held<'gc>, key: Option<Held<'gc>>) {
        if let Value::String(string) = object {
            let weight = if string.is_short() { SHORT } else { LONG };
            return self.lines.push(Line { object: name(string), place: STRING, weight, version });
        }
        let Some(serial) = Serial::of(object).map(Serial::number) else { return };
        let age = self.newest.wrapping_sub(serial);
        let is_young = age < YOUNG && matches!(object, Value::Table(_));
        let name = if is_young { IS_YOUNG | (serial % YOUNG) } else { serial };
        let mut push = |place, weight, version| {
            self.lines.push(Line { object: name, place, weight, version });
        };
        match object {
            Value::Table(table) => {
                let (elements, nodes) = table.part_sizes();
                let part = elements.max(nodes);
                if part <= NEW_PART && age < NEW {
                    return;
                }
                if part <= SMALL_PART {
                    let weight = if part <= SMALLEST_PART { TABLE } else { BROAD_TABLE };
                    return push(WHOLE, weight, version);
                }
                push(WHOLE, ONE, version);
                if let Some((key, version)) = key {
                    let (place, weight) = place(key, elements);
                    push(place, weight, version);
                }
            }
            Value::Thread(_) => push(WHOLE, THREAD, version),
            _ => push(WHOLE, ONE, version),
        }
    }
}

/// A number that tells a string from most others.
fn name(string: String<'_>) -> u32 {
    if string.is_short() {
        return string.short_hash();
    }
    let bytes = string.as_bytes();
    let word = |at: usize| bytes[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let last = bytes.len() - size_of::<u64>();
    let hash = [last / 4, last / 2, last].into_iter().fold(bytes.len() as u64, |hash, at| {
        let product = (hash ^ word(at)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ product >> 32
    });
    hash as u32
}

/// What a table has at a key, unless that is none, or takes long to find.
fn get<'gc>(object: Value<'gc>, key: Value<'gc>) -> Value<'gc> {
    match (object, key) {
        (_, Value::Cell(_)) => Value::Nil,
        (_, Value::String(key)) if !key.is_short() => Value::Nil,
        (Value::Table(table), key) => table.raw_get(key),
        _ => Value::Nil,
    }
}

/// Which line of a table with so many elements an entry is in, and how many lines are read to get at it.
fn place(key: Value<'_>, elements: usize) -> (u32, u32) {
    match key {
        Value::Integer(key @ 1..) if key as u64 <= elements as u64 => {
            (((key - 1) >> LINE_SHIFT) as u32 + 1, ONE)
        }
        // Eight neighbours lie together.
        Value::Integer(key) => (scattered((key >> 3) as u32), ONE),
        Value::Float(key) => (scattered((key.get().to_bits() >> 32) as u32), ONE),
        // Its hash is in the string.
        Value::String(key) => (scattered(name(key)), 2 * ONE),
        _ => (scattered(Serial::of(key).map_or(0, |key| key.number() >> 3)), ONE),
    }
}

/// The place of a node, which neighbours are nowhere near.
fn scattered(word: u32) -> u32 {
    NODE | word.wrapping_mul(0x9e37_79b1) >> 1
}

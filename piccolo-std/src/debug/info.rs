//! `debug.getinfo`.

use piccolo_core::{
    bytecode::instruction::Opcode,
    exec::inspection::Activation,
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::Error,
        function::Function,
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{pause, run_callback},
    support::chunk_name::short_source,
};
use piccolo_derive::sequence;

use super::Subject;
use crate::{
    buffer::{Buffer, SLICE},
    library::{Result, VALUES, charge_bytes, charge_values, optional_or},
};

/// `debug.getinfo([thread,] f [, what])`: a table with what there is to know about a function, or about the
/// one active at level `f`; nil if there is no such level. Each letter of `what` selects some fields.
pub(super) fn getinfo<'gc>(
    current: Callback<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    let subject = Subject::of(&stack);
    let what_index = subject.next + 1;
    let what: String = optional_or(ctx, &stack, what_index, ctx.intern(b"flnSrtu"))?;
    let what = what.as_bytes();
    if what.first() == Some(&b'>') {
        return Err(Error::argument(what_index, "invalid option '>'"));
    }
    let (function, activation) = match Function::from_value(stack.get(subject.next)) {
        Some(function) => (function, None),
        None => {
            let level: i64 = stack.parameter(ctx, subject.next)?;
            let activation = usize::try_from(level).ok().and_then(|level| {
                subject.look(ctx, current, &mut stack, |activations| activations.get(ctx, level))
            });
            let Some(activation) = activation else {
                stack.replace(Value::Nil);
                return Ok(Action::Return);
            };
            (activation.function, Some(activation))
        }
    };
    if !what.iter().all(|option| b"SlutnrLf".contains(option)) {
        return Err(Error::argument(what_index, "invalid option"));
    }
    let info = Info { ctx, table: Table::new(ctx) };
    info.add(what, function, activation.as_ref())?;
    if let Function::Closure(closure) = function {
        let parts = LongParts {
            source: what.contains(&b'S') && closure.function().prototype().source.len() > SLICE,
            lines: what.contains(&b'L'),
        };
        if parts.source || parts.lines {
            return run_callback(ctx, stack, add_long_parts(ctx, closure, info.table, parts));
        }
    }
    stack.replace(info.table.into());
    Ok(Action::Return)
}

/// What is added to the table in pieces.
#[derive(Clone, Copy)]
struct LongParts {
    source: bool,
    lines: bool,
}

/// Adds what may be long; gives the table.
#[sequence]
async fn add_long_parts<'gc>(
    ctx: Context<'gc>,
    closure: Closure<'gc>,
    table: Table<'gc>,
    parts: LongParts,
) -> Result<'gc, Table<'gc>> {
    if parts.source {
        let (mut text, mut done) = (Buffer::default(), 0);
        while !text.copy(ctx, &closure.function().prototype().source, &mut done)? {
            pause().await;
        }
        table.set(ctx, "source", text.into_string(ctx)?)?;
    }
    if parts.lines {
        let (lines, mut done) = (Table::new(ctx), 0);
        while !add_lines(ctx, closure, lines, &mut done)? {
            pause().await;
        }
        table.set(ctx, "activelines", lines)?;
    }
    Ok(table)
}

/// Adds the lines that have code to a table, until a pause is due; counts up the instructions that are `done`. Gives
/// whether those were all.
fn add_lines<'gc>(
    ctx: Context<'gc>,
    closure: Closure<'gc>,
    lines: Table<'gc>,
    done: &mut usize,
) -> Result<'gc, bool> {
    let prototype = closure.function().prototype();
    while let rest @ [_, ..] = &prototype.lines[*done..] {
        if ctx.is_pause_due() {
            return Ok(false);
        }
        let part = &rest[..rest.len().min(VALUES)];
        charge_values(ctx, part.len());
        for (&line, i) in part.iter().zip(&prototype.code[*done..]) {
            // What makes the variables of captured locals belongs to no line.
            if i.op() != Opcode::NewCell {
                lines.raw_set_integer(ctx, line.into(), Value::True)?;
            }
        }
        *done += part.len();
    }
    Ok(true)
}

/// The table that `getinfo` fills.
struct Info<'gc> {
    ctx: Context<'gc>,
    table: Table<'gc>,
}

impl<'gc> Info<'gc> {
    fn add(
        &self,
        what: &[u8],
        function: Function<'gc>,
        activation: Option<&Activation<'gc>>,
    ) -> Result<'gc, ()> {
        let (closure, upvalues) = match function {
            Function::Closure(closure) => (Some(closure), closure.upvalue_count() as i64),
            Function::Callback(callback) => (None, callback.captures_values().into()),
        };
        if what.contains(&b'S') {
            self.add_source(closure)?;
        }
        if what.contains(&b'l') {
            let line = activation.and_then(|activation| activation.line);
            self.set("currentline", Value::Integer(line.map_or(-1, i64::from)))?;
        }
        if what.contains(&b'u') {
            self.set("nups", Value::Integer(upvalues))?;
            self.add_parameters(closure)?;
        }
        if what.contains(&b'n') {
            self.add_name(activation)?;
        }
        if what.contains(&b'r') {
            let transfer = activation.map(|activation| activation.transfer).unwrap_or_default();
            self.set("ftransfer", Value::Integer(transfer.first as i64))?;
            self.set("ntransfer", Value::Integer(transfer.count as i64))?;
        }
        if what.contains(&b't') {
            let is_tail_call = activation.is_some_and(|activation| activation.is_tail_call);
            self.set("istailcall", Value::boolean(is_tail_call))?;
        }
        if what.contains(&b'f') {
            self.set("func", function.into())?;
        }
        Ok(())
    }

    fn set(&self, key: &str, value: Value<'gc>) -> Result<'gc, ()> {
        self.table.set(self.ctx, key, value)
    }

    fn set_text(&self, key: &str, text: &[u8]) -> Result<'gc, ()> {
        self.set(key, self.ctx.intern(text).into())
    }

    /// Where the function is from, but for the name of a chunk that is long.
    fn add_source(&self, closure: Option<Closure<'gc>>) -> Result<'gc, ()> {
        let (source, first, last, what): (&[u8], i64, i64, &[u8]) = match closure {
            None => (b"=[C]", -1, -1, b"C"),
            Some(closure) => {
                let prototype = closure.function().prototype();
                let what: &[u8] = if prototype.line_defined == 0 { b"main" } else { b"Lua" };
                let lines = (prototype.line_defined, prototype.last_line_defined);
                (&prototype.source, lines.0.into(), lines.1.into(), what)
            }
        };
        if source.len() <= SLICE {
            charge_bytes(self.ctx, source.len());
            self.set("source", String::try_new(self.ctx, source)?.into())?;
        }
        self.set_text("short_src", &short_source(source))?;
        self.set("linedefined", Value::Integer(first))?;
        self.set("lastlinedefined", Value::Integer(last))?;
        self.set_text("what", what)
    }

    /// Its parameters.
    fn add_parameters(&self, closure: Option<Closure<'gc>>) -> Result<'gc, ()> {
        let prototype = closure.map(|closure| closure.function().prototype());
        let (parameters, is_vararg) =
            prototype.map_or((0, true), |prototype| (prototype.parameters.into(), prototype.is_vararg));
        self.set("nparams", Value::Integer(parameters))?;
        self.set("isvararg", Value::boolean(is_vararg))
    }

    /// What its caller calls it.
    fn add_name(&self, activation: Option<&Activation<'gc>>) -> Result<'gc, ()> {
        match activation.and_then(|activation| activation.name.as_ref()) {
            None => self.set_text("namewhat", b""),
            Some(name) => {
                self.set_text("name", &name.name)?;
                self.set_text("namewhat", name.kind.to_string().as_bytes())
            }
        }
    }
}

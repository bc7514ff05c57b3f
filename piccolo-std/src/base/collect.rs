//! `collectgarbage`.

use piccolo_core::{
    object::{
        callback::Action, collector::Mode, context::Context, stack::Stack, string::String, value::Value,
    },
    sequence::{pending, run_callback},
};
use piccolo_derive::sequence;

use crate::library::{Result, invalid_option, optional_or};

/// `collectgarbage([option [, arg]])`: controls the collector. `"collect"` (the default) does a full
/// cycle, `"step"` a step, returning whether it ended a cycle; `"count"` gives the memory in use in
/// KiB; `"stop"`, `"restart"` and `"isrunning"` concern automatic collection; `"incremental"` and
/// `"generational"` set the mode and give the previous one; `"setpause"` and `"setstepmul"` set the
/// incremental mode's parameters and give the previous values. Fails while a finalizer is being called.
pub(super) fn collectgarbage<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let option: Option<String> = stack.optional(ctx, 0)?;
    if ctx.is_finalizing() {
        return refuse(ctx, stack, option);
    }
    ctx.charge_fuel(OPTION);
    let collector = ctx.collector();
    let result = match option.map_or(&b"collect"[..], String::as_bytes) {
        b"collect" => {
            ctx.request_collection();
            Value::Integer(0)
        }
        b"stop" => {
            collector.stop();
            Value::Integer(0)
        }
        b"restart" => {
            collector.restart();
            ctx.memory().collect_at(0);
            Value::Integer(0)
        }
        b"count" => Value::float(ctx.memory().used() as f64 / 1024.0),
        b"step" => return run_callback(ctx, stack, step(ctx)),
        b"setpause" => {
            let percent = optional_or(ctx, &stack, 1, 0i64)?;
            Value::Integer(collector.set_pause(kept(percent)).into())
        }
        b"setstepmul" => {
            let percent = optional_or(ctx, &stack, 1, 0i64)?;
            Value::Integer(collector.set_step_multiplier(kept(percent)).into())
        }
        b"isrunning" => Value::boolean(collector.is_running()),
        b"generational" => {
            for index in [1, 2] {
                stack.optional_parameter::<i64>(ctx, index)?;
            }
            mode_name(ctx, collector.set_mode(Mode::Generational))
        }
        b"incremental" => return incremental(ctx, stack),
        other => return Err(invalid_option(ctx, 0, other)),
    };
    stack.replace(result);
    Ok(Action::Return)
}

/// The fuel of looking for an option, and of what it does.
const OPTION: usize = 8;

const OPTIONS: [&[u8]; 10] = [
    b"collect",
    b"stop",
    b"restart",
    b"count",
    b"step",
    b"setpause",
    b"setstepmul",
    b"isrunning",
    b"generational",
    b"incremental",
];

/// What a finalizer gets: fail, whatever it asks for.
#[cold]
fn refuse<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>, option: Option<String<'gc>>) -> Result<'gc> {
    match option {
        Some(option) if !OPTIONS.contains(&option.as_bytes()) => {
            Err(invalid_option(ctx, 0, option.as_bytes()))
        }
        _ => {
            stack.replace(Value::Nil);
            Ok(Action::Return)
        }
    }
}

/// What is kept of a parameter: a quarter of it, in a byte, as scripts see when they ask for it again.
fn kept(percent: i64) -> u32 {
    u32::from((percent as i32 / 4) as u8) * 4
}

fn incremental<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let pause = optional_or(ctx, &stack, 1, 0i64)?;
    let multiplier = optional_or(ctx, &stack, 2, 0i64)?;
    stack.optional_parameter::<i64>(ctx, 3)?;
    let collector = ctx.collector();
    if pause != 0 {
        collector.set_pause(kept(pause));
    }
    if multiplier != 0 {
        collector.set_step_multiplier(kept(multiplier));
    }
    stack.replace(mode_name(ctx, collector.set_mode(Mode::Incremental)));
    Ok(Action::Return)
}

fn mode_name<'gc>(ctx: Context<'gc>, mode: Mode) -> Value<'gc> {
    Value::String(ctx.intern(match mode {
        Mode::Incremental => b"incremental",
        Mode::Generational => b"generational",
    }))
}

/// Has the collector do a step, and says whether it ended a cycle.
#[sequence]
async fn step<'gc>(ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<'gc, bool> {
    let kilobytes = optional_or(ctx, stack, 1, 0i64)?;
    ctx.request_collection_step(usize::try_from(kilobytes).unwrap_or(0).saturating_mul(1024));
    pending().await;
    Ok(ctx.collector().finished_cycle())
}

//! How many blocks of memory host functions take from the allocator: none if they do not suspend, one if they do,
//! however often.

use piccolo::{
    Callback, Context, Error, Function, Lua, Value, sequence,
    sequence::{Dyn, boxed, call, call_stack, host, run_callback},
};

type Result<'gc, T> = std::result::Result<T, Error<'gc>>;

/// Suspends `count` times.
#[sequence]
async fn calls<'gc>(_ctx: Context<'gc>, function: Function<'gc>, count: i64) -> Result<'gc, i64> {
    let mut sum = 0;
    for i in 0..count {
        sum += call::<i64>(function, i).await?;
    }
    Ok(sum)
}

#[sequence]
async fn outer<'gc>(ctx: Context<'gc>, function: Function<'gc>, count: i64) -> Result<'gc, i64> {
    Ok(calls(ctx, function, count).await? + calls(ctx, function, count).await?)
}

#[sequence]
async fn with_inner_box<'gc>(ctx: Context<'gc>, function: Function<'gc>, count: i64) -> Result<'gc, i64> {
    boxed(calls(ctx, function, count)).await
}

#[sequence]
async fn ready<'gc>(_ctx: Context<'gc>, _function: Function<'gc>, count: i64) -> Result<'gc, i64> {
    Ok(host(std::future::ready(count)).await)
}

fn behind_a_pointer<'gc>(
    ctx: Context<'gc>,
    function: Function<'gc>,
    count: i64,
) -> Dyn<'gc, Result<'gc, i64>> {
    Dyn::new(calls(ctx, function, count))
}

/// Calls with its arguments, as `pcall` does.
fn forward<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    Callback::new(ctx, |ctx, mut stack| {
        let function = stack.remove(0).unwrap_or(Value::Nil);
        run_callback(ctx, stack, call_stack(function))
    })
}

/// The blocks that one of many calls `f(function(i) return i end, count)` takes.
fn blocks_per_call(make: for<'gc> fn(Context<'gc>) -> Callback<'gc>, count: i64) -> u64 {
    const SCRIPT: &str = "local n, count = ...
        local f = f
        local function id(i) return i end
        for i = 1, n do f(id, count) end";
    let mut lua = Lua::new();
    assert!(lua.enter(|ctx| ctx.globals().set(ctx, "f", make(ctx)).is_ok()));
    let mut blocks = |calls: i64| {
        let run = lua.load(SCRIPT).executor((calls, count)).expect("the script compiles");
        let finish = || lua.finish::<()>(&run).expect("the script runs");
        allocation_counter::measure(finish).count_total
    };
    blocks(10);
    let few = blocks(1_000);
    (blocks(2_000) - few) / 1_000
}

#[test]
fn what_does_not_suspend_allocates_nothing() {
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, calls), 0), 0);
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, outer), 0), 0);
}

#[test]
fn small_states_are_kept_in_place() {
    assert_eq!(blocks_per_call(forward, 0), 0);
}

#[test]
fn what_suspends_allocates_once() {
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, calls), 1), 1);
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, calls), 20), 1);
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, outer), 20), 1);
}

/// The outer one keeps only the pointer, in place. `Dyn` boxes what is to be started as well.
#[test]
fn boxes_that_are_asked_for_are_the_only_ones() {
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, with_inner_box), 20), 1);
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, behind_a_pointer), 20), 2);
}

/// A future cannot move once it was polled, so it is in a box before.
#[test]
fn a_future_takes_a_block() {
    assert_eq!(blocks_per_call(|ctx| Callback::sequence(ctx, ready), 1), 1);
}

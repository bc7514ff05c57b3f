//! Random functions, each compiled by `#[sequence]` and by rustc as an `async fn`: they make the same
//! calls, record the same numbers, drop the same values in the same order, and have the same result.
//!
//! The functions are written by the build script, see `generator`.
#![forbid(unsafe_code)]

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task,
};

use piccolo::{
    Callback, Context, Error, Executor, Fuel, Function, Lua, StashedExecutor, Value, sequence, sequence::Dyn,
};

/// What the functions record.
pub type Log = Rc<RefCell<Vec<i64>>>;

/// How the functions fail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bad(pub i64);

impl<'gc> From<Error<'gc>> for Bad {
    fn from(error: Error<'gc>) -> Self {
        match error {
            Error::Value(Value::Integer(code)) => Bad(code),
            _ => Bad(-99),
        }
    }
}

/// A struct of two numbers.
#[derive(Clone, Copy, Debug)]
pub struct P {
    /// The first.
    pub x: i64,
    /// The second.
    pub y: i64,
}

impl P {
    /// A number that depends on both, in order.
    pub fn sum(self) -> i64 {
        (2 * self.x + self.y) & 0xfff
    }
}

/// Records its number when it is dropped.
pub struct Guard(pub i64, pub Log);

impl Drop for Guard {
    fn drop(&mut self) {
        self.1.borrow_mut().push(-1000 - self.0);
    }
}

thread_local! {
    static TICKS: Cell<i64> = const { Cell::new(0) };
    static CALLS: RefCell<Calls> = const { RefCell::new(Calls { state: 0, arguments: Vec::new() }) };
}

/// Ends loops that go on for too long.
///
/// # Errors
/// At the 40th time.
pub fn tick() -> Result<(), Bad> {
    TICKS.set(TICKS.get() + 1);
    if TICKS.get() > 40 { Err(Bad(-1)) } else { Ok(()) }
}

/// Nothing, for some numbers.
pub fn pick(x: i64) -> Option<i64> {
    (x & 3 != 1).then_some(x)
}

/// What has been called, on which the results depend.
struct Calls {
    state: i64,
    arguments: Vec<i64>,
}

impl Calls {
    fn call(&mut self, argument: i64) -> Result<i64, i64> {
        self.arguments.push(argument);
        self.state = (self.state.wrapping_mul(31) + 7).wrapping_add(argument) & 0xff;
        if self.state % 13 == 0 { Err(self.state) } else { Ok((self.state >> 2) & 15) }
    }
}

fn call_now(argument: i64) -> Result<i64, i64> {
    CALLS.with_borrow_mut(|calls| calls.call(argument))
}

/// What the functions use as sequences.
pub mod ours {
    pub use super::{Bad, Guard, Log, P, pick, tick};
    pub use piccolo::{Context, Function, sequence};

    use piccolo::{Error, IntoMulti, sequence::call::Call};

    /// A call through the VM.
    pub fn call<'gc>(f: Function<'gc>, argument: i64) -> Call<'gc, impl IntoMulti<'gc>, i64> {
        piccolo::sequence::call(f, argument)
    }

    /// A result of an `async` block.
    ///
    /// # Errors
    /// None.
    pub fn ok<'gc>(value: i64) -> Result<i64, Error<'gc>> {
        Ok(value)
    }
}

/// What the functions use as `async fn`s.
pub mod theirs {
    pub use super::{Bad, Guard, Log, P, pick, tick};

    /// The function that is called.
    #[derive(Clone, Copy)]
    pub struct F;

    /// A call at once.
    ///
    /// # Errors
    /// Depending on what was called before.
    pub async fn call(_: F, argument: i64) -> Result<i64, Bad> {
        super::call_now(argument).map_err(Bad)
    }

    /// A result of an `async` block.
    ///
    /// # Errors
    /// None.
    pub fn ok(value: i64) -> Result<i64, Bad> {
        Ok(value)
    }
}

/// A running `async fn`.
pub type Boxed = Pin<Box<dyn Future<Output = Result<i64, Bad>>>>;

/// A body in both forms.
pub struct Pair {
    /// Its name in the generated source.
    pub name: &'static str,
    /// As a sequence.
    pub ours: for<'gc> fn(Context<'gc>, Function<'gc>, Log) -> Dyn<'gc, Result<i64, Bad>>,
    /// As an `async fn`.
    pub theirs: fn(theirs::F, Log) -> Boxed,
}

/// What a body did.
#[derive(Debug, PartialEq)]
struct Trace {
    calls: Vec<i64>,
    log: Vec<i64>,
    result: Result<i64, Bad>,
}

fn trace(salt: i64, run: impl FnOnce(Log) -> Result<i64, Bad>) -> Trace {
    TICKS.set(0);
    CALLS.set(Calls { state: salt, arguments: Vec::new() });
    let log = Log::default();
    let result = run(log.clone());
    let calls = CALLS.replace(Calls { state: 0, arguments: Vec::new() }).arguments;
    Trace { calls, log: log.take(), result }
}

fn theirs(pair: &Pair, salt: i64) -> Trace {
    trace(salt, |log| {
        let mut future = (pair.theirs)(theirs::F, log);
        match future.as_mut().poll(&mut task::Context::from_waker(task::Waker::noop())) {
            task::Poll::Ready(result) => result,
            task::Poll::Pending => unreachable!("the calls are done at once"),
        }
    })
}

fn ours(lua: &mut Lua, pair: &'static Pair, salt: i64, collect: bool) -> Trace {
    trace(salt, |log| {
        let outcome = Rc::new(Cell::new(None));
        let executor = start(lua, pair, log, outcome.clone());
        loop {
            let step = lua.step(&executor, &mut Fuel::new(1));
            if collect {
                lua.collect_garbage();
            }
            if step.is_finished() {
                break;
            }
        }
        outcome.take().expect("the sequence has finished")
    })
}

#[sequence]
async fn record<'gc>(
    _ctx: Context<'gc>,
    body: Dyn<'gc, Result<i64, Bad>>,
    outcome: Rc<Cell<Option<Result<i64, Bad>>>>,
) -> Result<(), Error<'gc>> {
    let result = body.await;
    outcome.set(Some(result));
    Ok(())
}

fn start(
    lua: &mut Lua,
    pair: &'static Pair,
    log: Log,
    outcome: Rc<Cell<Option<Result<i64, Bad>>>>,
) -> StashedExecutor {
    lua.enter(|ctx| {
        let f = Callback::new(ctx, |ctx, mut stack| {
            let argument: i64 = stack.consume(ctx)?;
            match call_now(argument) {
                Ok(result) => stack.replace_with(ctx, result),
                Err(code) => Err(Error::Value(Value::Integer(code))),
            }
        });
        let body = Callback::sequence(ctx, move |ctx, f| {
            record(ctx, (pair.ours)(ctx, f, log.clone()), outcome.clone())
        });
        let executor = Executor::new(ctx, body.into(), &[f.into()]).expect("there is memory");
        ctx.stash(executor)
    })
}

/// Compares all of `pairs`, under several courses of what the calls give.
///
/// # Panics
/// When one differs.
pub fn compare(pairs: &'static [Pair]) {
    let mut lua = Lua::new();
    let mut calls = 0;
    for pair in pairs {
        for salt in 0..10 {
            let expected = theirs(pair, salt);
            let found = ours(&mut lua, pair, salt, salt < 2);
            assert_eq!(found, expected, "{} with salt {salt}", pair.name);
            calls += expected.calls.len();
        }
    }
    println!("{} bodies made {calls} calls", pairs.len());
}

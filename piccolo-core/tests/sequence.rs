//! Operations that are awaited: what they give, what they leave on the stack, and how errors travel.
//!
//! Each script runs whole, in steps of one unit of fuel, and with a collection at every opportunity.
#![forbid(unsafe_code)]

use std::cell::Cell;

use piccolo_core::{
    convert::{FromMulti, multiple::Variadic},
    exec::{executor::Step, fuel::Fuel},
    lua::{Lua, RuntimeError},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::{Error, Stop},
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        string::String as LuaString,
        table::Table,
        thread::Thread,
        value::Value,
    },
    sequence::{
        Await, Input, Progress, Request, Start, Tail, Wait, add, bitand, bnot, boxed, call,
        call::{CallStack, Completion},
        call_stack, call_with_handler, close, concat, eq, index, into_sequence, le, len, lt,
        nested::Running,
        pending,
        results::Results,
        resume, run, run_callback, set_index, tostring, unm, yield_,
    },
};
use piccolo_derive::Collect;

/// `pcall` as a machine written by hand.
#[derive(Collect)]
#[collect(no_drop)]
struct Protected<'gc>(CallStack<'gc>);

#[derive(Collect)]
#[collect(require_static)]
struct ProtectedWait(Completion);

impl<'gc> Await<'gc> for Protected<'gc> {
    type Output = Result<Tail<'gc>, Error<'gc>>;
    type Waiting = ProtectedWait;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        match self.0.start(ctx, stack) {
            Start::Suspended(request, wait) => Start::Suspended(request, ProtectedWait(wait)),
            Start::Ready(result) => Start::Ready(protect(ctx, stack, result)),
        }
    }
}

impl<'gc> Wait<'gc> for ProtectedWait {
    type Output = Result<Tail<'gc>, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match self.0.resume(ctx, stack, input) {
            Progress::Suspended(request) => Progress::Suspended(request),
            Progress::Ready(result) => Progress::Ready(protect(ctx, stack, result)),
        }
    }

    fn catches(&self) -> bool {
        true
    }
}

fn protect<'gc>(
    ctx: Context<'gc>,
    stack: &mut Stack<'gc, '_>,
    result: Result<(), Error<'gc>>,
) -> Result<Tail<'gc>, Error<'gc>> {
    match result {
        Ok(()) => {
            stack.insert(0, Value::True)?;
            Ok(Tail::Stack)
        }
        Err(error) => Tail::values(ctx, stack, (false, error.to_value(ctx))),
    }
}

fn protected<'gc>(_: Context<'gc>, function: Value<'gc>) -> Protected<'gc> {
    Protected(call_stack(function))
}

/// Calls a function with 1, 2, .. `count`, one after the other, and adds the results up. A value that it
/// keeps on the stack must be there after each call.
struct Total<'gc> {
    count: i64,
    function: Function<'gc>,
}

#[derive(Collect)]
#[collect(no_drop)]
struct TotalWait<'gc> {
    count: i64,
    done: i64,
    sum: i64,
    function: Function<'gc>,
    wait: Results<i64>,
}

impl<'gc> Await<'gc> for Total<'gc> {
    type Output = Result<i64, Error<'gc>>;
    type Waiting = TotalWait<'gc>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        if let Err(error) = stack.push(Value::Integer(-99)) {
            return Start::Ready(Err(error));
        }
        let Total { count, function } = self;
        match call::<i64>(function, 1).start(ctx, stack) {
            Start::Ready(result) => Start::Ready(result),
            Start::Suspended(request, wait) => {
                Start::Suspended(request, TotalWait { count, done: 0, sum: 0, function, wait })
            }
        }
    }
}

impl<'gc> Wait<'gc> for TotalWait<'gc> {
    type Output = Result<i64, Error<'gc>>;

    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match self.wait.resume(ctx, stack, input) {
            Progress::Suspended(request) => return Progress::Suspended(request),
            Progress::Ready(Err(error)) => return Progress::Ready(Err(error)),
            Progress::Ready(Ok(number)) => self.sum += number,
        }
        self.done += 1;
        assert!(matches!(stack.as_slice(), [.., Value::Integer(-99)]), "the kept value is there");
        if self.done == self.count {
            stack.pop();
            return Progress::Ready(Ok(self.sum));
        }
        match call::<i64>(self.function, self.done + 1).start(ctx, stack) {
            Start::Ready(result) => Progress::Ready(result),
            Start::Suspended(request, wait) => {
                self.wait = wait;
                Progress::Suspended(request)
            }
        }
    }
}

fn total<'gc>(_: Context<'gc>, count: i64, function: Function<'gc>) -> Total<'gc> {
    Total { count, function }
}

/// A sequence by the other protocol: calls its first value with the others, one after the other, below
/// values of its own, and returns how many calls failed and the last result. `catching` tells whether it
/// takes errors.
#[derive(Collect)]
#[collect(require_static)]
struct Each {
    next: usize,
    failed: i64,
    catching: bool,
}

impl Each {
    fn next<'gc>(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
        arguments: usize,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if self.next == arguments {
            let last = if stack.len() > arguments { stack.get(arguments) } else { Value::Nil };
            stack.clear();
            stack.push(Value::Integer(self.failed))?;
            stack.push(last)?;
            return Ok(SequencePoll::Return);
        }
        stack.truncate(arguments);
        let (function, argument) = (stack.argument(ctx, 0)?, stack.get(self.next));
        self.next += 1;
        stack.push(argument)?;
        Ok(SequencePoll::Call { function, bottom: arguments })
    }
}

/// How many arguments [`Each`] gets: the function and three values.
const ARGUMENTS: usize = 4;

impl<'gc> Sequence<'gc> for Each {
    fn poll(&mut self, ctx: Context<'gc>, stack: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        self.next(ctx, stack, ARGUMENTS)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if !self.catching {
            return Err(error);
        }
        assert_eq!(stack.len(), ARGUMENTS, "the stack is cut at the request's bottom");
        self.failed += 1;
        self.next(ctx, stack, ARGUMENTS)
    }

    fn catches(&self) -> bool {
        self.catching
    }
}

/// A VM with some functions.
fn new_lua() -> Lua {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        protection(ctx);
        coroutines(ctx);
        operators(ctx);
        others(ctx);
    });
    lua
}

fn set<'gc>(ctx: Context<'gc>, name: &str, function: Callback<'gc>) {
    assert!(ctx.globals().set(ctx, name, function).is_ok());
}

fn protection<'gc>(ctx: Context<'gc>) {
    set(ctx, "protected", Callback::sequence(ctx, protected));
    set(ctx, "error", Callback::new(ctx, |_, stack| Err(Error::Value(stack.get(0)))));
    let asked = Callback::new(ctx, |ctx, mut stack| {
        let function: Function = stack.consume(ctx)?;
        Ok(Action::Call { function, bottom: 0, then: BoxSequence::new(Asked(Cell::new(0))) })
    });
    set(ctx, "asked", asked);
    set(ctx, "levels", Callback::sequence(ctx, |_, n: i64| Levels(n)));
    set(ctx, "complain", Callback::new(ctx, |_, _| Err(Error::message("no"))));
    let handled = |_, function: Value<'gc>, handler: Function<'gc>| {
        call_with_handler::<Value<'gc>>(function, handler, (1, 2))
    };
    set(ctx, "handled", Callback::sequence(ctx, handled));
}

fn coroutines<'gc>(ctx: Context<'gc>) {
    let create = Callback::new(ctx, |ctx, mut stack| {
        let function: Function = stack.consume(ctx)?;
        stack.replace_with(ctx, Thread::new(ctx, function)?)
    });
    set(ctx, "create", create);
    type Values<'gc> = Variadic<Value<'gc>>;
    set(ctx, "yield", Callback::sequence(ctx, |_, values: Values<'gc>| yield_::<Values<'gc>>(values)));
    let resume = |_, thread: Thread<'gc>, values: Values<'gc>| resume::<Values<'gc>>(thread, values);
    set(ctx, "resume", Callback::sequence(ctx, resume));
    set(ctx, "close", Callback::sequence(ctx, |_, thread: Thread<'gc>| close(thread)));
    // Yields below a value of its own.
    let ask = Callback::new(ctx, |ctx, mut stack| {
        stack.replace(Value::Integer(-99));
        run_callback(ctx, stack, yield_::<i64>("?"))
    });
    set(ctx, "ask", ask);
}

fn operators<'gc>(ctx: Context<'gc>) {
    type Value<'gc> = piccolo_core::object::value::Value<'gc>;
    let binary = |name: &str, function: Callback<'gc>| set(ctx, name, function);
    binary("add", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| add::<Value<'gc>>(a, b)));
    binary("band", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| bitand::<Value<'gc>>(a, b)));
    binary("concat", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| concat::<Value<'gc>>(a, b)));
    binary("index", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| index::<Value<'gc>>(a, b)));
    binary("eq", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| eq(a, b)));
    binary("lt", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| lt(a, b)));
    binary("le", Callback::sequence(ctx, |_, a: Value<'gc>, b: Value<'gc>| le(a, b)));
    set(ctx, "unm", Callback::sequence(ctx, |_, a: Value<'gc>| unm::<Value<'gc>>(a)));
    set(ctx, "bnot", Callback::sequence(ctx, |_, a: Value<'gc>| bnot::<Value<'gc>>(a)));
    set(ctx, "len", Callback::sequence(ctx, |_, a: Value<'gc>| len::<i64>(a)));
    set(ctx, "tostring", Callback::sequence(ctx, |_, a: Value<'gc>| tostring(a)));
    let assign = |_, object: Value<'gc>, key: Value<'gc>, value: Value<'gc>| set_index(object, key, value);
    set(ctx, "assign", Callback::sequence(ctx, assign));
}

fn others<'gc>(ctx: Context<'gc>) {
    let setmetatable = Callback::new(ctx, |ctx, mut stack| {
        let (table, metatable): (Table, Table) = stack.consume(ctx)?;
        table.set_metatable(ctx, Some(metatable));
        stack.replace_with(ctx, table)
    });
    set(ctx, "setmetatable", setmetatable);
    set(ctx, "total", Callback::sequence(ctx, total));
    set(ctx, "each", Callback::new(ctx, |ctx, stack| each(ctx, stack, true)));
    set(ctx, "each_until_error", Callback::new(ctx, |ctx, stack| each(ctx, stack, false)));
    let tail_call = Callback::new(ctx, |ctx, mut stack| {
        let (function, count): (Value, i64) = stack.consume(ctx)?;
        run_callback(ctx, stack, Handing { function, count })
    });
    set(ctx, "tail_call", tail_call);
    let inside = Callback::new(ctx, |ctx, mut stack| {
        let function: Value = stack.consume(ctx)?;
        stack.replace(Value::Integer(-99));
        let sequence = into_sequence(Protected(call_stack(function)));
        run_callback(ctx, stack, run::<Variadic<Value>>(sequence, (1, 2)))
    });
    set(ctx, "inside", inside);
    set(ctx, "later", Callback::new(ctx, |_, _| Ok(Action::Sequence(into_sequence(Waiting { count: 2 })))));
    let tail = Callback::new(ctx, |ctx, mut stack| {
        let function: Value = stack.consume(ctx)?;
        stack.replace(Value::Integer(-99));
        run_callback(ctx, stack, run::<(i64, i64)>(TailCalling, function))
    });
    set(ctx, "tail", tail);
    let boxed_call = |_, function: Value<'gc>| boxed(call::<(i64, Option<LuaString<'gc>>)>(function, ()));
    set(ctx, "boxed", Callback::sequence(ctx, boxed_call));
    set(ctx, "finished", Callback::sequence(ctx, |_, function: Value<'gc>| Overrun(function)));
    set(ctx, "wait", Callback::sequence(ctx, |_, count: i64| Waiting { count }));
}

/// Runs [`Each`] above a value of its own.
fn each<'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    catching: bool,
) -> Result<Action<'gc>, Error<'gc>> {
    let arguments: (Function, Value, Value, Value) = stack.consume(ctx)?;
    stack.replace(Value::Integer(-99));
    let each = Each { next: 1, failed: 0, catching };
    run_callback(ctx, stack, run::<(i64, Value)>(each, arguments))
}

/// Ends with a call of a function with the numbers up to `count`.
struct Handing<'gc> {
    function: Value<'gc>,
    count: i64,
}

impl<'gc> Await<'gc> for Handing<'gc> {
    type Output = Result<Tail<'gc>, Error<'gc>>;
    type Waiting = Never;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Never, Self::Output> {
        let numbers: Variadic<i64> = (1..=self.count).collect();
        Start::Ready(Tail::call(ctx, stack, self.function, numbers))
    }
}

/// What does not suspend.
#[derive(Collect)]
#[collect(require_static)]
enum Never {}

impl<'gc> Wait<'gc> for Never {
    type Output = Result<Tail<'gc>, Error<'gc>>;

    fn resume(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        match *self {}
    }
}

/// Calls its first value, and is over.
#[derive(Collect)]
#[collect(require_static)]
struct TailCalling;

impl<'gc> Sequence<'gc> for TailCalling {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        let function: Function = stack.argument(ctx, 0)?;
        stack.clear();
        stack.push(Value::Integer(5))?;
        Ok(SequencePoll::TailCall(function))
    }
}

/// Asks for a call, and then says that it had come to its end before.
struct Overrun<'gc>(Value<'gc>);

impl<'gc> Await<'gc> for Overrun<'gc> {
    type Output = Result<(), Error<'gc>>;
    type Waiting = OverrunWait;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, OverrunWait, Self::Output> {
        match call_stack(self.0).start(ctx, stack) {
            Start::Suspended(request, _) => Start::Suspended(request, OverrunWait),
            Start::Ready(result) => Start::Ready(result),
        }
    }
}

#[derive(Collect)]
#[collect(require_static)]
struct OverrunWait;

impl<'gc> Wait<'gc> for OverrunWait {
    type Output = Result<(), Error<'gc>>;

    fn resume(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        Progress::Suspended(Request::Spent)
    }
}

/// Lets the host act some times.
#[derive(Collect)]
#[collect(require_static)]
struct Waiting {
    count: i64,
}

impl<'gc> Await<'gc> for Waiting {
    type Output = Result<&'static str, Error<'gc>>;
    type Waiting = Self;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self, Self::Output> {
        match pending().start(ctx, stack) {
            Start::Suspended(request, _) => Start::Suspended(request, self),
            Start::Ready(()) => Start::Ready(Ok("at once")),
        }
    }
}

impl<'gc> Wait<'gc> for Waiting {
    type Output = Result<&'static str, Error<'gc>>;

    fn resume(
        &mut self,
        _: Context<'gc>,
        _: &mut Stack<'gc, '_>,
        _: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        self.count -= 1;
        if self.count > 0 {
            return Progress::Suspended(Request::Pending);
        }
        Progress::Ready(Ok("waited"))
    }
}

/// Sequences that run each other, through a type that hides it.
#[derive(Collect)]
#[collect(require_static)]
struct Levels(i64);

impl<'gc> Await<'gc> for Levels {
    type Output = Result<i64, Error<'gc>>;
    type Waiting = Running<'gc, i64>;

    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        if self.0 == 0 {
            return Start::Ready(Ok(0));
        }
        run::<i64>(into_sequence(Levels(self.0 - 1)), ()).start(ctx, stack)
    }
}

/// Counts how often it was asked for what it does with an error, in a cell of the size of a word.
#[derive(Collect)]
#[collect(require_static)]
struct Asked(Cell<usize>);

impl Asked {
    fn count(&self) {
        self.0.set(self.0.get() + 1);
    }
}

impl<'gc> Sequence<'gc> for Asked {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(SequencePoll::Return)
    }

    fn error(
        &mut self,
        _: Context<'gc>,
        _: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        stack.replace(Value::boolean(self.0.get() > 0));
        Ok(SequencePoll::Return)
    }

    fn catches(&self) -> bool {
        self.count();
        true
    }

    fn message_handler(&self) -> Option<Function<'gc>> {
        self.count();
        None
    }
}

/// What a script returns, run in one way; and how often it waited for the host.
fn run_script<T: for<'gc> FromMulti<'gc>>(
    source: &str,
    slice: u64,
    stress: bool,
) -> (Result<T, RuntimeError>, usize) {
    let mut lua = new_lua();
    lua.set_gc_stress(stress);
    let executor = lua.load(source).name("=input").executor(()).expect("the script compiles");
    let mut pauses = 0;
    loop {
        match lua.step(&executor, &mut Fuel::new(slice)) {
            Step::Pending => pauses += 1,
            Step::OutOfFuel => {}
            _ => return (lua.take(&executor), pauses),
        }
    }
}

const WAYS: [(u64, bool); 4] = [(u64::MAX, false), (1, false), (3, true), (u64::MAX, true)];

#[track_caller]
fn check<T: for<'gc> FromMulti<'gc> + PartialEq + std::fmt::Debug>(source: &str, expected: T) {
    for (slice, stress) in WAYS {
        let (result, _) = run_script::<T>(source, slice, stress);
        assert_eq!(result.expect("the script runs"), expected, "{slice} units per step, stress: {stress}");
    }
}

#[track_caller]
fn check_error(source: &str, expected: &str) {
    for (slice, stress) in WAYS {
        let (result, _) = run_script::<Variadic<bool>>(source, slice, stress);
        let error = result.expect_err("the script fails");
        assert_eq!(std::str::from_utf8(error.message()), Ok(expected), "{slice} units per step");
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_protected_call_gives_all_results() {
    check("return protected(function(...) return ..., 3 end)", (true, None::<i64>, 3));
    check("return protected(function() return 1, 'x', 2.5 end)", (true, 1, text("x"), 2.5));
}

#[test]
fn arguments_beyond_the_typed_ones_stay_on_the_stack() {
    check("return protected(function(a, b, ...) return b, a, ... end, 1, 2, 3)", (true, 2, 1, 3));
}

#[test]
fn a_protected_call_gives_errors_as_values() {
    check("return protected(error, 'oops')", (false, text("oops")));
    check("return protected(complain)", (false, text("no")));
    check("return protected(function() complain() end)", (false, text("input:1: no")));
    check("return protected(nil)", (false, text("attempt to call a nil value")));
    check(
        "return protected(function() local x = nil; x.y = 1 end)",
        (false, text("input:1: attempt to index a nil value (local 'x')")),
    );
}

#[test]
fn protected_calls_nest() {
    check("return protected(protected, function() return protected(error, 1) end)", (true, true, false, 1));
    check(
        "local function deep(n) if n == 0 then error('bottom') end
           local ok, e = protected(deep, n - 1) error(e .. n) end
         return protected(deep, 5)",
        (false, text("bottom12345")),
    );
}

#[test]
fn objects_are_called_through_their_metamethod() {
    check(
        "local object = setmetatable({}, {__call = function(self, a, b) return a, b, self end})
         return protected(object, 1, 2)",
        (true, 1, 2),
    );
}

#[test]
fn calls_in_a_loop_leave_what_is_kept_on_the_stack() {
    check("return total(100, function(n) return n end)", 5050);
    check("return total(3, function(n) return n, 'and', 'more' end)", 6);
    check("return total(4, function(n) return total(n, function(m) return m end) end)", 1 + 3 + 6 + 10);
}

#[test]
fn an_error_that_is_passed_on_keeps_its_value() {
    check("local key = {} local ok, e = protected(total, 5, function(n) if n == 3 then error(key) end return n end)
         return ok, e == key", (false, true));
    check_error("total(5, function(n) complain() end)", "input:1: no");
}

#[test]
fn a_result_that_does_not_convert_is_an_error_of_the_sequence() {
    check_error("total(1, function() return {} end)", "input:1: bad result #1 (number expected, got table)");
    check_error("boxed(function() return 1, {} end)", "input:1: bad result #2 (string expected, got table)");
    check("return boxed(function() return 1 end)", (1, None::<String>));
}

#[test]
fn arguments_that_do_not_convert_name_their_position() {
    check_error("total('x', 1)", "input:1: bad argument #1 to 'total' (number expected, got string)");
    check_error("total(1)", "input:1: bad argument #2 to 'total' (function expected, got no value)");
}

#[test]
fn message_handlers_run_where_the_error_is_raised() {
    check("return handled(function(a, b) return a + b end, error)", 3);
    check(
        "local ok, e = protected(handled, function() local x = 1 + nil end, function(e) return 'h:' .. e end)
         return ok, e",
        (false, text("h:input:1: attempt to perform arithmetic on a nil value")),
    );
    check(
        "local ok, e = protected(handled, nil, function(e) return 'h:' .. e end) return e",
        text("h:attempt to call a nil value"),
    );
    // It is called for its own errors as well.
    check(
        "local ok, e = protected(handled, nil, function(e) error('worse') end) return e",
        text("error in error handling"),
    );
    check(
        "local n = 0 local ok, e = protected(handled, nil, function(e) n = n + 1 if n < 3 then error('worse') end return n end)
         return e",
        3,
    );
}

#[test]
fn a_machine_that_catches_leaves_no_traceback_behind() {
    let (result, _) = run_script::<()>("protected(error, 1) error('out')", u64::MAX, false);
    let error = result.expect_err("the script fails");
    assert_eq!(error.message(), b"out");
    let traceback = String::from_utf8_lossy(error.traceback()).into_owned();
    assert!(!traceback.contains("protected"), "{traceback}");
}

#[test]
fn a_sequence_of_one_word_changes_while_it_is_shared() {
    check("return asked(complain)", true);
}

#[test]
fn coroutines_are_resumed_and_yield() {
    check(
        "local co = create(function(a, b) local c = yield(a + b) local d, e = yield(c * 2) return d .. e end)
         return resume(co, 1, 2), resume(co, 10), resume(co, 'x', 'y')",
        (3, 20, text("xy")),
    );
    check("local co = create(function() return ask() end) return resume(co), resume(co, 5)", (text("?"), 5));
}

#[test]
fn an_error_of_a_coroutine_arrives_at_the_resumer() {
    check(
        "local co = create(function() error('died') end)
         local ok, e = protected(resume, co) local _, again = protected(resume, co) return ok, e, again",
        (false, text("died"), text("cannot resume dead coroutine")),
    );
}

#[test]
fn yields_where_nothing_can_yield_are_errors_that_can_be_caught() {
    check("return protected(yield, 1)", (false, text("attempt to yield from outside a coroutine")));
}

#[test]
fn coroutines_are_closed() {
    check(
        "local log = ''
         local co = create(function()
           local x <close> = setmetatable({}, {__close = function() log = log .. 'closed' end}) yield(1) end)
         resume(co) close(co) return log, protected(resume, co)",
        (text("closed"), false, text("cannot resume dead coroutine")),
    );
    check(
        "local co = create(function()
           local x <close> = setmetatable({}, {__close = function() error('in close') end}) yield(1) end)
         resume(co) return protected(close, co)",
        (false, text("in close")),
    );
}

#[test]
fn operators_work_at_once_on_plain_values() {
    check(
        "local t = {1, 2, x = 7} assign(t, 'y', 8)
         return add(1, 2), band(6, 3), concat(1, 'x'), index(t, 'x'), t.y, unm(5), bnot(0), len(t)",
        (3, 2, text("1x"), 7, 8, -5, -1, 2),
    );
    check(
        "return eq(1, 1.0), eq('a', 'b'), lt(1, 2), le('b', 'a'), tostring(1.5)",
        (true, false, true, false, text("1.5")),
    );
}

#[test]
fn operators_call_metamethods() {
    check(
        "local mt = {}
         mt.__add = function(a, b) return 'added', 'more' end mt.__concat = function() return 'joined' end
         mt.__band = function() return 'anded' end mt.__unm = function() return 'negated' end
         mt.__bnot = function() return 'inverted' end mt.__len = function() return 40 end
         mt.__index = function(t, k) return k .. '!' end mt.__tostring = function() return 'shown' end
         local o = setmetatable({}, mt)
         return add(o, 1), concat(1, o), band(o, 1), unm(o), bnot(o), len(o), index(o, 'k'), tostring(o)",
        (
            text("added"),
            text("joined"),
            text("anded"),
            text("negated"),
            text("inverted"),
            40,
            text("k!"),
            text("shown"),
        ),
    );
    check(
        "local mt, log = {}, '' mt.__eq = function() return 1 end mt.__lt = function() return nil end
         mt.__le = function() return 'yes' end mt.__newindex = function(t, k, v) log = log .. k .. v end
         local a, b = setmetatable({}, mt), setmetatable({}, mt) assign(a, 'k', 1)
         return eq(a, b), lt(a, b), le(a, b), log",
        (true, false, true, text("k1")),
    );
}

#[test]
fn operators_that_fail_do_so_without_a_position() {
    check_error("add({}, 1)", "attempt to perform arithmetic on a table value");
    check_error("band(1.5, 1)", "number has no integer representation");
    check_error("concat(nil, 1)", "attempt to concatenate a nil value");
    check_error("index(nil, 1)", "attempt to index a nil value");
    check_error("assign({}, nil, 1)", "table index is nil");
    check_error("lt({}, 1)", "attempt to compare table with number");
    check_error("len(1)", "attempt to get length of a number value");
    check_error(
        "tostring(setmetatable({}, {__tostring = function() return {} end}))",
        "input:1: '__tostring' must return a string",
    );
}

#[test]
fn hand_written_sequences_are_awaited_with_a_stack_of_their_own() {
    check("return each(function(n) return n * 2 end, 1, 2, 3)", (0, 6));
    check("return each(function(n) if n == 2 then error('two') end return n end, 1, 2, 3)", (1, 3));
    check_error("each_until_error(function(n) error('bad ' .. n) end, 1, 2, 3)", "bad 1");
    check("return tail(function(n) return n, n + 1 end)", (5, 6));
    check_error("tail(function(n) error('late') end)", "late");
}

#[test]
fn a_sequence_gets_a_stack_of_its_own_inside_another() {
    check("return inside(function(...) return ... end)", (true, 1, 2));
    check("return inside(function(a) error(a) end)", (false, 1));
}

#[test]
fn sequences_that_run_each_other_are_not_too_deep() {
    check("return levels(64), protected(levels, 10)", (0, true, 0));
    check_error("levels(10000)", "input:1: C stack overflow");
}

#[test]
fn a_sequence_ends_with_a_tail_call() {
    check("return tail_call(function(...) return ... end, 3)", (1, 2, 3));
    check("return tail_call(setmetatable({}, {__call = function(self, n) return n end}), 1)", 1);
    check_error("tail_call(nil, 1)", "attempt to call a nil value");
}

#[test]
fn pending_lets_the_host_act() {
    for (slice, stress) in WAYS {
        let (result, pauses) = run_script::<String>("return wait(3)", slice, stress);
        assert_eq!((result.expect("no error").as_str(), pauses), ("waited", 3));
        let (result, pauses) = run_script::<String>("return later()", slice, stress);
        assert_eq!((result.expect("no error").as_str(), pauses), ("waited", 2));
    }
}

#[test]
fn resuming_what_is_finished_is_an_error() {
    check_error("finished(function() end)", "input:1: cannot resume finished sequence");
}

#[test]
fn stops_are_not_delivered() {
    let mut lua = new_lua();
    lua.set_memory_limit(1 << 20);
    let source = "protected(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end) survived = true";
    let error = lua.load(source).call::<()>(()).expect_err("memory runs out");
    assert_eq!(error.stop(), Some(Stop::Memory));
    assert!(lua.load("return survived").call::<Option<bool>>(()).expect("no error").is_none());
}

#[test]
fn threads_in_requests_are_alive_across_collections() {
    check("for i = 1, 50 do resume(create(function() yield() end)) end return 1", 1);
}

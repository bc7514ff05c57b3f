//! The VM as a host uses it: handles, steps, suspending callbacks, errors and limits.

use std::sync::Arc;

use piccolo_core::{
    bytecode::prototype::Prototype,
    compile,
    exec::{
        executor::{Executor, StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::{Lua, RuntimeError},
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::{Error, Stop},
        function::Function,
        held::MaybeSend,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        stash::{StashedFunction, StashedTable, StashedThread, StashedValue, WrongVm},
        table::Table,
        value::Value,
    },
};
use piccolo_derive::{Collect, UserData, methods};
use piccolo_std::{Options, Output};

type Outcome<'gc> = Result<Action<'gc>, Error<'gc>>;

fn new_lua() -> Lua {
    let mut lua = Lua::new();
    let options = Options { output: Output::captured().0, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    lua
}

fn set_global<'gc>(ctx: Context<'gc>, name: &str, value: Value<'gc>) {
    let name = Value::String(ctx.intern(name.as_bytes()));
    ctx.globals().raw_set(ctx, name, value).expect("a string key");
}

fn global<'gc>(ctx: Context<'gc>, name: &str) -> Value<'gc> {
    ctx.globals().raw_get(Value::String(ctx.intern(name.as_bytes())))
}

fn register(
    lua: &mut Lua,
    name: &str,
    function: impl for<'gc, 'a> Fn(Context<'gc>, Stack<'gc, 'a>) -> Outcome<'gc> + MaybeSend + 'static,
) {
    lua.enter(|ctx| set_global(ctx, name, Callback::new(ctx, function).into()));
}

fn function<'gc>(value: Value<'gc>) -> Result<Function<'gc>, Error<'gc>> {
    Function::from_value(value).ok_or(Error::message("function expected"))
}

/// Steps until the run is finished or waits for the host.
fn settle(lua: &mut Lua, executor: &StashedExecutor) -> Step {
    loop {
        match lua.step(executor, &mut Fuel::new(5)) {
            Step::OutOfFuel => {}
            step => return step,
        }
    }
}

fn integers(lua: &mut Lua, executor: &StashedExecutor) -> Vec<i64> {
    lua.enter(|ctx| {
        let values = ctx.fetch(executor).expect("this VM").values();
        values.iter().map(|value| if let Value::Integer(i) = value { *i } else { -1 }).collect()
    })
}

fn coroutine_executor(lua: &mut Lua, source: &str) -> StashedExecutor {
    let prototype: Arc<Prototype> =
        Arc::new(compile::compile(source.as_bytes(), b"=chunk").expect("it compiles"));
    lua.enter(|ctx| {
        let closure = Closure::main(ctx, &prototype, Value::Table(ctx.globals()));
        let executor = Executor::for_coroutine(ctx, Function::Closure(closure), &[]).expect("memory");
        ctx.stash(executor)
    })
}

#[test]
fn stashed_values_outlive_collections_and_belong_to_their_vm() {
    let (mut one, mut two) = (new_lua(), new_lua());
    let table: StashedTable = one.enter(|ctx| {
        let table = Table::new(ctx);
        table.raw_set_integer(ctx, 1, Value::String(ctx.intern(b"kept"))).expect("memory");
        ctx.stash(table)
    });
    one.collect_garbage();
    one.enter(|ctx| {
        let Value::String(text) = ctx.fetch(&table).expect("this VM").raw_get(Value::Integer(1)) else {
            panic!("a string")
        };
        assert_eq!(text.as_bytes(), b"kept");
    });
    assert_eq!(two.enter(|ctx| ctx.fetch(&table).map(|_| ())), Err(WrongVm));
    drop(one);
    assert_eq!(two.enter(|ctx| ctx.fetch(&table).map(|_| ())), Err(WrongVm));
    drop(two);
    drop(table);
}

#[test]
fn dropped_handles_free_what_they_held() {
    let mut lua = new_lua();
    lua.collect_garbage();
    let before = lua.memory_used();
    let handle: StashedValue = lua.enter(|ctx| {
        let table = Table::new(ctx);
        for i in 1..=10_000 {
            table.raw_set_integer(ctx, i, Value::Integer(i)).expect("memory");
        }
        ctx.stash(Value::Table(table))
    });
    let copy = handle.clone();
    drop(handle);
    lua.collect_garbage();
    assert!(lua.memory_used() > before + 100_000);
    assert!(lua.enter(|ctx| ctx.fetch(&copy).is_ok()));
    drop(copy);
    lua.collect_garbage();
    assert!(lua.memory_used() < before + 10_000);
}

#[test]
fn a_run_of_another_vm_is_refused() {
    let (mut one, mut two) = (new_lua(), new_lua());
    let executor = one.load("return 1").executor(()).expect("it compiles");
    assert!(two.finish::<i64>(&executor).is_err());
    assert_eq!(one.finish::<i64>(&executor).expect("its own VM"), 1);
}

#[test]
fn executors_yield_and_resume() {
    let mut lua = new_lua();
    lua.set_gc_stress(true);
    let executor = coroutine_executor(
        &mut lua,
        "local a, b = coroutine.yield(1, 2) local c = coroutine.yield(a + b) return c, 'x', 9",
    );
    assert!(lua.enter(|ctx| ctx.fetch(&executor).expect("this VM").resume(ctx, &[]).is_err()));
    assert_eq!(settle(&mut lua, &executor), Step::Yielded);
    assert_eq!(integers(&mut lua, &executor), [1, 2]);
    let resume = |lua: &mut Lua, values: &[i64]| {
        lua.enter(|ctx| {
            let values: Vec<_> = values.iter().map(|i| Value::Integer(*i)).collect();
            ctx.fetch(&executor).expect("this VM").resume(ctx, &values).expect("it yielded");
        });
    };
    resume(&mut lua, &[10, 20]);
    assert_eq!(settle(&mut lua, &executor), Step::Yielded);
    assert_eq!(integers(&mut lua, &executor), [30]);
    resume(&mut lua, &[4]);
    assert_eq!(settle(&mut lua, &executor), Step::Returned);
    assert_eq!(integers(&mut lua, &executor), [4, -1, 9]);
    assert_eq!(settle(&mut lua, &executor), Step::Returned);
    assert!(lua.enter(|ctx| ctx.fetch(&executor).expect("this VM").resume(ctx, &[]).is_err()));
}

#[test]
fn executors_that_may_yield_close_their_variables_when_they_fail() {
    let mut lua = new_lua();
    let executor = coroutine_executor(
        &mut lua,
        "local x <close> = setmetatable({}, {__close = function(_, e) closed = e end}) error('oops', 0)",
    );
    assert_eq!(settle(&mut lua, &executor), Step::Failed);
    let error = lua.take::<()>(&executor).expect_err("it failed");
    assert_eq!(error.message(), b"oops");
    assert!(error.traceback().starts_with(b"stack traceback:"));
    assert_eq!(lua.load("return closed").eval::<String>().expect("no error"), "oops");
}

#[test]
fn scripts_can_not_resume_or_close_a_hosts_run() {
    let mut lua = new_lua();
    let executor = coroutine_executor(&mut lua, "T = coroutine.running() coroutine.yield(1) return 2");
    assert_eq!(settle(&mut lua, &executor), Step::Yielded);
    let (resumed, message): (bool, String) = lua.load("return coroutine.resume(T)").eval().expect("no error");
    assert_eq!((resumed, message.as_str()), (false, "cannot resume non-suspended coroutine"));
    let (closed, message): (bool, String) = lua.load("return coroutine.close(T)").eval().expect("no error");
    assert_eq!((closed, message.as_str()), (false, "cannot close a suspended coroutine"));
    assert_eq!(settle(&mut lua, &executor), Step::Returned);
    assert_eq!(integers(&mut lua, &executor), [2]);
    let is_executor = lua.enter(|ctx| match global(ctx, "T") {
        Value::Thread(thread) => Executor::from_thread(thread).is_some(),
        _ => false,
    });
    assert!(is_executor);
    lua.load("C = coroutine.create(print)").exec().expect("no error");
    let is_executor = lua.enter(|ctx| match global(ctx, "C") {
        Value::Thread(thread) => Executor::from_thread(thread).is_some(),
        _ => true,
    });
    assert!(!is_executor);
}

/// Asks for one thing, then returns its values with 100 in front; turns errors into values if told to.
#[derive(Collect)]
#[collect(no_drop)]
struct Once<'gc> {
    first: Option<SequenceStart<'gc>>,
    catches: bool,
}

#[derive(Collect)]
#[collect(no_drop)]
enum SequenceStart<'gc> {
    Pending,
    Call(Function<'gc>),
    TailCall(Function<'gc>),
    Yield,
    Resume(piccolo_core::object::thread::Thread<'gc>),
    Close(piccolo_core::object::thread::Thread<'gc>),
}

impl<'gc> Sequence<'gc> for Once<'gc> {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        Ok(match self.first.take() {
            Some(SequenceStart::Pending) => {
                ctx.waker().wake();
                SequencePoll::Pending
            }
            Some(SequenceStart::Call(function)) => SequencePoll::Call { function, bottom: 0 },
            Some(SequenceStart::TailCall(function)) => SequencePoll::TailCall(function),
            Some(SequenceStart::Yield) => SequencePoll::Yield { bottom: 0 },
            Some(SequenceStart::Resume(thread)) => SequencePoll::Resume { thread, bottom: 0 },
            Some(SequenceStart::Close(thread)) => SequencePoll::Close { thread, bottom: 0 },
            None => {
                stack.insert(0, Value::Integer(100))?;
                SequencePoll::Return
            }
        })
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if !self.catches {
            return Err(error);
        }
        stack.replace(Value::Integer(200));
        stack.push(error.to_value(ctx))?;
        Ok(SequencePoll::Return)
    }

    fn catches(&self) -> bool {
        self.catches
    }
}

/// `ask(what, target, ...)`: does `what` as an action (or, with a `+` in front, as a sequence's request).
fn ask<'gc>(_: Context<'gc>, mut stack: Stack<'gc, '_>) -> Outcome<'gc> {
    let (Value::String(what), target) = (stack.get(0), stack.get(1)) else {
        return Err(Error::argument(0, "string expected"));
    };
    stack.remove_front(2);
    let thread = if let Value::Thread(thread) = target { Some(thread) } else { None };
    let missing = || Error::message("thread expected");
    let then = BoxSequence::new(Once { first: None, catches: true });
    let start = |first| {
        let sequence = Once { first: Some(first), catches: true };
        Ok(Action::Sequence(BoxSequence::new(sequence)))
    };
    match what.as_bytes() {
        b"return" => Ok(Action::Return),
        b"call" => Ok(Action::Call { function: function(target)?, bottom: 0, then }),
        b"call last" => {
            let bottom = stack.len().saturating_sub(1);
            Ok(Action::Call { function: function(target)?, bottom, then })
        }
        b"call far" => Ok(Action::Call { function: function(target)?, bottom: usize::MAX, then }),
        b"tail" => Ok(Action::TailCall(function(target)?)),
        b"yield" => Ok(Action::Yield { bottom: 0, then: None }),
        b"yield then" => Ok(Action::Yield { bottom: 0, then: Some(then) }),
        b"resume" => Ok(Action::Resume { thread: thread.ok_or_else(missing)?, bottom: 0, then }),
        b"close" => Ok(Action::Close { thread: thread.ok_or_else(missing)?, bottom: 0, then }),
        b"+pending" => start(SequenceStart::Pending),
        b"+call" => start(SequenceStart::Call(function(target)?)),
        b"+tail" => start(SequenceStart::TailCall(function(target)?)),
        b"+yield" => start(SequenceStart::Yield),
        b"+resume" => start(SequenceStart::Resume(thread.ok_or_else(missing)?)),
        b"+close" => start(SequenceStart::Close(thread.ok_or_else(missing)?)),
        _ => Err(Error::argument(0, "unknown request")),
    }
}

const REQUESTS: &str = "
    local function sum(a, b) return a + b, a end
    local function show(...)
      local values = table.pack(...)
      for i = 1, values.n do values[i] = tostring(values[i]) end
      out = (out or '') .. table.concat(values, ' ') .. ';'
    end
    local function co(f) return coroutine.create(f) end
    local function both(a, b) local c = coroutine.yield(a, b) error('c' .. tostring(c), 0) end
    show(ask('return', nil, 1, 2)) show(ask('call', sum, 3, 4)) show(ask('call last', print and type, 1, 2))
    show(ask('call far', function(...) return select('#', ...) end, 1, 2)) show(ask('tail', sum, 5, 6))
    show(ask('call', error, 'e', 0)) show(ask('+call', sum, 1, 2)) show(ask('+tail', sum, 1, 2)) show(ask('+call', error, 'f', 0))
    for _, what in ipairs{'yield', 'yield then', '+yield'} do
      local c = co(ask) show(coroutine.resume(c, what, nil, 7, 8)) show(coroutine.resume(c, 9)) show(coroutine.status(c))
    end
    for _, what in ipairs{'resume', '+resume'} do
      local c = co(both) show(ask(what, c, 1, 2)) show(ask(what, c, 3)) show(ask(what, c))
    end
    for _, what in ipairs{'close', '+close'} do
      local c = co(both) coroutine.resume(c) show(ask(what, c, 1, 2), coroutine.status(c)) show(pcall(ask, what, coroutine.running()))
    end
    show(pcall(ask, 'yield')) show(ask('+pending', nil, 1))
    for i = 1, 3 do show(ask('tail', function(...) return ... end, i)) end
    return out";

const REPLIES: &str = "1 2;100 7 3;100 1 number;100 1 2 0;11 5;200 e;100 3 1;3 1;200 f;\
    true 7 8;true 9;dead;true 7 8;true 100 9;dead;true 7 8;true 100 9;dead;\
    100 1 2;200 c3;200 cannot resume dead coroutine;100 1 2;200 c3;200 cannot resume dead coroutine;\
    100 dead;true 200 cannot close a running coroutine;100 dead;true 200 cannot close a running coroutine;\
    false attempt to yield from outside a coroutine;100 1;1;2;3;";

#[test]
fn callbacks_suspend_in_every_way() {
    for stress in [false, true] {
        for slice in [1, 3, 1 << 40] {
            let mut lua = new_lua();
            lua.set_gc_stress(stress);
            register(&mut lua, "ask", ask);
            let executor = lua.load(REQUESTS).executor(()).expect("it compiles");
            while !lua.step(&executor, &mut Fuel::new(slice)).is_finished() {}
            assert_eq!(lua.take::<String>(&executor).expect("no error"), REPLIES, "{slice} {stress}");
        }
    }
}

#[derive(Debug)]
struct Ours(u32);

impl std::fmt::Display for Ours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "our error {}", self.0)
    }
}

impl std::error::Error for Ours {}

#[test]
fn host_errors_come_back_to_the_host() {
    let mut lua = new_lua();
    register(&mut lua, "fail", |_, _| Err(Error::host(Ours(7))));
    let number =
        |error: RuntimeError| error.host().and_then(|host| host.downcast_ref::<Ours>()).map(|error| error.0);
    assert_eq!(number(lua.load("fail()").exec().expect_err("it fails")), Some(7));
    assert_eq!(number(lua.load("coroutine.wrap(fail)()").exec().expect_err("it fails")), Some(7));
    let text: String = lua.load("return select(2, pcall(fail))").eval().expect("it is caught");
    assert_eq!(text, "our error 7");
}

#[test]
fn errors_describe_themselves_while_the_collector_is_busy() {
    let mut lua = new_lua();
    let source = "
        alive = {}
        collectgarbage('stop')
        for i = 1, 300000 do alive[i] = {} end
        error(setmetatable({}, {__tostring = function()
            collectgarbage('restart')
            for i = 1, 20000 do local garbage = {} end
            return 'described'
        end}))";
    let error = lua.load(source).exec().expect_err("it fails");
    assert_eq!(error.to_string(), "described");
}

/// How functions end that the host calls: at once, and through other functions of the run.
#[test]
fn calls_end_as_runs_of_chunks_do() {
    let bodies = [
        "return 1",
        "return",
        "return 1, 2, 3, 4, 5",
        "error 'text'",
        "error({})",
        "local t t.x = 1",
        "return pcall(error, 'caught')",
        "return select(2, pcall(string.rep))",
        "return coroutine.wrap(function() coroutine.yield(7) end)()",
        "return coroutine.yield(1)",
        "local function f() return 1 + f() end return f()",
        "local c <close> = setmetatable({}, {__close = function() print 'closed' end}) return 2",
        "local c <close> = setmetatable({}, {__close = function() error 'closing' end}) return 2",
        "for i = 1, 1000 do local t = {} for j = 1, 10 do t[j] = {} end end return 'collected'",
        "collectgarbage() return 3",
        "setmetatable({}, {__gc = function() finalized = true end}) collectgarbage() return finalized",
        "debug.sethook(function() end, 'crl', 1) local x = 1 debug.sethook() return x",
        "return string.gsub('abc', '.', function(c) return c .. c end)",
        "local t = {} for i = 1, 5000 do t[i] = i end return select('#', table.unpack(t))",
        "local t = {} while true do t[#t + 1] = {} end",
    ];
    for body in bodies {
        let run = |call: bool| {
            let mut lua = new_lua();
            lua.set_memory_limit(lua.memory_used() + 4_000_000);
            let source = format!("return function() {body} end");
            let function: StashedFunction = lua.load(&source).eval().expect("the function is made");
            let results: Vec<_> = (0..3)
                .map(|_| {
                    let result = match call {
                        true => lua.call::<Vec<String>>(&function, ()),
                        false => run_function(&mut lua, &function),
                    };
                    result.map_err(|error| (error.to_string(), error.stop()))
                })
                .collect();
            (results, lua.load("return finalized ~= nil").eval::<bool>().expect("the VM is usable"))
        };
        assert_eq!(run(true), run(false), "{body}");
    }
    let mut lua = new_lua();
    let callback: StashedFunction = lua.load("return math.max").eval().expect("it is there");
    assert_eq!(lua.call::<i64>(&callback, (1, 3, 2)).expect("it runs"), 3);
    // A hook of the whole VM and finalizers come before the function.
    let function: StashedFunction =
        lua.load("return function() return order end").eval().expect("the function is made");
    lua.load("order = '' setmetatable({}, {__gc = function() order = order .. 'gc' end})")
        .exec()
        .expect("it runs");
    lua.collect_garbage();
    assert_eq!(lua.call::<String>(&function, ()).expect("it runs"), "gc");
}

/// Runs a function in small steps on a thread of its own.
fn run_function(lua: &mut Lua, function: &StashedFunction) -> Result<Vec<String>, RuntimeError> {
    let executor = lua.enter(|ctx| {
        let function = ctx.fetch(function).expect("this VM");
        ctx.stash(Executor::new(ctx, function, &[]).expect("memory"))
    });
    while lua.step(&executor, &mut Fuel::new(1000)) == Step::OutOfFuel {}
    lua.take(&executor)
}

#[test]
fn the_vm_is_usable_after_a_memory_stop() {
    let mut lua = new_lua();
    lua.collect_garbage();
    let used = lua.memory_used();
    lua.set_memory_limit(used + 2_000_000);
    for source in [
        "local t = {} while true do t[#t + 1] = {} end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
        "local function f(...) return f(1, ...) end f()",
        "keep = {} pcall(function() while true do keep[#keep + 1] = 'text' .. #keep end end) return 'caught'",
        "coroutine.wrap(function() local x <close> = setmetatable({}, {__close = function() closed = true end})
           local t = {} while true do t[#t + 1] = {} end end)()",
    ] {
        let error = lua.load(source).exec().expect_err("it is stopped");
        let overflow = error.message().ends_with(b"stack overflow");
        assert!(error.stop() == Some(Stop::Memory) || overflow, "{source}: {error}");
        lua.enter(|ctx| set_global(ctx, "keep", Value::Nil));
        lua.collect_garbage();
        assert!(lua.memory_used() < used + 500_000, "{source}: {}", lua.memory_used() - used);
        assert_eq!(lua.load("return (closed == nil) and 1 + 1").eval::<i64>().expect("it works"), 2);
    }
}

#[test]
fn prototypes_are_shared_by_vms() {
    let source = "local n = ... local t = {} for i = 1, n do t[i] = 'k' .. i end return #t, table.concat(t, ',', 1, 2)";
    let prototype = Arc::new(compile::compile(source.as_bytes(), b"=shared").expect("it compiles"));
    let mut vms = [new_lua(), new_lua()];
    let runs: Vec<_> = vms
        .iter_mut()
        .map(|lua| {
            lua.enter(|ctx| {
                let closure = Closure::main(ctx, &prototype, Value::Table(ctx.globals()));
                let arguments = [Value::Integer(50)];
                ctx.stash(Executor::new(ctx, Function::Closure(closure), &arguments).expect("memory"))
            })
        })
        .collect();
    drop(prototype);
    let mut running = 2;
    while running > 0 {
        running = 0;
        for (lua, executor) in vms.iter_mut().zip(&runs) {
            running += usize::from(!lua.step(executor, &mut Fuel::new(3)).is_finished());
        }
    }
    for (lua, executor) in vms.iter_mut().zip(&runs) {
        let results: (i64, String) = lua.take(executor).expect("no error");
        assert_eq!(results, (50, "k1,k2".to_string()));
    }
}

#[test]
fn executors_interleave_in_one_vm() {
    let mut lua = new_lua();
    lua.set_gc_stress(true);
    let source = "local id, out = ..., {}
        for v in coroutine.wrap(function() for i = 1, 30 do coroutine.yield({id * i}) end end) do
          setmetatable({}, {__gc = function() count = (count or 0) + 1 end})
          out[#out + 1] = v[1]
        end
        return #out, out[30]";
    let runs: Vec<_> = (1..=5i64).map(|id| lua.load(source).executor(id).expect("it compiles")).collect();
    let mut done = [false; 5];
    while done.contains(&false) {
        for (executor, done) in runs.iter().zip(&mut done) {
            *done = lua.step(executor, &mut Fuel::new(4)).is_finished();
        }
    }
    for (executor, id) in runs.iter().zip(1..) {
        assert_eq!(lua.take::<(i64, i64)>(executor).expect("no error"), (30, 30 * id));
    }
    lua.collect_garbage();
    assert_eq!(lua.load("collectgarbage() return count").eval::<i64>().expect("no error"), 150);
}

#[test]
fn finalizers_survive_a_run_that_is_dropped_inside_one() {
    let mut lua = new_lua();
    let executor = lua
        .load(
            "setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end",
        )
        .executor(())
        .expect("it compiles");
    for _ in 0..20 {
        lua.step(&executor, &mut Fuel::new(10));
    }
    drop(executor);
    lua.collect_garbage();
    let done: bool = lua
        .load("setmetatable({}, {__gc = function() done = true end}) collectgarbage() return done == true")
        .eval()
        .expect("no error");
    assert!(done);
}

#[test]
fn steps_inside_callbacks() {
    let mut lua = new_lua();
    let inner =
        lua.load("local s = 0 for i = 1, 100 do s = s + i end return s").executor(()).expect("it compiles");
    let outer = lua.load("return inner(), again()").executor(()).expect("it compiles");
    let (run, own) = (inner.clone(), outer.clone());
    register(&mut lua, "inner", move |ctx, mut stack| {
        let executor = ctx.fetch(&run).map_err(Error::host)?;
        while !executor.step(ctx, &mut Fuel::new(7)).is_finished() {}
        stack.replace(executor.values()[0]);
        Ok(Action::Return)
    });
    register(&mut lua, "again", move |ctx, mut stack| {
        let step = ctx.fetch(&own).map_err(Error::host)?.step(ctx, &mut Fuel::new(1000));
        stack.replace(Value::boolean(step == Step::Pending));
        Ok(Action::Return)
    });
    assert_eq!(lua.finish::<(i64, bool)>(&outer).expect("no error"), (5050, true));
}

#[test]
fn steps_inside_callbacks_nest_up_to_a_limit() {
    let mut lua = new_lua();
    register(&mut lua, "run", |ctx, mut stack| {
        let executor = Executor::new(ctx, stack.consume(ctx)?, &[])?;
        while !executor.step(ctx, &mut Fuel::new(100)).is_finished() {}
        if let Some(failure) = executor.failure() {
            return Err(failure.error);
        }
        stack.replace(executor.values()[0]);
        Ok(Action::Return)
    });
    let source = "
        local function nest(n) return n == 0 and 0 or 1 + run(function() return nest(n - 1) end) end
        local ok, message = pcall(nest, 16)
        local _, deeper = pcall(nest, 10000)
        return ok, message, deeper == message, nest(15)";
    let (ok, message, same, levels): (bool, String, bool, i64) = lua.load(source).eval().expect("no error");
    assert!(!ok && message.ends_with("C stack overflow"), "{message}");
    assert!(same && levels == 15);
}

/// What scripts have allocated that step others costs fuel once.
#[test]
fn steps_inside_callbacks_take_their_own_fuel() {
    let mut lua = new_lua();
    register(&mut lua, "run", |ctx, mut stack| {
        let executor = Executor::new(ctx, stack.consume(ctx)?, &[])?;
        let mut used = 0;
        loop {
            let mut fuel = Fuel::new(100);
            let step = executor.step(ctx, &mut fuel);
            used += fuel.used();
            assert!(step.is_finished() || step == Step::OutOfFuel, "{step:?}");
            if step.is_finished() {
                break;
            }
        }
        stack.replace(Value::Integer(i64::try_from(used).unwrap_or(i64::MAX)));
        Ok(Action::Return)
    });
    let source = "
        local function make() local t = {} for i = 1, 50 do t[i] = {i} end return t end
        local all, most = {}, 0
        for i = 1, 10 do all[i] = make() most = math.max(most, run(make)) end
        return most";
    let most: i64 = lua.load(source).eval().expect("no error");
    assert!((0..10_000).contains(&most), "{most}");
}

#[test]
fn handles_of_functions_and_threads() {
    let mut lua = new_lua();
    lua.load("function double(x) return 2 * x end thread = coroutine.create(double)")
        .exec()
        .expect("no error");
    let (double, thread): (StashedFunction, StashedThread) = lua.enter(|ctx| {
        let Value::Thread(thread) = global(ctx, "thread") else { panic!("a thread") };
        (ctx.stash(function(global(ctx, "double")).expect("a function")), ctx.stash(thread))
    });
    lua.load("double, thread = nil").exec().expect("no error");
    lua.collect_garbage();
    let call = lua.enter(|ctx| {
        assert!(ctx.fetch(&thread).is_ok());
        let double = ctx.fetch(&double).expect("this VM");
        ctx.stash(Executor::new(ctx, double, &[Value::Integer(21)]).expect("memory"))
    });
    assert_eq!(lua.finish::<i64>(&call).expect("no error"), 42);
    let stopped = lua.load("while true do end").executor(()).expect("it compiles");
    assert_eq!(lua.step(&stopped, &mut Fuel::new(10)), Step::OutOfFuel);
    let step = lua.enter(|ctx| ctx.fetch(&stopped).expect("this VM").stop(ctx, Stop::Memory));
    assert_eq!(step, Step::Stopped(Stop::Memory));
    assert_eq!(lua.take::<()>(&stopped).expect_err("it was stopped").stop(), Some(Stop::Memory));
}

#[test]
fn great_charges_of_fuel_add_up() {
    let mut lua = new_lua();
    register(&mut lua, "charge", |ctx, _| {
        ctx.charge_fuel(usize::MAX);
        ctx.charge_fuel(usize::MAX);
        Ok(Action::Return)
    });
    let executor = lua.load("for i = 1, 20 do charge() end return 5").executor(()).expect("it compiles");
    assert_eq!(settle(&mut lua, &executor), Step::Returned);
    assert_eq!(lua.take::<i64>(&executor).expect("no error"), 5);
}

/// The fuel that a script takes.
fn fuel_of(lua: &mut Lua, source: &str) -> u64 {
    let executor = lua.load(source).executor(()).expect("it compiles");
    let mut fuel = Fuel::unlimited();
    assert_eq!(lua.step(&executor, &mut fuel), Step::Returned, "{source}");
    fuel.used()
}

#[test]
fn naming_functions_takes_fuel_for_each_name() {
    for source in ["pcall(string.rep)", "coroutine.wrap(pcall)(string.rep)"] {
        let mut lua = new_lua();
        let before = fuel_of(&mut lua, source);
        lua.load("for i = 1, 16000 do string[i] = i end").exec().expect("no error");
        let grown = fuel_of(&mut lua, source);
        assert!((1000..100_000).contains(&(grown - before)), "{source}: {before}, {grown}");
    }
}

#[derive(Collect, UserData)]
struct Plain {}

#[methods]
impl Plain {
    fn times(&self, count: i64) -> i64 {
        count
    }
}

#[test]
fn methods_know_their_names() {
    let mut lua = new_lua();
    assert!(lua.enter(|ctx| ctx.register::<Plain>().is_ok()));
    let source = "pcall(Plain.times)";
    // The first time, names are made.
    fuel_of(&mut lua, source);
    let before = fuel_of(&mut lua, source);
    lua.load("for i = 1, 16000 do Plain[i] = i end").exec().expect("no error");
    assert_eq!(fuel_of(&mut lua, source), before);
    let error = lua.load("Plain.times(Plain)").exec().unwrap_err();
    assert!(error.to_string().contains("Plain"), "{error}");
}

#[test]
fn sorting_with_one_metamethod_among_many_values_is_sliced() {
    let mut lua = new_lua();
    let source = "local list, mt = {}, {}
        local function key(v) return type(v) == 'table' and 0 or v end
        mt.__lt = function(a, b) return key(a) < key(b) end
        for i = 1, 20000 do list[i] = i * 7919 % 20011 end
        list[10000] = setmetatable({}, mt)
        table.sort(list)
        return list[1] ~= list[2] and type(list[1]) == 'table' and list[2] < list[20000]";
    let executor = lua.load(source).executor(()).expect("it compiles");
    let mut longest = 0;
    loop {
        let mut fuel = Fuel::new(1000);
        let step = lua.step(&executor, &mut fuel);
        longest = longest.max(fuel.used());
        if step.is_finished() {
            break;
        }
    }
    assert!(lua.take::<bool>(&executor).expect("no error"));
    assert!(longest < 20_000, "{longest}");
}

#[test]
fn comparing_raw_strings_takes_fuel_for_their_length() {
    let mut lua = new_lua();
    lua.load("a, b, c = ('x'):rep(1 << 20), ('x'):rep(1 << 20), 'x'").exec().expect("no error");
    let short = fuel_of(&mut lua, "rawequal(a, c)");
    let long = fuel_of(&mut lua, "rawequal(a, b)");
    assert!(long - short >= 1 << 15, "{short}, {long}");
}

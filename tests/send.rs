//! VMs that move between threads: the feature `send`.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread::{self, ThreadId},
    time::Duration,
};

use piccolo::{
    Action, BoxSequence, Callback, Chunk, Closure, Collect, Context, Error, Executor, Fuel, Function,
    HostError, IntoLua, Lua, Run, RuntimeError, Sequence, SequencePoll, Stack, StashedExecutor,
    StashedFunction, StashedString, StashedTable, StashedThread, StashedUserData, StashedValue, Step, String,
    Table, Tasks, Thread, UserData, Value,
    gc_arena::{Gc, GcWeak, RefLock},
    object::collector::Collector,
    sequence,
    stdlib::{self, Options, Output},
    support::account::MemoryAccount,
};

fn is_send<T: Send>() {}

fn is_shared<T: Send + Sync>() {}

#[test]
fn what_hosts_keep_is_send() {
    is_send::<Lua>();
    is_send::<Chunk<'static>>();
    is_send::<Run<'static, i64>>();
    is_send::<Tasks>();
    is_send::<Output>();
    is_shared::<StashedExecutor>();
    is_shared::<StashedFunction>();
    is_shared::<StashedString>();
    is_shared::<StashedTable>();
    is_shared::<StashedThread>();
    is_shared::<StashedUserData>();
    is_shared::<StashedValue>();
    is_shared::<RuntimeError>();
    is_shared::<HostError>();
    is_shared::<Fuel>();
    is_shared::<Step>();
}

/// Does not compile if the type has the trait: then there are two candidates for `A`.
macro_rules! is_not {
    ($trait:ident: $($type:ty),* $(,)?) => {$(
        const _: fn() = || {
            trait Candidate<A> {
                fn choose() {}
            }
            struct Has;
            impl<T: ?Sized> Candidate<()> for T {}
            impl<T: ?Sized + $trait> Candidate<Has> for T {}
            <$type as Candidate<_>>::choose()
        };
    )*};
}

// A VM is on one thread at a time.
is_not!(Sync: Lua, Chunk<'static>);

// Nothing that lives inside leaves the thread, neither by value nor by reference.
is_not!(Send: Context<'static>, Stack<'static, 'static>, Gc<'static, u8>, GcWeak<'static, u8>);
is_not!(Send: Value<'static>, Table<'static>, String<'static>, Function<'static>, Callback<'static>);
is_not!(Send: Closure<'static>, Thread<'static>, UserData<'static>, Executor<'static>, Error<'static>);
is_not!(Send: Action<'static>, BoxSequence<'static>, SequencePoll<'static>);
is_not!(Sync: Context<'static>, Stack<'static, 'static>, Gc<'static, u8>, GcWeak<'static, u8>);
is_not!(Sync: Value<'static>, Table<'static>, String<'static>, Function<'static>, Callback<'static>);
is_not!(Sync: Closure<'static>, Thread<'static>, UserData<'static>, Executor<'static>, Error<'static>);
is_not!(Sync: Action<'static>, BoxSequence<'static>, SequencePoll<'static>);
is_not!(Sync: MemoryAccount, Collector);

fn new_lua() -> (Lua, impl Fn() -> Vec<u8> + Send) {
    let mut lua = Lua::new();
    let (output, written) = Output::captured();
    let options = Options { output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    (lua, move || written.take())
}

fn set_global<'gc>(ctx: Context<'gc>, name: &str, value: impl IntoLua<'gc>) {
    assert!(ctx.globals().set(ctx, name, value).is_ok());
}

/// Runs `f` on a thread of its own.
fn elsewhere<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(f).join().expect("no panic"))
}

/// Builds a heap of every kind of object, with a suspended coroutine and garbage.
const PREPARE: &str = "
    words, weak = {}, setmetatable({}, {__mode = 'k'})
    for i = 1, 2000 do
        words[i] = ('word %d'):format(i)
        weak[{}] = words[i]
    end
    local n = 0
    function counter() n = n + 1 return n end
    numbers = coroutine.wrap(function()
        for i = 1, math.huge do coroutine.yield(i, words[i]) end
    end)
    numbers() counter()
    finalized = 0
    for _ = 1, 10 do setmetatable({}, {__gc = function() finalized = finalized + 1 end}) end
";

const GO_ON: &str = "
    local i, word = numbers()
    assert(word == words[i] and counter() == i)
    for j = 1, #words do assert(words[j] == 'word ' .. j) end
    collectgarbage()
    assert(finalized == 10 and next(weak) == nil)
    words[#words + 1] = 'word ' .. #words + 1
    return i
";

#[test]
fn a_vm_goes_on_where_it_is_moved() {
    let (mut lua, _) = new_lua();
    lua.load(PREPARE).exec().expect("valid");
    for turn in 2..6 {
        let (result, back) =
            thread::spawn(move || (lua.load(GO_ON).eval::<i64>(), lua)).join().expect("no panic");
        assert_eq!(result.expect("no error"), turn);
        lua = back;
        lua.collect_garbage();
    }
    assert_eq!(lua.load("return numbers()").eval::<i64>().expect("no error"), 6);
}

#[test]
fn a_vm_is_lent_to_another_thread() {
    let (mut lua, written) = new_lua();
    let table = lua.enter(|ctx| ctx.stash(Table::new(ctx)));
    for turn in 1..4 {
        elsewhere(|| {
            lua.enter(|ctx| {
                let table = ctx.fetch(&table).expect("the same VM");
                assert!(table.set(ctx, turn, thread::current().name().unwrap_or("unnamed")).is_ok());
                set_global(ctx, "list", table);
            });
            lua.load("print(#list, list[#list])").exec().expect("valid");
        });
    }
    assert_eq!(written(), b"1\tunnamed\n2\tunnamed\n3\tunnamed\n");
}

const PROGRAM: &str = "
    local parts = {}
    local function compare(a, b) return a[1] > b[1] end
    for round = 1, 10 do
        local list = {}
        for i = 1, 40 do list[i] = {(i * 7919 + round) % 101, tostring(i)} end
        table.sort(list, compare)
        parts[round] = ('%s'):format(setmetatable({}, {__tostring = function() return list[1][2] end}))
        local ok, message = pcall(function() error(parts) end)
        assert(not ok and message == parts)
        for word in coroutine.wrap(function() for w in ('a b c'):gmatch('%a') do coroutine.yield(w) end end) do
            parts[round] = parts[round] .. word
        end
    end
    return table.concat(parts, ',')
";

fn run_whole() -> (std::string::String, u64) {
    let (mut lua, _) = new_lua();
    let run = lua.load(PROGRAM).executor(()).expect("valid");
    let mut fuel = Fuel::unlimited();
    assert_eq!(lua.step(&run, &mut fuel), Step::Returned);
    (lua.take(&run).expect("a string"), fuel.used())
}

#[test]
fn a_run_changes_threads_between_any_two_slices() {
    let (expected, used) = run_whole();
    for slice in [1, 100] {
        let (mut lua, _) = new_lua();
        let run = lua.load(PROGRAM).executor(()).expect("valid");
        let (to_there, there) = mpsc::channel::<(Lua, StashedExecutor)>();
        let (to_here, here) = mpsc::channel();
        let slices = thread::scope(|scope| {
            scope.spawn(move || {
                for (mut lua, run) in there {
                    let _ = lua.step(&run, &mut Fuel::new(slice));
                    to_here.send((lua, run)).expect("waited for");
                }
            });
            let mut slices = 0u64;
            let mut run = Some(run);
            loop {
                let executor = run.take().expect("it came back");
                slices += 1;
                if lua.step(&executor, &mut Fuel::new(slice)).is_finished() {
                    run = Some(executor);
                    break;
                }
                to_there.send((lua, executor)).expect("waits");
                let (back, executor) = here.recv().expect("sent back");
                lua = back;
                run = Some(executor);
                slices += 1;
            }
            drop(to_there);
            assert_eq!(lua.take::<std::string::String>(&run.expect("kept")).expect("a string"), expected);
            slices
        });
        // A slice ends after what was begun in it, such as a call, or a library function's work.
        assert!(slices >= used / slice / 40, "{slices} slices of {slice} for {used}");
    }
}

/// VMs that wait for a thread to run their next slice.
#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<(Lua, StashedExecutor)>>,
    changed: Condvar,
    unfinished: AtomicUsize,
}

impl Queue {
    fn put(&self, job: (Lua, StashedExecutor)) {
        self.waiting.lock().expect("no panic").push_back(job);
        self.changed.notify_one();
    }

    /// The next one, unless all are finished.
    fn take(&self) -> Option<(Lua, StashedExecutor)> {
        let mut waiting = self.waiting.lock().expect("no panic");
        loop {
            if let Some(job) = waiting.pop_front() {
                return Some(job);
            }
            if self.unfinished.load(Ordering::SeqCst) == 0 {
                return None;
            }
            waiting = self.changed.wait(waiting).expect("no panic");
        }
    }

    fn finish(&self) {
        self.unfinished.fetch_sub(1, Ordering::SeqCst);
        let _waiting = self.waiting.lock().expect("no panic");
        self.changed.notify_all();
    }
}

#[test]
fn many_vms_share_a_pool_of_threads() {
    const VMS: usize = 24;
    let (expected, _) = run_whole();
    let queue = Queue { unfinished: AtomicUsize::new(VMS), ..Queue::default() };
    for index in 0..VMS {
        let (mut lua, _) = new_lua();
        lua.set_gc_stress(index % 8 == 0);
        let run = lua.load(PROGRAM).executor(()).expect("valid");
        queue.put((lua, run));
    }
    let threads: Mutex<Vec<ThreadId>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((mut lua, run)) = queue.take() {
                    threads.lock().expect("no panic").push(thread::current().id());
                    if lua.step(&run, &mut Fuel::new(500)).is_finished() {
                        assert_eq!(lua.take::<std::string::String>(&run).expect("a string"), expected);
                        queue.finish();
                    } else {
                        queue.put((lua, run));
                    }
                }
            });
        }
    });
    assert!(threads.into_inner().expect("no panic").len() > VMS);
}

/// Notes on which thread it is dropped.
struct Noting(Arc<Mutex<Vec<ThreadId>>>);

impl Drop for Noting {
    fn drop(&mut self) {
        self.0.lock().expect("no panic").push(thread::current().id());
    }
}

/// A sequence that never ends.
#[derive(Collect)]
struct Waiting<'gc> {
    partner: Option<Gc<'gc, RefLock<Vec<Value<'gc>>>>>,
    #[collect(require_static)]
    noting: Noting,
}

impl<'gc> Sequence<'gc> for Waiting<'gc> {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<SequencePoll<'gc>, Error<'gc>> {
        assert!(self.partner.is_some());
        Ok(SequencePoll::Pending)
    }
}

/// Puts something of the host into every place that takes it. Gives the run of the waiting sequence.
fn fill(lua: &mut Lua, dropped: &Arc<Mutex<Vec<ThreadId>>>) -> StashedExecutor {
    lua.enter(|ctx| {
        let noting = || Noting(dropped.clone());
        let shared = ctx.allocate(RefLock::new(Vec::new()));
        set_global(ctx, "held", UserData::new_static(ctx, noting()));
        let captured = noting();
        let callback = Callback::new(ctx, move |_, _| {
            let _ = &captured;
            Ok(Action::Return)
        });
        set_global(ctx, "callback", Function::Callback(callback));
        let heard = noting();
        ctx.set_warning_handler(Some(Box::new(move |_, _| {
            let _ = &heard;
        })));
        let held = UserData::new_static(ctx, noting());
        ctx.write(shared).unlock().borrow_mut().push(Value::UserData(held));
        let notes = dropped.clone();
        let wait = Callback::with_captures(ctx, shared, move |&shared, _, _| {
            let waiting = Waiting { partner: Some(shared), noting: Noting(notes.clone()) };
            Ok(Action::Sequence(BoxSequence::new(waiting)))
        });
        set_global(ctx, "wait", Function::Callback(wait));
    });
    let run = lua.load("wait()").executor(()).expect("valid");
    assert_eq!(lua.step(&run, &mut Fuel::unlimited()), Step::Pending);
    run
}

#[test]
fn everything_is_dropped_where_the_vm_is() {
    let dropped = Arc::default();
    let (mut lua, _) = new_lua();
    let run = fill(&mut lua, &dropped);
    let here = thread::current().id();
    elsewhere(|| {
        lua.load("held = nil").exec().expect("valid");
        lua.collect_garbage();
        assert_eq!(*dropped.lock().expect("no panic"), [thread::current().id()]);
        assert_eq!(lua.step(&run, &mut Fuel::unlimited()), Step::Pending);
    });
    let there = thread::spawn(move || {
        drop(lua);
        thread::current().id()
    });
    let there = there.join().expect("no panic");
    let dropped = dropped.lock().expect("no panic");
    assert_eq!(dropped.len(), 5);
    assert!(dropped[0] != here && dropped[1..].iter().all(|&thread| thread == there));
    drop(run);
}

#[test]
fn garbage_that_nothing_points_to_is_dropped_where_the_vm_is() {
    let dropped: Arc<Mutex<Vec<ThreadId>>> = Arc::default();
    let (mut lua, _) = new_lua();
    lua.enter(|ctx| {
        for _ in 0..10 {
            ctx.allocate(piccolo::gc_arena::Static(Noting(dropped.clone())));
        }
        assert!(dropped.lock().expect("no panic").is_empty());
    });
    let there = elsewhere(|| {
        lua.collect_garbage();
        thread::current().id()
    });
    assert_eq!(*dropped.lock().expect("no panic"), [there; 10]);
}

#[test]
fn handles_are_cloned_and_dropped_while_the_vm_runs() {
    const ROUNDS: i64 = if cfg!(debug_assertions) { 2000 } else { 10_000 };
    let (mut lua, _) = new_lua();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let droppers: Vec<mpsc::Sender<StashedValue>> = (0..2)
            .map(|_| {
                let (sender, handles) = mpsc::channel::<StashedValue>();
                let done = &done;
                scope.spawn(move || {
                    let mut kept = VecDeque::new();
                    for handle in handles {
                        kept.extend([handle.clone(), handle.clone(), handle]);
                        if kept.len() > 50 {
                            kept.drain(..40);
                        }
                    }
                    assert!(done.load(Ordering::SeqCst));
                });
                sender
            })
            .collect();
        let run =
            lua.load("local t = {} while true do t[#t % 100 + 1] = {#t} end").executor(()).expect("valid");
        let mut own: VecDeque<(i64, StashedValue)> = VecDeque::new();
        for round in 0..ROUNDS {
            let handle = lua.enter(|ctx| {
                let table = Table::new(ctx);
                assert!(table.set(ctx, "round", round).is_ok());
                ctx.stash(Value::Table(table))
            });
            droppers[round as usize % 2].send(handle.clone()).expect("listens");
            own.push_back((round, handle));
            if own.len() > 20 {
                let (round, handle) = own.pop_front().expect("more than 20");
                lua.enter(|ctx| {
                    let Ok(Value::Table(table)) = ctx.fetch(&handle) else { panic!("it is a table") };
                    assert!(matches!(table.get(ctx, "round"), Ok(Value::Integer(found)) if found == round));
                });
            }
            assert_eq!(lua.step(&run, &mut Fuel::new(100)), Step::OutOfFuel);
            if round % 50 == 0 {
                lua.collect_garbage();
            }
        }
        done.store(true, Ordering::SeqCst);
    });
}

#[test]
fn handles_outlive_the_vm_on_other_threads() {
    let (mut lua, _) = new_lua();
    let handles: Vec<StashedString> =
        lua.enter(|ctx| (0..100).map(|_| ctx.stash(String::new(ctx, b"text"))).collect());
    thread::scope(|scope| {
        for chunk in handles.chunks(25) {
            let chunk = chunk.to_vec();
            scope.spawn(move || chunk.iter().for_each(|handle| drop(handle.clone())));
        }
        scope.spawn(move || drop(lua));
    });
    let (mut other, _) = new_lua();
    assert!(other.enter(|ctx| ctx.fetch(&handles[0]).is_err()));
}

#[test]
fn errors_leave_the_thread_with_their_cause() {
    let (mut lua, _) = new_lua();
    lua.enter(|ctx| {
        let fail = Callback::new(ctx, |_, _| Err(Error::host(std::fmt::Error)));
        set_global(ctx, "fail", Function::Callback(fail));
    });
    let error =
        thread::spawn(move || lua.load("fail()").exec()).join().expect("no panic").expect_err("it fails");
    assert!(error.host().is_some_and(|host| host.is::<std::fmt::Error>()));
}

/// A heap with about a megabyte of strings and tables.
const FILL: &str = "
    list = {}
    for i = 1, 5000 do list[i] = {('text '):rep(20) .. i} end
";

#[test]
fn memory_is_credited_on_whichever_thread_it_is_freed() {
    let measure = |lua: &mut Lua| {
        lua.load("list = nil").exec().expect("valid");
        lua.collect_garbage();
        lua.memory_used()
    };
    let (mut resting, _) = new_lua();
    resting.load(FILL).exec().expect("valid");
    let (mut moving, _) = new_lua();
    let used = elsewhere(|| {
        moving.load(FILL).exec().expect("valid");
        moving.memory_used()
    });
    assert_eq!(resting.memory_used(), used);
    let left = measure(&mut resting);
    assert!(left < used / 4, "{left} of {used} bytes left");
    // A third VM frees memory on the same thread before.
    let there = elsewhere(|| {
        let (mut other, _) = new_lua();
        other.load(FILL).exec().expect("valid");
        drop(other);
        measure(&mut moving)
    });
    assert_eq!(there, left);
}

#[test]
fn a_vm_inside_a_vm_has_an_account_of_its_own() {
    let (mut inside, _) = new_lua();
    inside.load(FILL).exec().expect("valid");
    let freed = inside.memory_used();
    let (mut outside, _) = new_lua();
    outside.load("list = {} for i = 1, 20000 do list[i] = {} end").exec().expect("valid");
    outside.collect_garbage();
    let used = outside.memory_used();
    assert!(used > freed, "{used} bytes outside, {freed} inside");
    outside.enter(|ctx| {
        UserData::new_static(ctx, inside);
    });
    outside.collect_garbage();
    assert_eq!(outside.memory_used(), used);
}

#[test]
fn a_vm_used_by_a_callback_of_another_has_an_account_of_its_own() {
    let (mut inside, _) = new_lua();
    let inside_at_rest = {
        inside.collect_garbage();
        inside.memory_used()
    };
    let inside = Arc::new(Mutex::new(inside));
    let used = inside.clone();
    let (mut outside, _) = new_lua();
    outside.collect_garbage();
    let outside_at_rest = outside.memory_used();
    outside.enter(|ctx| {
        let run = Callback::new(ctx, move |_, mut stack| {
            let mut lua = used.lock().expect("no panic");
            lua.load(FILL).exec().map_err(Error::host)?;
            lua.load("list = nil").exec().map_err(Error::host)?;
            lua.collect_garbage();
            stack.clear();
            Ok(Action::Return)
        });
        set_global(ctx, "run", Function::Callback(run));
    });
    outside
        .load("for i = 1, 3 do list = {('x'):rep(100000, i)} run() list = nil end run = nil")
        .exec()
        .expect("valid");
    outside.collect_garbage();
    let close = |a: usize, b: usize| a.abs_diff(b) < 20_000;
    assert!(close(outside.memory_used(), outside_at_rest), "{} {outside_at_rest}", outside.memory_used());
    let inside_used = inside.lock().expect("no panic").memory_used();
    assert!(close(inside_used, inside_at_rest), "{inside_used} {inside_at_rest}");
}

#[test]
fn a_runtime_moves_runs_between_its_threads() {
    const PROGRAM: &str = "
        local sum = 0
        for i = 1, 20 do sleep(1) sum = sum + #{tostring(i), ('x'):rep(i)} end
        return sum
    ";
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_time().build();
    runtime.expect("threads can be made").block_on(async {
        let run = || async {
            let (mut lua, _) = new_lua();
            lua.enter(|ctx| {
                let sleep = Callback::sequence(ctx, |_, millis: u64| {
                    sequence::host(async move {
                        tokio::time::sleep(Duration::from_millis(millis)).await;
                        Ok::<_, HostError>(())
                    })
                });
                set_global(ctx, "sleep", Function::Callback(sleep));
            });
            let sum = lua.load(PROGRAM).eval_async::<i64>().await.expect("no error");
            (lua, sum)
        };
        let tasks: Vec<_> = (0..32).map(|_| tokio::spawn(run())).collect();
        for task in tasks {
            let (mut lua, sum) = task.await.expect("no panic");
            assert_eq!(sum, 40);
            lua.collect_garbage();
        }
    });
}

#[test]
fn what_can_not_move_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/send/*.rs");
}

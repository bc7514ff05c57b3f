//! Runs driven by a real runtime, or by a thread that parks.

use std::{
    pin::pin,
    sync::Arc,
    task::{self, Poll, Wake},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use piccolo::{Action, Callback, Context, Error, Lua, RunLimits, RuntimeError, Step, Stop, Tasks, sequence};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Builder,
    task::LocalSet,
    time,
};

use super::{
    gate::{Gate, Refused},
    new_lua, register,
};

/// A VM with `sleep(milliseconds)` and `echo(port, text)`.
fn lua_with_host() -> Lua {
    let mut lua = new_lua();
    assert!(lua.enter(|ctx| ctx.globals().set(ctx, "sleep", Callback::sequence(ctx, sleep)).is_ok()));
    register(&mut lua, "echo", |ctx, mut stack| -> Result<Action<'_>, _> {
        let (port, text): (u16, String) = stack.consume(ctx)?;
        sequence::run_callback(ctx, stack, sequence::try_host(echo(port, text)))
    });
    lua
}

/// `sleep(milliseconds)`.
#[sequence]
async fn sleep<'gc>(_ctx: Context<'gc>, milliseconds: u64) -> Result<(), Error<'gc>> {
    sequence::host(time::sleep(Duration::from_millis(milliseconds))).await;
    Ok(())
}

/// Sends `text` to a server and reads as much.
async fn echo(port: u16, text: String) -> Result<String, std::io::Error> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(text.as_bytes()).await?;
    let mut answer = vec![0; text.len()];
    stream.read_exact(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Answers each of `connections` with what it sends, in capitals, after all are connected.
async fn serve(listener: TcpListener, connections: usize) {
    let mut streams = Vec::new();
    for _ in 0..connections {
        streams.push(listener.accept().await.unwrap().0);
    }
    for mut stream in streams {
        let mut buffer = [0; 64];
        let read = stream.read(&mut buffer).await.unwrap();
        buffer.make_ascii_uppercase();
        stream.write_all(&buffer[..read]).await.unwrap();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_script_awaits_a_timer() {
    let mut lua = lua_with_host();
    let start = Instant::now();
    let result: i64 = lua.load("sleep(20) sleep(10) return 5").eval_async().await.unwrap();
    assert!(result == 5 && start.elapsed() >= Duration::from_millis(30));
    lua.load("sleep(1)").exec_async().await.unwrap();
    assert_eq!(lua.load("sleep(1) return ...").call_async::<i64>(4).await.unwrap(), 4);
}

#[tokio::test(flavor = "current_thread")]
async fn scripts_of_one_vm_wait_side_by_side() {
    let mut lua = lua_with_host();
    let mut tasks = Tasks::new();
    for i in 0..100 {
        let script = lua.load("sleep(60 - ... % 3 * 10) return ...").executor(i).unwrap();
        tasks.spawn(script, RunLimits::new());
    }
    let start = Instant::now();
    let mut sum = 0;
    while let Some(ended) = tasks.next(&mut lua).await {
        sum += lua.take::<i64>(&ended.executor).unwrap();
    }
    assert_eq!(sum, 4950);
    assert!(start.elapsed() < Duration::from_millis(1500), "one after the other would take 5 s");
}

#[tokio::test(flavor = "current_thread")]
async fn a_timeout_cancels_the_run() {
    let mut lua = lua_with_host();
    let script = lua.load("sleep(60000) survived = true").executor(()).unwrap();
    let result = time::timeout(Duration::from_millis(20), lua.run::<()>(&script)).await;
    assert!(result.is_err());
    assert_eq!(lua.take::<()>(&script).unwrap_err().stop(), Some(Stop::Cancelled));
    let endless = lua.load("while true do end").executor(()).unwrap();
    assert!(time::timeout(Duration::from_millis(20), lua.run::<()>(&endless)).await.is_err());
    assert!(lua.load("return survived == nil").eval_async::<bool>().await.unwrap());
}

/// Three scripts talk to one server, which answers only when all are connected.
async fn talk(mut lua: Lua) -> Result<Vec<String>, RuntimeError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(serve(listener, 3));
    let mut tasks = Tasks::new();
    for word in ["one", "two", "three"] {
        let source = "local port, word = ... local ok, answer = pcall(coroutine.wrap(echo), port, word)
            return answer";
        tasks.spawn(lua.load(source).executor((port, word))?, RunLimits::new().fuel(10_000));
    }
    let mut answers = Vec::new();
    while let Some(ended) = tasks.next(&mut lua).await {
        assert_eq!(ended.step, Step::Returned);
        answers.push(lua.take::<String>(&ended.executor)?);
    }
    server.await.unwrap();
    answers.sort();
    Ok(answers)
}

#[tokio::test(flavor = "current_thread")]
async fn scripts_talk_over_sockets() {
    assert_eq!(talk(lua_with_host()).await.unwrap(), ["ONE", "THREE", "TWO"]);
}

#[test]
fn each_thread_of_a_runtime_may_have_a_vm() {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let handle = runtime.handle().clone();
            thread::spawn(move || {
                let set = LocalSet::new();
                handle.block_on(set.run_until(async {
                    let local = tokio::task::spawn_local(talk(lua_with_host()));
                    local.await.unwrap().unwrap()
                }))
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), ["ONE", "THREE", "TWO"]);
    }
}

#[test]
fn finish_sleeps_while_a_runtime_works_on_other_threads() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _entered = runtime.enter();
    let mut lua = lua_with_host();
    assert_eq!(lua.load("sleep(20) return 3").eval::<i64>().unwrap(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn functions_of_one_script_wait_side_by_side() {
    let mut lua = lua_with_host();
    register(&mut lua, "all", |ctx, mut stack| {
        let functions: piccolo::Variadic<piccolo::Function> = stack.consume(ctx)?;
        sequence::run_callback(ctx, stack, sequence::try_join_all::<i64>(functions))
    });
    let source = "
        local function nap(n) return function() sleep(n) return n end end
        local list = all(nap(50), nap(40), nap(30), nap(20), function()
          return all(nap(45), nap(35))[2]
        end)
        return table.concat(list, ' ')";
    let start = Instant::now();
    let text: String = lua.load(source).eval_async().await.unwrap();
    assert_eq!(text, "50 40 30 20 35");
    assert!(start.elapsed() >= Duration::from_millis(50));
}

/// Drives a future on this thread, which parks while the future waits.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut context = task::Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn a_thread_that_parks_drives_a_run() {
    let mut lua = new_lua();
    let (first, second) = (Gate::default(), Gate::default());
    first.register(&mut lua, "first");
    second.register(&mut lua, "second");
    let opener = thread::spawn({
        let (first, second) = (first.clone(), second.clone());
        move || {
            thread::sleep(Duration::from_millis(10));
            first.open(Ok(40));
            thread::sleep(Duration::from_millis(10));
            second.open(Err(Refused(2)));
        }
    });
    let source = "local n = first()
        for i = 1, 100000 do n = n + i % 2 * 2 - 1 end
        local ok, refusal = pcall(second)
        return n .. ' ' .. tostring(ok) .. ' ' .. tostring(refusal)";
    let script = lua.load(source).executor(()).unwrap();
    let text = block_on(lua.run::<String>(&script)).unwrap();
    opener.join().unwrap();
    assert_eq!(text, "40 false refused with 2");
    assert!(first.polls() <= 2 && second.polls() <= 2, "it is polled in vain");
}

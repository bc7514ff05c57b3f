//! An HTTP server whose handlers are Lua scripts that nobody trusts.
//!
//! Each request runs its script in a VM of its own, under limits of its own: fuel, memory, and time. Scripts wait
//! for the host (`sleep`, `fetch`) without holding up others; a script that computes gives way after each slice of
//! fuel. All run on one thread.
//!
//! `cargo run --release --example http_server` listens on port 8080; with `--self-test` it sends itself requests, hostile
//! ones among them, and checks the answers.

use std::{convert::Infallible, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use piccolo::{
    Callback, Context, Error, IntoLua, Limits, Lua, RuntimeError, Sandbox, Stop, sequence, sequence::host,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What one request may consume.
const LIMITS: Limits = Limits { fuel: 5_000_000, memory: 8 << 20, depth: 10_000, ..Limits::unlimited() };

/// How long a request may take, waiting included.
const TIME: Duration = Duration::from_secs(5);

/// The longest body of a request.
const LONGEST_BODY: usize = 1 << 20;

/// The handlers by path. A handler gets the request and returns a status and a body.
const HANDLERS: &[(&str, &str)] = &[
    ("/hello", "local request = ... return 200, 'hello ' .. request.query"),
    ("/upper", "local request = ... return 200, request.body:upper()"),
    ("/slow", "sleep(0.05) return 200, 'slept'"),
    (
        "/item",
        "local request = ... local item = fetch(request.query) return item and 200 or 404, item or 'none'",
    ),
    ("/count", "n = (n or 0) + 1 return 200, tostring(n)"),
    // What follows is hostile.
    ("/endless", "while true do end"),
    ("/stubborn", "while true do pcall(function() while true do end end) end"),
    ("/greedy", "local t = {} for i = 1, math.huge do t[i] = ('x'):rep(i) end"),
    ("/pattern", "return 200, (('a'):rep(100)):find(('.-'):rep(20) .. 'b')"),
    ("/deep", "local function f() return 1 + f() end return 200, f()"),
    ("/sleepy", "sleep(3600) return 200, ''"),
    ("/files", "return 200, tostring(io or os or require or dofile)"),
    ("/broken", "return 200, nil .. 'x'"),
];

/// What a handler sees of a request.
#[derive(IntoLua)]
struct Handled {
    method: String,
    query: String,
    body: String,
}

/// What `fetch` looks up, as if it were far away.
const STORE: [(&str, &str); 2] = [("1", "a spoon"), ("2", "a fork")];

/// `sleep(seconds)`: waits.
#[sequence]
async fn sleep<'gc>(_ctx: Context<'gc>, seconds: f64) -> Result<(), Error<'gc>> {
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| Error::argument(0, "out of range"))?;
    host(tokio::time::sleep(duration)).await;
    Ok(())
}

/// `fetch(key)`: what the store has under a key, or nil.
#[sequence]
async fn fetch<'gc>(_ctx: Context<'gc>, key: String) -> Result<Option<String>, Error<'gc>> {
    Ok(host(look_up(key)).await)
}

async fn look_up(key: String) -> Option<String> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    STORE.iter().find(|(known, _)| *known == key).map(|(_, item)| (*item).to_owned())
}

/// Runs a handler in a VM of its own.
async fn handle(source: &str, name: &str, request: Handled) -> Result<(u16, String), RuntimeError> {
    let mut lua = Lua::sandboxed(LIMITS);
    lua.try_enter(|ctx| {
        ctx.set_global("sleep", Callback::sequence(ctx, sleep))?;
        ctx.set_global("fetch", Callback::sequence(ctx, fetch))
    })?;
    let run = lua.load(source).name(format!("={name}")).executor(request)?;
    lua.run(&run).await
}

/// The answer to a request. What a script does wrong is never the fault of the server.
async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = respond(request).await;
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    Ok(response)
}

async fn respond(request: Request<Incoming>) -> (StatusCode, String) {
    let path = request.uri().path().to_owned();
    let Some(&(name, source)) = HANDLERS.iter().find(|(known, _)| *known == path) else {
        return (StatusCode::NOT_FOUND, "no such handler".to_owned());
    };
    let (method, query) = (request.method().to_string(), request.uri().query().unwrap_or("").to_owned());
    let Ok(body) = Limited::new(request.into_body(), LONGEST_BODY).collect().await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the body is too long".to_owned());
    };
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    // Dropping the run, when time is up, cancels it.
    match tokio::time::timeout(TIME, handle(source, name, Handled { method, query, body })).await {
        Ok(Ok((status, body))) => (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body),
        Ok(Err(error)) => match error.stop() {
            Some(Stop::Memory) => (StatusCode::INSUFFICIENT_STORAGE, error.to_string()),
            Some(_) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
            None => {
                (StatusCode::INTERNAL_SERVER_ERROR, String::from_utf8_lossy(error.message()).into_owned())
            }
        },
        Err(_) => (StatusCode::GATEWAY_TIMEOUT, "out of time".to_owned()),
    }
}

/// Accepts connections, each of which is a task of this thread.
async fn serve(listener: TcpListener) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::task::spawn_local(async move {
            // A connection that breaks is the client's business.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service_fn(answer))
                .await;
        });
    }
}

/// Sends a request; gives the status and the body of the answer.
async fn ask(address: std::net::SocketAddr, path: &str, body: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address).await?;
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Ok((status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()))
}

/// Sends all kinds of requests at the same time, several times over, and checks the answers.
async fn self_test(address: std::net::SocketAddr) -> Result<(), String> {
    let expected: &[(&str, &str, u16, &str)] = &[
        ("/hello?you", "", 200, "hello you"),
        ("/upper", "quiet", 200, "QUIET"),
        ("/slow", "", 200, "slept"),
        ("/item?2", "", 200, "a fork"),
        ("/item?9", "", 404, "none"),
        ("/count", "", 200, "1"),
        ("/nowhere", "", 404, "no such handler"),
        ("/endless", "", 503, "out of fuel"),
        ("/stubborn", "", 503, "out of fuel"),
        ("/greedy", "", 507, "not enough memory"),
        ("/pattern", "", 503, "out of fuel"),
        ("/deep", "", 500, "stack overflow"),
        ("/sleepy", "", 504, "out of time"),
        ("/files", "", 200, "nil"),
        ("/broken", "", 500, "attempt to concatenate a nil value"),
    ];
    let requests = (0..3).flat_map(|_| expected.iter().copied()).map(|(path, body, status, text)| {
        tokio::task::spawn_local(async move {
            let answer = ask(address, path, body).await.map_err(|error| format!("{path}: {error}"))?;
            if answer.0 == status && answer.1.contains(text) {
                Ok(())
            } else {
                Err(format!("{path}: {answer:?} instead of {status} {text:?}"))
            }
        })
    });
    for request in requests.collect::<Vec<_>>() {
        request.await.map_err(|error| error.to_string())??;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_test = std::env::args().any(|argument| argument == "--self-test");
    let listener = TcpListener::bind(if is_test { "127.0.0.1:0" } else { "127.0.0.1:8080" }).await?;
    let address = listener.local_addr()?;
    tokio::task::LocalSet::new()
        .run_until(async move {
            let server = tokio::task::spawn_local(serve(listener));
            if is_test {
                self_test(address).await?;
                println!("all answers are as expected");
                return Ok(());
            }
            println!("listening on http://{address}");
            server.await??;
            Ok(())
        })
        .await
}

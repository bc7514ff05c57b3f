//! Errors on their way through sequences.

use piccolo::{
    Callback, Context, Error, Function, RuntimeError, sequence,
    sequence::{call, call_with_handler, pending, tostring},
};

use crate::running::{check, vm};

#[sequence]
async fn passes<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let n: i64 = call(f, ()).await?;
    Ok(n)
}

#[sequence]
async fn returns<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    passes(ctx, f).await
}

#[sequence]
async fn catches<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let caught = async move { Ok(passes(ctx, f).await? + 1) }.await;
    Ok(caught.unwrap_or(-1))
}

/// `xpcall` around an inner sequence.
#[sequence]
async fn handled<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    handler: Function<'gc>,
) -> Result<String, Error<'gc>> {
    pending().await;
    match call_with_handler::<i64>(f, handler, ()).await {
        Ok(n) => Ok(n.to_string()),
        Err(error) => {
            let text = tostring(error.to_value(ctx)).await?;
            Ok(format!("handled {}", String::from_utf8_lossy(text.as_bytes())))
        }
    }
}

/// Converts the errors of others to its own, and back.
#[derive(Debug)]
struct Own(String);

impl<'gc> From<Error<'gc>> for Own {
    fn from(_: Error<'gc>) -> Self {
        Own("converted".into())
    }
}

#[sequence]
async fn converts<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Own> {
    let n: i64 = call(f, ()).await?;
    if n > 5 { Err(Own(n.to_string())) } else { Ok(n) }
}

#[sequence]
async fn converted<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    converts(ctx, f).await.map_err(|own| Error::message(own.0))
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set("passes", Callback::sequence(ctx, passes));
    set("returns", Callback::sequence(ctx, returns));
    set("catches", Callback::sequence(ctx, catches));
    set("handled", Callback::sequence(ctx, handled));
    set("converted", Callback::sequence(ctx, converted));
}

fn failure(source: &str) -> RuntimeError {
    vm(define).load(source).exec().unwrap_err()
}

#[test]
fn errors_are_caught_or_passed_on() {
    check(define, "return pcall(passes, function() error('e', 0) end)", "false e");
    check(define, "return pcall(returns, function() error('e', 0) end)", "false e");
    check(define, "return catches(function() error('e', 0) end), catches(function() return 1 end)", "-1 2");
    check(define, "return pcall(converted, function() error('e', 0) end)", "false converted");
    check(define, "return (select(2, pcall(converted, function() return 7 end)))", "7");
}

#[test]
fn handlers_see_errors_where_they_are_raised() {
    let source = "return handled(function() error('e', 0) end, function(e) return e .. ' seen' end)";
    check(define, source, "handled e seen");
    check(define, "return handled(function() return 1 end, print)", "1");
    // a handler further out sees an error that sequences pass on
    let outer =
        "return xpcall(returns, function(e) return e .. ' outside' end, function() error('e', 0) end)";
    check(define, outer, "false e outside");
}

/// The traceback is made where the error is raised, unless a sequence may recover from it.
#[test]
fn errors_that_are_passed_on_have_the_whole_traceback() {
    let error = failure("local function thrower() error('e', 0) end returns(thrower)");
    let traceback = String::from_utf8_lossy(error.traceback()).into_owned();
    assert!(traceback.contains("thrower") || traceback.contains("in function <"), "{traceback}");
}

//! Values that are closed when a sequence is done.

use piccolo::{
    Callback, Context, Error, Function, Value, sequence,
    sequence::{call, closing},
};

use crate::running::check;

#[sequence]
async fn with<'gc>(_ctx: Context<'gc>, resource: Value<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let work = async move {
        let a: i64 = call(f, 1).await?;
        let b: i64 = call(f, a + 1).await?;
        Ok(a + b)
    };
    let sum = closing(resource, work).await?;
    Ok(sum * 10)
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set("with", Callback::sequence(ctx, with));
}

/// Records what `resource` is closed with.
const RESOURCE: &str = "local closed = {}
    local resource = setmetatable({}, {__close = function(r, e) closed[#closed + 1] = tostring(e) end}) ";

#[test]
fn values_are_closed_at_the_end() {
    let source = format!(
        "{RESOURCE} local n = with(resource, function(x) return x + #closed end) return n, closed[1]"
    );
    check(define, &source, "30 nil");
    check(
        define,
        "return with(nil, function(x) return x end), with(false, function(x) return x end)",
        "30 30",
    );
}

#[test]
fn values_are_closed_after_errors() {
    let source = format!(
        "{RESOURCE} local function f(x) if x == 2 then error('e', 0) end return x end
         local ok, e = pcall(with, resource, f)
         return ok, e, #closed, closed[1]"
    );
    check(define, &source, "false e 1 e");
    let replaced = "local resource = setmetatable({}, {__close = function(r, e) error('close ' .. e, 0) end})
      return pcall(with, resource, function() error('e', 0) end)";
    check(define, replaced, "false close e");
}

#[test]
fn values_are_closed_after_yields() {
    let source = format!(
        "{RESOURCE} local co = coroutine.wrap(function()
           return with(resource, function(x) return coroutine.yield(x) end)
         end)
         local a, b = co(), co(5)
         local before = #closed
         return a, b, before, co(6), #closed"
    );
    check(define, &source, "1 6 0 110 1");
}

#[test]
fn values_that_can_not_be_closed_are_refused() {
    let source = "local called = false
      local ok, e = pcall(with, {}, function() called = true end)
      return ok, e, called";
    check(define, source, "false sequence got a non-closable value false");
}

//! Functions as libraries have them: they call back, catch errors, yield and resume.

use piccolo::Stack;
use piccolo::{
    Callback, Context, Error, Function, String as LuaString, Table, Thread, Value, Variadic, sequence,
    sequence::{Tail, call, call_stack, index, pending, resume, run_callback, yield_},
};

use crate::running::check;

#[sequence]
async fn pcall<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<Tail<'gc>, Error<'gc>> {
    match call_stack(f).await {
        Ok(()) => stack.insert(0, Value::True)?,
        Err(error) => return Tail::values(ctx, stack, (false, error.to_value(ctx))),
    }
    Ok(Tail::Stack)
}

/// Merge sort, bottom up, with a Lua comparator.
#[sequence]
async fn sort<'gc>(ctx: Context<'gc>, t: Table<'gc>, less: Function<'gc>) -> Result<(), Error<'gc>> {
    let mut values = Vec::new();
    for i in 1..=t.raw_len() {
        values.push(t.raw_get_integer(i));
    }
    let mut width = 1;
    while width < values.len() {
        let mut merged = Vec::with_capacity(values.len());
        let mut low = 0;
        while low < values.len() {
            let middle = (low + width).min(values.len());
            let high = (low + 2 * width).min(values.len());
            let (mut i, mut j) = (low, middle);
            while i < middle && j < high {
                // stable: from the right only what is less than the left
                if call::<bool>(less, (values[j], values[i])).await? {
                    merged.push(values[j]);
                    j += 1;
                } else {
                    merged.push(values[i]);
                    i += 1;
                }
            }
            merged.extend_from_slice(&values[i..middle]);
            merged.extend_from_slice(&values[j..high]);
            low = high;
        }
        values = merged;
        width *= 2;
    }
    for (i, value) in values.into_iter().enumerate() {
        t.set(ctx, i + 1, value)?;
    }
    Ok(())
}

fn next_word(s: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = from + s[from..].iter().position(u8::is_ascii_alphabetic)?;
    let length = s[start..].iter().position(|b| !b.is_ascii_alphabetic());
    Some((start, length.map_or(s.len(), |n| start + n)))
}

/// `string.gsub` with a function, for words.
#[sequence]
async fn gsub<'gc>(
    ctx: Context<'gc>,
    s: LuaString<'gc>,
    f: Function<'gc>,
    limit: Option<i64>,
) -> Result<(LuaString<'gc>, i64), Error<'gc>> {
    let mut out = Vec::new();
    let (mut position, mut count) = (0, 0);
    while let Some((start, end)) = next_word(s.as_bytes(), position) {
        if limit.is_some_and(|limit| count >= limit) {
            break;
        }
        let word = ctx.intern(&s.as_bytes()[start..end]);
        out.extend_from_slice(&s.as_bytes()[position..start]);
        let replacement = call(f, word).await?;
        match replacement {
            Value::Nil | Value::False => out.extend_from_slice(&s.as_bytes()[start..end]),
            Value::String(text) => out.extend_from_slice(text.as_bytes()),
            Value::Integer(n) => out.extend_from_slice(n.to_string().as_bytes()),
            other => {
                return Err(Error::message(format!("invalid replacement value (a {})", other.type_name())));
            }
        }
        count += 1;
        position = end;
    }
    out.extend_from_slice(&s.as_bytes()[position..]);
    Ok((ctx.intern(&out), count))
}

/// Calls `f` with each pair, honouring `__pairs`, until it returns true.
#[sequence]
async fn foreach<'gc>(ctx: Context<'gc>, t: Table<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let mut n = 0;
    let pairs = match t.metatable() {
        Some(metatable) => metatable.get(ctx, "__pairs")?,
        None => Value::Nil,
    };
    if let Value::Nil = pairs {
        for (key, value) in t {
            n += 1;
            if call::<bool>(f, (key, value)).await? {
                break;
            }
        }
        return Ok(n);
    }
    let (next, state, mut control): (Value, Value, Value) = call(pairs, t).await?;
    loop {
        let (key, value): (Value, Value) = call(next, (state, control)).await?;
        if let Value::Nil = key {
            break Ok(n);
        }
        control = key;
        n += 1;
        if call::<bool>(f, (key, value)).await? {
            break Ok(n);
        }
    }
}

/// Tries again and again, and gives the host a chance to act between the tries.
#[sequence]
async fn retry<'gc>(ctx: Context<'gc>, tries: i64, f: Function<'gc>) -> Result<Value<'gc>, Error<'gc>> {
    let mut errors: Vec<String> = Vec::new();
    let value = 'done: loop {
        for i in 1..=tries {
            match call::<Value>(f, i).await {
                Ok(value) => break 'done value,
                Err(error) => errors.push(format!("{}", text(error.to_value(ctx)))),
            }
            for _ in 0..i {
                pending().await;
            }
        }
        return Err(Error::message(format!("gave up after {tries}: {}", errors.join("; "))));
    };
    Ok(value)
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::String(text) => String::from_utf8_lossy(text.as_bytes()).into_owned(),
        other => other.type_name().to_owned(),
    }
}

/// The body of the functions that `coroutine.wrap` makes.
#[sequence]
async fn wrapped<'gc>(
    _ctx: Context<'gc>,
    co: Thread<'gc>,
    arguments: Variadic<Value<'gc>>,
) -> Result<Variadic<Value<'gc>>, Error<'gc>> {
    let results = resume(co, arguments).await?;
    Ok(results)
}

/// A generator, to be the body of a coroutine.
#[sequence]
async fn countdown<'gc>(_ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    let mut total = 0;
    for i in (1..=n).rev() {
        let got: Option<i64> = yield_(i).await?;
        total += got.unwrap_or(0);
    }
    Ok(total)
}

/// The sum of a tree's leaves, `__index` honoured.
#[sequence(recursive)]
async fn tree_sum<'gc>(ctx: Context<'gc>, t: Table<'gc>) -> Result<i64, Error<'gc>> {
    let mut sum = 0;
    for key in ["left", "right"] {
        let key = ctx.intern(key.as_bytes());
        match index::<Value>(t, key).await? {
            Value::Table(branch) => sum += tree_sum(ctx, branch).await?,
            Value::Integer(leaf) => sum += leaf,
            _ => {}
        }
    }
    Ok(sum)
}

/// Catches the errors of two calls together; ends in a tail call.
#[sequence]
async fn try_both<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    g: Function<'gc>,
    on_error: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<Tail<'gc>, Error<'gc>> {
    let result = async move {
        let a: i64 = call(f, ()).await?;
        let b: i64 = call(g, a).await?;
        Ok(a + b)
    }
    .await;
    match result {
        Ok(n) => Tail::values(ctx, stack, n),
        Err(error) => Tail::call(ctx, stack, on_error, error.to_value(ctx)),
    }
}

/// Collects what an iterator yields, with the generic `for`'s protocol.
#[sequence]
async fn collect<'gc>(
    ctx: Context<'gc>,
    next: Value<'gc>,
    state: Value<'gc>,
    control: Value<'gc>,
) -> Result<Table<'gc>, Error<'gc>> {
    let out = Table::new(ctx);
    let mut control = control;
    let mut n = 0;
    while let Variadic(values) = call::<Variadic<Value>>(next, (state, control)).await?
        && let Some(first) = values.first().copied()
        && !matches!(first, Value::Nil)
    {
        control = first;
        n += 1;
        out.raw_set_integer(ctx, n, first)?;
    }
    Ok(out)
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set(
        "spcall",
        Callback::new(ctx, |ctx, mut stack| {
            let f: Function = stack.argument(ctx, 0)?;
            stack.remove_front(1);
            run_callback(ctx, stack, pcall(ctx, f))
        }),
    );
    set("ssort", Callback::sequence(ctx, sort));
    set("sgsub", Callback::sequence(ctx, gsub));
    set("foreach", Callback::sequence(ctx, foreach));
    set("retry", Callback::sequence(ctx, retry));
    set("wrapped", Callback::sequence(ctx, wrapped));
    set("countdown", Callback::sequence(ctx, countdown));
    set("tree_sum", Callback::sequence(ctx, tree_sum));
    set("try_both", Callback::sequence(ctx, try_both));
    set("collect", Callback::sequence(ctx, collect));
}

#[test]
fn errors_are_caught_by_match() {
    check(define, "return spcall(function(a, b) return a + b, 'x' end, 1, 2)", "true 3 x");
    check(define, "return spcall(function() error('boom', 0) end)", "false boom");
    check(define, "return spcall(spcall, error, 1)", "true false 1");
    let yields = "local co = coroutine.create(function()
        return spcall(function() local x = coroutine.yield(1); error(x, 0) end)
      end)
      local _, a = coroutine.resume(co)
      local _, ok, e = coroutine.resume(co, 'thrown')
      return a, ok, e";
    check(define, yields, "1 false thrown");
}

#[test]
fn sort_calls_its_comparator() {
    let sorted =
        "local t = {5, 2, 8, 1, 9, 3, 7} ssort(t, function(a, b) return a < b end) return table.unpack(t)";
    check(define, sorted, "1 2 3 5 7 8 9");
    check(define, "return spcall(ssort, {3, 1, 2}, function() error('cmp', 0) end)", "false cmp");
    let many = "local t = {} for i = 1, 30 do t[i] = (i * 37) % 31 end
      ssort(t, function(a, b) return a > b end) return t[1], t[15], t[30]";
    check(define, many, "30 16 1");
}

#[test]
fn gsub_calls_its_function() {
    let replaced = "return sgsub('hello big world', function(w) return w ~= 'big' and '<' .. w .. '>' end)";
    check(define, replaced, "<hello> big <world> 3");
    check(define, "return sgsub('a b c', function(w) return 1 end, 2)", "1 1 c 2");
    let bad = "return spcall(sgsub, 'a', function() return {} end)";
    check(define, bad, "false invalid replacement value (a table)");
}

#[test]
fn foreach_goes_over_pairs() {
    let sum =
        "local s = 0 local n = foreach({a = 1, b = 2, c = 3}, function(k, v) s = s + v end) return n, s";
    check(define, sum, "3 6");
    let custom = "local t = setmetatable({}, {__pairs = function(t)
        return function(_, k) if k < 3 then return k + 1, k * 10 end end, t, 0
      end})
      local s = 0
      local n = foreach(t, function(k, v) s = s + v return k == 2 end)
      return n, s";
    check(define, custom, "2 10");
}

#[test]
fn retry_gives_way_between_tries() {
    let third = "return retry(3, function(i) if i < 3 then error('no', 0) end return 'yes' .. i end)";
    check(define, third, "yes3");
    let never = "return spcall(retry, 2, function(i) error('no' .. i, 0) end)";
    check(define, never, "false gave up after 2: no1; no2");
}

#[test]
fn coroutines_are_resumed() {
    let source = "local co = coroutine.create(function(a)
        local b = coroutine.yield(a + 1)
        local c = coroutine.yield(b * 2)
        return c, 'end'
      end)
      local x, y = wrapped(co, 1), wrapped(co, 10)
      local z, w = wrapped(co, 'c')
      return x, y, z, w, (spcall(wrapped, co))";
    check(define, source, "2 20 c end false");
}

#[test]
fn generators_yield() {
    let source = "local co = coroutine.create(countdown)
      local s, ok, v = '', coroutine.resume(co, 3)
      while coroutine.status(co) ~= 'dead' do
        s = s .. v .. ','
        ok, v = coroutine.resume(co, 5)
      end
      return s, v";
    check(define, source, "3,2,1, 15");
}

#[test]
fn trees_are_summed() {
    let source = "local lazy = setmetatable({}, {__index = function(t, k) return 10 end})
      return tree_sum({left = {left = 1, right = lazy}, right = 5})";
    check(define, source, "26");
}

#[test]
fn blocks_catch_errors_of_several_calls() {
    let fine = "return try_both(function() return 2 end, function(a) return a * 10 end, error)";
    check(define, fine, "22");
    let failing = "return try_both(function() return 2 end, function(a) error('g', 0) end,
      function(e) return 'handled ' .. e end)";
    check(define, failing, "handled g");
}

#[test]
fn conditions_chain_lets_and_awaits() {
    let source = "local t = collect(function(s, i) if i < s then return i + 1 end end, 3, 0)
      return #t, table.unpack(t)";
    check(define, source, "3 1 2 3");
}

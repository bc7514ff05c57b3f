//! Every construct with an `.await` in it.

use std::ops::ControlFlow;

use piccolo::{
    Callback, Context, Error, Function, String as LuaString, sequence,
    sequence::{call, pending},
};

use crate::running::check;

/// Awaits at every kind of place.
#[sequence]
async fn places<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let one: i64 = call(f, 1).await?;
    let one = one + 0;
    let t = (one, call::<i64>(f, 2).await?, call::<i64>(f, 3).await?);
    let s = t.0 + call::<i64>(f, t.1 + t.2).await? * 2;
    let big = call::<i64>(f, s).await? > 10 && call::<bool>(f, true).await?;
    let label = if big { call::<String>(f, "big").await?.to_string() } else { "small".to_string() };
    let array = [call::<i64>(f, 1).await?, 2, call::<i64>(f, 3).await?];
    let mut sum = 0;
    'outer: for (i, a) in array.to_vec().into_iter().enumerate() {
        for k in 0..3 {
            if k == 2 {
                continue 'outer;
            }
            if i == 2 && k == 1 {
                break 'outer;
            }
            sum += a * call::<i64>(f, k).await?;
        }
    }
    let late;
    if sum > 0 {
        late = call::<i64>(f, sum).await?;
    } else {
        late = 0;
    }
    let Some(x) = Some(late).filter(|_| label == "big") else {
        call(f, 0).await?;
        return Err(Error::message(format!("label is {label}")));
    };
    let _ = ctx;
    Ok(x + s
        + match label.len() {
            3 => call::<i64>(f, 100).await?,
            n => n as i64,
        })
}

/// Expressions with operands, each of which is seen by `f`.
#[sequence]
async fn operands<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
    #[derive(Clone, Copy)]
    struct Pair {
        a: i64,
        b: i64,
    }
    let mut out = Vec::new();
    // a mutable variable is read before what changes it
    let mut n = 1;
    let sum = n + {
        n = 10;
        call::<i64>(f, n).await?
    };
    out.push(sum);
    // a struct, with the rest from another
    let base = Pair { a: 1, b: 2 };
    let pair = Pair { b: call(f, 7).await?, ..base };
    out.push(pair.a * 100 + pair.b);
    // ranges, indices, casts, negation, repetition
    let items: Vec<i64> = (call::<i64>(f, 2).await?..=call(f, 4).await?).collect();
    out.push(items[call::<i64>(f, 1).await? as usize]);
    out.push(-call::<i64>(f, 5).await?);
    out.push([call::<i64>(f, 3).await?; 3].iter().sum());
    // the receiver of a method is evaluated first, and not moved
    let mut list = vec![1];
    list.push(call(f, 2).await?);
    list.insert(0, call::<i64>(f, 3).await? + call::<i64>(f, 4).await?);
    out.extend(list);
    // assignments evaluate the right side first
    let mut array = [0, 0];
    array[call::<i64>(f, 1).await? as usize] = call(f, 8).await?;
    array[0] += call::<i64>(f, 9).await?;
    out.extend(array);
    out.push(vec![3, 1, 2].swap_remove(call::<i64>(f, 0).await? as usize));
    let closure = |x: i64| x + n;
    out.push(closure(1).max(call(f, 12).await?));
    let n = call::<i64>(f, 13).await.map(|n| n + 1)?.min(n);
    Ok(format!("{out:?} {n}"))
}

/// Loops with and without values, labels and conditions.
#[sequence]
async fn loops<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
    let mut out = Vec::new();
    let mut i = 0;
    let value = loop {
        i += 1;
        if i > 3 {
            break i * call::<i64>(f, i).await?;
        }
        if i == 2 {
            continue;
        }
        pending().await;
    };
    out.push(value);
    let chosen = 'chosen: {
        if call::<bool>(f, true).await? {
            break 'chosen 1;
        }
        2
    };
    out.push(chosen);
    while let Some(last) = out.pop() {
        if last == 1 {
            continue;
        }
        out.push(call(f, last + 1).await?);
        break;
    }
    let mut k = 0;
    let found = 'outer: loop {
        for x in [call::<i64>(f, k).await?, 7] {
            match x {
                7 => break,
                x if x > 2 => break 'outer Some(x),
                _ => k += 1,
            }
        }
        if k > 10 {
            break None;
        }
    };
    out.extend(found);
    // a loop that awaits nothing, with jumps of its own, in one that does
    for x in 0..call::<i64>(f, 2).await? {
        'inner: for y in 0.. {
            if y > x {
                out.push(y);
                break 'inner;
            }
            if y == 100 {
                continue;
            }
        }
        call(f, x).await?;
    }
    while call::<i64>(f, k).await? > 0 && k > 1 {
        k -= 1;
    }
    out.push(k);
    Ok(out.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

/// Matches with guards, nested patterns and `let` chains.
#[sequence]
async fn patterns<'gc>(_ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<String, Error<'gc>> {
    let mut out = Vec::new();
    for step in 0..n {
        let flow =
            if step == 3 { ControlFlow::Break("stop") } else { ControlFlow::Continue((step, Some(step))) };
        match flow {
            ControlFlow::Continue((a, Some(b))) if a + b > 3 => {
                let a: i64 = call(f, a).await?;
                out.push(format!("big {a}"));
            }
            ControlFlow::Continue((a @ 0..=1, _)) => out.push(format!("small {a}")),
            ControlFlow::Continue((_, Some(b))) => {
                let b: i64 = call(f, b).await?;
                out.push(format!("some {b}"));
            }
            ControlFlow::Continue((_, None)) => unreachable!(),
            ControlFlow::Break(why) => {
                call(f, 0).await?;
                out.push(why.to_string());
                continue;
            }
        }
        let number: Option<i64> = call(f, step).await?;
        if let Some(x) = number
            && call::<i64>(f, x).await? == 1
            && let Some(y) = Some(x + 1)
        {
            out.push(format!("chain {x} {y}"));
        } else if let Some(z @ 2..) = number {
            out.push(format!("else {z}"));
        }
    }
    let Some(first) = out.first() else { return Ok("nothing".into()) };
    let first = first.clone();
    call(f, 0).await?;
    Ok(format!("{first}: {}", out.join(",")))
}

/// Branches that end the function in all ways.
#[sequence]
async fn exits<'gc>(_ctx: Context<'gc>, f: Function<'gc>, way: i64) -> Result<LuaString<'gc>, Error<'gc>> {
    if way == 0 {
        return call(f, "returned").await;
    } else if way == 1 {
        Err(Error::message("refused"))?;
    }
    let text: Option<LuaString> = call(f, "given").await?;
    match way {
        2 => return Ok(text.ok_or_else(|| Error::message("nothing"))?),
        3 => loop {
            if let Some(text) = call::<Option<LuaString>>(f, "looped").await? {
                return Ok(text);
            }
        },
        _ if way > 5 => panic!("not called so"),
        _ => {}
    }
    if way == 4 { call(f, "tail").await } else { text.ok_or_else(|| Error::message("nothing")) }
}

/// Nothing is awaited.
#[sequence]
async fn nothing<'gc>(_ctx: Context<'gc>, a: i64, mut b: i64) -> Result<i64, Error<'gc>> {
    b += a;
    if b > 10 {
        return Ok(b);
    }
    Ok(-b)
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set("places", Callback::sequence(ctx, places));
    set("operands", Callback::sequence(ctx, operands));
    set("loops", Callback::sequence(ctx, loops));
    set("patterns", Callback::sequence(ctx, patterns));
    set("exits", Callback::sequence(ctx, exits));
    set("nothing", Callback::sequence(ctx, nothing));
}

#[test]
fn awaits_stand_everywhere() {
    check(define, "return places(function(x) return x end)", "114");
    let small = "return pcall(places, function(x) if x == true then return false end return x end)";
    check(define, small, "false label is small");
    let sixth = "local n = 0
      return pcall(places, function(x) n = n + 1 if n == 6 then error('sixth', 0) end return x end)";
    check(define, sixth, "false sixth");
}

#[test]
fn operands_are_evaluated_in_order() {
    let source = "local seen = {}
      local text = operands(function(x) seen[#seen + 1] = x return x end)
      return text, table.concat(seen, ',')";
    let expected = "[11, 107, 3, -5, 9, 7, 1, 2, 9, 8, 3, 12] 10 10,7,2,4,1,5,3,2,3,4,8,1,9,0,12,13";
    check(define, source, expected);
}

#[test]
fn loops_have_values_and_labels() {
    check(define, "return loops(function(x) return x end)", "17,3,1,2,1");
}

#[test]
fn patterns_bind_across_awaits() {
    check(define, "return patterns(function(x) return x end, 0)", "nothing");
    let expected = "small 0: small 0,small 1,chain 1 2,big 2,else 2,stop,big 4,else 4";
    check(define, "return patterns(function(x) return x end, 5)", expected);
}

#[test]
fn functions_end_in_many_ways() {
    for (way, expected) in [(0, "returned"), (2, "given"), (3, "looped"), (4, "tail"), (5, "given")] {
        check(define, &format!("return exits(function(x) return x end, {way})"), expected);
    }
    check(define, "return pcall(exits, print, 1)", "false refused");
    check(define, "return pcall(exits, function() end, 2)", "false nothing");
}

#[test]
fn nothing_has_to_be_awaited() {
    check(define, "return nothing(1, 2), nothing(10, 2)", "-3 12");
}

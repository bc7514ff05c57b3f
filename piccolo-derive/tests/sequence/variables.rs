//! Variables across suspensions: shadowing, dropping, what is traced and what is not.

use std::{cell::RefCell, rc::Rc, time::Instant};

use piccolo::{
    Callback, Context, Error, Function, Table, Value, sequence,
    sequence::{call, yield_},
};

use crate::running::{check, vm};

/// The same name again and again.
#[sequence]
async fn shadows<'gc>(_ctx: Context<'gc>, f: Function<'gc>, x: i64) -> Result<String, Error<'gc>> {
    let mut out = vec![];
    let option = Some(x + 1);
    if let Some(x) = option {
        let x = call::<i64>(f, x).await?;
        {
            let x = format!("<{x}>");
            call(f, 0).await?;
            out.push(format!("{x} {x:>width$}", width = x.len() + 1));
        }
        out.push(x.to_string());
    }
    for x in [x, x * 2] {
        match call::<i64>(f, x).await? {
            x if x > 15 => out.push(format!("big {x}")),
            y => out.push(format!("small {y} of {x}")),
        }
    }
    struct Point {
        x: i64,
    }
    let point = Point { x };
    let Point { x: z } = point;
    call(f, 0).await?;
    {
        let call = z + 1;
        piccolo::sequence::call(f, call).await?;
        out.push(format!("{call}"));
    }
    call(f, 0).await?;
    out.push(format!("{} {z} {:?}", x, Some(x).map(|x| x + 1)));
    assert!(matches!(out.first(), Some(x) if x.len() > 3));
    let f = {
        let f = call::<i64>(f, 5).await?;
        f + call::<i64>(piccolo_identity(), f).await.unwrap_or(1)
    };
    out.push(f.to_string());
    Ok(out.join(","))
}

/// Something that can not be called.
fn piccolo_identity<'gc>() -> Value<'gc> {
    Value::Nil
}

/// Shadows what is available throughout.
#[sequence]
async fn shadows_context<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let outer = {
        let ctx = 1;
        call(f, ctx).await?;
        ctx + 1
    };
    let t = Table::new(ctx);
    call(f, ()).await?;
    t.set(ctx, outer, outer)?;
    Ok(t.raw_len() + outer)
}

/// A variable that is declared without a value, in all ways.
#[sequence]
async fn late<'gc>(_ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    let a;
    let b: i64;
    let mut c;
    call(f, ()).await?;
    if n > 0 {
        a = n;
    } else {
        a = -n;
    }
    match call::<i64>(f, n).await? {
        0 => b = 1,
        x => {
            call(f, ()).await?;
            b = x;
        }
    }
    loop {
        c = call::<i64>(f, a).await?;
        if c > 2 {
            break;
        }
        c += 5;
        if c > 4 {
            break;
        }
    }
    Ok(a * 100 + b * 10 + c)
}

/// Holds what is not `Collect`, but without a lifetime, and what is.
#[sequence]
async fn holds<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<(Value<'gc>, bool), Error<'gc>> {
    struct Plain(Instant);
    let started = Plain(Instant::now());
    let mut traced = Vec::new();
    let nested =
        (Some(ctx.intern(b"a string that is too long to be interned, so that it is freed")), [Value::True]);
    for i in 0..3 {
        let t = Table::new(ctx);
        t.set(ctx, 1, i)?;
        traced.push(t);
        call(f, i).await?;
    }
    let closure = |n: i64| n + 1;
    call(f, closure(1)).await?;
    let result = Table::new(ctx);
    for (i, t) in traced.into_iter().enumerate() {
        call(f, t).await?;
        result.set(ctx, i + 1, t.raw_get_integer(1))?;
    }
    result.set(ctx, "text", nested.0)?;
    let boxed: Box<dyn Fn(i64) -> i64> = Box::new(closure);
    call(f, boxed(2)).await?;
    Ok((Value::Table(result), started.0.elapsed().as_nanos() as i64 >= boxed(0) - 1))
}

#[derive(Clone)]
struct Log(Rc<RefCell<Vec<&'static str>>>);

/// Records when it is dropped.
struct Noisy(&'static str, Log);

impl Drop for Noisy {
    fn drop(&mut self) {
        self.1.0.borrow_mut().push(self.0);
    }
}

#[sequence]
async fn drops<'gc>(
    _ctx: Context<'gc>,
    f: Function<'gc>,
    log: Log,
    _param: Noisy,
) -> Result<i64, Error<'gc>> {
    let _a = Noisy("a", log.clone());
    // not mentioned again: dropped at the first suspension
    #[allow(unused)]
    let b = Noisy("b", log.clone());
    {
        let _c = Noisy("c", log.clone());
        call(f, 1).await?;
        log.0.borrow_mut().push("after 1");
    }
    for i in 0..2 {
        let _d = Noisy("d", log.clone());
        if i == 1 {
            break;
        }
        call(f, 3).await?;
    }
    call(f, 2).await?;
    log.0.borrow_mut().push("after 2");
    Ok(1)
}

/// Holds a value while it is suspended for good.
#[sequence]
async fn hold<'gc>(_ctx: Context<'gc>, _t: Table<'gc>, _noisy: Noisy) -> Result<i64, Error<'gc>> {
    yield_(1).await?;
    Ok(1)
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set("shadows", Callback::sequence(ctx, shadows));
    set("shadows_context", Callback::sequence(ctx, shadows_context));
    set("late", Callback::sequence(ctx, late));
    set("holds", Callback::sequence(ctx, holds));
    set("guards", Callback::sequence(ctx, guards));
    set("leaves", Callback::sequence(ctx, leaves));
}

/// Borrows at the end of each round what the head of the loop borrows as well, by name and by a type with a drop.
#[sequence]
async fn guards<'gc>(_ctx: Context<'gc>, f: Function<'gc>, rounds: i64) -> Result<i64, Error<'gc>> {
    let sums = Rc::new(RefCell::new(Vec::new()));
    while (sums.borrow().len() as i64) < rounds {
        let x: i64 = call(f, sums.borrow().len() as i64).await?;
        let mut guard = sums.borrow_mut();
        guard.push(x);
    }
    let all = sums.borrow();
    Ok(all.iter().sum())
}

/// Leaves blocks while they borrow: by `continue`, `break` with a value, a label, and at the end of a branch.
#[sequence]
async fn leaves<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
    let log = Rc::new(RefCell::new(String::new()));
    let last = 'rounds: loop {
        let x: i64 = call(f, ()).await?;
        let mut guard = log.borrow_mut();
        guard.push_str(&x.to_string());
        if x == 1 {
            continue;
        }
        drop(guard);
        if x > 1 {
            let y: i64 = call(f, ()).await?;
            log.borrow_mut().push_str(&format!("({y})"));
            let inner = 'inner: {
                let z: i64 = call(f, ()).await?;
                let name = RefCell::new(format!("<{z}>"));
                let own = name.borrow();
                if z == 4 {
                    break 'inner own.len();
                }
                if z > 6 {
                    break 'rounds own.clone();
                }
                z as usize
            };
            let mut guard = log.borrow_mut();
            guard.push_str(&inner.to_string());
        } else {
            let y: i64 = call(f, ()).await?;
            let mut guard = log.borrow_mut();
            guard.push_str(&format!("[{y}]"));
        }
        log.borrow_mut().push(' ');
    };
    let log = log.borrow();
    Ok(format!("{log}{last}"))
}

fn none<'gc>(_: Context<'gc>, _: &mut dyn FnMut(&str, Callback<'gc>)) {}

#[test]
fn names_are_shadowed() {
    let expected = "<10>  <10>,10,small 9 of 9,big 18,10,9 9 Some(10),6";
    check(define, "return shadows(function(x) return x end, 9)", expected);
    check(define, "return shadows_context(function() end)", "2");
}

#[test]
fn values_come_late() {
    check(define, "return late(function(x) return x end, 1)", "116");
    check(define, "return late(function(x) return x end, 3)", "333");
    check(define, "return late(function(x) return x end, 0)", "15");
}

#[test]
fn values_are_held() {
    let source = "local t, ok = holds(function() end) return t[1], t[2], t[3], #t.text, ok";
    check(define, source, "0 1 2 61 true");
}

#[test]
fn guards_end_with_their_block() {
    check(define, "return guards(function(i) return i * 10 end, 5)", "100");
    let source = "local values = {1, 2, 3, 4, 0, 9, 2, 3, 5, 1, 2, 3, 7}
        local i = 0
        return leaves(function() i = i + 1 return values[i] end)";
    check(define, source, "12(3)3 0[9] 2(3)5 12(3)<7>");
}

fn dropped(source: &str) -> Vec<&'static str> {
    let log = Log(Rc::default());
    let own = log.clone();
    let mut lua = vm(none);
    lua.enter(|ctx| {
        let callback =
            Callback::sequence(ctx, move |ctx, f| drops(ctx, f, own.clone(), Noisy("param", own.clone())));
        ctx.globals().set(ctx, "drops", callback).unwrap();
    });
    lua.load(source).exec().unwrap();
    log.0.take()
}

#[test]
fn values_are_dropped_in_order() {
    let all = ["b", "after 1", "c", "d", "d", "after 2", "a", "param"];
    assert_eq!(dropped("assert(drops(function() end) == 1)"), all);
    let failing = ["b", "after 1", "c", "d", "d", "a", "param"];
    assert_eq!(dropped("pcall(drops, function(n) if n == 2 then error('e') end end)"), failing);
}

#[test]
fn suspended_sequences_are_collected_with_their_cycles() {
    let log = Log(Rc::default());
    let own = log.clone();
    let mut lua = vm(none);
    lua.enter(|ctx| {
        let callback = Callback::sequence(ctx, move |ctx, t| hold(ctx, t, Noisy("held", own.clone())));
        ctx.globals().set(ctx, "hold", callback).unwrap();
    });
    lua.load("local t = {} t.co = coroutine.create(hold) assert(coroutine.resume(t.co, t))").exec().unwrap();
    lua.collect_garbage();
    lua.collect_garbage();
    assert_eq!(log.0.take(), ["held"]);
}

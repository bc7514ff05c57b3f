//! Functions and closures of Rust as host functions, without macros.

use std::cell::Cell;

use piccolo::{
    Callback, Collect, Context, Error, Function, Lua, RuntimeError, Table, UserData, UserRef, Value, Variadic,
};

fn lua() -> Lua {
    let mut lua = Lua::new();
    let loaded = lua.enter(|ctx| piccolo::stdlib::load(ctx, &piccolo::stdlib::Options::default()).is_ok());
    assert!(loaded);
    lua
}

/// Runs a script with `f` as a global.
fn eval<T: for<'gc> piccolo::FromMulti<'gc>>(
    make: impl for<'gc> FnOnce(Context<'gc>) -> Callback<'gc>,
    script: &str,
) -> Result<T, RuntimeError> {
    let mut lua = lua();
    lua.try_enter(|ctx| ctx.set_global("f", make(ctx)))?;
    lua.load(script).eval()
}

fn error(make: impl for<'gc> FnOnce(Context<'gc>) -> Callback<'gc>, script: &str) -> String {
    let error = eval::<()>(make, script).unwrap_err();
    let message = String::from_utf8_lossy(error.message()).into_owned();
    message.strip_prefix("chunk:1: ").unwrap_or(&message).to_owned()
}

#[derive(Collect, UserData)]
#[lua(get_all)]
struct Point {
    x: i64,
    y: i64,
}

#[test]
fn closures_take_and_return_plain_values() {
    assert_eq!(eval::<i64>(|ctx| ctx.function(|| 7), "return f()").unwrap(), 7);
    assert_eq!(eval::<i64>(|ctx| ctx.function(|a: i64, b: i64| a + b), "return f(1, 2)").unwrap(), 3);
    let text: String = eval(
        |ctx| ctx.function(|text: &str, times: Option<u8>| text.repeat(times.unwrap_or(2).into())),
        "return f('ab') .. f('c', 1)",
    )
    .unwrap();
    assert_eq!(text, "ababc");
    let bytes: Box<[u8]> = eval(
        |ctx| ctx.function(|bytes: &[u8]| bytes.iter().rev().copied().collect::<Box<[u8]>>()),
        "return f('\\xff\\0')",
    )
    .unwrap();
    assert_eq!(*bytes, [0, 0xff]);
}

#[test]
fn functions_have_up_to_sixteen_parameters() {
    #[allow(clippy::too_many_arguments)]
    fn many(
        a: i64,
        b: i64,
        c: i64,
        d: i64,
        e: i64,
        f: i64,
        g: i64,
        h: i64,
        i: i64,
        j: i64,
        k: i64,
        l: i64,
        m: i64,
        n: i64,
        o: i64,
        p: i64,
    ) -> i64 {
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p].iter().sum()
    }
    let sum: i64 =
        eval(|ctx| ctx.function(many), "return f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)")
            .unwrap();
    assert_eq!(sum, 136);
}

#[test]
fn contexts_take_no_argument_wherever_they_stand() {
    fn table<'gc>(key: &str, ctx: Context<'gc>, value: Value<'gc>) -> Result<Table<'gc>, Error<'gc>> {
        let table = Table::new(ctx);
        table.set(ctx, key, value).map(|()| table)
    }
    assert_eq!(eval::<i64>(|ctx| ctx.function(table), "return f('k', 5).k").unwrap(), 5);
    assert_eq!(
        error(|ctx| ctx.function(table), "f()"),
        "bad argument #1 to 'f' (string expected, got no value)"
    );
    let charged = |ctx: Context, n: usize| ctx.charge_fuel(n);
    eval::<()>(move |ctx| ctx.function(charged), "f(10)").unwrap();
}

#[test]
fn tuples_are_several_results() {
    let results: (i64, String, i64) =
        eval(|ctx| ctx.function(|n: i64| (n, "x", n + 1)), "return f(1)").unwrap();
    assert_eq!(results, (1, "x".to_owned(), 2));
    let count: i64 = eval(|ctx| ctx.function(|| ()), "return select('#', f())").unwrap();
    assert_eq!(count, 0);
    let count: i64 = eval(|ctx| ctx.function(|| None::<i64>), "return select('#', f())").unwrap();
    assert_eq!(count, 1);
}

#[test]
fn variadic_parameters_take_the_rest() {
    let joined: String = eval(
        |ctx| ctx.function(|separator: &str, parts: Variadic<String>| parts.join(separator)),
        "return f('-', 'a', 2, 'c')",
    )
    .unwrap();
    assert_eq!(joined, "a-2-c");
    let sum = |_: i64, rest: Variadic<f64>| rest.iter().sum::<f64>();
    assert_eq!(eval::<f64>(move |ctx| ctx.function(sum), "return f(1)").unwrap(), 0.0);
    assert_eq!(
        error(move |ctx| ctx.function(sum), "f(1, 2, {})"),
        "bad argument #3 to 'f' (number expected, got table)"
    );
}

#[test]
fn references_to_userdata_are_lent() {
    let script = "return f(p, 2)";
    let run = |make: &dyn for<'gc> Fn(Context<'gc>) -> Callback<'gc>| {
        let mut lua = lua();
        lua.try_enter(|ctx| {
            ctx.set_global("p", UserRef::new(ctx, Point { x: 1, y: 2 })?)?;
            ctx.set_global("f", make(ctx))
        })?;
        lua.load(script).eval::<i64>()
    };
    assert_eq!(run(&|ctx| ctx.function(|p: &Point, k: i64| (p.x + p.y) * k)).unwrap(), 6);
    let shift = |p: &mut Point, k: i64| {
        p.x += k;
        p.x
    };
    assert_eq!(run(&move |ctx| ctx.function(shift)).unwrap(), 3);
    let both = |p: &mut Point, q: &Point| p.x + q.x;
    assert_eq!(
        error(
            move |ctx| {
                let point = UserRef::new(ctx, Point { x: 1, y: 2 }).expect("there is memory");
                ctx.set_global("p", point).expect("there is memory");
                ctx.function(both)
            },
            "f(p, p)"
        ),
        "bad argument #2 to 'f' (Point is in use already)"
    );
}

#[test]
fn closures_capture_data_of_the_host() {
    let names = ["a".to_owned(), "b".to_owned()];
    let calls = Cell::new(0);
    let result: (String, i64) = eval(
        |ctx| {
            ctx.function(move |index: usize| {
                calls.set(calls.get() + 1);
                (names.get(index).cloned(), calls.get())
            })
        },
        "f(0) return f(1)",
    )
    .unwrap();
    assert_eq!(result, ("b".to_owned(), 2));
}

#[test]
fn captured_values_are_kept_alive() {
    let mut lua = lua();
    lua.try_enter(|ctx| {
        let list = Table::new(ctx);
        ctx.set_global(
            "push",
            ctx.function_with(list, |list, ctx, value: Value| list.set(ctx, list.raw_len() + 1, value)),
        )?;
        ctx.set_global("all", ctx.function_with(list, |list, _, ()| *list))
    })
    .unwrap();
    let script = "push('a'); push({}); collectgarbage(); local t = all(); return #t, t[1], type(t[2])";
    let result: (i64, String, String) = lua.load(script).eval().unwrap();
    assert_eq!(result, (2, "a".to_owned(), "table".to_owned()));
}

#[test]
fn functions_without_captures_infer_the_context() {
    let result: i64 = eval(
        |ctx| {
            ctx.function_with((), |(), ctx, (t, key): (Table, &str)| {
                let old: i64 = t.get(ctx, key)?;
                t.set(ctx, key, old + 1).map(|()| t)
            })
        },
        "return f({n = 1}, 'n').n",
    )
    .unwrap();
    assert_eq!(result, 2);
}

#[test]
fn results_with_errors_are_thrown() {
    fn checked<'gc>(n: i64) -> Result<i64, Error<'gc>> {
        if n < 0 { Err(Error::message("negative")) } else { Ok(n) }
    }
    assert_eq!(eval::<i64>(|ctx| ctx.function(checked), "return f(3)").unwrap(), 3);
    assert_eq!(error(|ctx| ctx.function(checked), "f(-1)"), "negative");
    let parse = |text: &str| text.parse::<i64>();
    assert_eq!(error(move |ctx| ctx.function(parse), "f('x')"), "invalid digit found in string");
    let error = eval::<()>(move |ctx| ctx.function(parse), "f('x')").unwrap_err();
    assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
}

#[test]
fn functions_of_lua_can_be_arguments() {
    fn keep<'gc>(ctx: Context<'gc>, function: Function<'gc>) -> Result<(), Error<'gc>> {
        ctx.set_global("kept", function)
    }
    assert_eq!(eval::<i64>(|ctx| ctx.function(keep), "f(function() return 8 end) return kept()").unwrap(), 8);
}

#[test]
fn errors_name_the_argument_as_the_reference_implementation_does() {
    let add = |a: i64, b: i64| a + b;
    let message = |script| error(move |ctx| ctx.function(add), script);
    assert_eq!(message("f(1, 'x')"), "bad argument #2 to 'f' (number expected, got string)");
    assert_eq!(message("f(1)"), "bad argument #2 to 'f' (number expected, got no value)");
    assert_eq!(message("f({}, 1)"), "bad argument #1 to 'f' (number expected, got table)");
    assert_eq!(message("f(1.5, 1)"), "bad argument #1 to 'f' (number has no integer representation)");
    assert_eq!(message("local t = {m = f} t:m(1)"), "calling 'm' on bad self (number expected, got table)");
}

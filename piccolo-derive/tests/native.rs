//! `#[function]` and `#[module]`.

use piccolo::{
    Collect, Context, Error, FromMulti, Function, Lua, NativeFunction, RuntimeError, Table, UserData,
    UserRef, Variadic, function, methods, module, sequence::call, stdlib,
};

fn lua(setup: impl for<'gc> FnOnce(Context<'gc>) -> Result<(), Error<'gc>>) -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        let options = stdlib::Options { libs: stdlib::Libs::full(), ..Default::default() };
        stdlib::load(ctx, &options)?;
        setup(ctx)
    })
    .unwrap();
    lua
}

fn eval<F: NativeFunction, T: for<'gc> FromMulti<'gc>>(script: &str) -> Result<T, RuntimeError> {
    lua(|ctx| ctx.register_function::<F>()).load(script).eval()
}

fn error<F: NativeFunction>(script: &str) -> String {
    let error = eval::<F, ()>(script).unwrap_err();
    let message = String::from_utf8_lossy(error.message()).into_owned();
    message.strip_prefix("chunk:1: ").unwrap_or(&message).to_owned()
}

#[derive(Collect, UserData)]
#[lua(get_all)]
struct Point {
    x: i64,
    y: i64,
}

#[methods]
impl Point {
    #[lua(new)]
    fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }
}

#[function]
fn area(radius: f64, #[lua(default = 0.5)] hole: f64) -> f64 {
    radius - hole
}

#[test]
fn functions_stay_functions_of_rust() {
    assert_eq!(area(1.0, 0.0), 1.0);
    assert_eq!(area::NAME, "area");
    assert_eq!(area::PARAMETERS, ["radius", "hole"]);
}

#[test]
fn defaults_stand_for_nil_and_missing_arguments() {
    let values: (f64, f64, f64) = eval::<area, _>("return area(1), area(1, nil), area(1, 1)").unwrap();
    assert_eq!(values, (0.5, 0.5, 0.0));
}

#[test]
fn errors_name_function_and_parameter() {
    assert_eq!(
        error::<area>("area(1, 'x')"),
        "bad argument #2 'hole' to 'area' (number expected, got string)"
    );
    assert_eq!(error::<area>("area()"), "bad argument #1 'radius' to 'area' (number expected, got no value)");
    assert_eq!(
        error::<area>("local f = area f({})"),
        "bad argument #1 'radius' to 'f' (number expected, got table)"
    );
}

#[function(name = "total")]
fn sum<'gc>(_ctx: Context<'gc>, start: Option<i64>, rest: Variadic<i64>) -> Result<(i64, usize), Error<'gc>> {
    match start {
        Some(start) => Ok((rest.iter().sum::<i64>() + start, rest.len())),
        None => Err(Error::message("nothing to sum")),
    }
}

#[test]
fn functions_have_names_of_their_own() {
    assert_eq!(eval::<sum, (i64, i64)>("return total(1, 2, 3)").unwrap(), (6, 2));
    assert_eq!(error::<sum>("total()"), "nothing to sum");
    assert_eq!(
        error::<sum>("total(1, 2, {})"),
        "bad argument #3 'rest' to 'total' (number expected, got table)"
    );
}

#[function]
fn parse(text: &str) -> Result<i64, std::num::ParseIntError> {
    text.parse()
}

#[derive(Debug, PartialEq)]
struct Odd(i64);

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

impl std::error::Error for Odd {}

#[function]
fn half(number: i64) -> Result<i64, Odd> {
    if number % 2 == 0 { Ok(number / 2) } else { Err(Odd(number)) }
}

#[test]
fn any_error_of_rust_can_be_returned() {
    assert_eq!(eval::<half, i64>("return half(4)").unwrap(), 2);
    let error = eval::<half, i64>("return half(3)").unwrap_err();
    assert_eq!(error.message(), b"3 is odd");
    assert_eq!(error.downcast_ref::<Odd>(), Some(&Odd(3)));
    assert_eq!(eval::<half, String>("return select(2, pcall(half, 5))").unwrap(), "5 is odd");
    assert_eq!(eval::<parse, i64>("return parse('12')").unwrap(), 12);
}

#[function]
fn shift(point: &mut Point, other: &Point, bytes: &[u8], by: u8) -> i64 {
    point.x += i64::from(by) + other.x + bytes.len() as i64;
    point.x
}

#[test]
fn userdata_and_bytes_are_lent() {
    let mut lua = lua(|ctx| {
        ctx.register::<Point>()?;
        ctx.register_function::<shift>()
    });
    let script = "local p, q = Point(1, 2), Point(10, 20) return shift(p, q, 'abc', 100), p.x";
    assert_eq!(lua.load(script).eval::<(i64, i64)>().unwrap(), (114, 114));
    let error = lua.load("shift(Point(1, 2), 3)").exec().unwrap_err();
    assert!(error.to_string().contains("bad argument #2 'other' to 'shift' (Point expected, got number)"));
}

#[function]
fn sums(
    first: Option<&Point>,
    name: Option<&str>,
    changed: Option<&mut Point>,
    points: Variadic<&Point>,
) -> (i64, usize) {
    if let Some(changed) = changed {
        changed.x += 1;
    }
    let rest: i64 = points.iter().map(|point| point.x + point.y).sum();
    (first.map_or(0, |point| point.x) + rest, name.map_or(0, str::len))
}

#[function]
fn lists(copies: &[Copied], handles: Vec<UserRef<Point>>, numbers: &[f64]) -> (i64, usize, f64) {
    (copies.iter().map(|copied| copied.n).sum(), handles.len(), numbers.iter().sum())
}

#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Copied {
    n: i64,
}

#[methods]
impl Copied {
    #[lua(new)]
    fn new(n: i64) -> Self {
        Self { n }
    }

    fn plus(&self, other: Option<&Copied>, all: Variadic<&Copied>) -> i64 {
        self.n + other.map_or(0, |other| other.n) + all.iter().map(|one| one.n).sum::<i64>()
    }
}

#[test]
fn references_may_be_missing_and_many() {
    let mut lua = lua(|ctx| {
        ctx.register::<Point>()?;
        ctx.register::<Copied>()?;
        ctx.register_function::<sums>()?;
        ctx.register_function::<lists>()?;
        ctx.set_global(
            "closure",
            ctx.function(|a: Option<&Point>, b: Option<&mut Point>| {
                b.map_or(0, |b| std::mem::replace(&mut b.x, 0)) + a.map_or(0, |a| a.x)
            }),
        )?;
        ctx.set_global("all", ctx.function(|all: Variadic<&Point>| all.iter().map(|one| one.x).sum::<i64>()))
    });
    let mut check = |script: &str, expected: (i64, i64)| {
        assert_eq!(lua.load(&format!("return {script}")).eval::<(i64, i64)>().unwrap(), expected, "{script}");
    };
    check("sums()", (0, 0));
    check("sums(nil, 'abc', nil)", (0, 3));
    check("sums(Point(1, 2), nil, Point(3, 4), Point(5, 6), Point(7, 8))", (27, 0));
    check("closure(Point(1, 2), Point(3, 4)), closure(nil, Point(3, 4))", (4, 3));
    check("all(Point(1, 2), Point(3, 4)), all()", (4, 0));
    check("Copied(1):plus(), Copied(1):plus(Copied(2), Copied(3), Copied(4))", (1, 10));
    check("lists({Copied(1), Copied(2)}, {Point(1, 2)}, {1, 2})", (3, 1));
    for (script, expected) in [
        ("sums(1)", "bad argument #1 'first' to 'sums' (Point expected, got number)"),
        (
            "local p = Point(1, 2) sums(p, '', p)",
            "bad argument #3 'changed' to 'sums' (Point is in use already)",
        ),
        (
            "sums(nil, nil, nil, Point(1, 2), 'x')",
            "bad argument #5 'points' to 'sums' (Point expected, got string)",
        ),
        ("Copied(1):plus(nil, 'x')", "bad argument #2 'all' to 'Copied:plus' (Copied expected, got string)"),
        ("Copied(1):plus('x')", "bad argument #1 'other' to 'Copied:plus' (Copied expected, got string)"),
        ("lists({Copied(1), 5})", "bad argument #1 'copies' to 'lists' ([2]: Copied expected, got number)"),
        ("all(Point(1, 2), nil)", "bad argument #2 to 'all' (Point expected, got nil)"),
    ] {
        let message = lua.load(script).exec().unwrap_err().to_string();
        assert!(message.contains(expected), "{script}: {message}");
    }
}

#[function]
async fn twice<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    #[lua(default = 1)] first: i64,
) -> Result<i64, Error<'gc>> {
    let _ = ctx;
    let once: i64 = call(f, first).await?;
    call(f, once).await
}

#[function]
async fn constant(number: i64) -> Result<i64, std::io::Error> {
    Ok(number)
}

#[test]
fn functions_that_wait_are_sequences() {
    assert_eq!(eval::<twice, i64>("return twice(function(n) return n * 3 end)").unwrap(), 9);
    let script = "return coroutine.wrap(function() return twice(coroutine.yield, 5) end)()";
    assert_eq!(eval::<twice, i64>(script).unwrap(), 5);
    assert_eq!(error::<twice>("twice(1)"), "bad argument #1 'f' to 'twice' (function expected, got number)");
    assert_eq!(eval::<constant, i64>("return constant(4)").unwrap(), 4);
}

/// Names that the expansion could mistake for its own.
#[function]
fn values(ctx: i64, stack: i64, values: i64, index: i64, function: i64, result: i64) -> i64 {
    ctx + stack + values + index + function + result
}

#[test]
fn names_do_not_collide() {
    assert_eq!(eval::<values, i64>("return values(1, 2, 3, 4, 5, 6)").unwrap(), 21);
}

#[module]
mod geometry {
    use super::*;

    pub(crate) const CORNERS: i64 = 4;
    #[lua(name = "title")]
    pub(crate) static TITLE: &str = "shapes";
    #[lua(skip)]
    pub(crate) const HIDDEN: std::time::Duration = std::time::Duration::ZERO;

    pub(crate) fn area(width: f64, #[lua(default = 2.0)] height: f64) -> f64 {
        product(width, height)
    }

    #[lua(name = "longest")]
    pub(crate) fn max(a: f64, b: f64) -> f64 {
        a.max(b)
    }

    #[function(name = "shortest")]
    pub(crate) fn min(a: f64, b: f64) -> f64 {
        a.min(b)
    }

    fn product(a: f64, b: f64) -> f64 {
        a * b
    }

    #[lua(skip)]
    pub(crate) fn skipped() {}

    pub(crate) async fn apply<'gc>(ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let _ = ctx;
        call(f, 1).await
    }

    #[lua(class)]
    use super::Point;

    #[lua(class, name = "Size")]
    #[derive(Collect, UserData)]
    #[lua(get_all)]
    pub(crate) struct Extent {
        width: i64,
    }

    #[lua(name = "inner")]
    pub(crate) mod nested {
        pub(crate) const DEPTH: i64 = 2;

        pub(crate) mod deeper {
            pub(crate) fn depth() -> i64 {
                super::DEPTH + 1
            }
        }
    }

    #[lua(skip)]
    pub(crate) mod unseen {}
}

#[test]
fn modules_offer_what_is_public() {
    let mut lua = lua(|ctx| ctx.register_module::<geometry::Module>().map(drop));
    let keys: String = lua
        .load("local keys = {} for key in pairs(geometry) do keys[#keys + 1] = key end table.sort(keys) return table.concat(keys, ' ')")
        .eval()
        .unwrap();
    assert_eq!(keys, "CORNERS Point Size apply area inner longest shortest title");
    let values: (i64, String, f64, f64) = lua
        .load("return geometry.CORNERS, geometry.title, geometry.area(3), geometry.longest(1, 2)")
        .eval()
        .unwrap();
    assert_eq!(values, (4, "shapes".to_owned(), 6.0, 2.0));
    let values: (i64, i64, i64) = lua
        .load("return geometry.inner.DEPTH, geometry.inner.deeper.depth(), geometry.Point(5, 6).x")
        .eval()
        .unwrap();
    assert_eq!(values, (2, 3, 5));
    assert!(lua.load("return require('geometry') == geometry").eval::<bool>().unwrap());
    assert_eq!(lua.load("return geometry.apply(function(n) return n + 1 end)").eval::<i64>().unwrap(), 2);
    assert_eq!(geometry::nested::deeper::depth(), 3);
    let _ = (geometry::HIDDEN, geometry::skipped);
}

#[test]
fn modules_are_loaded_when_they_are_required() {
    let mut lua = lua(|ctx| ctx.preload_module::<geometry::Module>());
    assert!(lua.load("return geometry == nil and package.loaded.geometry == nil").eval::<bool>().unwrap());
    assert_eq!(lua.load("return require('geometry').CORNERS").eval::<i64>().unwrap(), 4);
    assert!(lua.load("return require('geometry') == package.loaded.geometry").eval::<bool>().unwrap());
}

#[test]
fn functions_of_modules_are_named_in_messages() {
    let mut lua = lua(|ctx| ctx.register_module::<geometry::Module>().map(drop));
    let message: String = lua.load("return select(2, pcall(geometry.area))").eval().unwrap();
    assert_eq!(message, "bad argument #1 'width' to 'geometry.area' (number expected, got no value)");
}

#[test]
fn handles_are_parameters_and_results() {
    #[function]
    fn same<'gc>(point: UserRef<'gc, Point>, table: Table<'gc>) -> (UserRef<'gc, Point>, Table<'gc>) {
        (point, table)
    }
    let mut lua = lua(|ctx| {
        ctx.register::<Point>()?;
        ctx.register_function::<same>()
    });
    let script = "local p, t = Point(1, 2), {} local q, u = same(p, t) return p == q and t == u";
    assert!(lua.load(script).eval::<bool>().unwrap());
}

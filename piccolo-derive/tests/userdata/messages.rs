//! Errors about arguments name the function, the argument and what is wrong, however the function came to be and
//! however it is called.

use piccolo::{
    Collect, Context, Error, Function, Lua, UserData, Variadic, function, methods, module, sequence::call,
};

use crate::support::{eval, lua};

#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Circle {
    #[lua(get, set)]
    radius: f64,
    #[lua(get, set)]
    red: u8,
    #[lua(get, set)]
    count: i64,
    #[lua(get, set)]
    name: String,
    #[lua(get)]
    id: u32,
}

#[methods]
impl Circle {
    #[lua(new)]
    fn new(radius: f64, #[lua(default = 0)] red: u8) -> Self {
        Circle { radius, red, count: 0, name: String::new(), id: 7 }
    }

    fn area(&self) -> f64 {
        3.0 * self.radius * self.radius
    }

    fn grow(&mut self, by: i64, text: &str) -> f64 {
        self.radius += by as f64 + text.len() as f64;
        self.radius
    }

    fn unit(scale: i32) -> Self {
        Self::new(f64::from(scale), 0)
    }

    fn sum(&self, first: i64, rest: Variadic<i64>) -> i64 {
        first + rest.iter().sum::<i64>()
    }

    #[lua(get)]
    fn size(&self) -> f64 {
        2.0 * self.radius
    }

    #[lua(set)]
    fn set_size(&mut self, size: f64) -> Result<(), String> {
        if size < 0.0 {
            return Err("a size is not negative".to_owned());
        }
        self.radius = size / 2.0;
        Ok(())
    }

    async fn later<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>, times: u8) -> Result<f64, Error<'gc>> {
        for _ in 0..times {
            call::<()>(f, self.radius).await?;
        }
        Ok(self.radius)
    }

    fn __add(&self, other: &Circle) -> f64 {
        self.radius + other.radius
    }

    fn __call(&self, x: i64) -> i64 {
        x
    }
}

#[derive(Collect, UserData)]
#[lua(get_all, set_all, new_all)]
enum Shape {
    Rect { width: f64, height: u8 },
    Point(f64, i64),
    Nothing,
}

#[derive(Clone, Copy, Collect, UserData)]
#[lua(copy)]
enum Side {
    Left,
    Right,
}

#[function]
fn turn(side: Side, times: u8) -> i64 {
    i64::from(times) * if matches!(side, Side::Left) { -1 } else { 1 }
}

#[module]
mod geometry {
    pub(crate) fn area(width: f64, #[lua(default = 1)] height: i32) -> f64 {
        width * f64::from(height)
    }

    pub(crate) mod deep {
        pub(crate) fn half(number: i64) -> i64 {
            number / 2
        }
    }
}

fn all() -> Lua {
    lua(|ctx| {
        ctx.register::<Circle>()?;
        ctx.register::<Shape>()?;
        ctx.register::<Side>()?;
        ctx.register_function::<turn>()?;
        ctx.register_module::<geometry::Module>()?;
        ctx.set_global("closure", ctx.function(|a: i64, text: &str| a + text.len() as i64))?;
        ctx.set_global("bytes", ctx.function(|bytes: &[u8], small: i8| bytes.len() as i64 + i64::from(small)))
    })
}

#[test]
fn wrong_arguments_are_named() {
    let mut lua = all();
    let mut others = Vec::new();
    for (source, expected) in MISTAKES {
        let error = lua.load(source).exec().map(|()| "nothing".to_owned());
        let message = error.unwrap_or_else(|error| String::from_utf8_lossy(error.message()).into_owned());
        if message.strip_prefix("chunk:1: ").unwrap_or(&message) != *expected {
            others.push(format!("{source}: {message}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

/// What is wrong, and what is said.
const MISTAKES: &[(&str, &str)] = &[
    // Constructors and other functions.
    ("Circle.new('x')", "bad argument #1 'radius' to 'Circle.new' (number expected, got string)"),
    ("Circle('x')", "bad argument #1 'radius' to 'Circle.new' (number expected, got string)"),
    ("Circle.new()", "bad argument #1 'radius' to 'Circle.new' (number expected, got no value)"),
    ("Circle.new(1, 256)", "bad argument #2 'red' to 'Circle.new' (value out of range)"),
    ("Circle.new(1, -1)", "bad argument #2 'red' to 'Circle.new' (value out of range)"),
    ("Circle.new(1, 1.5)", "bad argument #2 'red' to 'Circle.new' (number has no integer representation)"),
    ("Circle.unit(1 << 40)", "bad argument #1 'scale' to 'Circle.unit' (value out of range)"),
    ("Circle.unit(2^70)", "bad argument #1 'scale' to 'Circle.unit' (number has no integer representation)"),
    ("Circle.unit(0/0)", "bad argument #1 'scale' to 'Circle.unit' (number has no integer representation)"),
    // Methods.
    ("Circle(1):grow({}, 'x')", "bad argument #1 'by' to 'Circle:grow' (number expected, got table)"),
    ("Circle(1):grow(1)", "bad argument #2 'text' to 'Circle:grow' (string expected, got no value)"),
    ("Circle(1):grow(1, nil)", "bad argument #2 'text' to 'Circle:grow' (string expected, got nil)"),
    ("Circle(1):grow(1, '\\xff')", "bad argument #2 'text' to 'Circle:grow' (string is not valid UTF-8)"),
    (
        "Circle(1):grow(1.5, '')",
        "bad argument #1 'by' to 'Circle:grow' (number has no integer representation)",
    ),
    ("Circle(1):sum(1, 2, {})", "bad argument #3 'rest' to 'Circle:sum' (number expected, got table)"),
    ("Circle(1):later(1, 2)", "bad argument #1 'f' to 'Circle:later' (function expected, got number)"),
    ("Circle(1):later(print, 300)", "bad argument #2 'times' to 'Circle:later' (value out of range)"),
    (
        "local f = Circle.grow f(Circle(1), 'x')",
        "bad argument #1 'by' to 'Circle:grow' (number expected, got string)",
    ),
    // The object itself.
    ("Circle.area(1)", "calling 'Circle:area' on bad self (Circle expected, got number)"),
    ("Circle.area()", "calling 'Circle:area' on bad self (Circle expected, got no value)"),
    ("Circle.area(Shape.Nothing())", "calling 'Circle:area' on bad self (Circle expected, got Shape)"),
    ("Circle.later({}, print, 1)", "calling 'Circle:later' on bad self (Circle expected, got table)"),
    // Operators.
    ("return Circle(1) + 1", "bad argument #1 'other' to 'Circle:__add' (Circle expected, got number)"),
    ("return 1 + Circle(1)", "calling 'Circle:__add' on bad self (Circle expected, got number)"),
    ("Circle(1)('x')", "bad argument #1 'x' to 'Circle:__call' (number expected, got string)"),
    // Fields, by data and by function.
    ("Circle(1).radius = 'x'", "bad value for field 'radius' of Circle (number expected, got string)"),
    ("Circle(1).red = 256", "bad value for field 'red' of Circle (value out of range)"),
    ("Circle(1).count = 1.5", "bad value for field 'count' of Circle (number has no integer representation)"),
    ("Circle(1).name = '\\xff'", "bad value for field 'name' of Circle (string is not valid UTF-8)"),
    ("Circle(1).name = nil", "bad value for field 'name' of Circle (string expected, got nil)"),
    ("Circle(1).size = {}", "bad value for field 'size' of Circle (number expected, got table)"),
    ("Circle(1).size = -1", "a size is not negative"),
    ("Circle(1).id = 1", "field 'id' of Circle can not be set"),
    ("Circle(1).rdius = 1", "Circle has no field 'rdius'"),
    ("Circle(1)[1] = 1", "Circle has no field with a number key"),
    // Variants.
    (
        "Shape.Rect{width = 'x', height = 1}",
        "bad argument #1 to 'Shape.Rect' (field 'width': number expected, got string)",
    ),
    ("Shape.Rect{width = 1}", "bad argument #1 to 'Shape.Rect' (field 'height': number expected, got nil)"),
    (
        "Shape.Rect{width = 1, height = 300}",
        "bad argument #1 to 'Shape.Rect' (field 'height': value out of range)",
    ),
    ("Shape.Point('x', 1)", "bad argument #1 to 'Shape.Point' (number expected, got string)"),
    ("Shape.Point(1, 1.5)", "bad argument #2 to 'Shape.Point' (number has no integer representation)"),
    (
        "Shape.Rect{width = 1, height = 1}.height = 'x'",
        "bad value for field 'height' of Shape (number expected, got string)",
    ),
    // Free functions, modules, closures.
    ("turn('Up', 1)", "bad argument #1 'side' to 'turn' (no Side is called 'Up': there are Left, Right)"),
    ("turn(1, 1)", "bad argument #1 'side' to 'turn' (Side expected, got number)"),
    ("turn(Side.Left, -1)", "bad argument #2 'times' to 'turn' (value out of range)"),
    ("turn(Side.Left)", "bad argument #2 'times' to 'turn' (number expected, got no value)"),
    ("geometry.area('x')", "bad argument #1 'width' to 'area' (number expected, got string)"),
    ("geometry.area(1, 1 << 33)", "bad argument #2 'height' to 'area' (value out of range)"),
    ("geometry.deep.half({})", "bad argument #1 'number' to 'half' (number expected, got table)"),
    ("closure(1)", "bad argument #2 to 'closure' (string expected, got no value)"),
    ("local f = closure f('x')", "bad argument #1 to 'f' (number expected, got string)"),
    ("({c = closure}).c({}, '')", "bad argument #1 to 'c' (number expected, got table)"),
    ("bytes('\\xff', 128)", "bad argument #2 to 'bytes' (value out of range)"),
];

#[test]
fn the_same_is_said_through_pcall() {
    let mut lua = all();
    for (source, expected) in [
        ("pcall(Circle.new, 'x')", "bad argument #1 'radius' to 'Circle.new' (number expected, got string)"),
        ("pcall(Circle.area, 1)", "calling 'Circle:area' on bad self (Circle expected, got number)"),
        ("pcall(turn, 1, 2)", "bad argument #1 'side' to 'turn' (Side expected, got number)"),
        (
            "pcall(geometry.area, {})",
            "bad argument #1 'width' to 'geometry.area' (number expected, got table)",
        ),
        ("pcall(Shape.Point)", "bad argument #1 to 'Shape.Point' (number expected, got no value)"),
        (
            "coroutine.resume(coroutine.create(Circle.unit), 'x')",
            "bad argument #1 'scale' to 'Circle.unit' (number expected, got string)",
        ),
        (
            "xpcall(Circle.unit, function(m) return m end, {})",
            "bad argument #1 'scale' to 'Circle.unit' (number expected, got table)",
        ),
    ] {
        let (ok, message): (bool, String) = eval(&mut lua, &format!("return {source}"));
        assert_eq!((ok, &*message), (false, expected), "{source}");
    }
}

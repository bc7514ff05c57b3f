//! The forms that types, fields and functions may have.

use piccolo::{Callback, Collect, Context, Error, Table, UserData, UserRef, Value, Variadic, methods};

use crate::support::{check_error, eval, lua};

#[derive(Clone, Collect, UserData)]
#[lua(frozen, name = "Color", rename_all = "camelCase", get_all, clone, ord, eq, len)]
#[derive(PartialEq, PartialOrd)]
struct Rgb {
    red_part: u8,
    #[lua(name = "g")]
    green: u8,
    #[lua(skip)]
    blue: u8,
}

impl Rgb {
    fn len(&self) -> usize {
        3
    }
}

#[methods]
impl Rgb {
    const WHITE: Rgb = Rgb { red_part: 255, green: 255, blue: 255 };
    #[lua(name = "Channels")]
    const CHANNELS: i64 = 3;
    #[lua(skip)]
    #[allow(dead_code)]
    const HIDDEN: Option<std::num::NonZero<u8>> = None;

    #[lua(new)]
    fn new<'gc>(red: u8, green: Option<u8>, rest: Variadic<u8>) -> Result<Self, Error<'gc>> {
        match rest.as_slice() {
            [] => Ok(Self { red_part: red, green: green.unwrap_or(0), blue: 0 }),
            [blue] => Ok(Self { red_part: red, green: green.unwrap_or(0), blue: *blue }),
            _ => Err(Error::message("three channels at most")),
        }
    }

    fn parts(&self) -> (u8, u8, u8) {
        (self.red_part, self.green, self.blue)
    }

    fn mixed(self, other: Rgb) -> Rgb {
        let half = |a: u8, b: u8| a / 2 + b / 2;
        Rgb {
            red_part: half(self.red_part, other.red_part),
            green: half(self.green, other.green),
            blue: half(self.blue, other.blue),
        }
    }

    fn table<'gc>(&self, ctx: Context<'gc>) -> Result<Table<'gc>, Error<'gc>> {
        let table = Table::new(ctx);
        table.set(ctx, 1, self.red_part)?;
        Ok(table)
    }

    #[lua(name = "tag")]
    fn with_text(&self, text: &str, bytes: &[u8]) -> String {
        format!("{text}{}{}", bytes.len(), self.red_part)
    }

    fn weighted(&self, weights: &[f64], names: &[String]) -> String {
        format!("{}:{}", weights.iter().sum::<f64>() * f64::from(self.red_part), names.join("+"))
    }

    fn __index(&self, key: Value<'_>) -> Option<u8> {
        match key {
            Value::Integer(1) => Some(self.red_part),
            _ => None,
        }
    }

    fn __call(&self, n: i64) -> i64 {
        n + i64::from(self.red_part)
    }

    #[lua(skip)]
    #[allow(dead_code)]
    fn generic<T>(&self, _: T) {}
}

#[methods(block = 2)]
impl Rgb {
    fn blue(&self) -> u8 {
        self.blue
    }
}

#[test]
fn frozen_types_and_all_forms_of_functions() {
    let mut lua = lua(|ctx| ctx.register::<Rgb>().map(drop));
    assert_eq!(eval::<(u8, u8)>(&mut lua, "local c = Color(1, 2, 3) return c.redPart, c.g"), (1, 2));
    assert_eq!(eval::<(u8, u8, u8)>(&mut lua, "return Color(9):parts()"), (9, 0, 0));
    assert_eq!(
        eval::<(u8, u8, u8)>(&mut lua, "return Color.WHITE:mixed(Color(0, 1, 2)):parts()"),
        (127, 127, 128)
    );
    assert_eq!(eval::<(i64, u8)>(&mut lua, "return Color.Channels, Color(1, 2, 3):blue()"), (3, 3));
    assert_eq!(eval::<String>(&mut lua, "return Color(7):tag('a', 'bcd')"), "a37");
    assert_eq!(eval::<String>(&mut lua, "return Color(2):weighted({1, 2.5}, {'a', 'b'})"), "7:a+b");
    check_error(
        &mut lua,
        "Color(2):weighted({}, 'x')",
        "bad argument #2 'names' to 'Color:weighted' (table expected, got string)",
    );
    assert_eq!(eval::<(u8, Option<u8>)>(&mut lua, "local c = Color(7) return c[1], c[2]"), (7, None));
    assert_eq!(eval::<(u8, i64)>(&mut lua, "local c = Color(7) return c:table()[1], c(1)"), (7, 8));
    assert!(eval::<bool>(
        &mut lua,
        "return Color(1) < Color(2) and Color(1, 0) >= Color(1) and #Color(1) == 3"
    ));
    assert!(eval::<bool>(
        &mut lua,
        "return Color.HIDDEN == nil and Color(1).blue ~= 1 and Color.generic == nil"
    ));
    check_error(&mut lua, "Color(1).redPart = 2", "field 'redPart' of Color can not be set");
    check_error(&mut lua, "Color(1, 2, 3, 4)", "three channels at most");
    check_error(
        &mut lua,
        "Color.WHITE:mixed(1)",
        "bad argument #1 'other' to 'Color:mixed' (Color expected, got number)",
    );
}

#[test]
fn metatables_are_not_for_scripts() {
    let mut lua = lua(|ctx| ctx.register::<Rgb>().map(drop));
    assert!(eval::<bool>(&mut lua, "return getmetatable(Color(1)) == false"));
    let text: String = eval(&mut lua, "return tostring(Color(1))");
    assert!(text.starts_with("Color: 0x"), "{text}");
    assert_eq!(
        eval::<i64>(&mut lua, "function Color:twice() return 2 * self[1] end return Color(4):twice()"),
        8
    );
}

/// The crate under another name.
mod elsewhere {
    pub(super) use piccolo as lua_vm;
}

#[derive(Collect, UserData)]
#[lua(crate = elsewhere::lua_vm, get_all)]
struct Renamed {
    n: i64,
}

#[methods(crate = elsewhere::lua_vm)]
impl Renamed {
    fn plus(&self, n: i64) -> i64 {
        self.n + n
    }

    async fn later<'gc>(&self, _ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
        Ok(self.n)
    }
}

#[test]
fn the_crate_may_be_elsewhere() {
    let mut lua = lua(|ctx| ctx.globals().set(ctx, "it", Renamed { n: 1 }));
    assert_eq!(eval::<(i64, i64)>(&mut lua, "return it:plus(it.n), it:later()"), (2, 1));
}

/// A type with a parameter, and data of the VM.
#[derive(Collect, UserData)]
struct Tagged<'gc, T> {
    #[collect(require_static)]
    tag: T,
    #[lua(get, set)]
    value: Value<'gc>,
}

#[test]
fn types_may_have_parameters() {
    let mut lua = lua(|ctx| {
        let small = UserRef::new(ctx, Tagged { tag: 1u8, value: Value::Integer(5) })?;
        assert!(small.untyped().is::<Tagged<u8>>() && !small.untyped().is::<Tagged<i8>>());
        assert_eq!(small.borrow()?.tag, 1);
        ctx.globals().set(ctx, "small", small)?;
        ctx.globals().set(ctx, "text", Tagged { tag: String::new(), value: Value::Nil })
    });
    assert_eq!(eval::<i64>(&mut lua, "text.value = small.value small.value = nil return text.value"), 5);
}

/// A type whose own bounds its methods need, with two blocks.
#[derive(Collect, UserData)]
struct Shown<T: std::fmt::Display, const N: usize> {
    #[collect(require_static)]
    items: [T; N],
}

#[methods]
impl<T: std::fmt::Display, const N: usize> Shown<T, N> {
    fn first(&self) -> String {
        self.items.first().map_or(String::new(), T::to_string)
    }
}

#[methods(block = 2)]
impl<T, const N: usize> Shown<T, N>
where
    T: std::fmt::Display,
{
    const COUNT: usize = N;

    fn last(&self) -> String {
        self.items.last().map_or(String::new(), T::to_string)
    }
}

#[test]
fn methods_have_the_bounds_of_their_type() {
    let mut lua = lua(|ctx| ctx.set_global("shown", Shown { items: [1, 2, 3] }));
    let source = "return shown:first() .. shown:last() .. shown.COUNT";
    assert_eq!(eval::<String>(&mut lua, source), "133");
}

/// Fields without names, and data that only methods see.
#[derive(Collect, UserData)]
struct Pair(#[lua(get, set, name = "first")] i64, i64);

#[derive(Collect, UserData)]
enum Shape {
    Circle(f64),
    Square { side: f64 },
}

#[methods]
impl Shape {
    fn circle(radius: f64) -> Shape {
        Shape::Circle(radius)
    }

    fn square(side: f64) -> Shape {
        Shape::Square { side }
    }

    #[lua(get)]
    fn width(&self) -> f64 {
        match self {
            Shape::Circle(radius) => 2.0 * radius,
            Shape::Square { side } => *side,
        }
    }
}

#[test]
fn tuple_structs_and_enums() {
    let mut lua = lua(|ctx| {
        ctx.globals().set(ctx, "pair", Pair(1, 2))?;
        ctx.register::<Shape>().map(drop)
    });
    assert_eq!(eval::<i64>(&mut lua, "pair.first = pair.first + 4 return pair.first"), 5);
    lua.enter(|ctx| {
        let pair: UserRef<Pair> = ctx.globals().get(ctx, "pair").unwrap();
        assert_eq!(pair.borrow().unwrap().1, 2);
    });
    assert_eq!(
        eval::<(f64, f64)>(&mut lua, "return Shape.circle(2).width, Shape.square(3).width"),
        (4.0, 3.0)
    );
    check_error(&mut lua, "Shape.circle(2).width = 1", "field 'width' of Shape can not be set");
    check_error(&mut lua, "Shape(1)", "attempt to call a table value (global 'Shape')");
}

/// A copy of a userdata in a field, said to be one.
#[derive(Collect, UserData)]
struct Player {
    #[lua(get, set, clone)]
    color: Rgb,
    #[lua(set)]
    secret: i64,
}

#[test]
fn fields_that_are_userdata_are_copied_if_said_so() {
    let mut lua = lua(|ctx| {
        ctx.register::<Rgb>()?;
        ctx.globals().set(ctx, "player", Player { color: Rgb::WHITE, secret: 1 })
    });
    let source = "local w = player.color.g player.color = Color(1, 2) player.secret = 5 return w, player.color.g, player.secret";
    assert_eq!(eval::<(u8, u8, Option<i64>)>(&mut lua, source), (255, 2, None));
    lua.enter(|ctx| {
        let player: UserRef<Player> = ctx.globals().get(ctx, "player").unwrap();
        assert_eq!(player.borrow().unwrap().secret, 5);
    });
}

#[test]
fn handles_are_passed_to_host_functions() {
    let mut lua = lua(|ctx| {
        ctx.register::<Rgb>()?;
        let same = Callback::new(ctx, |ctx, mut stack| {
            let (a, b): (UserRef<Rgb>, UserRef<Rgb>) = stack.consume(ctx)?;
            stack.replace_with(ctx, (a.is_same(b), a.borrow()?.red_part, format!("{a:?}")))
        });
        ctx.globals().set(ctx, "same", same)
    });
    let (same, red, text): (bool, u8, String) = eval(&mut lua, "local c = Color(4) return same(c, c)");
    assert!(same && red == 4 && text.starts_with("Color: 0x"));
    check_error(&mut lua, "same(Color(4), 'x')", "bad argument #2 to 'same' (Color expected, got string)");
}

#[test]
fn a_type_with_a_member_of_its_own_type_is_one_class() {
    let mut lua = lua(|ctx| {
        let class = ctx.class::<Rgb>()?;
        assert_eq!(class.table().as_ptr(), ctx.register::<Rgb>()?.as_ptr());
        let other: UserData = UserData::new(ctx, Rgb::WHITE)?;
        assert_eq!(other.metatable().map(Table::as_ptr), Some(class.metatable().as_ptr()));
        assert_eq!(class.name(), "Color");
        Ok(())
    });
    assert!(eval::<bool>(&mut lua, "return Color.WHITE == Color(255, 255, 255)"));
}

//! Enums: constants without data, and objects with.

use piccolo::{Collect, Lua, UserData, methods};

use crate::support::{check_error, eval, lua};

#[derive(Clone, Copy, Collect, PartialEq, Debug, UserData)]
#[lua(copy)]
enum Color {
    Red,
    #[lua(name = "Grass")]
    Green,
    DarkBlue,
    #[lua(skip)]
    Hidden,
}

#[methods]
impl Color {
    const DEFAULT: Color = Color::Green;

    fn next(&self) -> Color {
        match self {
            Color::Red => Color::Green,
            Color::Green => Color::DarkBlue,
            Color::DarkBlue | Color::Hidden => Color::Red,
        }
    }

    fn number(color: Color) -> i64 {
        color as i64
    }

    fn hidden() -> Color {
        Color::Hidden
    }
}

#[derive(Collect, UserData)]
#[lua(rename_all = "SCREAMING_SNAKE_CASE", tag = "name")]
enum Level {
    VeryLow,
    High,
}

fn colors() -> Lua {
    lua(|ctx| {
        ctx.register::<Color>()?;
        ctx.register::<Level>().map(drop)
    })
}

#[test]
fn variants_without_data_are_constants() {
    let mut lua = colors();
    assert!(eval::<bool>(&mut lua, "return Color.Red ~= Color.Grass and Color.Red:next() == Color.Grass"));
    assert!(eval::<bool>(
        &mut lua,
        "local t = {[Color.Grass] = 1} return t[Color.Red:next()] == 1 and t[Color.DEFAULT] == 1"
    ));
    assert!(eval::<bool>(&mut lua, "return rawequal(Color.Red, Color.DarkBlue:next())"));
    let source = "return tostring(Color.DarkBlue), Color.Grass.kind, Color.Hidden, Color.hidden().kind";
    assert_eq!(
        eval::<(String, String, Option<bool>, String)>(&mut lua, source),
        ("DarkBlue".into(), "Grass".into(), None, "Hidden".into())
    );
    assert_eq!(
        eval::<(i64, i64)>(&mut lua, "return Color.number(Color.DarkBlue), Color.number('Grass')"),
        (2, 1)
    );
    check_error(
        &mut lua,
        "Color.number('Blue')",
        "bad argument #1 'color' to 'Color.number' (no Color is called 'Blue': there are Red, Grass, DarkBlue)",
    );
    check_error(
        &mut lua,
        "Color.number(1)",
        "bad argument #1 'color' to 'Color.number' (Color expected, got number)",
    );
    check_error(&mut lua, "Color.Red.kind = 'x'", "field 'kind' of Color can not be set");
    assert_eq!(
        eval::<(String, String)>(&mut lua, "return tostring(Level.VERY_LOW), Level.HIGH.name"),
        ("VERY_LOW".into(), "HIGH".into())
    );
}

#[derive(Clone, Collect, PartialEq, UserData)]
#[lua(copy, get_all, set_all)]
struct Point {
    x: f64,
}

#[derive(Collect, UserData)]
#[lua(get_all, set_all, new_all)]
enum Shape {
    Circle {
        r: f64,
        #[lua(clone)]
        center: Option<Point>,
    },
    Rect {
        width: f64,
        #[lua(name = "h")]
        height: u32,
        #[lua(skip)]
        cache: Vec<u8>,
    },
    Named(#[lua(name = "text")] String, i64),
    Dot(#[lua(by_ref, name = "at")] Point),
    Empty,
}

#[methods]
impl Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Circle { r, .. } => 3.0 * r * r,
            Shape::Rect { width, height, cache } => width * f64::from(*height) + cache.len() as f64,
            Shape::Named(_, n) => *n as f64,
            Shape::Dot(_) | Shape::Empty => 0.0,
        }
    }

    fn shrink(&mut self) {
        *self = Shape::Empty;
    }
}

fn shapes() -> Lua {
    lua(|ctx| {
        ctx.register::<Point>()?;
        ctx.globals().set(ctx, "point", Point { x: 2.0 })?;
        ctx.register::<Shape>().map(drop)
    })
}

#[test]
fn variants_with_data_are_made_and_read() {
    let mut lua = shapes();
    let source = "local s = Shape.Circle{r = 1} return s.kind, s.r, s.width, s.center, s:area()";
    assert_eq!(
        eval::<(String, f64, Option<f64>, Option<bool>, f64)>(&mut lua, source),
        ("Circle".into(), 1.0, None, None, 3.0)
    );
    let source =
        "local s = Shape.Rect{width = 2, h = 3} s.h = 4 s.width = s.width + 1 return s:area(), s.kind";
    assert_eq!(eval::<(f64, String)>(&mut lua, source), (12.0, "Rect".into()));
    let source =
        "local s = Shape.Named('a', 5) s.text = s.text .. 'b' return s.text, s:area(), Shape.Empty().kind";
    assert_eq!(eval::<(String, f64, String)>(&mut lua, source), ("ab".into(), 5.0, "Empty".into()));
    assert_eq!(eval::<f64>(&mut lua, "return Shape.Circle{r = 1, center = point}.center.x"), 2.0);
}

#[test]
fn references_into_variants_error_when_it_is_another() {
    let mut lua = shapes();
    eval::<()>(&mut lua, "s = Shape.Dot(point) at = s.at at.x = 7");
    assert_eq!(eval::<(f64, f64)>(&mut lua, "return s.at.x, point.x"), (7.0, 2.0));
    eval::<()>(&mut lua, "s:shrink() assert(s.at == nil and s.kind == 'Empty')");
    check_error(&mut lua, "return at.x", "this Point is no longer in its Shape");
}

#[test]
fn mistakes_with_variants_are_explained() {
    let mut lua = shapes();
    check_error(
        &mut lua,
        "Shape.Circle{}",
        "bad argument #1 to 'Shape.Circle' (field 'r': number expected, got nil)",
    );
    check_error(
        &mut lua,
        "Shape.Circle(1)",
        "bad argument #1 to 'Shape.Circle' (table expected, got number)",
    );
    check_error(
        &mut lua,
        "Shape.Circle{r = 1, radius = 2}",
        "bad argument #1 to 'Shape.Circle' (Shape.Circle has no field 'radius')",
    );
    check_error(&mut lua, "Shape.Circle{r = 1}.h = 1", "this Shape has no field 'h'");
    check_error(
        &mut lua,
        "Shape.Rect{width = 1, h = -1}",
        "bad argument #1 to 'Shape.Rect' (field 'h': value out of range)",
    );
    check_error(&mut lua, "Shape.Empty().kind = 'Circle'", "field 'kind' of Shape can not be set");
}

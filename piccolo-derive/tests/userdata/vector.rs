//! A type with fields, operators, a constructor and methods.

use std::{fmt, ops};

use piccolo::{Collect, Lua, UserData, methods};

use crate::support::{check_error, eval, lua};

#[derive(Clone, Copy, Collect, PartialEq, UserData)]
#[lua(get_all, set_all, ops(add, sub, neg), eq, tostring)]
struct Vec2 {
    x: f64,
    y: f64,
}

impl ops::Add for Vec2 {
    type Output = Vec2;
    fn add(self, other: Self) -> Vec2 {
        Vec2 { x: self.x + other.x, y: self.y + other.y }
    }
}

impl ops::Sub for Vec2 {
    type Output = Vec2;
    fn sub(self, other: Self) -> Vec2 {
        self + -other
    }
}

impl ops::Neg for Vec2 {
    type Output = Vec2;
    fn neg(self) -> Vec2 {
        Vec2 { x: -self.x, y: -self.y }
    }
}

impl fmt::Display for Vec2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.x, self.y)
    }
}

#[methods]
impl Vec2 {
    const ZERO: Vec2 = Vec2 { x: 0.0, y: 0.0 };

    #[lua(new)]
    fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
        Self { x, y }
    }

    fn len(&self) -> f64 {
        self.x.hypot(self.y)
    }

    fn __mul(&self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }

    fn dot(&self, other: &Vec2) -> f64 {
        self.x * other.x + self.y * other.y
    }

    fn take(&mut self, other: &mut Vec2) {
        self.x += other.x;
        self.y += other.y;
        *other = Self::ZERO;
    }

    #[lua(get)]
    fn angle(&self) -> f64 {
        self.y.atan2(self.x)
    }

    #[lua(set)]
    fn set_angle(&mut self, angle: f64) {
        let len = self.len();
        (self.x, self.y) = (len * angle.cos(), len * angle.sin());
    }
}

/// Something else.
#[derive(Collect, UserData)]
#[lua(eq, frozen, name = "Unit")]
struct Other;

impl PartialEq for Other {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

fn vectors() -> Lua {
    lua(|ctx| {
        ctx.register::<Vec2>()?;
        ctx.globals().set(ctx, "other", Other)
    })
}

#[test]
fn constructors_are_called_by_name_and_as_the_class() {
    let mut lua = vectors();
    assert_eq!(eval::<(f64, f64)>(&mut lua, "local v = Vec2.new(1, 2) return v.x, v.y"), (1.0, 2.0));
    assert_eq!(eval::<(f64, f64)>(&mut lua, "local v = Vec2(1, 2) return v.x, v.y"), (1.0, 2.0));
    assert_eq!(eval::<(f64, f64)>(&mut lua, "local v = Vec2(1) return v.x, v.y"), (1.0, 0.0));
}

#[test]
fn fields_methods_and_operators_work() {
    let mut lua = vectors();
    assert_eq!(eval::<f64>(&mut lua, "local v = Vec2(3, 3) v.y = 4 return v:len()"), 5.0);
    let text: String = eval(&mut lua, "return tostring(-(Vec2(1, 2) + Vec2(1, 1) - Vec2.ZERO) * 2)");
    assert_eq!(text, "(-4, -6)");
    assert!(eval::<bool>(&mut lua, "return Vec2(1, 2) == Vec2(1, 2) and Vec2(1, 2) ~= Vec2(1, 3)"));
    assert!(eval::<bool>(&mut lua, "return Vec2(1, 2) ~= other and other ~= Vec2(1, 2)"));
    assert_eq!(eval::<f64>(&mut lua, "return Vec2(1, 2):dot(Vec2(3, 4))"), 11.0);
    assert_eq!(
        eval::<f64>(&mut lua, "local v = Vec2(1, 0) v.angle = math.pi / 2 return v.angle").abs(),
        std::f64::consts::FRAC_PI_2
    );
}

#[test]
fn the_same_object_twice_is_an_error() {
    let mut lua = vectors();
    assert_eq!(eval::<f64>(&mut lua, "local a, b = Vec2(1, 2), Vec2(3, 4) a:take(b) return a.x + b.x"), 4.0);
    check_error(
        &mut lua,
        "local a = Vec2(1, 2) a:take(a)",
        "bad argument #1 'other' to 'Vec2:take' (Vec2 is in use already)",
    );
    assert_eq!(
        eval::<f64>(&mut lua, "local a = Vec2(1, 2) pcall(a.take, a, a) a.x = 5 return a:dot(a)"),
        29.0
    );
}

#[test]
fn errors_name_method_and_argument() {
    let mut lua = vectors();
    check_error(&mut lua, "Vec2('a')", "bad argument #1 'x' to 'Vec2.new' (number expected, got string)");
    check_error(
        &mut lua,
        "Vec2.new(1, {})",
        "bad argument #2 'y' to 'Vec2.new' (number expected, got table)",
    );
    check_error(&mut lua, "Vec2.len(nil)", "calling 'Vec2:len' on bad self (Vec2 expected, got nil)");
    check_error(&mut lua, "Vec2.len(other)", "calling 'Vec2:len' on bad self (Vec2 expected, got Unit)");
    check_error(
        &mut lua,
        "Vec2(1, 2):dot()",
        "bad argument #1 'other' to 'Vec2:dot' (Vec2 expected, got no value)",
    );
    let message: String = eval(&mut lua, "return select(2, pcall(Vec2.len))");
    assert_eq!(message, "calling 'Vec2:len' on bad self (Vec2 expected, got no value)");
    check_error(&mut lua, "return Vec2(1) + 1", "bad argument #2 to 'add' (Vec2 expected, got number)");
}

#[test]
fn fields_that_are_not_there_can_not_be_set() {
    let mut lua = vectors();
    assert!(eval::<bool>(&mut lua, "return Vec2(1).z == nil"));
    check_error(&mut lua, "Vec2(1).z = 1", "Vec2 has no field 'z'");
    check_error(&mut lua, "Vec2(1)[1] = 1", "Vec2 has no field with a number key");
    check_error(&mut lua, "Vec2(1).x = 'a'", "bad value for field 'x' of Vec2 (number expected, got string)");
    check_error(
        &mut lua,
        "Vec2(1).angle = {}",
        "bad value for field 'angle' of Vec2 (number expected, got table)",
    );
}

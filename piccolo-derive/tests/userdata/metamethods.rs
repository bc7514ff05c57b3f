//! Every metamethod by its name in Lua, and every operator of `std::ops`.

use std::ops;

use piccolo::{Callback, Collect, Context, Error, Lua, UserData, Value, methods};

use crate::support::{check_error, eval, lua};

/// A value that says what was done with it.
#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Word(String);

impl Word {
    fn with(&self, event: &str, other: &str) -> String {
        format!("{} {event} {other}", self.0)
    }
}

#[methods]
impl Word {
    #[lua(new)]
    fn new(text: String) -> Self {
        Self(text)
    }

    fn __index(&self, key: &str) -> String {
        self.with("index", key)
    }

    fn __newindex(&mut self, key: &str, value: i64) {
        self.0 = self.with(key, &value.to_string());
    }

    fn __len(&self) -> usize {
        self.0.len()
    }

    fn __eq(&self, other: &Word) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    fn __lt(&self, other: &Word) -> bool {
        self.0 < other.0
    }

    fn __le(&self, other: &Word) -> bool {
        self.0 <= other.0
    }

    fn __add(&self, other: &str) -> String {
        self.with("add", other)
    }

    fn __sub(&self, other: &str) -> String {
        self.with("sub", other)
    }

    fn __mul(&self, other: &str) -> String {
        self.with("mul", other)
    }

    fn __mod(&self, other: &str) -> String {
        self.with("mod", other)
    }

    fn __pow(&self, other: &str) -> String {
        self.with("pow", other)
    }

    fn __div(&self, other: &str) -> String {
        self.with("div", other)
    }

    fn __idiv(&self, other: &str) -> String {
        self.with("idiv", other)
    }

    fn __band(&self, other: &str) -> String {
        self.with("band", other)
    }

    fn __bor(&self, other: &str) -> String {
        self.with("bor", other)
    }

    fn __bxor(&self, other: &str) -> String {
        self.with("bxor", other)
    }

    fn __shl(&self, other: &str) -> String {
        self.with("shl", other)
    }

    fn __shr(&self, other: &str) -> String {
        self.with("shr", other)
    }

    fn __concat(&self, other: &str) -> String {
        self.with("concat", other)
    }

    fn __unm(&self) -> String {
        self.with("unm", "")
    }

    fn __bnot(&self) -> String {
        self.with("bnot", "")
    }

    fn __call(&self, first: &str, second: Option<i64>) -> String {
        self.with(first, &format!("{second:?}"))
    }

    fn __tostring(&self) -> String {
        self.with("as", "text")
    }

    fn __pairs<'gc>(&self, ctx: Context<'gc>) -> Callback<'gc> {
        let mut text = Some(self.0.clone()).into_iter().collect::<Vec<_>>();
        text.push("end".to_owned());
        let left = std::cell::RefCell::new(text);
        Callback::new(ctx, move |ctx, mut stack| {
            let next = left.borrow_mut().pop();
            stack.replace_with(ctx, next)
        })
    }

    fn __close<'gc>(&self, ctx: Context<'gc>, error: Value<'gc>) -> Result<(), Error<'gc>> {
        let text = self.with("close", error.type_name());
        ctx.set_global("closed", text)
    }

    fn __gc<'gc>(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        ctx.set_global(&self.with("was", "collected"), true)
    }
}

fn words() -> Lua {
    lua(|ctx| ctx.register::<Word>().map(drop))
}

#[test]
fn each_metamethod_goes_by_its_name() {
    let mut lua = words();
    eval::<()>(&mut lua, "w = Word('w')");
    for (expression, expected) in [
        ("w.key", "w index key"),
        ("w + 'o'", "w add o"),
        ("w - 'o'", "w sub o"),
        ("w * 'o'", "w mul o"),
        ("w % 'o'", "w mod o"),
        ("w ^ 'o'", "w pow o"),
        ("w / 'o'", "w div o"),
        ("w // 'o'", "w idiv o"),
        ("w & 'o'", "w band o"),
        ("w | 'o'", "w bor o"),
        ("w ~ 'o'", "w bxor o"),
        ("w << 'o'", "w shl o"),
        ("w >> 'o'", "w shr o"),
        ("w .. 'o'", "w concat o"),
        ("-w", "w unm "),
        ("~w", "w bnot "),
        ("w('call', 1)", "w call Some(1)"),
        ("w('call')", "w call None"),
        ("tostring(w)", "w as text"),
        ("tostring(#w)", "1"),
    ] {
        assert_eq!(eval::<String>(&mut lua, &format!("return {expression}")), expected, "{expression}");
    }
    let source = "
        local upper, other = Word('W'), Word('x')
        return w == upper, w ~= other, w < other, w <= other, w > other, w == 'w'";
    let compared: (bool, bool, bool, bool, bool, bool) = eval(&mut lua, source);
    assert_eq!(compared, (true, true, true, true, false, false));
    let source =
        "local all = {} for text in pairs(w) do all[#all + 1] = text end return table.concat(all, ' ')";
    assert_eq!(eval::<String>(&mut lua, source), "end w");
    assert_eq!(
        eval::<String>(&mut lua, "local v = Word('v') v.set = 5 return tostring(v)"),
        "v set 5 as text"
    );
    let source = "do local c <close> = Word('c') end return closed";
    assert_eq!(eval::<String>(&mut lua, source), "c close nil");
    let source = "Word('garbage') collectgarbage() collectgarbage() return _G['garbage was collected']";
    assert!(eval::<bool>(&mut lua, source));
}

#[test]
fn metamethods_check_their_operands() {
    let mut lua = words();
    check_error(
        &mut lua,
        "return Word('w') + {}",
        "bad argument #1 'other' to 'Word:__add' (string expected, got table)",
    );
    check_error(
        &mut lua,
        "return 1 + Word('w')",
        "calling 'Word:__add' on bad self (Word expected, got number)",
    );
    check_error(
        &mut lua,
        "Word('w').key = {}",
        "bad argument #2 'value' to 'Word:__newindex' (number expected, got table)",
    );
    check_error(
        &mut lua,
        "return Word('w') < 1",
        "bad argument #1 'other' to 'Word:__lt' (Word expected, got number)",
    );
}

/// A number with all operators of `std::ops` that scripts have.
#[derive(Clone, Copy, Collect, UserData, PartialEq, PartialOrd)]
#[lua(get_all, copy, eq, ord, ops(add, sub, mul, div, rem, bitand, bitor, bitxor, shl, shr, neg, not))]
struct Bits {
    n: i64,
}

macro_rules! binary {
    ($($operator:ident $method:ident $f:expr;)*) => {$(
        impl ops::$operator for Bits {
            type Output = Bits;

            fn $method(self, other: Bits) -> Bits {
                let f: fn(i64, i64) -> i64 = $f;
                Bits { n: f(self.n, other.n) }
            }
        }
    )*};
}

binary! {
    Add add |a, b| a + b;
    Sub sub |a, b| a - b;
    Mul mul |a, b| a * b;
    Div div |a, b| a / b;
    Rem rem |a, b| a % b;
    BitAnd bitand |a, b| a & b;
    BitOr bitor |a, b| a | b;
    BitXor bitxor |a, b| a ^ b;
    Shl shl |a, b| a << b;
    Shr shr |a, b| a >> b;
}

impl ops::Neg for Bits {
    type Output = Bits;

    fn neg(self) -> Bits {
        Bits { n: -self.n }
    }
}

impl ops::Not for Bits {
    type Output = Bits;

    fn not(self) -> Bits {
        Bits { n: !self.n }
    }
}

#[test]
fn operators_are_those_of_the_type() {
    let mut lua = lua(|ctx| {
        ctx.set_global("a", Bits { n: 13 })?;
        ctx.set_global("b", Bits { n: 3 })
    });
    for (expression, expected) in [
        ("(a + b).n", 16),
        ("(a - b).n", 10),
        ("(a * b).n", 39),
        ("(a / b).n", 4),
        ("(a % b).n", 1),
        ("(a & b).n", 1),
        ("(a | b).n", 15),
        ("(a ~ b).n", 14),
        ("(a << b).n", 104),
        ("(a >> b).n", 1),
        ("(-a).n", -13),
        ("(~a).n", -14),
    ] {
        assert_eq!(eval::<i64>(&mut lua, &format!("return {expression}")), expected, "{expression}");
    }
    let compared: (bool, bool, bool, bool) = eval(&mut lua, "return a == a + b - b, a < b, b <= b, a ~= b");
    assert_eq!(compared, (true, false, true, true));
}

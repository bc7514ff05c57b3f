//! Expressions without parts: edge cases first of all.

use crate::{
    generator::{Generator, Hole},
    tree::{Kind, Node},
};

const INTEGERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "-1",
    "-2",
    "-7",
    "63",
    "64",
    "65",
    "255",
    "256",
    "-128",
    "1000",
    "0x7fffffff",
    "2147483648",
    "-2147483649",
    "0xffffffff",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740993",
    "math.maxinteger",
    "math.mininteger",
    "(math.maxinteger - 1)",
    "(math.mininteger + 1)",
    "0x7fffffffffffffff",
    "0xffffffffffffffff",
    "0x8000000000000000",
    "1234567890123456789",
];

const FLOATS: &[&str] = &[
    "0.0",
    "-0.0",
    "1.0",
    "0.5",
    "-0.5",
    "1.5",
    "2.5",
    "-2.5",
    "3.0",
    "0.1",
    "1e15",
    "1e16",
    "123456.789",
    "1e100",
    "-1e100",
    "1e308",
    "5e-324",
    "2.2250738585072014e-308",
    "2^53",
    "2^63",
    "-2^63",
    "2^64",
    "math.huge",
    "-math.huge",
    "(0/0)",
    "math.pi",
    "1e-5",
    "0x1p-3",
    "0x.8p1",
    "9007199254740993.0",
    "1e14",
    "99999999999999.9",
    "9223372036854775808",
    "0xap0",
    "3.14159265358979",
    ".5e1",
];

const STRINGS: &[&str] = &[
    r#""""#,
    r#""a""#,
    r#""abc""#,
    r#""hello world""#,
    r#""x=1, y=2""#,
    r#""10""#,
    r#""0x10""#,
    r#"" 7 ""#,
    r#""1e1""#,
    r#""-3.5""#,
    r#""1e""#,
    r#""nan""#,
    r#""A\0B""#,
    r#""\255\128x""#,
    r#""\u{e9}t\u{20ac}""#,
    r#""line\nline2\n""#,
    r#""  trim  ""#,
    r#""%d%s""#,
    r#""a.b.c""#,
    r#""(x)[y]""#,
    r#""\x41\z
      \066""#,
    r#"'it\'s'"#,
    "[[long]]",
    "[==[\n]]]==]",
    r#""Hello, World""#,
    r#""aaa bbb ccc""#,
    r#""key=val""#,
    r#""9223372036854775807""#,
    r#""9223372036854775808""#,
    r#""\u{7FFFFFFF}""#,
    r#""\t tab""#,
];

const TABLES: &[&str] = &[
    "{}",
    "{1, 2, 3}",
    "{3, 1, 2}",
    r#"{"b", "a", "c"}"#,
    "{a = 1}",
    "{x = 1, b = 2, 10}",
    r#"{"x", n = 1}"#,
    "{{1}, {2}}",
    "{1.5, 2.5, -1.5}",
    "{[0] = 0, 1}",
    "{[1.5] = true}",
    r#"{name = "n", a = {b = 1}}"#,
];

const FUNCTIONS: &[&str] = &[
    "type",
    "math.type",
    "tonumber",
    "string.upper",
    "math.abs",
    "rawlen",
    "error",
    "pcall",
    "function() end",
    "function(...) return ... end",
    "function(a, b) return b, a end",
    "function(a) return a end",
];

const NUMERALS: &[&str] = &[
    "0",
    "10",
    "-7",
    "0x10",
    "0X1P4",
    "0x.8",
    "0xA.8p-1",
    "1e1",
    "1E+2",
    ".5",
    "5.",
    "1e",
    "0x",
    "1..2",
    " 12 ",
    "\\t3\\n",
    "12a",
    "- 1",
    "--1",
    "+5",
    "0x-1",
    "inf",
    "nan",
    "1e400",
    "1e-400",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "0xffffffffffffffffff",
    "1_000",
    "",
    " ",
    "0b1",
    "1e5000",
    "123456789012345678901234567890",
    "0.1e1",
    "1 2",
    "7\\0",
    "zz",
    "ff",
    "-ff",
    "777",
    "1.0",
    "0x1.8",
    "١",
];

/// A literal that does for `hole`.
pub(crate) fn literal(generator: &mut Generator, hole: Hole) -> Node {
    let choices = match hole {
        Hole::Int => INTEGERS,
        Hole::Float => FLOATS,
        Hole::Num => generator.choose(&[INTEGERS, FLOATS]),
        Hole::Str => STRINGS,
        Hole::Bool => &["true", "false"],
        Hole::Tab => TABLES,
        Hole::Fun => FUNCTIONS,
        Hole::Co => {
            &["coroutine.create(print)", "coroutine.create(function(a) return coroutine.yield(a) end)"]
        }
        Hole::Prim => generator.choose(&[INTEGERS, FLOATS, STRINGS, STRINGS, &["nil", "true"]]),
        _ => generator.choose(&[
            INTEGERS,
            FLOATS,
            STRINGS,
            TABLES,
            FUNCTIONS,
            &["nil", "nil", "true", "false", "G"],
        ]),
    };
    Node::leaf(Kind::Expression, generator.choose(choices))
}

/// A small integer.
pub(crate) fn tiny(generator: &mut Generator) -> Node {
    let choices = ["0", "1", "1", "2", "2", "3", "3", "4", "5", "-1", "-2", "6"];
    Node::leaf(Kind::Expression, generator.choose(&choices))
}

/// A number as text, or what nearly is one.
pub(crate) fn numeral(generator: &mut Generator) -> Node {
    Node::leaf(Kind::Expression, format!("\"{}\"", generator.choose(NUMERALS)))
}

//! `string.format`.

use super::Area;
use crate::{
    generator::{
        Generator,
        Hole::{Any, Statement, Str},
    },
    tree::{Kind, Node},
};

pub(super) const AREA: &Area = &[
    (
        Str,
        &["string.format($format)", "string.format(\"%s %s\", $prim, $prim)", "string.format(\"%q\", $prim)"],
    ),
    (Any, &["string.format($format)", "string.format($prim, $list)"]),
    (
        Statement,
        &[
            "print(string.format($format))",
            "print(string.format($format))",
            "print(string.format(\"%5.1f|%-8d|%+d\", $num, $int, $int))",
            "print(string.format(\"%q\", $prim))",
            "print(string.format(\"%g %g\", $num, $num), string.format(\"%.14g\", $num))",
            "print(string.format(\"%a\", $num))",
            "print(pcall(string.format, $format))",
            "print(string.format(\"%d\", $any))",
            "print(string.format(\"%s\", $prim, $any))",
        ],
    ),
];

/// Conversions, each with a template of a value that it takes.
const CONVERSIONS: &[(char, &str)] = &[
    ('d', "$int"),
    ('i', "$int"),
    ('u', "$int"),
    ('c', "$tiny + 65"),
    ('x', "$int"),
    ('X', "$int"),
    ('o', "$int"),
    ('e', "$num"),
    ('E', "$num"),
    ('f', "$num"),
    ('F', "$num"),
    ('g', "$num"),
    ('G', "$num"),
    ('a', "$float"),
    ('A', "$float"),
    ('s', "$prim"),
    ('s', "$str"),
    ('q', "$prim"),
    ('p', "$int"),
    ('%', "$prim"),
    ('d', "$float"),
    ('d', "$numeral"),
    ('y', "$int"),
    ('s', "nil"),
];

const FLAGS: &[&str] =
    &["", "", "", "", "-", "+", " ", "#", "0", "-+", "0+", "# ", "-0", "00", "+0#", "-+ #0", "--------"];
const WIDTHS: &[&str] = &["", "", "", "1", "5", "10", "20", "99", "100"];
const PRECISIONS: &[&str] = &["", "", "", ".", ".0", ".1", ".3", ".10", ".20", ".99", ".100"];

/// A format as a string, and values for it.
pub(super) fn arguments(generator: &mut Generator) -> Node {
    let mut format = String::new();
    let mut values = String::new();
    for _ in 0..generator.choose(&[1, 1, 2, 3]) {
        let (conversion, value) = generator.choose(CONVERSIONS);
        format += generator.choose(&["", "", " ", "<", "x", "\\0"]);
        format.push('%');
        format += generator.choose(FLAGS);
        format += generator.choose(WIDTHS);
        format += generator.choose(PRECISIONS);
        if !generator.once_in(40) {
            format.push(conversion);
        }
        if !generator.once_in(40) {
            values += ", ";
            values += value;
        }
    }
    generator.fill(Kind::Fixed, &format!("\"{format}\"{values}"))
}

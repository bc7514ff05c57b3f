//! Searching by patterns.

use super::Area;
use crate::{
    generator::{
        Generator,
        Hole::{Any, Int, Statement, Str},
    },
    tree::{Kind, Node},
};

pub(super) const AREA: &Area = &[
    (
        Str,
        &[
            "(string.gsub($str, $pattern, $replacement))",
            "(($str):gsub($pattern, \"\"))",
            "tostring(string.match($str, $pattern))",
        ],
    ),
    (Int, &["(string.find($str, $pattern) or 0)", "select(2, string.gsub($str, $pattern, \"%0\"))"]),
    (
        Any,
        &[
            "string.find($str, $pattern)",
            "string.match($str, $pattern)",
            "string.find($str, $pattern, $tiny)",
            "string.match($str, $pattern, $tiny)",
            "string.gsub($str, $pattern, $replacement)",
            "string.gsub($str, $pattern, $replacement, $tiny)",
            "($str):match($pattern)",
            "string.gmatch($str, $pattern)()",
        ],
    ),
    (
        Statement,
        &[
            "print(string.find($str, $pattern))",
            "print(string.match($str, $pattern))",
            "print(string.gsub($str, $pattern, $replacement))",
            "for $.any, $.any in string.gmatch($str, $pattern) do print($any, $any) end",
            "for $.any in string.gmatch($str, $pattern, $tiny) do print($any) end",
            "print(pcall(string.gsub, $str, $pattern, $replacement))",
            "print(string.find($str, $pattern, $int), string.match($str, $pattern, $int))",
            "print(string.gsub($str, $pattern, function($.any, $.any) $body end))",
            "print(string.gsub($str, $pattern, {$field = $any, [$str] = $prim}))",
        ],
    ),
];

const ITEMS: &[&str] = &[
    "a",
    "b",
    "l",
    "x",
    ".",
    "%a",
    "%d",
    "%s",
    "%w",
    "%p",
    "%u",
    "%l",
    "%x",
    "%c",
    "%g",
    "%A",
    "%S",
    "%W",
    "[abc]",
    "[^abc]",
    "[a-z]",
    "[^%s]",
    "[%w_]",
    "[%d.]",
    "%.",
    "%%",
    " ",
    "=",
    "[]]",
    "[^]]",
    "[a-]",
    "[-a]",
    "[%a-z]",
    "%z",
    "\\0",
    "\\255",
    "[\\128-\\255]",
    "()",
    "%b()",
    "%b[]",
    "%bxx",
    "%f[%w]",
    "%f[%W]",
    "%f[^a]",
    "(%w+)",
    "(.-)",
    "(%d*)",
    "((a)(b?))",
    "%1",
    "%2",
    "(",
    ")",
    "[",
    "[a",
    "%",
    "%f",
    "%b",
    "^",
    "$",
    "[^",
    "[%",
    "%0",
];

/// A pattern, mostly a valid one.
pub(super) fn pattern(generator: &mut Generator) -> Node {
    let mut pattern = String::from("\"");
    if generator.once_in(6) {
        pattern.push('^');
    }
    // The last items are mistakes or nearly so.
    let known = if generator.once_in(8) { ITEMS.len() } else { ITEMS.len() - 14 };
    for _ in 0..generator.choose(&[1, 1, 2, 2, 3, 4]) {
        pattern += generator.choose(&ITEMS[..known]);
        pattern += generator.choose(&["", "", "", "", "*", "+", "-", "?"]);
    }
    if generator.once_in(8) {
        pattern.push('$');
    }
    pattern.push('"');
    Node::leaf(Kind::Expression, pattern)
}

/// A string, table or function, or what is none of these.
pub(super) fn replacement(generator: &mut Generator) -> Node {
    let choices = [
        "\"\"",
        "\"x\"",
        "\"<%0>\"",
        "\"%1\"",
        "\"%1-%1\"",
        "\"%2\"",
        "\"%%\"",
        "\"%\"",
        "\"%a\"",
        "$str",
        "$tab",
        "$fun",
        "$num",
        "string.upper",
        "function($.any) return $prim end",
        "{a = \"A\", l = 1, x = false}",
        "$any",
    ];
    let template = generator.choose(&choices);
    generator.fill(Kind::Expression, template)
}

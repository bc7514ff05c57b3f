//! Mistakes that the compiler finds.

use super::Area;
use crate::{
    generator::{
        Generator,
        Hole::{Any, Statement},
    },
    tree::{Kind, Node, quoted},
};

pub(super) const AREA: &Area = &[
    (Any, &["select(2, load($broken, \"=s\"))"]),
    (
        Statement,
        &[
            "print(load($broken, \"=s\"))",
            "print(load($broken, \"=s\"))",
            "print(load($broken, \"@s.lua\"))",
            "print(load($broken))",
            "print(load(\"return \" .. $str))",
        ],
    ),
];

const TOKENS: &[&str] = &[
    "and",
    "break",
    "do",
    "else",
    "elseif",
    "end",
    "false",
    "for",
    "function",
    "goto",
    "if",
    "in",
    "local",
    "nil",
    "not",
    "or",
    "repeat",
    "return",
    "then",
    "true",
    "until",
    "while",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "#",
    "&",
    "~",
    "|",
    "<<",
    ">>",
    "//",
    "==",
    "~=",
    "<=",
    ">=",
    "<",
    ">",
    "=",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "::",
    ";",
    ":",
    ",",
    ".",
    "..",
    "...",
    "x",
    "y",
    "1",
    "0x",
    "1.5e",
    "3..2",
    "'a'",
    "\"b",
    "'\\q'",
    "'\\300'",
    "'\\u{110000000}'",
    "'\\xg'",
    "[[",
    "[=[",
    "[=",
    "--",
    "--[[",
    "--[==[ x ]==]",
    "\n",
    "@",
    "$",
    "!",
    "`",
    "\\",
    "<const>",
    "<close>",
    "<foo>",
    "::l::",
    "goto l",
    "local x <const> = 1",
    "x = 2",
    "f()",
    "f",
    "break;",
    "return 1",
    "...",
    "0x1p",
    "'\\u{12'",
    "\u{e9}",
    "1e+",
    "'a\nb'",
    "'\\z  x'",
    "function f(...)",
    "function(a, a)",
    "for i = 1",
    "do end",
];

/// A chunk as a string, with a mistake of some kind, which is not to be run.
pub(super) fn broken(generator: &mut Generator) -> Node {
    let mut tokens: Vec<String> = Vec::new();
    if generator.once_in(4) {
        for _ in 0..generator.random.usize(1..8) {
            tokens.push(generator.choose(TOKENS).to_owned());
        }
    } else {
        let template = generator.choose(&["$block", "$statement", "return $any", "local f = $fun"]);
        let source = generator.fill_apart(Kind::Fixed, template).source();
        tokens.extend(source.split_inclusive([' ', '\n', '(', ')', '.', ',']).map(str::to_owned));
        for _ in 0..generator.choose(&[1, 1, 2]) {
            damage(generator, &mut tokens);
        }
    }
    let separator = if generator.once_in(2) { " " } else { "" };
    Node::leaf(Kind::Expression, quoted(&tokens.join(separator)))
}

fn damage(generator: &mut Generator, tokens: &mut Vec<String>) {
    if tokens.is_empty() {
        return;
    }
    let at = generator.random.usize(..tokens.len());
    match generator.random.u8(0..5) {
        0 => drop(tokens.remove(at)),
        1 => tokens.insert(at, tokens[at].clone()),
        2 => tokens.truncate(at),
        3 => tokens[at] = generator.choose(TOKENS).to_owned(),
        _ => tokens.insert(at, generator.choose(TOKENS).to_owned()),
    }
}

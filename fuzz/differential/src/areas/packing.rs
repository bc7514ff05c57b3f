//! `string.pack` and its relatives.

use super::Area;
use crate::{
    generator::{
        Generator,
        Hole::{Any, Int, Statement, Str},
    },
    tree::{Kind, Node},
};

pub(super) const AREA: &Area = &[
    (Str, &["string.pack($packed)", "string.pack(\">i4 s1\", $tiny, $str)"]),
    (Int, &["string.packsize($packing)", "string.unpack(\"<i2\", $str)"]),
    (Any, &["string.unpack($packing, $str)", "string.unpack($packing, $str, $tiny)", "string.pack($packed)"]),
    (
        Statement,
        &[
            "print(string.pack($packed))",
            "print(pcall(string.pack, $packed))",
            "print(pcall(string.unpack, $packing, $str))",
            "print(pcall(string.unpack, $packing, string.pack($packed), $int))",
            "print(pcall(string.packsize, $packing))",
            "local p$# = $packing print(pcall(string.unpack, p$#, string.rep(\"\\1\\200\", 60)))",
        ],
    ),
];

/// Options of formats, each with a template of a value that it takes, if any.
const OPTIONS: &[(&str, &str)] = &[
    ("b", "$tiny"),
    ("B", "$tiny + 2"),
    ("h", "$int"),
    ("H", "$tiny + 300"),
    ("i", "$tiny"),
    ("I", "$tiny"),
    ("l", "$int"),
    ("L", "$int"),
    ("j", "$int"),
    ("J", "$int"),
    ("T", "$tiny"),
    ("i1", "$tiny"),
    ("i3", "$int"),
    ("i7", "$int"),
    ("I5", "$int"),
    ("i16", "$int"),
    ("I12", "$int"),
    ("i17", "$int"),
    ("i0", "$int"),
    ("f", "$num"),
    ("d", "$num"),
    ("n", "$float"),
    ("s", "$str"),
    ("s1", "$str"),
    ("s2", "$str"),
    ("z", "$str"),
    ("c0", "\"\""),
    ("c5", "$str"),
    ("c", "$str"),
    ("x", ""),
    ("Xi4", ""),
    ("Xd", ""),
    ("X", ""),
    ("Xz", ""),
    (" ", ""),
    ("<", ""),
    (">", ""),
    ("=", ""),
    ("!", ""),
    ("!4", ""),
    ("!1", ""),
    ("!16", ""),
    ("!3", ""),
    ("y", ""),
    ("!17", ""),
];

/// A format as a string.
pub(super) fn format(generator: &mut Generator) -> Node {
    let options: String =
        (0..generator.choose(&[1, 2, 2, 3, 4])).map(|_| generator.choose(OPTIONS).0).collect();
    Node::leaf(Kind::Expression, format!("\"{options}\""))
}

/// A format as a string, and values for it.
pub(super) fn arguments(generator: &mut Generator) -> Node {
    let (mut format, mut values) = (String::new(), String::new());
    for _ in 0..generator.choose(&[1, 2, 2, 3, 4]) {
        let (option, value) = generator.choose(OPTIONS);
        format += option;
        if !value.is_empty() && !generator.once_in(40) {
            values += ", ";
            values += value;
        }
    }
    generator.fill(Kind::Fixed, &format!("\"{format}\"{values}"))
}

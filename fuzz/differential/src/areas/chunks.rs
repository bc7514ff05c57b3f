//! Chunks that programs compile.

use super::Area;
use crate::{
    generator::{
        Generator,
        Hole::{Any, Fun, Int, Statement},
    },
    tree::{Kind, Node},
};

pub(super) const AREA: &Area = &[
    (Fun, &["load($chunk, \"=c\", \"t\", {tick = tick})", "load($chunk)", "load($chunk, \"c\")"]),
    (
        Any,
        &[
            "load($str .. \"\")",
            "load($chunk, $str, \"b\")",
            "load(function() return nil end)",
            "load($prim .. \"\")",
            "select(2, load($str .. \"\", $str))",
        ],
    ),
    (Int, &["load(\"return ...\")($int)", "load(\"local x <const> = 10; return x + ...\")($int)"]),
    (
        Statement,
        &[
            "print(pcall(load($chunk, \"=c\", \"t\", _ENV)))",
            "print(pcall(load($chunk, \"@c.lua\", \"t\", _ENV), $list))",
            "print(pcall(load($chunk, $str, nil, _ENV)))",
            "print(load($str .. \"\", $str), load($str .. \"\", \"=\" .. $str), load($str .. \"\", \"@\" .. $str))",
            "print(load($chunk, \"x\", $str))",
            "do local parts$# = {\"return \", \"1\", \" + \", \"nil\"} local i = 0\
             \nprint(pcall(load(function() i = i + 1 return parts$#[i] end, \"=r\"))) end",
            "do local p$#, i = {tostring($prim), \" \", $str .. \"\"}, 0 print(load(function() i = i + 1 return p$#[i] end, \"=r\")) end",
            "do local e$# = {print = print} print(pcall(load(\"x = ...; print(x)\", \"=e\", \"t\", e$#), $any)) print(e$#.x) end",
            "do local _ENV = {print = print, tick = tick, $field = $any} print($field, $global) end",
            "do local _ENV <const> = $tab $global = $any end",
            "print(pcall(function() local _ENV = $any return $field end))",
            "print(load(string.dump(function() end), \"=d\", \"t\"))",
        ],
    ),
];

/// A chunk as a string. It sees global variables only.
pub(super) fn chunk(generator: &mut Generator) -> Node {
    let template = generator.choose(&[
        "tick()\n$block",
        "tick() return $list",
        "$block return $list",
        "tick() local a, b = ...\n$block",
    ]);
    generator.fill_apart(Kind::Chunk, template)
}

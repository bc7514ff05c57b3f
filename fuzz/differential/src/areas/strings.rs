//! The library `string`, without patterns and formats.

use super::Area;
use crate::generator::Hole::{Any, Bool, Int, Statement, Str};

pub(super) const AREA: &Area = &[
    (
        Str,
        &[
            "($str .. $str)",
            "($str .. $str .. $prim)",
            "$str .. $num",
            "($str):upper()",
            "($str):lower()",
            "($str):reverse()",
            "($str):sub($tiny, $tiny)",
            "string.sub($str, $int, $int)",
            "string.sub($str, $tiny)",
            "string.rep($str, $tiny)",
            "string.rep($str, $tiny, $str)",
            "string.char($tiny, 65, 255)",
            "string.char($int)",
            "tostring($prim)",
            "table.concat({$str, $str}, $str)",
            "($str\n..\n$str)",
        ],
    ),
    (
        Int,
        &[
            "#$str",
            "string.len($str)",
            "string.byte($str)",
            "string.byte($str, $tiny)",
            "(string.find($str, $str, 1, true))",
        ],
    ),
    (Bool, &["($str < $str)", "($str <= $str)", "($str > $str)", "($str == $str)"]),
    (
        Any,
        &[
            "string.byte($str, $tiny, $tiny)",
            "string.find($str, $str, $tiny, true)",
            "string.byte($str, $int, $int)",
            "($str).$field",
            "($str)[$any]",
            "($str):$field($any)",
            "string.rep($any, $tiny)",
            "string.len($any)",
            "string.sub($any, $any)",
            "string.rep(\"\", $tiny)",
            "string.upper($any)",
            "string.char($list)",
        ],
    ),
    (
        Statement,
        &[
            "print($str, #$str)",
            "print(string.byte($str, 1, -1))",
            "print(($str):sub($int, $int), ($str):byte($int))",
            "print(pcall(string.rep, \"x\" .. $str, 1 << 62))",
            "for $.int = 1, #$str do if $int > 8 then break end print(string.sub($str, $int, $int)) end",
            "print(string.find($str, $str, $int, true))",
            "print($str < $str, $str <= $str)",
        ],
    ),
];

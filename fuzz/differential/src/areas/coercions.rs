//! Strings for numbers, numbers for strings, and the text of numbers.

use super::Area;
use crate::generator::Hole::{Any, Bool, Float, Int, Num, Statement, Str};

pub(super) const AREA: &Area = &[
    (
        Int,
        &["($numeral | 0)", "($numeral // 1)", "(- $numeral)", "tonumber($numeral, 16)", "#($num .. $num)"],
    ),
    (Float, &["($numeral / 1)", "($numeral ^ 2)", "($numeral * 1.0)", "($num + $numeral)"]),
    (
        Num,
        &["($numeral + $num)", "($num - $numeral)", "($numeral * $numeral)", "($str + $num)", "- $numeral"],
    ),
    (
        Str,
        &[
            "($num .. $num)",
            "($str .. $num)",
            "($num .. \"\")",
            "tostring($prim)",
            "(1 .. $str .. 2.0)",
            "tostring($prim)",
            "table.concat({$num, $num}, $num)",
        ],
    ),
    (Bool, &["($numeral == $num)", "($numeral < $numeral)", "($numeral < $num)"]),
    (
        Any,
        &[
            "tonumber($numeral)",
            "tonumber($str)",
            "tonumber($numeral, $tiny)",
            "tonumber($numeral, 36)",
            "tonumber($any)",
            "tonumber($numeral, $int)",
            "math.tointeger($numeral)",
            "($numeral << $tiny)",
            "(~ $numeral)",
            "($numeral .. $any)",
            "string.rep($numeral, $tiny)",
            "($any .. $any)",
        ],
    ),
    (
        Statement,
        &[
            "print(tonumber($numeral), tostring($num))",
            "print(pcall(function() return $numeral + $num end))",
            "print(pcall(function() return $numeral & $num end))",
            "do local n$# = 0 for $.int = $numeral, $tiny do print($int) n$# = n$# + 1 if n$# > 3 then break end end end",
            "print(tonumber($numeral, 10), tonumber($numeral, 36), tonumber($numeral, 2))",
            "print(string.format(\"%d\", $numeral))",
            "print(load(\"return \" .. $numeral, \"=n\"))",
            "print(({10, 20, 30})[$numeral], #$numeral)",
        ],
    ),
];

//! The library `math`.

use super::Area;
use crate::generator::Hole::{Any, Bool, Float, Int, Num, Statement};

pub(super) const AREA: &Area = &[
    (
        Int,
        &[
            "math.floor($num)",
            "math.ceil($num)",
            "math.tointeger($num)",
            "math.abs($int)",
            "math.max($int, $int)",
            "math.min($int, $int, $int)",
            "math.fmod($int, $int)",
            "math.tointeger($numeral)",
        ],
    ),
    (
        Float,
        &[
            "math.sqrt($num)",
            "math.exp($num)",
            "math.log($num)",
            "math.log($num, $tiny)",
            "math.log($num, 10)",
            "math.sin($num)",
            "math.cos($num)",
            "math.tan($num)",
            "math.asin($num)",
            "math.acos($num)",
            "math.atan($num)",
            "math.atan($num, $num)",
            "math.fmod($num, $num)",
            "math.abs($float)",
            "math.modf($num)",
            "math.deg($num)",
            "math.rad($num)",
        ],
    ),
    (Num, &["math.max($num, $num)", "math.min($num, $num)", "math.abs($num)", "math.fmod($num, $num)"]),
    (Bool, &["math.ult($int, $int)", "(math.type($any) == \"integer\")", "math.ult($num, $num)"]),
    (
        Any,
        &["math.type($any)", "math.tointeger($any)", "math.floor($any)", "math.max($list)", "math.abs($any)"],
    ),
    (
        Statement,
        &[
            "print(math.modf($num))",
            "print(math.floor($num), math.ceil($num))",
            "math.randomseed(($int), ($int)) print(math.random(0), math.random($tiny, 100), math.random())",
            "math.randomseed(($int | 0)) print(math.random(1, $int))",
            "math.randomseed(42) print(math.random($int, $int), math.random(10))",
            "print(math.max($list), math.min($list))",
        ],
    ),
];

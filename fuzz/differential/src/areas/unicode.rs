//! The library `utf8`.

use super::Area;
use crate::generator::Hole::{Any, Int, Statement, Str};

pub(super) const AREA: &Area = &[
    (
        Str,
        &[
            "utf8.char($tiny + 1, 228, 8364)",
            "utf8.char($int)",
            "\"\\u{e4}\\u{20ac}\\u{10ffff}\"",
            "\"a\\xe4b\"",
            "\"\\xf4\\x90\\x80\\x80\"",
            "\"\\u{d800}x\"",
            "\"\\xc0\\x80\"",
        ],
    ),
    (Int, &["utf8.len($str)", "utf8.offset($str, $tiny)", "utf8.codepoint($str)"]),
    (Any, &["utf8.len($str, $tiny, $tiny)", "utf8.codepoint($str, $tiny, $tiny)", "utf8.char($list)"]),
    (
        Statement,
        &[
            "print(utf8.len($str), utf8.len($str, $tiny, $tiny, $bool))",
            "print(pcall(utf8.codepoint, $str, $tiny, $tiny))",
            "print(pcall(utf8.codepoint, $str, 1, -1, $bool))",
            "print(pcall(utf8.offset, $str, $tiny, $tiny))",
            "print(pcall(utf8.offset, $str, $int))",
            "print(pcall(utf8.len, $str, $int, $int))",
            "print(pcall(utf8.char, $int, $tiny))",
            "for $.int, $.int in utf8.codes($str) do print($int, $int) end",
            "for $.int, $.int in utf8.codes($str, true) do print($int, $int) end",
            "for $.any in string.gmatch($str, utf8.charpattern) do print($any) end",
            "print(pcall(utf8.codes, $any))",
        ],
    ),
];

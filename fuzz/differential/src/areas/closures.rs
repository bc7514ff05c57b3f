//! Functions and what they capture.

use super::Area;
use crate::generator::Hole::{Any, Fun, Int, Statement, Tab};

pub(super) const AREA: &Area = &[
    (
        Fun,
        &[
            "function($.any, $.int) $body end",
            "function($.int) tick() $=int = $int return $list end",
            "(function() local $.int = $int return function() tick() $.int = $int + 1 return $int end end)()",
            "function() tick() return $fun end",
            "(function($.any) return function($.any) $body end end)($any)",
        ],
    ),
    (
        Any,
        &[
            "$fun($list)",
            "($fun)($list)",
            "(function($.any) $body end)($any)",
            "(function() $body end)()",
            "(($fun)($list))",
            "$fun\"arg\"",
            "$fun{$any}",
        ],
    ),
    (Int, &["(function($.int, $.int) return $int end)($int, $int)", "select(\"#\", $fun($list))"]),
    (
        Tab,
        &[
            "{$fun($list)}",
            "{get = function() return $any end, set = function(v) $=any = v end}",
            "{$fun, $fun}",
        ],
    ),
    (
        Statement,
        &[
            "local function $+fun($.any, $.any) $body end",
            "local function $+fun() tick() $=int = $int $=str = clip($str) return $int, $str end",
            "local function $+fun() tick() $=any = $any $=tab = $tab return $any, $tab end",
            "print($int + ($int or $int), ($any and $int) - $int, $str .. ($any or $str), $int < ($bool and $int or 1))",
            "$tab[$int or $str] = $bool and $any or $any",
            "local function f$#(n) tick() if n <= 0 then return $any end return f$#(n - 1) end print(f$#($tiny))",
            "local function f$#(n) tick() if n <= 0 then return 0 end return 1 + f$#(n - 1) end print(f$#($tiny))",
            "local $+fun, $+fun do local $.int = $int end",
            "do local fs$# = {} for $.int = 1, 3 do fs$#[$int & 3] = function() $body end end\
             \nfor i = 0, 3 do if fs$#[i] then print(pcall(fs$#[i])) end end end",
            "do local c$# = 0 local function up() c$# = c$# + 1 return c$# end print(up(), up(), c$#) end",
            "function $=fun($.any) $body end",
            "do local o$# = {n = $int} function o$#.$field(self, $.any) $body end print(pcall(o$#.$field, $list)) end",
            "do local o$# = {$field = $any} function o$#:get($.any) return self.$field, $any end print(o$#:get($any)) end",
            "print($fun($list))",
            "$fun($list)",
            "print(($fun)($list))",
            "local $+any = $fun($list)",
        ],
    ),
];

//! Variable numbers of arguments and results.

use super::Area;
use crate::generator::Hole::{Any, Fun, Int, Statement, Tab};

pub(super) const AREA: &Area = &[
    (
        Fun,
        &[
            "function(...) $vbody end",
            "function($.any, ...) $vbody end",
            "function(...) tick() return select($tiny, ...) end",
        ],
    ),
    (
        Any,
        &[
            "(function(...) $vbody end)($list)",
            "select($tiny, $list)",
            "(select($tiny, $list))",
            "select(-1, $list)",
            "table.unpack({$list})",
            "(function(...) return ... end)($list)",
            "(function(...) return (...) end)($list)",
        ],
    ),
    (Int, &["select(\"#\", $list)", "#{$list, 1}", "table.pack($list).n"]),
    (
        Tab,
        &[
            "{some(($any)), (function(...) return 1, 2, 3 end)()}",
            "table.pack($list)",
            "{(function(...) return 4, ... end)(5)}",
        ],
    ),
    (
        Statement,
        &[
            "local function $+fun(...) $vbody end",
            "print((function(...) local $.any, $.any = ... return $list, ... end)($list))",
            "print((function(...) for i = 1, select(\"#\", ...) do print((select(i, ...))) end end)($list))",
            "print(select($int, $list))",
            "print(select($any, $list))",
            "print(pcall(select, $tiny, $list))",
            "local $+any, $+any, $+any = (function(...) $vbody end)($list)",
            "$=any, $=any = (function(...) $vbody end)($list)",
            "print((function(...) return {...}, #{...} end)($int, $str))",
            "print(table.unpack({$list}, $tiny, $tiny))",
        ],
    ),
];

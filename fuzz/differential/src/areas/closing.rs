//! Variables that are closed.

use super::Area;
use crate::generator::Hole::{Any, Co, Fun, Statement};

pub(super) const AREA: &Area = &[
    (
        Fun,
        &[
            "function($.any) local c <close> = closer($prim) $body end",
            "function() local a <close>, b <const> = closer($prim, $any), $any $body end",
            "function() for $.any in $fun, nil, nil, closer($prim) do $body end end",
        ],
    ),
    (Any, &["(function() local c <close> = closer($prim) return $list end)()"]),
    (Co, &["coroutine.create(function() local c <close> = closer($prim, $any) $cobody end)"]),
    (
        Statement,
        &[
            "do local c$# <close> = closer($prim)\n$block end",
            "do local c$# <close> = closer($prim, $any) local d$# <close> = closer($prim)\n$block end",
            "for $.int = 1, 3 do local c$# <close> = closer($int)\n$loop end",
            "for $.int = 1, 3 do local c$# <close> = closer($int) if $bool then goto l$# end\n$loop ::l$#:: end",
            "for $.any in function(_, n) n = (n or 0) + 1 if n < 3 then return n end end, nil, nil, closer($prim) do\n$loop end",
            "local c$# <close> = $any",
            "local c$# <close> = nil",
            "local c$# <close> = setmetatable({}, {__close = $any})",
            "local c$# <close> = setmetatable({}, {__close = function($.any, $.any) $body end})",
            "try(function() local c <close> = closer($prim, $any) error($any) end)",
            "try(function() local c <close> = closer($prim) local d <close> = closer($prim, $any) $body end)",
            "print((function() local c <close> = closer($prim) return $list end)())",
            "do local n$# = 0 while n$# < 3 do n$# = n$# + 1 local c <close> = closer(n$#)\n$loop end end",
            "do local n$# = 0 repeat n$# = n$# + 1 local c <close> = closer(n$#)\n$loop until n$# > 1 or $bool end",
            "drain(coroutine.create(function() local c <close> = closer($prim) $cobody end))",
            "try(coroutine.wrap(function() local c <close> = closer($prim, $any) $cobody end))",
            "do local x$# <const> = $any print(x$#) end",
        ],
    ),
];

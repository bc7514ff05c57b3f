//! Loops of all forms and `goto`.

use super::Area;
use crate::generator::Hole::{Int, Statement};

pub(super) const AREA: &Area = &[
    (Int, &["(function() for $.int = $tiny, 9 do return $int end end)()"]),
    (
        Statement,
        &[
            "for $.int = $tiny, $tiny do\n$loop end",
            "for $.int = $tiny, $tiny, $tiny do\n$loop end",
            "for $.int = $tiny, 1, -1 do\n$loop end",
            "for $.float = 0.1, 1, 0.25 do\n$loop end",
            "for $.float = $tiny, $tiny + 0.5, 0.5 do\n$loop end",
            "for $.int = math.maxinteger - 2, math.maxinteger do print($int) end",
            "for $.int = math.mininteger + 2, math.mininteger, -1 do print($int) end",
            "for $.int = math.maxinteger - 1, math.huge do print($int) end",
            "do local n$# = 0 for $.num = $num, $num, $num do n$# = n$# + 1 if n$# > 3 then break end\n$loop end end",
            "do local n$# = 0 for $.int = $int, $any, $tiny do n$# = n$# + 1 if n$# > 3 then break end print($int) end end",
            "do local n$# = 0 while n$# < $tiny do n$# = n$# + 1\n$loop end end",
            "do local n$# = 0 while true do n$# = n$# + 1 if n$# > 3 or $bool then break end\n$loop end end",
            "do local n$# = 0 repeat n$# = n$# + 1 local $.int = n$#\n$loop until $int >= $tiny or n$# > 3 end",
            "do local n$# = 0 ::l$#:: n$# = n$# + 1 do\n$block end if n$# < $tiny then goto l$# end end",
            "for $.int = 1, 3 do if $bool then goto l$# end\n$loop ::l$#:: end",
            "for $.int = 1, 3 do for $.int = 1, 2 do if $bool then goto l$# end\n$loop end end ::l$#::",
            "print(load(\"do goto l; local x; ::l:: ; end; goto m; local y; ::m:: print(y)\", \"=g\"))",
            "do local fs$# = {} for $.int = 1, 3 do fs$#[#fs$# + 1] = function() $=int = $int + 1 return $int end end\
             \nfor _, f in ipairs(fs$#) do print(f()) end end",
            "for $.any, $.any in function(s, c) if c < 3 then return c + 1, s end end, $any, 0 do\n$loop end",
            "for $.any in $any, $any do print($any) break end",
            "for $.any in $fun, $any, $any do print($any) break end",
            "for $.any, $.any in next, {$any} do print($any) end",
            "for $.any, $.any, $.any in pairs({$any}) do print($any, $any) end",
        ],
    ),
];

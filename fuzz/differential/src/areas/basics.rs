//! Variables, blocks and branches, which all programs have.

use super::Area;
use crate::generator::Hole::{Any, Bool, Co, Fun, Int, Num, Prim, Statement, Tab};

pub(super) const AREA: &Area = &[
    (
        Statement,
        &[
            "local $+int = $int",
            "local $+float = $float",
            "local $+str = clip($str)",
            "local $+tab = $tab",
            "local $+fun = $fun",
            "local $+any, $+any = $list",
            "local $+bool = $bool",
            "local $+const <const> = $any",
            "$=int = $int",
            "$=num = $num",
            "$=str = clip($str)",
            "$=any = $any",
            "$=any, $=any = $any, $any",
            "print($prim, $prim, $any)",
            "print($any == $any, $any ~= $any)",
            "if $bool then\n$block else\n$block end",
            "if $any then\n$block elseif $bool then\n$block end",
            "do\n$block end",
            "for $.int = 1, $tiny do\n$loop end",
            "try(function() $body end)",
            "print(pcall($fun, $list))",
        ],
    ),
    (Bool, &["(not $any)", "($bool and $bool)", "($bool or $bool)", "($num < $num)", "($any == $any)"]),
    (Any, &["($any and $any)", "($any or $any)", "($bool and $any or $any)", "($any)"]),
    (Int, &["($int + $int)", "#$str", "($int * $tiny)", "($int or $int)", "($bool and $int or $int)"]),
    (Num, &["($num + $num)"]),
    (Prim, &["tostring($prim)", "type($any)", "($str or $str)", "($bool and $str or $str)"]),
    (Tab, &["{some($any), some($any)}", "{$field = $any, [$str] = $any}", "{some($int), some($float)}"]),
    (Fun, &["function() $body end", "function($.any) $body end"]),
    (Co, &["coroutine.create(function(...) $cobody end)"]),
];

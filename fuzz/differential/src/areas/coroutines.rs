//! Coroutines.

use super::Area;
use crate::generator::Hole::{Any, Bool, Co, Fun, Statement, Str};

pub(super) const AREA: &Area = &[
    (
        Co,
        &[
            "coroutine.create(function($.any, ...) $cobody end)",
            "coroutine.create(function($.any) $cobody end)",
            "coroutine.create(function() for $.int = 1, 3 do coroutine.yield($any) end return $any end)",
            "coroutine.create(function() return pcall(function() $cobody end) end)",
            "coroutine.create(function() local c <close> = closer($prim) $cobody end)",
            "coroutine.create(function(...) return coroutine.yield(...) end)",
            "coroutine.create(function() return setmetatable({}, {__add = function() $cobody end}) + 1 end)",
            "coroutine.create(function() return setmetatable({}, {__index = function() $cobody end}).$field end)",
            "coroutine.create(function() return setmetatable({}, {__lt = function() $cobody end}) < 1 end)",
            "coroutine.create(function() return setmetatable({}, {__concat = function() $cobody end}) .. $str end)",
            "coroutine.create(function() for $.any in function() $cobody end do return $any end end)",
            "coroutine.create(function() xpcall(function() $cobody end, show) coroutine.yield($any) error($any) end)",
            "coroutine.create($fun)",
        ],
    ),
    (Fun, &["coroutine.wrap(function(...) $cobody end)", "coroutine.wrap(function() $cobody end)"]),
    (Bool, &["coroutine.isyieldable()", "coroutine.resume($co)", "select(2, coroutine.running())"]),
    (Str, &["coroutine.status($co)"]),
    (
        Any,
        &[
            "coroutine.wrap(function(...) $cobody end)($list)",
            "coroutine.resume($co, $list)",
            "coroutine.status($any)",
            "coroutine.close($co)",
            "coroutine.isyieldable()",
        ],
    ),
    (
        Statement,
        &[
            "drain($co, $list)",
            "local $+co = $co drain($co)",
            "local $+co = $co print(coroutine.resume($co, $list))",
            "print(coroutine.status($co), coroutine.close($co))",
            "do local n$# = 0 for $.any in coroutine.wrap(function() $cobody end) do n$# = n$# + 1 print($any)\
             \nif n$# > 3 then break end end end",
            "do local w$# = coroutine.wrap(function(...) $cobody end) print(pcall(w$#, $list)) print(pcall(w$#)) end",
            "print(pcall(coroutine.resume, $any))",
            "print(pcall(coroutine.close, $any))",
            "print(pcall(coroutine.wrap, $any))",
            "do local co$# co$# = coroutine.create(function() print(coroutine.resume(co$#), coroutine.status(co$#)) end) drain(co$#) end",
            "do local w$# w$# = coroutine.wrap(function() return w$#() end) print(pcall(w$#)) end",
            "do local co$# co$# = coroutine.create(function() return coroutine.close(co$#) end) drain(co$#) end",
            "print(coroutine.isyieldable(), select(2, coroutine.running()))",
        ],
    ),
];

local function ok(src) print(load(src, "=s") ~= nil) end
local function err(src) print((select(2, load(src, "=s")))) end
-- the same name in different blocks and functions
ok "do ::a:: end do ::a:: end"  --> true
ok "::a:: local function f() ::a:: end"  --> true
ok "goto a; local x; ::a::"  --> true
ok "goto a; local x; ::a:: ; ::b:: ;;"  --> true
ok "do goto a end ::a::"  --> true
ok "repeat if x then goto c end; local y; ::c:: until z"  --> false
err "goto a"  --> s:1: no visible label 'a' for <goto> at line 1
err "goto a; do ::a:: end"  --> s:1: no visible label 'a' for <goto> at line 1
err "::a:: ::a::"  --> s:1: label 'a' already defined on line 1
err "::a::\ndo\n::a::\nend"  --> s:4: label 'a' already defined on line 1
err "goto a; local x; ::a:: print(x)"  --> s:1: <goto a> at line 1 jumps into the scope of local 'x'
err "goto a\nlocal x <const> = f()\n::a::\nreturn x"  --> s:4: <goto a> at line 1 jumps into the scope of local 'x'
err "repeat if x then goto c end; local y; ::c:: until y"  --> s:1: <goto c> at line 1 jumps into the scope of local 'y'
err "::a:: local function f() goto a end"  --> s:1: no visible label 'a' for <goto> at line 1
err "do ::l1:: end goto l1"  --> s:1: no visible label 'l1' for <goto> at line 1
err "goto = 1"  --> s:1: <name> expected near '='
err "::1::"  --> s:1: <name> expected near '1'
err "::a:"  --> s:1: '::' expected near ':'

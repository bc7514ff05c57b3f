local function err(src) print((select(2, load(src, "=s")))) end
err "break"  --> s:1: break outside loop at line 1
err "do break end"  --> s:1: break outside loop at line 1
err "if x then break end"  --> s:1: break outside loop at line 1
err "while x do local function f() break end end"  --> s:1: break outside loop at line 1
err "while x do end break"  --> s:1: break outside loop at line 1
err "for i = 1, 2 do end\nbreak\n"  --> s:3: break outside loop at line 2
print(load("while true do break end") ~= nil)  --> true

-- return ends a block.
local function err(src) print((select(2, load(src, "=s")))) end
err "return 1 x = 2"  --> s:1: <eof> expected near 'x'
err "return return"  --> s:1: unexpected symbol near 'return'
err "do return end return; x = 1"  --> s:1: <eof> expected near 'x'
err "return 1,"  --> s:1: unexpected symbol near <eof>
print(load("return")())  -->
print(load("return;")())  -->
print(load("return 1, 2;")())  --> 1	2
print(load("do return 'in block' end print 'never'")())  --> in block
print(load("if ... then return 'yes' end return 'no'")(true))  --> yes
print(load("for i = 1, 3 do return i end")())  --> 1
print(load("while true do return end")())  -->
local function multiple(n)
  if n == 1 then return 1 end
  if n == 2 then return 1, 2 end
  do return n, n, n end
end
print(multiple(1), multiple(2), multiple(3))  --> 1	1	3	3	3

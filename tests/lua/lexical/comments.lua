print(1) -- to the end of the line  --> 1
--[[ long ]] print(2)  --> 2
--[==[ long
with ]] and ]=] inside
]==] print(3)  --> 3
---[[ a short one
print(4)  --> 4
--]]
print(5 --[[inside an expression]] + 1)  --> 6
--[ not long
--[= not long either
print(7)  --> 7
--
print(load("--[[ never ends", "=s"))  --> nil	s:1: unfinished long comment (starting at line 1) near <eof>
print(load("--[==[ never ]=]\n ends ]]", "=s"))  --> nil	s:2: unfinished long comment (starting at line 1) near <eof>
print(load("return 8 -- no newline at the end")())  --> 8
print(load("--")())  -->
print(load("--[[]]return 9")())  --> 9

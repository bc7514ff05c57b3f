-- Blocks too long for short jumps.
local body = {}
for i = 1, 20000 do body[i] = "n = n + 1" end
body = table.concat(body, "\n")
local f = load("local c, n = ..., 0\nif c then\n" .. body .. "\nelse\nn = -1\nend\nreturn n")
print(f(true), f(false))  --> 20000	-1
f = load("local n, i = 0, 0\nwhile i < 2 do\ni = i + 1\n" .. body .. "\nif i == 5 then break end\nend\nreturn n, i")
print(f())  --> 40000	2
f = load("local n = 0\nfor i = 1, 2 do\n" .. body .. "\nend\nreturn n")
print(f())  --> 40000
f = load("local n = 0\nfor i in function(_, k) if k < 2 then return k + 1 end end, nil, 0 do\n" .. body .. "\nend\nreturn n")
print(f())  --> 40000
f = load("local n, again = 0, true\n::top::\n" .. body .. "\nif again then again = false goto top end\nreturn n")
print(f())  --> 40000
f = load("local n = 0\nrepeat\n" .. body .. "\nuntil n > 30000\nreturn n")
print(f())  --> 40000
f = load("local c, n = ..., 0\nlocal r = c and (function()\n" .. body .. "\nreturn n end)() or 'no'\nreturn r")
print(f(true), f(false))  --> 20000	no

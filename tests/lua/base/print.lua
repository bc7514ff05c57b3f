print()  -->
print(nil)  --> nil
print(1, 2.0, "three", true, nil, false)  --> 1	2.0	three	true	nil	false
print("a\tb", "c\nd")  --> a	b	c
  --> d
print("", "")  --> 	
print(("x"):rep(100))  --> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
print(-0.0, 1e100, 10 // 0.0, 2^31, 1e15, 123456789012)  --> -0.0	1e+100	inf	2147483648.0	1e+15	123456789012
print(setmetatable({}, {__tostring = function() return "object" end}), "after")  --> object	after
print(print("nested"))  --> nested
  -->
print((print("one value")))  --> one value
  --> nil
print(select("#", print()))  -->
  --> 0
print(pcall(print, setmetatable({}, {__name = "N", __tostring = function() return "both" end})))  --> both
  --> true
local p = print
p("alias")  --> alias
do local print = function(...) return p("replaced", ...) end; print(1) end  --> replaced	1

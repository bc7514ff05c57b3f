local function three() return 1, 2, 3 end
local function none() end
print(three())  --> 1	2	3
print(three(), "x")  --> 1	x
print((three()))  --> 1
print("x", three())  --> x	1	2	3
print(none())  -->
print(none(), "x")  --> nil	x
print("x", none())  --> x
print((none()))  --> nil
local t = {three(), three()}
print(#t)  --> 4
t = {three(), nil}
print(#t)  --> 1
t = {[1] = three()}
print(#t)  --> 1
t = {three(), x = three()}
print(#t, t.x)  --> 1	1
print(#{none(), none()}, #{(none())})  --> 0	0
local function sum(a, b, c, d) return (a or 0) + (b or 0) + (c or 0) + (d or 0) end
print(sum(three()), sum(three(), 10), sum(10, three()))  --> 6	11	16
print(three() + 1, 1 + three(), -three(), #"x" + three())  --> 2	2	-1	2
if none() then print "yes" else print "no" end  --> no
local s = "a" .. three() .. "b"
print(s)  --> a1b
print(type(none) , pcall(type, none()))  --> function	false	bad argument #1 to 'type' (value expected)

;;; local a = 1;
;local b = 2;;
do ; end;
print(a, b);  --> 1	2
for i = 1, 1 do ; print(i) ; end  --> 1
local function f() ; return 1 ; end
print(f());  --> 1
local t = {1, 2; 3, 4;}
print(#t)  --> 4
-- a call on the next line is part of the expression before it
local g = function(x) return function(y) return x, y end end
local r = g(1)
(2)
print(r)  --> 1

local a, b, c = ...
if a then b = 1 elseif not b then b = 2 else b = 3 end
if a == 1 and b ~= "x" or c <= 3 then a() end
if not (a < b and 5 >= c) then b() end
c = a and b or c
c = a == b
c = not (a or b == nil)
c = a and 1 or 2
c = (a or {}).x
c = nil and a
c = 5 or a
c = a and b.x > 1.5
while a do if b then break end a = c end
repeat local d = a.x until d or b
return a == b and not c

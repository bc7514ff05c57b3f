-- Each iteration of each kind of loop has its own locals.
local fs = {}
for i = 1, 3 do fs[#fs + 1] = function() i = i + 10; return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())  --> 11	21	12	13
fs = {}
for k, v in pairs {5} do fs[#fs + 1] = function() v = v + k; return v end end
for _, v in ipairs {6, 7} do fs[#fs + 1] = function() v = v + 1; return v end end
print(fs[1](), fs[1](), fs[2](), fs[2](), fs[3]())  --> 6	7	7	8	8
fs = {}
local n = 0
while n < 3 do
  local own = n
  fs[#fs + 1] = function() own = own + 1; return own, n end
  n = n + 1
end
print(fs[1]())  --> 1	3
print(fs[1]())  --> 2	3
print(fs[3]())  --> 3	3
fs = {}
repeat
  local own = n
  fs[#fs + 1] = function() own = own * 2; return own end
  n = n - 1
until own == 1
print(#fs, fs[1](), fs[1](), fs[3]())  --> 3	6	12	2

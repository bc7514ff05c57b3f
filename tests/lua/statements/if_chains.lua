local function size(n)
  if n < 0 then
    return "negative"
  elseif n == 0 then
    return "zero"
  elseif n < 10 then
    return "small"
  else
    return "large"
  end
end
print(size(-1), size(0), size(5), size(50))  --> negative	zero	small	large
if nil then print "nil" elseif false then print "false" else print "neither" end  --> neither
if 0 then print "0 is true" end  --> 0 is true
if "" then print "'' is true" end  --> '' is true
if {} then print "{} is true" end  --> {} is true
local function empty(x)
  if x then else return "else" end
  return "then"
end
print(empty(true), empty(false))  --> then	else
if false then end
if true then ; end
local x = 5
if x > 3 then if x > 4 then print "nested" else print "no" end end  --> nested
if not (x == 5 or x == 6) then print "no" else print "either" end  --> either
if x ~= 5 then print "no" elseif x == 5 and true then print "and" end  --> and

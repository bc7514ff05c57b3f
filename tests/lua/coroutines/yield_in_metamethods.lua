-- Every metamethod may yield.
local function y(name) return function(...) return coroutine.yield(name) end end
local mt = {}
for _, name in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot",
  "concat", "len", "eq", "lt", "le", "index", "call"} do
  mt["__" .. name] = y(name)
end
mt.__newindex = function(t, k, v) rawset(t, k, coroutine.yield("newindex")) end
local function new() return setmetatable({}, mt) end
local function drive(f)
  local co = coroutine.wrap(function() return "result", f(new(), new()) end)
  local name, result = co()
  local log = {}
  while name ~= "result" do
    log[#log + 1] = name
    name, result = co("from " .. name)
  end
  print(table.concat(log, " "), result)
end
drive(function(a, b) return a + b end)  --> add	from add
drive(function(a) return a - 1 end)  --> sub	from sub
drive(function(a) return 1 - a end)  --> sub	from sub
drive(function(a) return a * 2.5 end)  --> mul	from mul
drive(function(a, b) return a / b end)  --> div	from div
drive(function(a) return a % 3 end)  --> mod	from mod
drive(function(a) return 2 ^ a end)  --> pow	from pow
drive(function(a) return a // 1 end)  --> idiv	from idiv
drive(function(a) return -a end)  --> unm	from unm
drive(function(a) return a & 1 end)  --> band	from band
drive(function(a) return 1 | a end)  --> bor	from bor
drive(function(a, b) return a ~ b end)  --> bxor	from bxor
drive(function(a) return a << 1 end)  --> shl	from shl
drive(function(a) return a >> 1 end)  --> shr	from shr
drive(function(a) return ~a end)  --> bnot	from bnot
drive(function(a) return #a end)  --> len	from len
drive(function(a) return a .. "x" end)  --> concat	from concat
drive(function(a) return "x" .. a end)  --> concat	from concat
drive(function(a) return "1" .. "2" .. a .. "3" .. "4" end)  --> concat	12from concat
drive(function(a, b) return a == b end)  --> eq	true
drive(function(a, b) return a ~= b end)  --> eq	false
drive(function(a, b) return a < b end)  --> lt	true
drive(function(a, b) return a > 1 end)  --> lt	true
drive(function(a, b) return a <= b end)  --> le	true
drive(function(a, b) return 1 >= a end)  --> le	true
drive(function(a, b) return not (a < b) end)  --> lt	false
drive(function(a, b) if a < b then return "then" else return "else" end end)  --> lt	then
drive(function(a, b) return a == b and "and" or "or" end)  --> eq	and
drive(function(a) return a.field end)  --> index	from index
drive(function(a) return a[1] end)  --> index	from index
drive(function(a) local k = {}; return a[k] end)  --> index	from index
drive(function(a) a.x = 1; return rawget(a, "x") end)  --> newindex	from newindex
drive(function(a) a[1] = 1; return rawget(a, 1) end)  --> newindex	from newindex
drive(function(a) return a(1, 2) end)  --> call	from call
drive(function(a) return (a(1)) end)  --> call	from call
drive(function(a) local x, z = a(); return x end)  --> call	from call
drive(function(a) return a.x .. a.y .. #a end)  --> index index len	from indexfrom indexfrom len

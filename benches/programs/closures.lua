-- Creating closures, and reading and writing shared upvalues.
local function counter()
  local n = 0
  local function up(by) n = n + by; return n end
  local function get() return n end
  return up, get
end

local function compose(f, g)
  return function(x) return f(g(x)) end
end

local total = 0
for i = 1, 1200000 do
  local up, get = counter()
  up(i)
  up(1)
  total = total + get()
end

local function add(k) return function(x) return x + k end end
local chain = add(1)
for k = 2, 12 do chain = compose(chain, add(k)) end
for i = 1, 600000 do total = total + chain(i) end

local callbacks = {}
for i = 1, 100 do
  local seen = 0
  callbacks[i] = function(x) seen = seen + x * i; return seen end
end
for _ = 1, 60000 do
  for i = 1, #callbacks do total = total + callbacks[i](1) % 7 end
end
print(total)

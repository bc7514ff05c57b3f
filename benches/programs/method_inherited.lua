-- Method calls found through three levels of `__index`.
local function class(base)
  local c = {}
  c.__index = c
  return setmetatable(c, base)
end

local Object = class(nil)
function Object:id() return self.serial end
function Object:weight() return self.mass + 1 end

local Thing = class(Object)
function Thing:label() return 7 end

local Vehicle = class(Thing)
function Vehicle:wheels() return 4 end

local Truck = class(Vehicle)

local function new(c, serial)
  return setmetatable({ serial = serial, mass = serial * 3 }, c)
end

local fleet = {}
for i = 1, 16 do fleet[i] = new(Truck, i) end

local sum = 0
for i = 1, 4000000 do
  local truck = fleet[i % 16 + 1]
  sum = sum + truck:id() + truck:weight()
end
for i = 1, 1500000 do
  local truck = fleet[i % 16 + 1]
  sum = sum + truck:label() * truck:wheels()
end
print(sum)

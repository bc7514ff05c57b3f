-- Classes with inheritance, as programs write them.
local function class(parent)
  local c = {}
  c.__index = c
  c.__tostring = function(self) return "<" .. self:kind() .. ">" end
  setmetatable(c, {__index = parent, __call = function(cls, ...)
    local o = setmetatable({}, cls)
    o:init(...)
    return o
  end})
  return c
end
local Animal = class()
function Animal:init(name) self.name = name end
function Animal:kind() return "animal" end
function Animal:speak() return self.name .. " the " .. self:kind() .. " says " .. self:sound() end
local Dog = class(Animal)
function Dog:kind() return "dog" end
function Dog:sound() return "woof" end
local Puppy = class(Dog)
function Puppy:init(name, age)
  Dog.init(self, name)
  self.age = age
end
function Puppy:sound() return Dog.sound(self):upper() end
local a, d, p = Animal("Generic"), Dog("Rex"), Puppy("Bit", 1)
print(d:speak())  --> Rex the dog says woof
print(p:speak(), p.age)  --> Bit the dog says WOOF	1
print(tostring(a), tostring(d), tostring(p))  --> <animal>	<dog>	<dog>
print(pcall(a.speak, a))  --> false	inheritance.lua:16: attempt to call a nil value (method 'sound')
print(getmetatable(p) == Puppy, rawget(p, "kind"), p.kind == Dog.kind)  --> true	nil	true

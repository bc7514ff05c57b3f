-- Classes from metatables: constructors, inheritance, operators, and objects that close themselves.
local function class(parent)
  local c = {}
  c.__index = c
  if parent then
    c.__tostring, c.__close = parent.__tostring, parent.__close
  end
  return setmetatable(c, {
    __index = parent,
    __call = function(self, ...)
      local object = setmetatable({}, self)
      object:init(...)
      return object
    end,
  })
end

local Account = class()

function Account:init(owner, balance)
  self.owner, self.balance = owner, balance or 0
end

function Account:deposit(amount)
  if amount <= 0 then error("amounts are positive", 2) end
  self.balance = self.balance + amount
  return self
end

function Account:withdraw(amount)
  if amount > self:limit() then
    error({ reason = "insufficient funds", missing = amount - self:limit() })
  end
  self.balance = self.balance - amount
  return self
end

function Account:limit() return self.balance end

function Account.__tostring(account)
  return account.owner .. " has " .. account.balance
end

function Account.__close(account)
  print("closed:", account)
end

local Credit = class(Account)

function Credit:init(owner, balance, credit)
  Account.init(self, owner, balance)
  self.credit = credit
end

function Credit:limit() return self.balance + self.credit end

do
  local ada <close> = Account("Ada", 100)
  local grace <close> = Credit("Grace", 50, 200)
  print(ada:deposit(20):withdraw(90))
  print(grace:withdraw(180))
  local ok, problem = pcall(ada.withdraw, ada, 60)
  print(ok, problem.reason, problem.missing)
  print(select(2, pcall(function() ada:deposit(-1) end)))
end

local Vector = class()
function Vector:init(x, y) self.x, self.y = x, y end
function Vector.__add(a, b) return Vector(a.x + b.x, a.y + b.y) end
function Vector.__mul(a, k) return Vector(a.x * k, a.y * k) end
function Vector.__eq(a, b) return a.x == b.x and a.y == b.y end
function Vector.__tostring(v) return "(" .. v.x .. ", " .. v.y .. ")" end

local v = Vector(1, 2) + Vector(3, 4) * 2
print(v, v == Vector(7, 10))

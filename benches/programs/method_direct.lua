-- Method calls through one level of `__index`.
local Account = {}
Account.__index = Account

function Account.new(balance)
  return setmetatable({ balance = balance, moves = 0 }, Account)
end

function Account:deposit(amount)
  self.balance = self.balance + amount
  self.moves = self.moves + 1
end

function Account:withdraw(amount)
  if amount > self.balance then return false end
  self.balance = self.balance - amount
  self.moves = self.moves + 1
  return true
end

function Account:total()
  return self.balance
end

local function run(rounds)
  local a, b = Account.new(1000), Account.new(500)
  local refused = 0
  for i = 1, rounds do
    local amount = i % 50
    if a:withdraw(amount) then
      b:deposit(amount)
    else
      refused = refused + 1
      a, b = b, a
    end
    if a:total() + b:total() ~= 1500 then error("money lost") end
  end
  return a.balance, b.balance, a.moves + b.moves, refused
end

print(run(3800000))

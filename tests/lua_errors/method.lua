-- Methods.
--! method.lua:11: attempt to perform arithmetic on a nil value (field 'balance')
--! stack traceback:
--! 	method.lua:11: in method 'withdraw'
--! 	method.lua:14: in method 'pay'
--! 	method.lua:16: in main chunk
--! 	[C]: in ?
local Account = {}
Account.__index = Account
function Account:withdraw(n)
  self.balance = self.balance - n
end
function Account:pay(n)
  self:withdraw(n)
end
setmetatable({}, Account):pay(5)

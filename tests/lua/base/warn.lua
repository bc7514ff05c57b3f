-- Warnings are off at first; control messages start with @.
--! Lua warning: shown
--! Lua warning: in three pieces
--! Lua warning: @on is no control in pieces
--! Lua warning: 123
--! Lua warning: result
warn("not shown")
warn("@on")
warn("shown")
warn("in ", "three ", "pieces")
warn("@off")
warn("not shown either")
warn("@on")
warn("@unknown control")
warn("@", "on is no control in pieces")
warn("12", 3)
print(pcall(warn))  --> false	bad argument #1 to 'warn' (string expected, got no value)
print(pcall(warn, {}))  --> false	bad argument #1 to 'warn' (string expected, got table)
print(pcall(warn, "a", nil))  --> false	bad argument #2 to 'warn' (string expected, got nil)
print(select("#", warn("result")))  --> 0

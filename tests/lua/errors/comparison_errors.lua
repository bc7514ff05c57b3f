local function err(f, ...) print((select(2, pcall(f, ...)))) end
local t, up = {}, nil
err(function() return 1 < "1" end)  --> comparison_errors.lua:3: attempt to compare number with string
err(function() return "1" < 1 end)  --> comparison_errors.lua:4: attempt to compare string with number
err(function() return {} < {} end)  --> comparison_errors.lua:5: attempt to compare two table values
err(function() return {} < 1 end)  --> comparison_errors.lua:6: attempt to compare table with number
err(function() return 1 <= {} end)  --> comparison_errors.lua:7: attempt to compare number with table
err(function() return nil > 1 end)  --> comparison_errors.lua:8: attempt to compare number with nil
err(function() return 1 >= nil end)  --> comparison_errors.lua:9: attempt to compare nil with number
err(function() return nil < nil end)  --> comparison_errors.lua:10: attempt to compare two nil values
err(function() return true < false end)  --> comparison_errors.lua:11: attempt to compare two boolean values
err(function() return print < print end)  --> comparison_errors.lua:12: attempt to compare two function values
err(function() return print < type end)  --> comparison_errors.lua:13: attempt to compare two function values
err(function() return t.x < 1 end)  --> comparison_errors.lua:14: attempt to compare nil with number
err(function() return up <= "x" end)  --> comparison_errors.lua:15: attempt to compare nil with string
err(function() return coroutine.create(print) < 1 end)  --> comparison_errors.lua:16: attempt to compare thread with number
err(function() local a, b = 1, "x"; return a < b end)  --> comparison_errors.lua:17: attempt to compare number with string
err(function() local a, b = 1, "x"; return a > b end)  --> comparison_errors.lua:18: attempt to compare string with number
err(function() if t < 5 then end end)  --> comparison_errors.lua:19: attempt to compare table with number
err(function() while 5 < t do end end)  --> comparison_errors.lua:20: attempt to compare number with table
err(function() return math.max(1, "x") end)  --> attempt to compare number with string
err(function() return math.max(1, {}) end)  --> attempt to compare number with table
err(function() table.sort({1, "x"}) end)  --> attempt to compare string with number
err(function() table.sort({{}, {}}) end)  --> attempt to compare two table values
err(function() table.sort({1, 2, nil, 4}, function(a, b) return a < b end) end)  --> comparison_errors.lua:25: attempt to compare nil with number
print(1 == "1", {} == {}, nil == false, "a" ~= "b", print == print)  --> false	false	false	true	true

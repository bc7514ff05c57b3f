local function err(f, ...) print((select(2, pcall(f, ...)))) end
err(function() for i in 5 do end end)  --> generic_errors.lua:2: attempt to call a number value (for iterator 'for iterator')
err(function() for i in nil do end end)  --> generic_errors.lua:3: attempt to call a nil value (for iterator 'for iterator')
err(function() for i in {} do end end)  --> generic_errors.lua:4: attempt to call a table value (for iterator 'for iterator')
err(function() local t = {} for i in t.x do end end)  --> generic_errors.lua:5: attempt to call a nil value (for iterator 'for iterator')
err(function() for i in "abc" do end end)  --> generic_errors.lua:6: attempt to call a string value (for iterator 'for iterator')
err(function() for i in function(s) return s.x end do end end)  --> generic_errors.lua:7: attempt to index a nil value (local 's')
err(function() for i in pairs() do end end)  --> generic_errors.lua:8: bad argument #1 to 'pairs' (value expected)
err(function() for i in pairs(nil) do end end)  --> generic_errors.lua:9: bad argument #1 to 'for iterator' (table expected, got nil)
err(function() for i in ipairs() do end end)  --> generic_errors.lua:10: bad argument #1 to 'ipairs' (value expected)
err(function() local t; for i in ipairs(t) do end end)  --> attempt to index a nil value
err(function() for i in next, 5 do end end)  --> generic_errors.lua:12: bad argument #1 to 'for iterator' (table expected, got number)
err(function() for k in next, {}, "nokey" do end end)  --> invalid key to 'next'
err(function() for i in (function() end)() do end end)  --> generic_errors.lua:14: attempt to call a nil value (for iterator 'for iterator')

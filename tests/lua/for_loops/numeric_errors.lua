local function err(f, ...) print((select(2, pcall(f, ...)))) end
err(function() for i = nil, 2 do end end)  --> numeric_errors.lua:2: bad 'for' initial value (number expected, got nil)
err(function() for i = 1, nil do end end)  --> numeric_errors.lua:3: bad 'for' limit (number expected, got nil)
err(function() for i = 1, 2, {} do end end)  --> numeric_errors.lua:4: bad 'for' step (number expected, got table)
err(function() for i = 1, 2, 0 do end end)  --> numeric_errors.lua:5: 'for' step is zero
err(function() for i = 1, 2, 0.0 do end end)  --> numeric_errors.lua:6: 'for' step is zero
err(function() for i = 1.5, 2, -0.0 do end end)  --> numeric_errors.lua:7: 'for' step is zero
err(function() for i = 2, 1, 0 do end end)  --> numeric_errors.lua:8: 'for' step is zero
err(function() for i = {}, nil, "x" do end end)  --> numeric_errors.lua:9: bad 'for' limit (number expected, got nil)
err(function() for i = 1, {}, "x" do end end)  --> numeric_errors.lua:10: bad 'for' limit (number expected, got table)
err(function() for i = 1.0, print, 1 do end end)  --> numeric_errors.lua:11: bad 'for' limit (number expected, got function)
err(function() for i = true, 1.5 do end end)  --> numeric_errors.lua:12: bad 'for' initial value (number expected, got boolean)
err(function()  --> numeric_errors.lua:15: bad 'for' limit (number expected, got string)
  for i = 1,
    "x" do
  end
end)

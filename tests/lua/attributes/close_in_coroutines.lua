-- Yields inside __close, in all ways of leaving a block.
local function res(name)
  return setmetatable({}, {__close = function(_, e)
    coroutine.yield("closing " .. name)
    coroutine.yield(e)
  end})
end
local function drive(f)
  local co = coroutine.wrap(function() return "result", f() end)
  while true do
    local a, b, c = co()
    print(a, b, c)
    if a == "result" then break end
  end
end
drive(function() local a <close> = res "a"; local b <close> = res "b"; return 1, 2 end)  --> closing b	nil	nil
  --> nil	nil	nil
  --> closing a	nil	nil
  --> nil	nil	nil
  --> result	1	2
drive(function() for i = 1, 2 do local a <close> = res(i); if i == 2 then break end end end)  --> closing 1	nil	nil
  --> nil	nil	nil
  --> closing 2	nil	nil
  --> nil	nil	nil
  --> result	nil	nil
drive(function() return pcall(function() local a <close> = res "a"; error("err", 0) end) end)  --> closing a	nil	nil
  --> err	nil	nil
  --> result	false	err
drive(function() for k in next, {1}, nil, res "for" do coroutine.yield(k) end return "after" end)  --> 1	nil	nil
  --> closing for	nil	nil
  --> nil	nil	nil
  --> result	after	nil
drive(function()  --> b	nil	nil
  --> closing first	nil	nil
  --> from b	nil	nil
  --> result	false	from b
  return pcall(function()
    local a <close> = res "first"
    local b <close> = setmetatable({}, {__close = function() coroutine.yield "b"; error("from b", 0) end})
  end)
end)

-- Metamethods that table functions call may yield.
local function proxy(n)
  return setmetatable({}, {
    __len = function() return coroutine.yield("len") end,
    __index = function(_, k) return coroutine.yield("get " .. k) end,
    __newindex = function(t, k, v) coroutine.yield("set " .. k .. " " .. tostring(v)) end,
  })
end
local function drive(f, ...)
  local replies, i = {...}, 0
  local co = coroutine.wrap(function() return "result", f(proxy()) end)
  local log = {}
  while true do
    local r = table.pack(co(replies[i]))
    if r[1] == "result" then
      log[#log + 1] = "result"
      for k = 2, r.n do log[#log + 1] = tostring(r[k]) end
      break
    end
    log[#log + 1] = r[1]
    i = i + 1
  end
  print(table.concat(log, ", "))
end
drive(function(p) return table.concat(p, "-") end, 2, "a", "b")  --> len, get 1, get 2, result, a-b
drive(function(p) return table.unpack(p, 1, 2) end, 10, 20)  --> get 1, get 2, result, 10, 20
drive(function(p) return table.insert(p, "new") end, 3)  --> len, set 4 new, result
drive(function(p) return table.insert(p, 1, "first") end, 1, "old")  --> len, get 1, set 2 old, set 1 first, result
drive(function(p) return table.remove(p) end, 2, "last")  --> len, get 2, set 2 nil, result, last
drive(function(p) return #table.move(p, 1, 2, 1, {}) end, "x", "y")  --> get 1, get 2, result, 2

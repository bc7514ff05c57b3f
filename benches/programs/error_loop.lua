-- Errors thrown and caught: values, messages with positions, handlers, runtime errors.
local function fail(i)
  if i % 3 == 0 then error({ code = i }) end
  if i % 3 == 1 then error("odd " .. i % 10) end
  error("plain", 0)
end

local function deep(n, i)
  if n == 0 then fail(i) end
  return deep(n - 1, i) + 1
end

local check = 0
for i = 1, 900000 do
  local ok, e = pcall(fail, i)
  if not ok then
    check = check + (type(e) == "table" and e.code % 10 or e:byte(-1))
  end
end
for i = 1, 220000 do
  local _, e = pcall(deep, 10, i)
  check = check + (type(e) == "table" and 1 or e:byte(-1))
end
for i = 1, 270000 do
  local _, n = xpcall(fail, function(e) return type(e) == "string" and e:byte(-1) or 5 end, i)
  check = check + n
end
local missing
for _ = 1, 270000 do
  local _, e = pcall(function() return missing.field end)
  check = check + e:byte(-1)
end
print(check)

-- os.time respects the metamethods of its table.
local reads, writes = {}, {}
local values = {year = 2000, month = 1, day = 40}
local proxy = setmetatable({}, {
  __index = function(_, key) reads[#reads + 1] = key return values[key] end,
  __newindex = function(_, key, value) writes[#writes + 1] = key .. "=" .. tostring(value) end,
})
local t = os.time(proxy)
print(t == os.time {year = 2000, month = 2, day = 9})  --> true
print(table.concat(reads, " "))  --> year month day hour min sec isdst
print(table.concat(writes, " "))  --> year=2000 month=2 day=9 hour=12 min=0 sec=0 yday=40 wday=4 isdst=false
local inherited = setmetatable({day = 1}, {__index = {year = 1999, month = 12}})
print(os.time(inherited) == os.time {year = 1999, month = 12, day = 1}, rawget(inherited, "year"))  --> true	1999
print(pcall(os.time, setmetatable({}, {__index = function() error("no field", 0) end})))  --> false	no field
print(pcall(os.time, setmetatable({}, {__index = function() end})))  --> false	field 'year' missing in date table

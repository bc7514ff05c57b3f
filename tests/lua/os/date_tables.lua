-- os.date with tables.
local function show(t)
  local keys = {}
  for key, value in pairs(t) do keys[#keys + 1] = key .. "=" .. tostring(value) end
  table.sort(keys)
  print(table.concat(keys, " "))
end
show(os.date("!*t", 0))  --> day=1 hour=0 isdst=false min=0 month=1 sec=0 wday=5 yday=1 year=1970
show(os.date("!*t", 1709210096))  --> day=29 hour=12 isdst=false min=34 month=2 sec=56 wday=5 yday=60 year=2024
show(os.date("!*t", -1))  --> day=31 hour=23 isdst=false min=59 month=12 sec=59 wday=4 yday=365 year=1969
print(math.type(os.date("!*t", 0).year), type(os.date("*t").isdst))  --> integer	boolean
print(os.date("!*tx", 0), os.date("!* t", 0))  --> *tx	* t
for t = -5000000000, 5000000000, 123456789 do
  local date = os.date("*t", t)
  assert(os.time(date) == t)
  assert(os.date("%Y %m %d %H %M %S", t) ==
    ("%d %02d %02d %02d %02d %02d"):format(date.year, date.month, date.day, date.hour, date.min, date.sec))
end

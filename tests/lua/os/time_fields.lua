-- os.time reads a date, and writes back what it stands for.
local function difference(a, b) return os.difftime(os.time(a), os.time(b)) end
local function date(year, month, day, hour, min, sec)
  return {year = year, month = month, day = day, hour = hour, min = min, sec = sec}
end
print(difference(date(2000, 1, 2), date(2000, 1, 1)))  --> 86400.0
print(difference(date(2000, 3, 1), date(2000, 2, 28)), difference(date(1900, 3, 1), date(1900, 2, 28)))  --> 172800.0	86400.0
print(difference(date(2000, 1, 1), date(2000, 1, 1, 12, 0, 0)))  --> 0.0
print(difference(date(2000, 1, 1, 0, 0, 61), date(2000, 1, 1, 0, 1, 1)))  --> 0.0
local function normalized(t)
  os.time(t)
  print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday)
end
normalized(date(2024, 1, 1, 0, 0, 0))  --> 2024	1	1	0	0	0	2	1
normalized(date(2024, 14, -3, 25, -61, 3600))  --> 2025	1	29	0	59	0	4	29
normalized(date(2023, 2, 29))  --> 2023	3	1	12	0	0	4	60
normalized(date(2005, 1, 1, 1, 0, -3602))  --> 2004	12	31	23	59	58	6	366
normalized(date(2000, 0, 0))  --> 1999	11	30	12	0	0	3	334
normalized(date(-1, 1, 1))  --> -1	1	1	12	0	0	6	1
normalized(date("2000", "12", "0x1F", 1.0))  --> 2000	12	31	1	0	0	1	366

-- Fields that are wrong.
local function wrong(t) print(pcall(os.time, t)) end
wrong({})  --> false	field 'year' missing in date table
wrong({year = 2000})  --> false	field 'month' missing in date table
wrong({year = 2000, month = 1})  --> false	field 'day' missing in date table
wrong({year = 2000, month = "x", day = 1})  --> false	field 'month' is not an integer
wrong({year = 2000, month = 1, day = 1.5})  --> false	field 'day' is not an integer
wrong({year = 2000, month = 1, day = 1, hour = {}})  --> false	field 'hour' is not an integer
wrong({year = 2^31 + 1900, month = 1, day = 1})  --> false	field 'year' is out-of-bound
wrong({year = -2^31 + 1899, month = 1, day = 1})  --> false	field 'year' is out-of-bound
wrong({year = 2000, month = 1, day = 2^31})  --> false	field 'day' is out-of-bound
wrong({year = 2000, month = math.mininteger, day = 1})  --> false	field 'month' is out-of-bound
wrong({year = 2^31 + 1899, month = 12, day = 31, hour = 23, min = 59, sec = 60})  --> false	time result cannot be represented in this installation
wrong("x")  --> false	bad argument #1 to 'os.time' (table expected, got string)
wrong(1)  --> false	bad argument #1 to 'os.time' (table expected, got number)
print(os.time(nil) >= os.time() - 1, math.type(os.time()))  --> true	integer

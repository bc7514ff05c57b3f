local function normal(t) os.time(t) return ("%d-%d-%d %d:%d:%d %d %d"):format(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday) end
print(normal {year = 2024, month = 14, day = -3, hour = 25, min = -61, sec = 3601})  --> 2025-1-29 0:59:1 4 29
print(normal {year = 2024, month = 2, day = 30})  --> 2024-3-1 12:0:0 6 61
print(normal {year = 2023, month = 0, day = 0})  --> 2022-11-30 12:0:0 4 334
print(normal {year = "2024", month = "2", day = "3"})  --> 2024-2-3 12:0:0 7 34
print(normal {year = 2024, month = 1, day = 366, wday = 9, yday = 9})  --> 2024-12-31 12:0:0 3 366
print(normal {year = 2024, month = 12, day = 31, hour = 23, min = 59, sec = 60})  --> 2025-1-1 0:0:0 4 1
print(os.time {year = 2024, month = 1, day = 2} - os.time {year = 2024, month = 1, day = 1})  --> 86400
print(os.time {year = 2024, month = 1, day = 1} == os.time {year = 2024, month = 1, day = 1, hour = 12})  --> true
print(pcall(os.time, {}))  --> false	field 'year' missing in date table
print(pcall(os.time, {year = 2024}))  --> false	field 'month' missing in date table
print(pcall(os.time, {year = 2024, month = 1}))  --> false	field 'day' missing in date table
print(pcall(os.time, {year = 2024, month = 1, day = "x"}))  --> false	field 'day' is not an integer
print(pcall(os.time, {year = 2024, month = 1.5, day = 1}))  --> false	field 'month' is not an integer
print(pcall(os.time, {year = 2024, month = 1, day = 2^40 // 1 | 0}))  --> false	field 'day' is out-of-bound
print(pcall(os.time, {year = math.maxinteger, month = 1, day = 1}))  --> false	field 'year' is out-of-bound
print(pcall(os.time, {year = {}, month = 1, day = 1}))  --> false	field 'year' is not an integer
print(pcall(os.time, 5))  --> false	bad argument #1 to 'os.time' (table expected, got number)
print(os.difftime(5, 3), os.difftime(5.0, "1"))  --> 2.0	4.0
print(pcall(os.difftime, 5))  --> false	bad argument #2 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime))  --> false	bad argument #1 to 'os.difftime' (number expected, got no value)

-- Conversions of os.date.
local t = 1700000000
print(os.date("!%a %A %b %B %h", t))  --> Tue Tuesday Nov November Nov
print(os.date("!%c|%x|%X|%r|%R|%T|%D|%F", t))  --> Tue Nov 14 22:13:20 2023|11/14/23|22:13:20|10:13:20 PM|22:13|22:13:20|11/14/23|2023-11-14
print(os.date("!%d %e %m %y %Y %C %g %G %j", t))  --> 14 14 11 23 2023 20 23 2023 318
print(os.date("!%H %I %M %S %p", t))  --> 22 10 13 20 PM
print(os.date("!%u %w %U %W %V", t))  --> 2 2 46 46 46
print(os.date("!%n%t%%", t) == "\n\t%")  --> true
print(os.date("!%Z %z", t))  --> GMT +0000
print(os.date("!%Ec|%EC|%Ex|%EX|%Ey|%EY", t))  --> Tue Nov 14 22:13:20 2023|20|11/14/23|22:13:20|23|2023
print(os.date("!%Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy", t))  --> 14 14 22 10 11 13 20 2 46 46 2 46 23
print(os.date("!plain text \0 with zeros", t) == "plain text \0 with zeros", os.date("") == "", os.date("!") == "")  --> true	true	true

-- Midnight and noon, the first days of years.
for _, t in ipairs {0, 43200, -1, -86400 * 365, 1609459200, 1609632000, 1735516800, 951782400} do
  print(os.date("!%Y-%m-%d %I%p %j %U %W %G-W%V-%u %e", t))  --> 1970-01-01 12AM 001 00 00 1970-W01-4  1
  --> 1970-01-01 12PM 001 00 00 1970-W01-4  1
  --> 1969-12-31 11PM 365 52 52 1970-W01-3 31
  --> 1969-01-01 12AM 001 00 00 1969-W01-3  1
  --> 2021-01-01 12AM 001 00 00 2020-W53-5  1
  --> 2021-01-03 12AM 003 01 00 2020-W53-7  3
  --> 2024-12-30 12AM 365 52 53 2025-W01-1 30
  --> 2000-02-29 12AM 060 09 09 2000-W09-2 29
end

-- Years of any size.
for _, t in ipairs {-62135596801, -59011459200, -65000000000, 253402300800, 67768036191676799, -67768040609740800} do
  print(os.date("!%Y %C %y %F %G %c", t))  --> 0 0 00 0-12-31 0 Sun Dec 31 23:59:59 0
  --> 100 1 00 100-01-01 99 Fri Jan  1 00:00:00 100
  --> -90 -1 10 -90-03-27 -90 Sun Mar 27 04:26:40 -90
  --> 10000 100 00 10000-01-01 9999 Sat Jan  1 00:00:00 10000
  --> -2147481749 -21474818 47 -2147481749-12-31 -2147481748 Wed Dec 31 23:59:59 -2147481749
  --> -2147481748 -21474818 52 -2147481748-01-01 -2147481748 Thu Jan  1 00:00:00 -2147481748
end
print(pcall(os.date, "!%Y", 67768036191676800))  --> false	date result cannot be represented in this installation
print(pcall(os.date, "!%Y", -67768040609740801))  --> false	date result cannot be represented in this installation
print(pcall(os.date, "!%Y", math.maxinteger))  --> false	date result cannot be represented in this installation
print(pcall(os.date, "*t", math.mininteger))  --> false	date result cannot be represented in this installation

-- What is no conversion.
for _, format in ipairs {"%", "%9", "%E", "%O", "%Ez", "%Oz rest", "%P", "%s", "%Q", "%5Y", "%-d", "%\0x", "a%"} do
  print(pcall(os.date, format))  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%9')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%E')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%O')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Oz rest')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%P')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%s')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Q')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%5Y')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%-d')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
end
print(pcall(os.date, "%Y", "x"))  --> false	bad argument #2 to 'os.date' (number expected, got string)
print(pcall(os.date, "%Y", 1.5))  --> false	bad argument #2 to 'os.date' (number has no integer representation)
print(pcall(os.date, {}))  --> false	bad argument #1 to 'os.date' (string expected, got table)
print(os.date("!%Y", "86400"), os.date("!%H", 3600.0), #os.date() == 24)  --> 1970	01	true

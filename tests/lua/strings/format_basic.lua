print(string.format("%d %i", 42, -7), string.format("%5d|%-5d|%05d|%+d", 42, 42, 42, 42))  --> 42 -7	   42|42   |00042|+42
print(string.format("%s %s %s", "str", 12, 1.5), string.format("%10s|%-10s|%.2s", "right", "left", "cut"))  --> str 12 1.5	     right|left      |cu
print(string.format("%x %X %#x %o", 255, 255, 255, 8), string.format("%c%c%c", 76, 117, 97))  --> ff FF 0xff 10	Lua
print(string.format("%f %.2f %5.1f|%-8.3f|", 1.5, 3.14159, 2.25, 1.0), string.format("%e %.3e", 12345.678, 0.00012))  --> 1.500000 3.14   2.2|1.000   |	1.234568e+04 1.200e-04
print(string.format("%g %g %g %g", 1e20, 0.1, 100, 1e-10), string.format("%.3g %10.4g", 1234.5678, 3.14159265))  --> 1e+20 0.1 100 1e-10	1.23e+03      3.142
print(string.format("%%"), string.format("100%%"), string.format("no arguments"), string.format("") == "")  --> %	100%	no arguments	true
print(string.format("%d", 3.0), string.format("%d", "10"), string.format("%s", nil), string.format("%s %s", true, false))  --> 3	10	nil	true false
print(string.format("%5s|%5s", true, nil), string.format("%s", setmetatable({}, {__tostring = function() return "object" end})))  -->  true|  nil	object
print(string.format("%.14g", 0.1), string.format("%.17g", 0.1), string.format("%.0f", 0.5), string.format("%.20f", 0.1))  --> 0.1	0.10000000000000001	0	0.10000000000000000555
print(string.format("%i", math.mininteger), string.format("%x", -1))  --> -9223372036854775808	ffffffffffffffff
print(string.format("%g %f %d", 1/0, -1/0, 0), string.format("%.1f", -0.0), string.format("%5.2f|%-7.2f|%07.2f", 3.14159, 3.14159, -3.14159))  --> inf -inf 0	-0.0	 3.14|3.14   |-003.14
print(string.format("%q", "a\nb\"c\\\0d\r\t"), string.format("%q", 1), string.format("%q", math.mininteger))  --> "a\
  --> b\"c\\\0d\13\9"	1	0x8000000000000000
print(("%s=%d"):format("k", 5), ("%-5s%5s"):format("ab", "cd"), ("%3d%%"):format(50))  --> k=5	ab      cd	 50%

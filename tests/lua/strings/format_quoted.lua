print(string.format("%q", "plain"))  --> "plain"
print(string.format("%q", "quote \" and \\"))  --> "quote \" and \\"
print(string.format("%q", "\0\1\0012\r\t"))  --> "\0\1\0012\13\9"
print(string.format("%q", 1))  --> 1
print(string.format("%q", -7))  --> -7
print(string.format("%q", math.mininteger))  --> 0x8000000000000000
print(string.format("%q", 0.1))  --> 0x1.999999999999ap-4
print(string.format("%q", -0.0))  --> -0x0p+0
print(string.format("%q", 1e100))  --> 0x1.249ad2594c37dp+332
print(string.format("%q", 1/0))  --> 1e9999
print(string.format("%q", -1/0))  --> -1e9999
print(string.format("%q", 0/0))  --> (0/0)
print(string.format("%q", nil))  --> nil
print(string.format("%q", true))  --> true
print(string.format("%q", 2^53))  --> 0x1p+53
print(string.format("%q", 5e-324))  --> 0x0.0000000000001p-1022
print(string.format("%q", "two\nlines"))  --> "two\
  --> lines"
print(load("return " .. string.format("%q", "a\n\0\r\\\"\200"))() == "a\n\0\r\\\"\200")  --> true
print(pcall(string.format, "%q", {}))  --> false	bad argument #2 to 'string.format' (value has no literal form)
print(pcall(string.format, "%q", print))  --> false	bad argument #2 to 'string.format' (value has no literal form)
print(pcall(string.format, "%5q", "x"))  --> false	specifier '%q' cannot have modifiers
print(pcall(string.format, "%q"))  --> false	bad argument #2 to 'string.format' (no value)

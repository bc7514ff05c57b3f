print(string.unpack("<i2", "\xfe\xff"))  --> -2	3
print(string.unpack("<I2", "\xfe\xff"))  --> 65534	3
print(string.unpack(">i2", "\xff\xfe"))  --> -2	3
print(string.unpack("<i3", "\xff\xff\x7f"))  --> 8388607	4
print(string.unpack("<i16", ("\xff"):rep(16)))  --> -1	17
print(string.unpack("z", "ab\0cd"))  --> ab	4
print(string.unpack("<s1", "\2abc"))  --> ab	4
print(string.unpack("c3", "abcd"))  --> abc	4
print(string.unpack("<!4 b i4", "\1\0\0\0\2\0\0\0"))  --> 1	2	9
print(string.unpack("<f", "\0\0\xc0\x3f"))  --> 1.5	5
print(string.unpack("<d", "\0\0\0\0\0\0\xf0\x7f"))  --> inf	9
print(string.unpack("b", "abc", 2))  --> 98	3
print(string.unpack("b", "abc", -1))  --> 99	4
print(string.unpack("", "abc", 4))  --> 4
print(string.unpack("bbb", "abc"))  --> 97	98	99	4
print(string.unpack("<bXi4", "a\0\0\0b"))  --> 97	2
print(pcall(string.unpack, "i4", "abc"))  --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "z", "abc"))  --> false	bad argument #2 to 'string.unpack' (unfinished string for format 'z')
print(pcall(string.unpack, "<s1", "\5abc"))  --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "c4", "abc"))  --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "b", "abc", 5))  --> false	bad argument #3 to 'string.unpack' (initial position out of string)
print(pcall(string.unpack, "b", "abc", 4))  --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<i9", ("\1"):rep(9)))  --> false	9-byte integer does not fit into Lua Integer
print(pcall(string.unpack, "y", "abc"))  --> false	invalid format option 'y'
print(pcall(string.unpack, "b"))  --> false	bad argument #2 to 'string.unpack' (string expected, got no value)
print(pcall(string.unpack, "b", {}))  --> false	bad argument #2 to 'string.unpack' (string expected, got table)
print(pcall(string.unpack, "b", "a", "x"))  --> false	bad argument #3 to 'string.unpack' (number expected, got string)
print(pcall(string.unpack, "<s8", ("\xff"):rep(8)))  --> false	bad argument #2 to 'string.unpack' (data string too short)

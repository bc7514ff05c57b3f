local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<b", -1)))  --> ff
print(hex(string.pack("<B", 255)))  --> ff
print(hex(string.pack("<h", -2)))  --> feff
print(hex(string.pack("<H", 65535)))  --> ffff
print(hex(string.pack("<i", 7)))  --> 07000000
print(hex(string.pack("<I", 7)))  --> 07000000
print(hex(string.pack("<l", 7)))  --> 0700000000000000
print(hex(string.pack("<L", 7)))  --> 0700000000000000
print(hex(string.pack("<j", -1)))  --> ffffffffffffffff
print(hex(string.pack("<J", -1)))  --> ffffffffffffffff
print(hex(string.pack("<T", 1)))  --> 0100000000000000
print(hex(string.pack("<i3", -3)))  --> fdffff
print(hex(string.pack("<I3", 16777214)))  --> feffff
print(hex(string.pack(">i3", -3)))  --> fffffd
print(hex(string.pack("<i7", -1)))  --> ffffffffffffff
print(hex(string.pack(">i16", -2)))  --> fffffffffffffffffffffffffffffffe
print(hex(string.pack("<I16", -2)))  --> feffffffffffffff0000000000000000
print(hex(string.pack("=i1", 5)))  --> 05
print(hex(string.pack("<!4 i8", 1)))  --> 0100000000000000
print(hex(string.pack("<i4", "7")))  --> 07000000
print(hex(string.pack("<i4", 7.0)))  --> 07000000
print(pcall(string.pack, "b", 128))  --> false	bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "b", -129))  --> false	bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "B", 256))  --> false	bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "B", -1))  --> false	bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i3", 1 << 23))  --> false	bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "I3", 1 << 24))  --> false	bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i0", 1))  --> false	integral size (0) out of limits [1,16]
print(pcall(string.pack, "i17", 1))  --> false	integral size (17) out of limits [1,16]
print(pcall(string.pack, "i99999999999", 1))  --> false	integral size (999999999) out of limits [1,16]
print(pcall(string.pack, "i4", 1.5))  --> false	bad argument #2 to 'string.pack' (number has no integer representation)
print(pcall(string.pack, "i4", "x"))  --> false	bad argument #2 to 'string.pack' (number expected, got string)
print(pcall(string.pack, "i4"))  --> false	bad argument #2 to 'string.pack' (number expected, got nil)
print(pcall(string.pack, "i4i4", 1))  --> false	bad argument #3 to 'string.pack' (number expected, got nil)

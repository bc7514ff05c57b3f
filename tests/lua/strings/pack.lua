-- string.pack, string.packsize and string.unpack.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i4", 100)), hex(string.pack(">i4", 100)))  --> 64000000	00000064
print(hex(string.pack("<i16", -2)))  --> feffffffffffffffffffffffffffffff
print(hex(string.pack("<!4 b i4", 1, 2)), hex(string.pack("<bXi4", 1)))  --> 0100000002000000	01
print(hex(string.pack("<s2 z c4", "ab", "c", "de")))  --> 02006162630064650000
print(hex(string.pack("<f d", 1.5, -2)))  --> 0000c03f00000000000000c0
print(string.packsize("<i4 i8 !8 b d"), string.packsize("j"))  --> 24	8
print(string.unpack("<i2 B z s1", "\xfe\xff\xffhello\0\3abc"))  --> -2	255	hello	abc	14
print(string.unpack("<i3", "\xff\xff\xff"))  --> -1	4
print(string.unpack("<I3", "\xff\xff\xff"))  --> 16777215	4
print(string.unpack("b", "abc", -1))  --> 99	4
print(pcall(string.pack, "i1", 128))  --> false	bad argument #2 to 'string.pack' (integer overflow)
print(pcall(string.pack, "I1", 256))  --> false	bad argument #2 to 'string.pack' (unsigned overflow)
print(pcall(string.pack, "i17", 1))  --> false	integral size (17) out of limits [1,16]
print(pcall(string.pack, "y"))  --> false	invalid format option 'y'
print(pcall(string.pack, "z", "a\0b"))  --> false	bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.packsize, "s"))  --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.unpack, "i4", "abc"))  --> false	bad argument #2 to 'string.unpack' (data string too short)
print(pcall(string.unpack, "<i9", "\0\0\0\0\0\0\0\0\1"))  --> false	9-byte integer does not fit into Lua Integer

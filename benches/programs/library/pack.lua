-- string.pack, string.unpack and string.packsize.
local pack, unpack, packsize = string.pack, string.unpack, string.packsize
local sum = 0
for i = 1, 170000 do
  local record = pack("<i4 I2 d s1", i, i % 65536, i / 2, "name")
  local a, b, c, name = unpack("<i4 I2 d s1", record)
  sum = sum + a + b + c + #name
  local small = pack(">Bhj", i % 256, i % 1000, i)
  local d, e, f = unpack(">Bhj", small)
  sum = sum + d + e + f + packsize("<i4 i8 d")
  sum = sum + #pack("z", "terminated") + unpack("<I3", "\1\2\3")
end
print(sum)

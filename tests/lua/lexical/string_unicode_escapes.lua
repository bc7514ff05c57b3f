-- \u{XXX} yields UTF-8, up to 2^31.
local function bytes(s)
  return table.concat({string.byte(s, 1, -1)}, " ")
end
print(bytes("\u{0}"))  --> 0
print(bytes("\u{7F}\u{80}"))  --> 127 194 128
print(bytes("\u{7FF}\u{800}"))  --> 223 191 224 160 128
print(bytes("\u{FFFF}\u{10000}"))  --> 239 191 191 240 144 128 128
print(bytes("\u{10FFFF}"))  --> 244 143 191 191
print(bytes("\u{1FFFFF}\u{200000}"))  --> 247 191 191 191 248 136 128 128 128
print(bytes("\u{3FFFFFF}"))  --> 251 191 191 191 191
print(bytes("\u{4000000}"))  --> 252 132 128 128 128 128
print(bytes("\u{7FFFFFFF}"))  --> 253 191 191 191 191 191
print(bytes("\u{000000000041}"))  --> 65
print("\u{20AC} \u{e9}")  --> € é
print(bytes("\u{D800}"))  --> 237 160 128

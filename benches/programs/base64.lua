-- Base64 both ways: bit operators, string.byte with several results, string.char, table lookups.
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local byte, char, concat = string.byte, string.char, table.concat

local symbol, value = {}, {}
for i = 0, 63 do
  symbol[i] = alphabet:sub(i + 1, i + 1)
  value[alphabet:byte(i + 1)] = i
end

local function encode(text)
  local out = {}
  for i = 1, #text - 2, 3 do
    local a, b, c = byte(text, i, i + 2)
    local n = a << 16 | b << 8 | c
    out[#out + 1] = symbol[n >> 18] .. symbol[n >> 12 & 63] .. symbol[n >> 6 & 63] .. symbol[n & 63]
  end
  return concat(out)
end

local function decode(text)
  local out = {}
  for i = 1, #text, 4 do
    local a, b, c, d = byte(text, i, i + 3)
    local n = value[a] << 18 | value[b] << 12 | value[c] << 6 | value[d]
    out[#out + 1] = char(n >> 16, n >> 8 & 255, n & 255)
  end
  return concat(out)
end

local pieces, state = {}, 5
for i = 1, 30000 do
  state = (state * 1103515245 + 12345) % 2147483648
  pieces[i] = char(state >> 16 & 255)
end
local original = concat(pieces)
local sum = 0
for _ = 1, 120 do
  local coded = encode(original)
  if decode(coded) ~= original then error("round trip") end
  sum = sum + #coded + coded:byte(100)
end
print(sum, encode("Hello, piccolo!!!!"))

-- A JSON encoder and a recursive-descent decoder over string.byte and string.sub.
local byte, sub, format = string.byte, string.sub, string.format

local function encode(value, out)
  local kind = type(value)
  if kind == "table" then
    if #value > 0 then
      out[#out + 1] = "["
      for i = 1, #value do
        if i > 1 then out[#out + 1] = "," end
        encode(value[i], out)
      end
      out[#out + 1] = "]"
    else
      local names = {}
      for name in pairs(value) do names[#names + 1] = name end
      table.sort(names)
      out[#out + 1] = "{"
      for i, name in ipairs(names) do
        if i > 1 then out[#out + 1] = "," end
        out[#out + 1] = '"' .. name .. '":'
        encode(value[name], out)
      end
      out[#out + 1] = "}"
    end
  elseif kind == "string" then
    out[#out + 1] = '"' .. value .. '"'
  elseif math.type(value) == "float" then
    out[#out + 1] = format("%.3f", value)
  else
    out[#out + 1] = tostring(value)
  end
end

local QUOTE, COMMA, MINUS, DOT = 34, 44, 45, 46
local LBRACKET, RBRACKET, LBRACE, RBRACE = 91, 93, 123, 125

local function decode(text)
  local at = 1
  local value

  local function quoted()
    local start = at + 1
    local stop = start
    while byte(text, stop) ~= QUOTE do stop = stop + 1 end
    at = stop + 1
    return sub(text, start, stop - 1)
  end

  local function list()
    local t, n = {}, 0
    at = at + 1
    while byte(text, at) ~= RBRACKET do
      n = n + 1
      t[n] = value()
      if byte(text, at) == COMMA then at = at + 1 end
    end
    at = at + 1
    return t
  end

  local function object()
    local t = {}
    at = at + 1
    while byte(text, at) ~= RBRACE do
      local name = quoted()
      at = at + 1
      t[name] = value()
      if byte(text, at) == COMMA then at = at + 1 end
    end
    at = at + 1
    return t
  end

  local function number()
    local start = at
    local c = byte(text, at)
    while c and (c >= 48 and c <= 57 or c == DOT or c == MINUS) do
      at = at + 1
      c = byte(text, at)
    end
    return tonumber(sub(text, start, at - 1))
  end

  function value()
    local c = byte(text, at)
    if c == LBRACE then return object() end
    if c == LBRACKET then return list() end
    if c == QUOTE then return quoted() end
    if sub(text, at, at + 3) == "true" then at = at + 4; return true end
    if sub(text, at, at + 4) == "false" then at = at + 5; return false end
    return number()
  end

  return value()
end

local document = {}
for i = 1, 120 do
  document[i] = {
    id = i,
    name = "user" .. i * 37 % 101,
    active = i % 3 == 0,
    scores = { i, i * 2, i * 3, i / 4 },
    address = { street = "Main Street " .. i, city = "Springfield", zip = 10000 + i },
  }
end

local length, sum = 0, 0
for round = 1, 400 do
  local out = {}
  encode(document, out)
  local text = table.concat(out)
  length = length + #text
  document = decode(text)
  local user = document[round % #document + 1]
  user.id = user.id + 1
  sum = sum + user.address.zip
end
print(length, sum, #document)

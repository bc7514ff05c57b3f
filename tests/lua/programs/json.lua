-- Encoding and decoding by characters.
local function encode(v)
  local t = type(v)
  if t == "table" then
    local parts = {}
    if #v > 0 then
      for i, x in ipairs(v) do parts[i] = encode(x) end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    local keys = {}
    for k in pairs(v) do keys[#keys + 1] = k end
    table.sort(keys)
    for i, k in ipairs(keys) do parts[i] = encode(k) .. ":" .. encode(v[k]) end
    return "{" .. table.concat(parts, ",") .. "}"
  elseif t == "string" then
    local s = {}
    for i = 1, #v do
      local c = v:sub(i, i)
      s[i] = c == '"' and '\\"' or c == "\\" and "\\\\" or c == "\n" and "\\n" or c
    end
    return '"' .. table.concat(s) .. '"'
  end
  return tostring(v)
end
local function decode(s)
  local pos = 1
  local function peek() return s:sub(pos, pos) end
  local function skip() while peek() == " " or peek() == "\n" do pos = pos + 1 end end
  local function expect(c)
    skip()
    if peek() ~= c then error(("expected '%s' at %d"):format(c, pos), 0) end
    pos = pos + 1
  end
  local value
  local function list(open, close, item)
    expect(open)
    skip()
    if peek() == close then pos = pos + 1 return end
    while true do
      item()
      skip()
      if peek() == "," then pos = pos + 1 else break end
    end
    expect(close)
  end
  local function str()
    expect '"'
    local out = {}
    while peek() ~= '"' do
      local c = peek()
      if c == "" then error("unfinished string", 0) end
      if c == "\\" then
        pos = pos + 1
        c = peek()
        if c == "n" then c = "\n" end
      end
      out[#out + 1] = c
      pos = pos + 1
    end
    pos = pos + 1
    return table.concat(out)
  end
  function value()
    skip()
    local c = peek()
    if c == "{" then
      local t = {}
      list("{", "}", function()
        skip()
        local k = str()
        expect ":"
        t[k] = value()
      end)
      return t
    elseif c == "[" then
      local t = {}
      list("[", "]", function() t[#t + 1] = value() end)
      return t
    elseif c == '"' then
      return str()
    end
    local start = pos
    while pos <= #s and not (","):find(peek(), 1, true) and peek() ~= "]" and peek() ~= "}" and peek() ~= " " do pos = pos + 1 end
    local word = s:sub(start, pos - 1)
    if word == "true" then return true elseif word == "false" then return false elseif word == "null" then return nil end
    return tonumber(word) or error("bad value '" .. word .. "'", 0)
  end
  return value()
end
local text = encode {name = "x", list = {1, 2.5, {a = true}}, s = 'q"\\\n'}
print(text)  --> {"list":[1,2.5,{"a":true}],"name":"x","s":"q\"\\\n"}
print(encode(decode(text)) == text)  --> true
print(encode(decode '{ "b" : [ 1, [], {} ], "a" : false }'))  --> {"a":false,"b":[1,{},{}]}
print(pcall(decode, "[1, 2"))  --> false	expected ']' at 6
print(pcall(decode, '{"a" 1}'))  --> false	expected ':' at 6
print(pcall(decode, "[oops]"))  --> false	bad value 'oops'

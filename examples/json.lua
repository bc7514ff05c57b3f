-- Writes Lua values as JSON, with sorted keys and escapes.
local escapes = {
  [8] = "\\b", [9] = "\\t", [10] = "\\n", [12] = "\\f", [13] = "\\r", [34] = '\\"', [92] = "\\\\",
}

local function quoted(text)
  local out = {}
  for i = 1, #text do
    local byte = text:byte(i)
    out[i] = escapes[byte] or (byte < 32 and string.format("\\u%04x", byte)) or text:sub(i, i)
  end
  return '"' .. table.concat(out) .. '"'
end

local function is_list(t)
  local count = 0
  for _ in pairs(t) do count = count + 1 end
  return count == #t
end

local write

local function write_items(out, open, close, items, indent)
  if #items == 0 then
    out[#out + 1] = open .. close
    return
  end
  local inner = indent .. "  "
  out[#out + 1] = open .. "\n"
  for i, item in ipairs(items) do
    out[#out + 1] = inner .. (item.name and quoted(item.name) .. ": " or "")
    write(out, item.value, inner)
    out[#out + 1] = i < #items and ",\n" or "\n"
  end
  out[#out + 1] = indent .. close
end

local writers = {
  ["nil"] = function(out) out[#out + 1] = "null" end,
  boolean = function(out, value) out[#out + 1] = tostring(value) end,
  number = function(out, value)
    if value ~= value or value == math.huge or value == -math.huge then
      error("JSON has no " .. value, 0)
    end
    out[#out + 1] = tostring(value)
  end,
  string = function(out, value) out[#out + 1] = quoted(value) end,
  table = function(out, value, indent)
    local items = {}
    if is_list(value) then
      for i, element in ipairs(value) do items[i] = { value = element } end
      return write_items(out, "[", "]", items, indent)
    end
    for name, element in pairs(value) do items[#items + 1] = { name = tostring(name), value = element } end
    table.sort(items, function(a, b) return a.name < b.name end)
    write_items(out, "{", "}", items, indent)
  end,
}

function write(out, value, indent)
  local writer = writers[type(value)]
  if not writer then error("JSON has no " .. type(value), 0) end
  writer(out, value, indent)
end

local function to_json(value)
  local out = {}
  write(out, value, "")
  return table.concat(out)
end

print(to_json({
  name = "piccolo",
  stackless = true,
  version = { 0, 1, 0 },
  ratio = 1 / 3,
  note = 'says "hello"\n\tand leaves\1',
  dependencies = { ["gc-arena"] = "0.7", hashbrown = "0.17" },
  authors = {},
}))
print(pcall(to_json, { callback = print }))
print(pcall(to_json, { 1, math.huge }))

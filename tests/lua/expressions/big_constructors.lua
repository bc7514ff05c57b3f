-- Constructors longer than any batch, with calls and keys in between.
local items = {}
for i = 1, 3000 do items[i] = tostring(i) end
local t = load("return {" .. table.concat(items, ",") .. "}")()
local ok = true
for i = 1, 3000 do if t[i] ~= i then ok = false end end
print(#t, ok)  --> 3000	true
local function three() return "x", "y", "z" end
for _, n in ipairs {49, 50, 51, 99, 100, 101, 255, 256, 257} do
  local src = "local f = ... return {" .. table.concat(items, ",", 1, n) .. ", f()}"
  local u = load(src)(three)
  print(#u, u[n], u[n + 1], u[n + 3])  --> 52	49	x	z
    --> 53	50	x	z
    --> 54	51	x	z
    --> 102	99	x	z
    --> 103	100	x	z
    --> 104	101	x	z
    --> 258	255	x	z
    --> 259	256	x	z
    --> 260	257	x	z
end
for i = 1, 3000 do items[i] = ("k%d = %d"):format(i, i) end
t = load("return {" .. table.concat(items, ",") .. "}")()
local n = 0
for k, v in pairs(t) do n = n + 1; if k ~= "k" .. v then ok = false end end
print(n, ok)  --> 3000	true
for i = 1, 300 do items[i] = ("'s%d', [%d] = %d, {%d}"):format(i, i + 1000, i, i) end
t = load("return {" .. table.concat(items, ",", 1, 300) .. "}")()
print(#t, t[1], t[600][1], t[1300])  --> 600	s1	300	300

-- string.format: integers, floats, texts and padding.
local format = string.format
local size = 0
for i = 1, 50000 do
  size = size + #format("%d:%s", i, "item")
  size = size + #format("%5d|%-8s|%05.1f", i % 1000, "left", i / 8)
  size = size + #format("%x %X %o", i, i, i)
  size = size + #format("%.14g %g", i / 3, i)
  size = size + #format("%q", "a \"quoted\" text\n")
  size = size + #format("%s %s %s", i, true, i + 0.5)
  size = size + #format("%e", i * 1e10)
  size = size + #format("%c%c%%", 65 + i % 26, 97)
end
print(size)

-- heavy: not in gc-stress (it collects at every piece that is read)
-- Reading much takes its time, and gives the same.
local name = os.tmpname()
local f = io.open(name, "w")
local piece = ("0123456789abcdef"):rep(64)
for i = 1, 600 do f:write(piece, i % 100 == 0 and "\n" or "") end
print(f:seek())  --> 614406
f:close()
f = io.open(name)
print(#f:read("a"), f:read("a"))  --> 614406	
f:seek("set")
print(#f:read(500000), #f:read(500000), f:read(500000))  --> 500000	114406	nil
f:seek("set")
local count, total = 0, 0
for line in f:lines("L") do count, total = count + 1, total + #line end
print(count, total)  --> 6	614406
f:seek("set")
print(#f:read("l"), f:read(1), #f:read(200000, "l"))  --> 102400	0	200000
f:close()
local text = {}
for a, b in io.lines(name, 100000, "l") do text[#text + 1] = #a + #(b or "") end
print(table.concat(text, " "))  --> 102400 102400 102400 102400 102400 102400
os.remove(name)

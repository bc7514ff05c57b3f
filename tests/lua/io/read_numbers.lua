-- Numerals end where they can not go on; what was tried is gone.
local name = os.tmpname()
local function all(text)
  local f = assert(io.open(name, "w"))
  f:write(text)
  f:close()
  local results = {}
  for line in io.lines(name, "n", "l") do results[#results + 1] = tostring(line) end
  f = io.open(name)
  local number, rest = f:read("n"), f:read("a")
  f:close()
  print(number, math.type(number), #rest, (rest:sub(1, 8):gsub("\n", "|")))
end
all("12")  --> 12	integer	0	
all("  \t\n -7;")  --> -7	integer	1	;
all("+5 6")  --> 5	integer	2	 6
all("0x1F.8p1z")  --> 63.0	float	1	z
all("1e5e5")  --> 100000.0	float	2	e5
all("1e+")  --> nil	nil	0	
all("1e")  --> nil	nil	0	
all(".5.5")  --> 0.5	float	2	.5
all(".")  --> nil	nil	0	
all("-")  --> nil	nil	0	
all("--1")  --> nil	nil	2	-1
all("0x")  --> nil	nil	0	
all("0xg")  --> nil	nil	1	g
all("nan")  --> nil	nil	3	nan
all("inf")  --> nil	nil	3	inf
all("1_000")  --> 1	integer	4	_000
all("")  --> nil	nil	0	
all("9223372036854775807")  --> 9223372036854775807	integer	0	
all("9223372036854775808")  --> 9.2233720368548e+18	float	0	
all("0xffffffffffffffffff")  --> -1	integer	0	
all(("1"):rep(199) .. " x")  --> 1.1111111111111e+198	float	2	 x
all(("1"):rep(200) .. "x")  --> 1.1111111111111e+199	float	1	x
all(("1"):rep(201) .. "x")  --> nil	nil	2	1x
all((" "):rep(20000) .. "3x")  --> 3	integer	1	x
os.remove(name)

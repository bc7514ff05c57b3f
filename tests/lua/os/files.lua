-- Files by name.
local name = os.tmpname()
local other = name .. ".other"
print(io.open(name):read("a") == "", os.tmpname() ~= name)  --> true	true
io.open(name, "w"):write("contents"):close()
print(os.rename(name, other), io.open(name) == nil, io.open(other):read())  --> true	true	contents
print(os.rename(name, other))  --> nil	No such file or directory	2
local function without_name(ok, message, code) print(ok, (message:gsub("^.-:", "FILE:")), code) end
without_name(os.remove(name))  --> nil	FILE: No such file or directory	2
print(os.remove(other))  --> true
without_name(os.remove(other))  --> nil	FILE: No such file or directory	2
print(os.execute("mkdir " .. name), os.remove(name))  --> true	true
print(pcall(os.remove))  --> false	bad argument #1 to 'os.remove' (string expected, got no value)
print(pcall(os.rename, "x"))  --> false	bad argument #2 to 'os.rename' (string expected, got no value)
print(pcall(os.remove, {}))  --> false	bad argument #1 to 'os.remove' (string expected, got table)

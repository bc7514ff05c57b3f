-- Constant keys of all kinds and sizes.
local t = {}
t.a, t[1], t[255], t[256], t[65536], t[-1], t[0], t[1.5], t[true], t["a b"] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
print(t.a, t[1], t[255], t[256], t[65536], t[-1], t[0], t[1.5], t[true], t["a b"])  --> 1	2	3	4	5	6	7	8	9	10
print(t["a"], t[1.0], t[255.0], t[2^16], t[-1.0], t[-0.0])  --> 1	2	3	5	6	7
t.a, t[1], t["a b"] = nil
print(t.a, t[1], t["a b"])  --> nil	nil	nil
local k1, k2, k3, k4 = "key", 7, 7.0, "a rather long key that is not interned because it has more than forty bytes"
t[k1], t[k2], t[k4] = "string", "integer", "long"
print(t.key, t[7], t[k3], t[k4], t["a rather long key that is not interned because it has more than forty bytes"])  --> string	integer	integer	long	long
t[k3] = "float"
print(t[7], t[k2])  --> float	float
t.n = {m = {o = {}}}
t.n.m.o.p = "deep"
t.n["m"].o["p" .. ""] = t.n.m.o.p .. "er"
print(t["n"]["m"]["o"]["p"])  --> deeper
local parts = {"local t = {}\n"}
for i = 1, 600 do parts[#parts + 1] = ("t.field%d = %d\n"):format(i, i) end
parts[#parts + 1] = "return t.field1 + t.field300 + t.field600, t"
local sum, r = load(table.concat(parts))()
print(sum, r.field599)  --> 901	599

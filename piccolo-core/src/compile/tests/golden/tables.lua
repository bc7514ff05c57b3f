local t = {}
t = {1, 2, nil, "x", f()}
t = {x = 1, ["y z"] = t, [1] = 2, [t] = t.x, ...}
t = {f(), (f())}
t.x.y[1][-1][t] = t.z
t[2 ^ 53] = t[1 << 31]
t["a key that is longer than forty characters is long"] = t["x"]
t:a_method_name_longer_than_forty_characters(1)
x.y = x.y + 1

print(next({}))  --> nil
print(next({10}))  --> 1	10
print(next({10}, 1))  --> nil
print(next({x = 1}))  --> x	1
print(next({x = 1}, "x"))  --> nil
local t = {1, 2, 3, a = 1, b = 2}
local n, k = 0, next(t)
while k do n = n + 1; k = next(t, k) end
print(n)  --> 5
print(pcall(next, {}, "absent"))  --> false	invalid key to 'next'
print(pcall(next, {1, 2}, 5))  --> false	invalid key to 'next'
print(pcall(next, {}, 0/0))  --> false	invalid key to 'next'
print(pcall(next))  --> false	bad argument #1 to 'next' (table expected, got no value)
print(pcall(next, 5))  --> false	bad argument #1 to 'next' (table expected, got number)
print(next({}, nil))  --> nil
-- float keys with integer values are integer keys
print(next({[1.0] = "one"}))  --> 1	one
print(math.type((next({[2^53] = 1}))))  --> integer
-- keys removed during a traversal can be continued from
t = {a = 1, b = 2, c = 3}
k = next(t)
t[k] = nil
n = 0
while k do k = next(t, k); n = n + 1 end
print(n)  --> 3

print(select(1, "a", "b", "c"))  --> a	b	c
print(select(2, "a", "b", "c"))  --> b	c
print(select(3, "a", "b", "c"))  --> c
print(select(4, "a", "b", "c"))  -->
print(select(-1, "a", "b", "c"))  --> c
print(select(-3, "a", "b", "c"))  --> a	b	c
print(select("#"), select("#", nil), select("#", nil, nil, nil))  --> 0	1	3
print((select(2, "a", "b", "c")))  --> b
print(select(2.0, "a", "b"), select("2", "a", "b"))  --> b	b
print(pcall(select, 0, "a"))  --> false	bad argument #1 to 'select' (index out of range)
print(pcall(select, -4, "a", "b", "c"))  --> false	bad argument #1 to 'select' (index out of range)
print(pcall(select))  --> false	bad argument #1 to 'select' (number expected, got no value)
print(pcall(select, nil))  --> false	bad argument #1 to 'select' (number expected, got nil)
print(pcall(select, 1.5, "a"))  --> false	bad argument #1 to 'select' (number has no integer representation)
print(pcall(select, "x"))  --> false	bad argument #1 to 'select' (number expected, got string)
print(pcall(select, {}))  --> false	bad argument #1 to 'select' (number expected, got table)
print(select(math.maxinteger, 1))  -->

print(select(-1, "a", "b", "c"))  --> c
print(select(-2, "a", "b", "c"))  --> b	c
print(select(-3, "a", "b", "c"))  --> a	b	c
print(select(2, "a", "b", "c"))  --> b	c
print(select("#", select(4, "a", "b", "c")))  --> 0
print(select("#"))  --> 0
print(select("#", nil, nil))  --> 2
print(select("2", "a", "b"))  --> b
print(select(1.0, "a"))  --> a
print(pcall(select, -4, "a", "b", "c"))  --> false	bad argument #1 to 'select' (index out of range)
print(pcall(select, 0, "a"))  --> false	bad argument #1 to 'select' (index out of range)
print(pcall(select, 1.5))  --> false	bad argument #1 to 'select' (number has no integer representation)
print(pcall(select, "x"))  --> false	bad argument #1 to 'select' (number expected, got string)
print(pcall(select, "#x"))  --> true	0
print(pcall(select))  --> false	bad argument #1 to 'select' (number expected, got no value)
print(pcall(select, math.mininteger, 1))  --> false	bad argument #1 to 'select' (index out of range)
print(select("#", select(math.maxinteger, 1)))  --> 0

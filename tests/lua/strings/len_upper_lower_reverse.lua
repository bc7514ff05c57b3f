print(string.len(""), string.len("abc"), string.len("a\0b"), ("x"):len(), #"abc", string.len(123), string.len(1.5))  --> 0	3	3	1	3	3	3
print(string.upper("abc"), string.lower("ABC"), ("MiXeD 123 \t!"):upper(), ("MiXeD"):lower(), string.upper("") == "", ("é"):upper() == "é")  --> ABC	abc	MIXED 123 	!	mixed	true	true
print(string.reverse("abc"), string.reverse("") == "", string.reverse("a"), ("ab cd"):reverse(), string.reverse(123))  --> cba	true	a	dc ba	321
print(#string.reverse("a\0b\0"), string.byte(string.reverse("a\0b\0"), 1, -1))  --> 4	0	98	0	97
print(pcall(string.len, nil))  --> false	bad argument #1 to 'string.len' (string expected, got nil)
print(pcall(string.upper))  --> false	bad argument #1 to 'string.upper' (string expected, got no value)
print(pcall(string.lower, {}))  --> false	bad argument #1 to 'string.lower' (string expected, got table)
print(pcall(string.reverse, true))  --> false	bad argument #1 to 'string.reverse' (string expected, got boolean)
print(("x"):upper():lower():reverse():len())  --> 1

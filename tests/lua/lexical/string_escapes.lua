-- Every escape sequence of a short string.
local function bytes(s)
  return table.concat({string.byte(s, 1, -1)}, " ")
end
print(bytes("\a\b\f\n\r\t\v"))  --> 7 8 12 10 13 9 11
print(bytes("\\\"\'"))  --> 92 34 39
print(bytes('\'"'))  --> 39 34
print("a\65\066\x43\u{44}")  --> aABCD
print(bytes("\0\00\000"))  --> 0 0 0
print(bytes("\12345"))  --> 123 52 53
print(bytes("\255\xff\xFF"))  --> 255 255 255
print(bytes("\x0a\x0D"))  --> 10 13
print("a\z
       b\z   c")  --> abc
print(bytes("a\
b"))  --> 97 10 98
print(#"\z   ")  --> 0
print("don't", 'say "so"')  --> don't	say "so"

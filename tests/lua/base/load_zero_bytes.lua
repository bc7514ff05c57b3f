-- Names and modes of chunks end at the first zero byte.
print(load("?", "a\0b"))  --> nil	[string "a"]:1: unexpected symbol near '?'
print(load("?", "=a\0b"))  --> nil	a:1: unexpected symbol near '?'
print(load("? \0 y"))  --> nil	[string "? "]:1: unexpected symbol near '?'
print(load("return 1", "=a", "b\0t"))  --> nil	attempt to load a text chunk (mode is 'b')
print(load("return 1", "=a", "\0t"))  --> nil	attempt to load a text chunk (mode is '')
print(debug.getinfo(load("return 1", "=a\0b"), "S").source)  --> =a

print([[one]])  --> one
print([==[a]]b]=]c]==])  --> a]]b]=]c
print(#[[
first newline dropped]])  --> 21
print(#[[

second kept]])  --> 12
print([[a\nb]])  --> a\nb
print([[
x
y]])  --> x
--> y
print(#[[]], #[==[]==], #[=[]]=])  --> 0	0	1
print([==[
]=]==])  --> ]=
-- every line end in a long string reads as one newline
local function len(src)
  local s = load(src)()
  local codes = {}
  for i = 1, #s do codes[i] = s:byte(i) end
  return table.concat(codes, " ")
end
print(len("return [[\r\na\r\nb]]"))  --> 97 10 98
print(len("return [[\n\ra\n\rb]]"))  --> 97 10 98
print(len("return [[\ra\rb]]"))  --> 97 10 98
print(len("return [[\n\na\n\nb]]"))  --> 10 97 10 10 98
print(len("return 'a\\\r\nb\\\n\rc\\\rd'"))  --> 97 10 98 10 99 10 100
print((select(2, load("x = [[abc\ndef", "=s"))))  --> s:2: unfinished long string (starting at line 1) near <eof>
print((select(2, load("x = [==[abc]=]", "=s"))))  --> s:1: unfinished long string (starting at line 1) near <eof>
print((select(2, load("x = [==", "=s"))))  --> s:1: invalid long string delimiter near '[=='
print((select(2, load("x = [=a[", "=s"))))  --> s:1: invalid long string delimiter near '[='
print(load("x = ["))  --> nil	[string "x = ["]:1: unexpected symbol near '['

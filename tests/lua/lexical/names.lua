local _, a1, A1, _1, __a = 1, 2, 3, 4, 5
print(_, a1, A1, _1, __a)  --> 1	2	3	4	5
local endx, ifs, fortune, nota, ortho = 1, 2, 3, 4, 5
print(endx, ifs, fortune, nota, ortho)  --> 1	2	3	4	5
local goto_ = 6
print(goto_)  --> 6
local t = {self = 1, string = 2, table = 3}
print(t.self, t.string, t.table)  --> 1	2	3
-- names are case sensitive
local And, AND = 7, 8
print(And, AND)  --> 7	8
for _, word in ipairs{"and", "break", "do", "else", "elseif", "end", "false", "for", "function",
  "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until",
  "while"} do
  local f = load("local " .. word .. " = 1")
  if f then print("not reserved", word) end
end
print(load("local \u{e9} = 1", "=s"))  --> nil	s:1: <name> expected near '<\195>'
local long = ("x"):rep(300)
print(load("local " .. long .. " = 5 return " .. long)())  --> 5
print((select(2, load("goto = 1", "=s"))))  --> s:1: <name> expected near '='

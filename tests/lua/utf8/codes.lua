-- utf8.codes goes through positions and code points.
for p, c in utf8.codes("aä€") do print(p, c) end  --> 1	97
  --> 2	228
  --> 4	8364
print(pcall(function() for _ in utf8.codes("a\xff") do end end))  --> false	codes.lua:5: invalid UTF-8 code
print(pcall(utf8.codes, "\x80"))  --> false	bad argument #1 to 'utf8.codes' (invalid UTF-8 code)
for _, c in utf8.codes("\u{D800}", true) do print(c) end  --> 55296

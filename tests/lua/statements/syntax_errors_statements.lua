local function err(src) print((select(2, load(src, "=s")))) end
err "x"  --> s:1: syntax error near <eof>
err "x.y"  --> s:1: syntax error near <eof>
err "f() = 1"  --> s:1: syntax error near '='
err "x + 1"  --> s:1: syntax error near '+'
err "1"  --> s:1: unexpected symbol near '1'
err "'a'"  --> s:1: unexpected symbol near ''a''
err "(x) = 1"  --> s:1: syntax error near '='
err "x, f() = 1, 2"  --> s:1: syntax error near '='
err "x, (y) = 1, 2"  --> s:1: syntax error near '='
err "local 1"  --> s:1: <name> expected near '1'
err "local function"  --> s:1: <name> expected near <eof>
err "local function f.g() end"  --> s:1: '(' expected near '.'
err "local x.y = 1"  --> s:1: unexpected symbol near '.'
err "local x <foo> = 1"  --> s:1: unknown attribute 'foo'
err "if x"  --> s:1: 'then' expected near <eof>
err "if x then"  --> s:1: 'end' expected near <eof>
err "if x then else elseif y then end"  --> s:1: 'end' expected near 'elseif'
err "while x"  --> s:1: 'do' expected near <eof>
err "while x do"  --> s:1: 'end' expected near <eof>
err "repeat x()"  --> s:1: 'until' expected near <eof>
err "for"  --> s:1: <name> expected near <eof>
err "for i"  --> s:1: '=' or 'in' expected near <eof>
err "for i = 1"  --> s:1: ',' expected near <eof>
err "for i = 1, 2"  --> s:1: 'do' expected near <eof>
err "for i = 1, 2, 3, 4 do end"  --> s:1: 'do' expected near ','
err "for i.x = 1, 2 do end"  --> s:1: '=' or 'in' expected near '.'
err "for i in"  --> s:1: unexpected symbol near <eof>
err "for i, in x do end"  --> s:1: <name> expected near 'in'
err "end"  --> s:1: <eof> expected near 'end'
err "until x"  --> s:1: <eof> expected near 'until'
err "else"  --> s:1: <eof> expected near 'else'
err "do"  --> s:1: 'end' expected near <eof>
err "function f"  --> s:1: '(' expected near <eof>
err "function f("  --> s:1: <name> or '...' expected near <eof>
err "function f(a,"  --> s:1: <name> or '...' expected near <eof>
err "function f(...)"  --> s:1: 'end' expected near <eof>
err "function f(..., a) end"  --> s:1: ')' expected near ','
err "function f:a.b() end"  --> s:1: '(' expected near '.'
err "function f:a:b() end"  --> s:1: '(' expected near ':'
err "function (x) end"  --> s:1: <name> expected near '('
err "do\n\nx()\n"  --> s:4: 'end' expected (to close 'do' at line 1) near <eof>
err "function f()\n\nif x then\n"  --> s:4: 'end' expected (to close 'if' at line 3) near <eof>
err "for i = 1, 2 do\n\nend end"  --> s:3: <eof> expected near 'end'

local function err(src) print((select(2, load(src, "=s")))) end
err "x ="  --> s:1: unexpected symbol near <eof>
err "x = 1 +"  --> s:1: unexpected symbol near <eof>
err "x = (1"  --> s:1: ')' expected near <eof>
err "x = (1\n+2\n"  --> s:3: ')' expected (to close '(' at line 1) near <eof>
err "x = {1"  --> s:1: '}' expected near <eof>
err "x = {1\n,2\n"  --> s:3: '}' expected (to close '{' at line 1) near <eof>
err "x = {a = }"  --> s:1: unexpected symbol near '}'
err "x = {[1] 2}"  --> s:1: '=' expected near '2'
err "x = {[1 = 2}"  --> s:1: ']' expected near '='
err "x = {1 2}"  --> s:1: '}' expected near '2'
err "x = a["  --> s:1: unexpected symbol near <eof>
err "x = a[1"  --> s:1: ']' expected near <eof>
err "x = a."  --> s:1: <name> expected near <eof>
err "x = a.1"  --> s:1: unexpected symbol near '.1'
err "x = a.'b'"  --> s:1: <name> expected near ''b''
err "x = a:b"  --> s:1: function arguments expected near <eof>
err "x = a:b + 1"  --> s:1: function arguments expected near '+'
err "x = a:"  --> s:1: <name> expected near <eof>
err "f(1"  --> s:1: ')' expected near <eof>
err "f(1,"  --> s:1: unexpected symbol near <eof>
err "f(1 2)"  --> s:1: ')' expected near '2'
err "f(\n1\n"  --> s:3: ')' expected (to close '(' at line 1) near <eof>
err "x = not"  --> s:1: unexpected symbol near <eof>
err "x = -"  --> s:1: unexpected symbol near <eof>
err "x = #"  --> s:1: unexpected symbol near <eof>
err "x = and"  --> s:1: unexpected symbol near 'and'
err "x = 1 and"  --> s:1: unexpected symbol near <eof>
err "x = ..."  --> nil
err "function f() return ... end"  --> s:1: cannot use '...' outside a vararg function near '...'
err "x = function"  --> s:1: '(' expected near <eof>
err "x = function() "  --> s:1: 'end' expected near <eof>
err "x = {function() }"  --> s:1: unexpected symbol near '}'
err "x = a b"  --> s:1: syntax error near <eof>
err "x = 'a' 'b'"  --> s:1: unexpected symbol near ''b''
err "x = ()"  --> s:1: unexpected symbol near ')'
err "x = []"  --> s:1: unexpected symbol near '['
err "x = {,}"  --> s:1: unexpected symbol near ','
err "x = {;}"  --> s:1: unexpected symbol near ';'
err "x = {1,,2}"  --> s:1: unexpected symbol near ','
err "x = nil.x"  --> s:1: unexpected symbol near '.'
err "x = {}.x"  --> s:1: unexpected symbol near '.'
err "x = 'a'.x"  --> s:1: unexpected symbol near '.'
err "x = 1..2"  --> s:1: malformed number near '1..2'
err "x = 5 % "  --> s:1: unexpected symbol near <eof>

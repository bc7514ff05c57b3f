-- Messages at the end of the source and about unfinished tokens.
local function err(src) print((select(2, load(src, "=s")))) end
err "x = 'abc"  --> s:1: unfinished string near <eof>
err "x = \"abc\n\""  --> s:1: unfinished string near '"abc'
err "x = [[abc"  --> s:1: unfinished long string (starting at line 1) near <eof>
err "x = [==[abc]]"  --> s:1: unfinished long string (starting at line 1) near <eof>
err "--[[ comment"  --> s:1: unfinished long comment (starting at line 1) near <eof>
err "--[==[ comment ]]\n\n"  --> s:3: unfinished long comment (starting at line 1) near <eof>
err "x = [=abc"  --> s:1: invalid long string delimiter near '[='
err "x = '\\"  --> s:1: unfinished string near <eof>
err "if"  --> s:1: unexpected symbol near <eof>
err "local"  --> s:1: <name> expected near <eof>
err "return ("  --> s:1: unexpected symbol near <eof>
err "f("  --> s:1: unexpected symbol near <eof>
err "x = {"  --> s:1: unexpected symbol near <eof>
err "x = function("  --> s:1: <name> or '...' expected near <eof>
err "a.b:c"  --> s:1: function arguments expected near <eof>
err "goto"  --> s:1: <name> expected near <eof>
err "::a"  --> s:1: '::' expected near <eof>
err "local x <"  --> s:1: <name> expected near <eof>
err "local x <const"  --> s:1: '>' expected near <eof>

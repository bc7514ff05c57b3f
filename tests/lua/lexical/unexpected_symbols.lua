local function err(src)
  print((select(2, load(src, "=s"))))
end
err "x = $"  --> s:1: unexpected symbol near '$'
err "x = 1 ? 2"  --> s:1: unexpected symbol near '?'
err "@"  --> s:1: unexpected symbol near '@'
err "x = `a`"  --> s:1: unexpected symbol near '`'
err "x = a ! b"  --> s:1: unexpected symbol near '!'
err "x = a != b"  --> s:1: unexpected symbol near '!'
err "x = \\"  --> s:1: unexpected symbol near '\'
err "\1"  --> s:1: unexpected symbol near '<\1>'
err "x = \127"  --> s:1: unexpected symbol near '<\127>'
err "x = \200"  --> s:1: unexpected symbol near '<\200>'
err "x = a & & b"  --> s:1: unexpected symbol near '&'
err "x = 1 = 2"  --> s:1: unexpected symbol near '='
err "~"  --> s:1: unexpected symbol near '~'

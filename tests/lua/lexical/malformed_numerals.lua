local function err(src)
  print((select(2, load("return " .. src, "=s"))))
end
err "3x"  --> s:1: malformed number near '3x'
err "0x"  --> s:1: malformed number near '0x'
err "0xg"  --> s:1: malformed number near '0xg'
err "1e"  --> s:1: malformed number near '1e'
err "1e+"  --> s:1: malformed number near '1e+'
err "1.2.3"  --> s:1: malformed number near '1.2.3'
err "1..2"  --> s:1: malformed number near '1..2'
err "0x1p"  --> s:1: malformed number near '0x1p'
err "0x.p1"  --> s:1: malformed number near '0x.p1'
err "08a"  --> s:1: malformed number near '08a'
err "1_000"  --> s:1: malformed number near '1_'
err "3e5.5"  --> s:1: malformed number near '3e5.5'
err "0x1.2.3"  --> s:1: malformed number near '0x1.2.3'
err "1i"  --> s:1: malformed number near '1i'
err ".5.5"  --> s:1: malformed number near '.5.5'

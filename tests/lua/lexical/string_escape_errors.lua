local function err(src)
  print((select(2, load(src, "=s"))))
end
err [[return "\q"]]  --> s:1: invalid escape sequence near '"\q'
err [[return "abc\xZZ"]]  --> s:1: hexadecimal digit expected near '"abc\xZ'
err [[return "\x1"]]  --> s:1: hexadecimal digit expected near '"\x1"'
err [[return "\300"]]  --> s:1: decimal escape too large near '"\300"'
err [[return "\256 "]]  --> s:1: decimal escape too large near '"\256 '
err [[return "\u{110000000}"]]  --> s:1: UTF-8 value too large near '"\u{110000000'
err [[return "\u{}"]]  --> s:1: hexadecimal digit expected near '"\u{}'
err [[return "\u{12"]]  --> s:1: missing '}' near '"\u{12"'
err [[return "\u123"]]  --> s:1: missing '{' near '"\u1'
err [[return "\u{zz}"]]  --> s:1: hexadecimal digit expected near '"\u{z'
err [[return "abc]]  --> s:1: unfinished string near <eof>
err "return 'abc\ndef'"  --> s:1: unfinished string near ''abc'
err "return 'abc\\"  --> s:1: unfinished string near <eof>
err "return 'abc\\z   "  --> s:1: unfinished string near <eof>
err [[return "\]]  --> s:1: unfinished string near <eof>
err "x = \"a\\\nb\" .. \"\\q\""  --> s:2: invalid escape sequence near '"\q'

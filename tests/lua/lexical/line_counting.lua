-- CR, LF, CRLF and LFCR each end one line.
local function line(src)
  print((select(2, load(src .. "x = = 1", "=s"))))
end
line "\n"  --> s:2: unexpected symbol near '='
line "\r"  --> s:2: unexpected symbol near '='
line "\r\n"  --> s:2: unexpected symbol near '='
line "\n\r"  --> s:2: unexpected symbol near '='
line "\r\r"  --> s:3: unexpected symbol near '='
line "\n\n"  --> s:3: unexpected symbol near '='
line "\r\n\r\n"  --> s:3: unexpected symbol near '='
line "--x\r\n"  --> s:2: unexpected symbol near '='
line "--[[\n\r\n]]"  --> s:3: unexpected symbol near '='
line "local s = [[\r\n\n\r]]"  --> s:3: unexpected symbol near '='
line "local s = 'a\\\r\nb\\\nc'"  --> s:3: unexpected symbol near '='
line "local s = 'a\\z \n\n b'"  --> s:3: unexpected symbol near '='
line "\f\v\t \n"  --> s:2: unexpected symbol near '='

-- A compiler from Brainfuck to Lua source, run through load.
local function compile(src)
  local out = {"local tape, p, print = {}, 1, ... local out = {}"}
  for i = 1, #src do
    local c = src:sub(i, i)
    out[#out + 1] = c == ">" and "p = p + 1" or c == "<" and "p = p - 1"
      or c == "+" and "tape[p] = ((tape[p] or 0) + 1) % 256" or c == "-" and "tape[p] = ((tape[p] or 0) - 1) % 256"
      or c == "." and "out[#out + 1] = string.char(tape[p] or 0)"
      or c == "[" and "while (tape[p] or 0) ~= 0 do" or c == "]" and "end" or nil
  end
  out[#out + 1] = "return table.concat(out)"
  return load(table.concat(out, "\n"), "=bf")
end
local hello = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."
print(compile(hello)())  --> Hello World!
print(compile("++[>+++[>++++<-]<-]>>.")() == string.char(24))  --> true
print(compile("["))  --> nil	bf:3: 'end' expected (to close 'while' at line 2) near <eof>

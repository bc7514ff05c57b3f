-- The first program: prints a greeting for each name on the command line.
--   cargo run --release -- examples/hello.lua Ada Grace
local names = { ... }
if #names == 0 then names[1] = "world" end
for _, name in ipairs(names) do
  print("Hello, " .. name .. "!")
end
print("This is " .. _VERSION .. ".")

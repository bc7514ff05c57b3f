-- Environment variables and locales.
print(type(os.getenv("PATH")), os.getenv("no such variable"), os.getenv(""), os.getenv("A=B"))  --> string	nil	nil	nil
print(pcall(os.getenv))  --> false	bad argument #1 to 'os.getenv' (string expected, got no value)
print(os.setlocale("C"), os.setlocale("POSIX"), os.setlocale(nil, "time"), os.setlocale("xx_YY"))  --> C	C	C	nil
for _, category in ipairs {"all", "collate", "ctype", "monetary", "numeric", "time"} do
  assert(os.setlocale("C", category) == "C")
end
print(pcall(os.setlocale, "C", "none"))  --> false	bad argument #2 to 'os.setlocale' (invalid option 'none')
print(pcall(os.setlocale, {}))  --> false	bad argument #1 to 'os.setlocale' (string expected, got table)

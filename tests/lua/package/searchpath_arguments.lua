print(package.searchpath("a.b", "./?.none;/none/?/init.none"))  --> nil	no file './a/b.none'
  --> 	no file '/none/a/b/init.none'
print(package.searchpath("a.b", "?.none", "", "/"))  --> nil	no file 'a.b.none'
print(package.searchpath("a-b", "?.none", "-", "+"))  --> nil	no file 'a+b.none'
print(package.searchpath("a.b", ""))  --> nil	no file ''
print(pcall(package.searchpath))  --> false	bad argument #2 to 'package.searchpath' (string expected, got no value)
print(pcall(package.searchpath, "a"))  --> false	bad argument #2 to 'package.searchpath' (string expected, got no value)
print(pcall(package.searchpath, {}, "?"))  --> false	bad argument #1 to 'package.searchpath' (string expected, got table)
print(pcall(package.searchpath, "a", "?", {}))  --> false	bad argument #3 to 'package.searchpath' (string expected, got table)
print(pcall(require))  --> false	bad argument #1 to 'require' (string expected, got no value)
print(pcall(require, {}))  --> false	bad argument #1 to 'require' (string expected, got table)
print(package.config:gsub("\n", " "))  --> / ; ? ! - 	5

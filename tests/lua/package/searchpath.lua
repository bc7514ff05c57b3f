-- package.searchpath finds the first file that can be read.
print(package.searchpath("searchpath", "./none/?.lua;./?.lua"))  --> ./searchpath.lua
print(package.searchpath("a.b", "?.x;y"))  --> nil	no file 'a/b.x'
  --> 	no file 'y'
print(package.searchpath("a.b", "?.x", ""))  --> nil	no file 'a.b.x'
print(package.searchpath("a-b", "?.x", "-", "+"))  --> nil	no file 'a+b.x'
print(package.searchpath("a.b", "", ""))  --> nil	no file ''
print(pcall(package.searchpath, "a"))  --> false	bad argument #2 to 'package.searchpath' (string expected, got no value)

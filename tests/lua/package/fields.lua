-- The fields of package.
print(package.config:gsub("\n", " "))  --> / ; ? ! - 	5
print(type(package.path), type(package.cpath), type(package.preload))  --> string	string	table
print(package.loaded._G == _G, package.loaded.package == package)  --> true	true
package.path = nil
print(pcall(require, "x"))  --> false	'package.path' must be a string

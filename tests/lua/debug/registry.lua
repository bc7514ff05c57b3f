-- The registry holds the loaded modules; only userdata have user values.
print(debug.getregistry()._LOADED == package.loaded)  --> true
print(debug.getuservalue(1), debug.getuservalue({}))  --> nil	nil
print(pcall(debug.setuservalue, {}, 1))  --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got table)

#!/usr/bin/env lua
-- the first line is skipped when it starts with a number sign
print("line 3 runs")  --> line 3 runs
print(pcall(error, "x", 1))  --> false	x
print(select(2, pcall(function() error("here") end)))  --> shebang.lua:5: here
-- load does not skip it
print((select(2, load("# x\nreturn 1", "=s"))))  --> s:1: unexpected symbol near '#'

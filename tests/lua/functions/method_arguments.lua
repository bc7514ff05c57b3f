-- The three forms of arguments, and self in varargs.
local o = {}
function o:all(...) return self == o, select("#", ...), ... end
print(o:all())  --> true	0
print(o:all(1, 2))  --> true	2	1	2
print(o:all "str")  --> true	1	str
print((select(2, o:all {})))  --> 1
print(select(3, o:all [[long]]))  --> long
function o.static(...) return select("#", ...) end
print(o:static(), o.static(), o:static(nil))  --> 1	0	2
local longname = {}
longname["a_rather_long_method_name_that_is_no_short_string_at_all_because_of_its_length"] = function(self, x) return x end
print(longname:a_rather_long_method_name_that_is_no_short_string_at_all_because_of_its_length(7))  --> 7

local a=1 local b="x"print(a,b)  --> 1	x
print   (  3  )  --> 3
local t={1,2,3}print(#t)  --> 3
print(4)print(5);print(6);;;print(7)  --> 4
--> 5
--> 6
--> 7
local	x	=	8
print(x)  --> 8
do;;end
print
(9)  --> 9
print(load("return\v1\f+\t2\r\n")())  --> 3
print(0xep1)  --> 28.0
local s="x"print(s.."y"..1 ..2)  --> xy12
print(load"return 'a'..'b'"())  --> ab
print(10 ..20)  --> 1020

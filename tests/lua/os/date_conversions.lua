print(os.date("!%a", 951827696))  --> Tue
print(os.date("!%A", 951827696))  --> Tuesday
print(os.date("!%b", 951827696))  --> Feb
print(os.date("!%B", 951827696))  --> February
print(os.date("!%c", 951827696))  --> Tue Feb 29 12:34:56 2000
print(os.date("!%C", 951827696))  --> 20
print(os.date("!%d", 951827696))  --> 29
print(os.date("!%D", 951827696))  --> 02/29/00
print(os.date("!%e", 951827696))  --> 29
print(os.date("!%F", 951827696))  --> 2000-02-29
print(os.date("!%g", 951827696))  --> 00
print(os.date("!%G", 951827696))  --> 2000
print(os.date("!%h", 951827696))  --> Feb
print(os.date("!%H", 951827696))  --> 12
print(os.date("!%I", 951827696))  --> 12
print(os.date("!%j", 951827696))  --> 060
print(os.date("!%m", 951827696))  --> 02
print(os.date("!%M", 951827696))  --> 34
print(os.date("!%p", 951827696))  --> PM
print(os.date("!%R", 951827696))  --> 12:34
print(os.date("!%r", 951827696))  --> 12:34:56 PM
print(os.date("!%S", 951827696))  --> 56
print(os.date("!%T", 951827696))  --> 12:34:56
print(os.date("!%u", 951827696))  --> 2
print(os.date("!%U", 951827696))  --> 09
print(os.date("!%V", 951827696))  --> 09
print(os.date("!%w", 951827696))  --> 2
print(os.date("!%W", 951827696))  --> 09
print(os.date("!%x", 951827696))  --> 02/29/00
print(os.date("!%X", 951827696))  --> 12:34:56
print(os.date("!%y", 951827696))  --> 00
print(os.date("!%Y", 951827696))  --> 2000
print(os.date("!%Z", 951827696))  --> GMT
print(os.date("!%z %%", 0))  --> +0000 %
print(os.date("!%n%t|", 0))  -->
  --> 	|
print(os.date("!%Ey %Od %EY %OH", 0))  --> 70 01 1970 00
print(os.date("!%c", -1))  --> Wed Dec 31 23:59:59 1969
print(os.date("!%Y", 253402300800))  --> 10000
print(os.date("!%d", 1.0))  --> 01
print(os.date("!%d", "86400"))  --> 02
print(pcall(os.date, "%Q"))  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Q')
print(pcall(os.date, "%E"))  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%E')
print(pcall(os.date, "%Ez"))  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
print(pcall(os.date, "%"))  --> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
print(pcall(os.date, "%d", 1.5))  --> false	bad argument #2 to 'os.date' (number has no integer representation)
print(pcall(os.date, "%d", "x"))  --> false	bad argument #2 to 'os.date' (number expected, got string)
print(pcall(os.date, {}))  --> false	bad argument #1 to 'os.date' (string expected, got table)
print(pcall(os.date, "!*t", math.maxinteger))  --> false	date result cannot be represented in this installation
print(os.date("!*t", 0).wday, os.date("!*t", 0).yday, os.date("!*t", 0).isdst)  --> 5	1	false

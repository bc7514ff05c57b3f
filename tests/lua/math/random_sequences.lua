-- The generator is xoshiro256**, seeded as the manual of Lua 5.4 says; ranges are projected without bias.
math.randomseed(42)
print(math.random(0), math.random(0), math.random(0))  --> -1276290044721465627	8333941968102511665	-8358531260401861301
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.965157f81204bp-1 0x1.3c110ea35f10ap-1
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 2	1	3	-10
print(math.random(math.mininteger, math.maxinteger))  --> -8437215707573260096
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 256019152702	5175065933773059082	5
math.randomseed(0)
print(math.random(0), math.random(0), math.random(0))  --> 4554719557422691265	4331835599999590920	1277915526958806955
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.2c45024234f65p-1 0x1.e58e3c11ba09ap-2
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 5	1	87	5
print(math.random(math.mininteger, math.maxinteger))  --> 3474517563454657264
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 893291297072	2897701723202958646	5
math.randomseed(1, 2)
print(math.random(0), math.random(0), math.random(0))  --> 8291693048688576641	4164699302279098248	-4804042004314649444
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.5f49088067e16p-2 0x1.1cb8ee5916754p-3
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 1	4	63	-7
print(math.random(math.mininteger, math.maxinteger))  --> 7584452790744926742
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 574992378338	3206536883886386212	5
math.randomseed(-1)
print(math.random(0), math.random(0), math.random(0))  --> -6532212821526904015	-1196536760348545977	-2650849461319115649
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.4ab97dadf756p-1 0x1.c94575e70d361p-1
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 1	6	24	2
print(math.random(math.mininteger, math.maxinteger))  --> -6838130056519635436
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 1085382161775	499903366689592490	5
math.randomseed(123.0)
print(math.random(0), math.random(0), math.random(0))  --> 3948691412858704932	-8685059828176573656	-7777759151984932776
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.6a595b9cf147ep-1 0x1.3f63cb68658e3p-1
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 6	2	100	4
print(math.random(math.mininteger, math.maxinteger))  --> -8498020012931991922
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 884682186042	5606198487983221526	5
math.randomseed(2^53)
print(math.random(0), math.random(0), math.random(0))  --> 3175049566387786154	-3570884244442226069	-97704151909072481
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.3f069a151b722p-1 0x1.cd07233cd2208p-4
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 5	5	90	-2
print(math.random(math.mininteger, math.maxinteger))  --> 7572178417173295628
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 445223493955	4506896473371594823	5
math.randomseed("7")
print(math.random(0), math.random(0), math.random(0))  --> -4077065267748579521	7158829965715012823	-4642864493851272806
print(string.format("%a %a", math.random(), math.random()))  --> 0x1.76e55ac882864p-2 0x1.11c94e3df4c6p-6
print(math.random(6), math.random(6), math.random(100), math.random(-10, 10))  --> 6	6	22	1
print(math.random(math.mininteger, math.maxinteger))  --> 6908587976014994103
print(math.random(0, 1 << 40), math.random(1, 3 * 2^61 // 1 | 0), math.random(5, 5))  --> 414834757	3115456910959375857	5
print(pcall(math.randomseed, "x"))  --> false	bad argument #1 to 'math.randomseed' (number expected, got string)
print(pcall(math.randomseed, {}))  --> false	bad argument #1 to 'math.randomseed' (number expected, got table)
print(pcall(math.randomseed, 1, 1.5))  --> false	bad argument #2 to 'math.randomseed' (number has no integer representation)
print(pcall(math.random, 2, 1))  --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, -1))  --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, 1, 2, 3))  --> false	wrong number of arguments
print(pcall(math.random, 1.5))  --> false	bad argument #1 to 'math.random' (number has no integer representation)
print(pcall(math.random, "x"))  --> false	bad argument #1 to 'math.random' (number expected, got string)
print(math.random(3, 3), math.random(1))  --> 3	1

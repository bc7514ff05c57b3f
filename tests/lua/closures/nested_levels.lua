-- A variable reaches through functions that do not use it.
local function l1(a)
  return function(b)
    return function(c)
      return function(d)
        a, b, c, d = a + 1, b + 1, c + 1, d + 1
        return a, b, c, d
      end
    end
  end
end
local f2 = l1(10)
local f3 = f2(20)
local f4 = f3(30)
print(f4(40))  --> 11	21	31	41
print(f4(40))  --> 12	22	32	41
print(f2(0)(0)(0))  --> 13	1	1	1
print(f3(0)(0))  --> 14	23	1	1

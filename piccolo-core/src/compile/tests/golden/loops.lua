for i = 1, 10 do if i == 3 then goto continue end print(i) ::continue:: end
for i = 1.5, 0, -0.5 do end
for k, v in next, {} do print(k, v) end
for k in pairs(t) do if k then break end end
while true do local x = f(); if x then return x end end
while x < 10 do x = x + 1 end
repeat local a <close> = f() until a

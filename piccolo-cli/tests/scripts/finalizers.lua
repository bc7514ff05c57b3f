for i = 1, 3 do
  local object = setmetatable({}, {__gc = function() print("finalizer", i) end})
  _G["keep" .. i] = object
end
print("end")

local function inner()
  error("boom")
end
function outer()
  inner()
end
print("before")
outer()

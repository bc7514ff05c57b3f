local function f()
  local x <close> = g()
  return h(x)
end
do
  local a <const>, b <close> = 1, f()
  for k in b do if k then goto out end end
  while a do local c <close> = k; if c then break end end
end
::out::
do
  ::again::
  local d <close> = f()
  if d then goto again end
  local e = function() return d end
end

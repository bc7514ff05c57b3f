local a = x.y
  + z
f(a.b
  , c.d
)
a
.
b
(
1,
g
{}
)
local t = {
  a.b,
  c = a.d
    .e,
  "x"
}
for i = 1,
  f(),
  2
do
  g()
end
for k in
  pairs(t)
do
  g()
end
function t.x.y
  ()
  return a
    < b
end
while a
  and b do
  g()
end
return a.b.
  c, -
  d

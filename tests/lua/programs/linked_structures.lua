-- Lists, queues, trees and graphs built of tables.
local function list(...) local l for i = select("#", ...), 1, -1 do l = {head = (select(i, ...)), tail = l} end return l end
local function each(l) return function() if l then local v = l.head; l = l.tail; return v end end end
local function map(f, l) return l and {head = f(l.head), tail = map(f, l.tail)} end
local function fold(f, acc, l) if not l then return acc end return fold(f, f(acc, l.head), l.tail) end
local function rev(l) return fold(function(acc, v) return {head = v, tail = acc} end, nil, l) end
local function show(l) local t = {} for v in each(l) do t[#t + 1] = v end return table.concat(t, " ") end
local l = list(1, 2, 3, 4)
print(show(l), show(map(function(x) return x * x end, l)), fold(function(a, b) return a + b end, 0, l), show(rev(l)))  --> 1 2 3 4	1 4 9 16	10	4 3 2 1
local long
for i = 1, 2000 do long = {head = i, tail = long} end
print(fold(function(a, b) return a + b end, 0, long), show(rev(long)):sub(1, 9))  --> 2001000	1 2 3 4 5
long = nil
local graph = {a = {"b", "c"}, b = {"d"}, c = {"d", "e"}, d = {"f"}, e = {"f"}, f = {}}
local function bfs(from, to)
  local queue, first, prev = {from}, 1, {[from] = from}
  while queue[first] do
    local node = queue[first]
    first = first + 1
    if node == to then break end
    for _, n in ipairs(graph[node]) do
      if not prev[n] then prev[n] = node; queue[#queue + 1] = n end
    end
  end
  local path = {to}
  while path[1] ~= from do table.insert(path, 1, prev[path[1]]) end
  return table.concat(path, " > ")
end
print(bfs("a", "f"))  --> a > b > d > f
local order, seen = {}, {}
local function visit(n)
  if seen[n] then return end
  seen[n] = true
  for _, m in ipairs(graph[n]) do visit(m) end
  table.insert(order, 1, n)
end
visit("a")
print(table.concat(order, " "))  --> a c e b d f
local tree
local function insert(node, k)
  if not node then return {k = k} end
  if k < node.k then node.l = insert(node.l, k) elseif k > node.k then node.r = insert(node.r, k) end
  return node
end
local function depth(node) return node and 1 + math.max(depth(node.l), depth(node.r)) or 0 end
for _, k in ipairs {50, 30, 70, 20, 40, 60, 80, 10} do tree = insert(tree, k) end
print(depth(tree), tree.l.r.k, tree.r.l.k)  --> 4	40	60

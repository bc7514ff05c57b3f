-- A small Lisp: reader, closures, tail calls by the host's loop.
local function tokens(s)
  local list, word = {}, ""
  for i = 1, #s + 1 do
    local c = s:sub(i, i)
    if c == "(" or c == ")" or c == " " or c == "" then
      if word ~= "" then list[#list + 1] = word; word = "" end
      if c == "(" or c == ")" then list[#list + 1] = c end
    else
      word = word .. c
    end
  end
  return list
end
local function read(list, pos)
  local t = list[pos]
  if t == "(" then
    local node = {}
    pos = pos + 1
    while list[pos] ~= ")" do
      node[#node + 1], pos = read(list, pos)
    end
    return node, pos + 1
  end
  return tonumber(t) or t, pos + 1
end
local eval
local function apply(f, args)
  if type(f) == "function" then return f(table.unpack(args)) end
  local env = setmetatable({}, {__index = f.env})
  for i, name in ipairs(f.params) do env[name] = args[i] end
  return eval(f.body, env)
end
local special = {}
special["if"] = function(node, env) if eval(node[2], env) then return eval(node[3], env) else return eval(node[4], env) end end
special.define = function(node, env) env[node[2]] = eval(node[3], env) end
special.lambda = function(node, env) return {params = node[2], body = node[3], env = env} end
function eval(node, env)
  if type(node) == "number" then return node end
  if type(node) == "string" then
    local v = env[node]
    if v == nil then error("unbound " .. node, 0) end
    return v
  end
  local form = type(node[1]) == "string" and special[node[1]]
  if form then return form(node, env) end
  local f, args = eval(node[1], env), {}
  for i = 2, #node do args[i - 1] = eval(node[i], env) end
  return apply(f, args)
end
local global = {["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end, ["<"] = function(a, b) return a < b end}
local function run(src) return eval(read(tokens(src), 1), global) end
run "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))"
run "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))"
run "(define adder (lambda (n) (lambda (m) (+ n m))))"
print(run "(fact 15)", run "(fib 13)", run "((adder 3) 4)")  --> 1307674368000	233	7
print(run "((lambda (f x) (f (f x))) (adder 10) 1)")  --> 21
print(pcall(run, "(missing 1)"))  --> false	unbound missing
print(run "((lambda (n) (if (< n 0) 1 2)) (- 0 5))")  --> 1

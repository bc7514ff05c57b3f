use crate::check;

#[test]
fn values_pass_both_ways() {
    check(
        "local co = coroutine.create(function(a, b)
           local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d + e, 'end'
         end)
         print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.status(co))
         print(coroutine.resume(co, 3, 4)) print(coroutine.resume(co)) print(coroutine.status(co))",
        "true\t3\ntrue\t20\nsuspended\ntrue\t7\tend\nfalse\tcannot resume dead coroutine\ndead",
    );
}

#[test]
fn yields_cross_the_library() {
    check(
        "local yield = coroutine.yield
         local function run(name, f)
           local co, out = coroutine.wrap(f), {}
           repeat local v = co() out[#out + 1] = tostring(v) until v == nil
           print(name, table.concat(out, ' '))
         end
         run('pcall', function() pcall(function() yield(1) yield(2) error('x') end) yield(3) end)
         run('sort', function() local t = {3, 1, 2}
           table.sort(t, function(a, b) yield(a + b) return a < b end) yield(table.concat(t)) end)
         run('gsub', function() yield((string.gsub('abc', '%w', function(c) yield(c) return c .. c end))) end)
         run('tostring', function() yield(tostring(setmetatable({}, {__tostring = function() yield(1) return 's' end}))) end)
         run('concat', function() yield(table.concat(setmetatable({}, {__len = function() yield('len') return 2 end,
           __index = function(_, i) yield(i) return 'v' .. i end}), ',')) end)
         run('format', function() yield(string.format('%s-%5s', setmetatable({}, {__tostring = function() yield('t') return 'x' end}), 1)) end)
         run('load', function() local n = 0 yield(load(function() n = n + 1 yield(n) return n == 1 and 'return 5' or nil end)()) end)
         run('unpack', function() yield(select('#', table.unpack(setmetatable({}, {__index = function(_, i) yield(i) return i end}), 1, 3))) end)
         run('max', function() local mt = {__lt = function(a, b) yield('lt') return a.v < b.v end}
           yield(math.max(setmetatable({v = 1}, mt), setmetatable({v = 2}, mt)).v) end)
         run('ipairs', function() for i, v in ipairs(setmetatable({}, {__index = function(_, i) yield(i) if i < 3 then return i end end})) do end end)
         run('arith', function() yield('10' + setmetatable({}, {__add = function(a, b) yield(a) return 42 end})) end)",
        "pcall\t1 2 3 nil\nsort\t4 5 3 123 nil\ngsub\ta b c aabbcc nil\ntostring\t1 s nil\n\
         concat\tlen 1 2 v1,v2 nil\nformat\tt x-    1 nil\nload\t1 2 5 nil\nunpack\t1 2 3 3 nil\nmax\tlt 2 nil\n\
         ipairs\t1 2 3 nil\narith\t10 42 nil",
    );
}

#[test]
fn wrapped_errors_are_positioned_and_close_the_coroutine() {
    check(
        "local f = coroutine.wrap(function()
           local x <close> = setmetatable({}, {__close = function(_, e) print('closing', e) end})
           error('boom')
         end)
         print(pcall(f)) print(pcall(f))
         print(pcall(function() coroutine.wrap(function() error({}) end)() end) == false)
         print(select(2, pcall(function()
           coroutine.wrap(function()
             local x <close> = setmetatable({}, {__close = function() error('second', 0) end}) error('first')
           end)()
         end)))",
        "closing\tinput:3: boom\nfalse\tinput:3: boom\nfalse\tcannot resume dead coroutine\ntrue\ninput:10: second",
    );
}

#[test]
fn closing_runs_pending_variables() {
    check(
        "local co = coroutine.create(function()
           local x <close> = setmetatable({}, {__close = function() print('closed') end}) coroutine.yield()
         end)
         coroutine.resume(co) print(coroutine.close(co), coroutine.status(co)) print(coroutine.close(co))
         local bad = coroutine.create(function() error('e', 0) end) coroutine.resume(bad) print(coroutine.close(bad))
         print(pcall(coroutine.close, coroutine.running()))",
        "closed\ntrue\tdead\ntrue\nfalse\te\nfalse\tcannot close a running coroutine",
    );
}

#[test]
fn the_running_coroutine_is_known() {
    check(
        "local main, is_main = coroutine.running() print(is_main, coroutine.isyieldable())
         coroutine.wrap(function()
           local co, is_main = coroutine.running() print(is_main, coroutine.isyieldable(), co == main)
           print(coroutine.status(main), coroutine.status(co), pcall(coroutine.resume, main))
         end)()
         print(pcall(coroutine.yield))",
        "true\tfalse\nfalse\ttrue\tfalse\nnormal\trunning\ttrue\tfalse\tcannot resume non-suspended coroutine\n\
         false\tattempt to yield from outside a coroutine",
    );
}

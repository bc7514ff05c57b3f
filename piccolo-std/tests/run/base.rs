use crate::check;

#[test]
fn print_converts_in_order() {
    check(
        "local t = setmetatable({}, {__tostring = function() print('called') return 'object' end})
         print(1, t, nil, 2.0, t, true, 'x') print()",
        "1called\n\tobject\tnil\t2.0called\n\tobject\ttrue\tx",
    );
}

#[test]
fn tostring_uses_names_and_numbers() {
    check(
        "print((tostring(setmetatable({}, {__name = 'Point'})):gsub('0x%x+', 'address')))
         print(tostring(setmetatable({}, {__tostring = function() return 12 end})) .. '!')",
        "Point: address\n12!",
    );
}

#[test]
fn pairs_takes_three_results_of_its_metamethod() {
    check(
        "local function each(t, k) k = (k or 0) + 1 if k <= 2 then return k, t.n * k end end
         for k, v in pairs(setmetatable({n = 5}, {__pairs = function(t) return each, t, nil, 9 end})) do print(k, v) end
         print(select('#', pairs(setmetatable({}, {__pairs = function() end}))))",
        "1\t5\n2\t10\n3",
    );
}

#[test]
fn ipairs_respects_index() {
    check(
        "local t = setmetatable({'a'}, {__index = function(_, i) if i < 4 then return i * 10 end end})
         for i, v in ipairs(t) do print(i, v) end
         for i, v in ipairs(setmetatable({}, {__index = {'x', 'y'}})) do print(i, v) end
         for i, v in ipairs('text') do print(i, v) end",
        "1\ta\n2\t20\n3\t30\n1\tx\n2\ty",
    );
}

#[test]
fn protected_calls_give_results_or_the_error() {
    check(
        "print(pcall(function(...) return ... end, 1, nil, 3))
         print((pcall(error, {})), pcall(error))
         print(pcall(pcall, error, 'e'))
         print(xpcall(function(...) return select('#', ...) end, print, nil, nil))
         print(xpcall(error, function(m) return 'handled ' .. m, 2 end, 'e'))
         print(xpcall(nil, function(m) return m end))",
        "true\t1\tnil\t3\nfalse\tfalse\tnil\ntrue\tfalse\te\ntrue\t2\nfalse\thandled e\n\
         false\tattempt to call a nil value",
    );
}

#[test]
fn callable_objects_can_be_called_by_the_library() {
    check(
        "local c = setmetatable({}, {__call = function(self, ...) return select('#', ...), ... end})
         print(pcall(c, 1, 2)) print(xpcall(c, print, 3))
         print(tostring(setmetatable({}, {__tostring = setmetatable({}, {__call = function() return 'deep' end})})))",
        "true\t2\t1\t2\ntrue\t1\t3\ndeep",
    );
}

#[test]
fn load_reads_pieces_until_nil_or_an_empty_one() {
    check(
        "local pieces = {'return ', '1', ' + 2', '', 'garbage'} local i = 0
         print(load(function() i = i + 1 return pieces[i] end)())
         print(load('return x', 'name', 't', {x = 'own'})())
         print(load('syntax error here', '=name'))
         print(load('return ...')(7, 8))
         print(load(function() return nil end)())",
        "3\nown\nnil\tname:1: syntax error near 'error'\n7\t8",
    );
}

#[test]
fn load_checks_the_mode() {
    check(
        "print(load('return 1', 'x', 'b')) print(load('\\27Lua', 'x', 't'))",
        "nil\tattempt to load a text chunk (mode is 'b')\n\
         nil\tattempt to load a binary chunk (mode is 't')",
    );
}

#[test]
fn select_counts_from_both_ends() {
    check(
        "print(select('#')) print(select('#', nil, nil)) print(select(2, 1, 2, 3)) print(select(-1, 1, 2))
         print(select('#', select(5, 1)))",
        "0\n2\n2\t3\n2\n0",
    );
}

#[test]
fn metatables_can_be_protected() {
    check(
        "local t = setmetatable({}, {__metatable = 'locked'})
         print(getmetatable(t), pcall(setmetatable, t, {}))
         print(getmetatable('').__index == string, getmetatable(1))",
        "locked\tfalse\tcannot change a protected metatable\ntrue\tnil",
    );
}

#[test]
fn collectgarbage_knows_its_options() {
    check(
        "print(type(collectgarbage('count')), collectgarbage(), collectgarbage('stop'), collectgarbage('isrunning'),
               collectgarbage('restart'), collectgarbage('isrunning'))
         print(collectgarbage('generational'), collectgarbage('incremental'), collectgarbage('setpause', 150),
               collectgarbage('setpause', 200))
         print(type(collectgarbage('step')))
         local weak = setmetatable({{}}, {__mode = 'v'}) collectgarbage() print(#weak)",
        // The pause is kept in steps of four.
        "number\t0\t0\tfalse\t0\ttrue\nincremental\tgenerational\t200\t148\nboolean\n0",
    );
}

use crate::check;

/// A table that logs what is done to it.
const LOGGED: &str = "
    local log = {}
    local function logged(t)
      return setmetatable({}, {
        __len = function() log[#log + 1] = '#' return #t end,
        __index = function(_, i) log[#log + 1] = 'get ' .. i return t[i] end,
        __newindex = function(_, i, v) log[#log + 1] = 'set ' .. i .. ' ' .. tostring(v) t[i] = v end,
      })
    end
    local function show(...) print(...) print(table.concat(log, ', ')) log = {} end
";

fn check_logged(source: &str, expected: &str) {
    check(&format!("{LOGGED}{source}"), expected);
}

#[test]
fn insert_and_remove_respect_metamethods() {
    check_logged(
        "table.insert(logged{'a'}, 'b') show() table.insert(logged{'a', 'b'}, 1, 'c') show()
         show(table.remove(logged{'a', 'b'})) show(table.remove(logged{'a', 'b'}, 1)) show(table.remove(logged{}))",
        "\n#, set 2 b\n\n#, get 2, set 3 b, get 1, set 2 a, set 1 c\nb\n#, get 2, set 2 nil\na\n\
         #, get 1, get 2, set 1 b, set 2 nil\nnil\n#, get 0, set 0 nil",
    );
}

#[test]
fn concat_unpack_and_move_respect_metamethods() {
    check_logged(
        "show(table.concat(logged{1, 2}, '-')) show(table.unpack(logged{1, 2}))
         show(#table.move(logged{1, 2}, 1, 2, 2, {0})) table.move(logged{1, 2}, 1, 2, 2) show()",
        "1-2\n#, get 1, get 2\n1\t2\n#, get 1, get 2\n3\nget 1, get 2\n\nget 2, set 3 2, get 1, set 2 1",
    );
}

#[test]
fn sort_respects_metamethods() {
    check_logged(
        "local t = {3, 1, 2} table.sort(logged(t)) show(t[1], t[2], t[3])",
        "1\t2\t3\n\
        #, get 1, get 2, get 3, set 1 1, set 2 2, set 3 3",
    );
    check(
        "local mt = {} mt.__lt = function(a, b) return a.v < b.v end
         local t = {} for i, v in ipairs{5, 2, 9, 1} do t[i] = setmetatable({v = v}, mt) end
         table.sort(t) print(t[1].v, t[2].v, t[3].v, t[4].v)",
        "1\t2\t5\t9",
    );
}

#[test]
fn sort_orders_what_can_be_compared() {
    check(
        "local t = {3, 1.5, 2, -1, 1 << 53, 2.0 ^ 53} table.sort(t) print(table.concat(t, ' '))
         t = {'b', 'a', 'C', ''} table.sort(t) print(table.concat(t, ','))
         t = {5, 3, 9, 1} table.sort(t, function(a, b) return a > b end) print(table.concat(t, ' '))
         print(pcall(table.sort, {1, 'x'})) print(pcall(table.sort, {1, 2, 3, 4}, function() return true end))
         t = {} table.sort(t) table.sort({1}, nil)
         print(pcall(table.sort, {3, 2, 1, 5, 4}, function(a, b) error('stop', 0) end))",
        "-1 1.5 2 3 9007199254740992 9.007199254741e+15\n,C,a,b\n9 5 3 1\n\
         false\tattempt to compare string with number\nfalse\tinvalid order function for sorting\nfalse\tstop",
    );
}

#[test]
fn a_lying_length_costs_nothing() {
    check(
        "local t = setmetatable({}, {__len = function() return 1 << 30 end, __index = function(_, i) error('at ' .. i, 0) end})
         print(pcall(table.sort, t)) print(pcall(table.concat, t))
         print(pcall(table.unpack, setmetatable({}, {__len = function() return math.maxinteger end})))
         print(pcall(table.unpack, {}, 1, 1e7))",
        "false\tat 1\nfalse\tat 1\nfalse\ttoo many results to unpack\nfalse\ttoo many results to unpack",
    );
}

#[test]
fn extreme_positions_do_not_overflow() {
    check(
        "local max, min = math.maxinteger, math.mininteger
         print(table.concat({[max] = 'x'}, '', max, max), table.concat({}, '', max, min))
         print(table.unpack({[max] = 'y'}, max, max)) print(select('#', table.unpack({}, max, min)))
         print(table.move({[max] = 'z'}, max, max, min)[min])
         local t = setmetatable({}, {__len = function() return max end})
         print(pcall(table.insert, t, 1))
         print(table.remove(setmetatable({}, {__len = function() return max end})))",
        "x\t\ny\n0\nz\ntrue\nnil",
    );
}

#[test]
fn pack_counts_nils() {
    check(
        "local t = table.pack(nil, 2, nil) print(t.n, t[1], t[2], t[3]) print(table.pack().n)",
        "3\tnil\t2\tnil\n0",
    );
}

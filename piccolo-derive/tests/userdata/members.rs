//! How members are found: fields, functions of the class, and what scripts do to both meanwhile.

use piccolo::{
    Collect, Context, Executor, Fuel, Function, Lua, Step, UserData, methods,
    stdlib::{self, Libs, Options},
};

use crate::support::{check_error, eval, eval_in_steps};

#[derive(Collect, UserData)]
struct Sprite {
    #[lua(get, set)]
    x: i64,
    #[lua(get, set)]
    y: i64,
    #[lua(get, set)]
    width: i64,
    #[lua(get, set)]
    height: i64,
    #[lua(get, set)]
    red: f64,
    #[lua(get, set)]
    green: f64,
    #[lua(get, set)]
    blue: f64,
    #[lua(get, set)]
    name: String,
    #[lua(get, set)]
    visible: bool,
    #[lua(get, set)]
    layer: u8,
    #[lua(get, set, name = "the_angle_by_which_it_is_turned_to_the_right_in_degrees")]
    angle: f64,
    #[lua(get)]
    id: i64,
    #[lua(set)]
    secret: i64,
}

#[methods]
impl Sprite {
    #[lua(new)]
    fn new(x: i64) -> Self {
        Self {
            x,
            y: 0,
            width: 1,
            height: 2,
            red: 0.25,
            green: 0.5,
            blue: 0.75,
            name: "sprite".into(),
            visible: true,
            layer: 3,
            angle: 90.0,
            id: 7,
            secret: 1,
        }
    }

    fn area(&self) -> i64 {
        self.width * self.height
    }

    fn tell(&self) -> i64 {
        self.secret
    }

    #[lua(get)]
    fn fragile(&self) -> Result<i64, std::num::ParseIntError> {
        if self.x < 0 { "broken".parse() } else { Ok(self.x) }
    }

    #[lua(get)]
    fn costly(&self, ctx: Context<'_>) -> i64 {
        ctx.charge_fuel(1000);
        self.x
    }

    #[lua(set)]
    fn set_costly(&mut self, ctx: Context<'_>, x: i64) {
        ctx.charge_fuel(1000);
        self.x = x;
    }

    #[lua(get)]
    fn text(&self) -> String {
        "t".repeat(1000)
    }
}

/// A class without fields: its table is what `__index` is.
#[derive(Collect, UserData)]
struct Bare;

#[methods]
impl Bare {
    #[lua(new)]
    fn new() -> Self {
        Self
    }

    fn one(&self) -> i64 {
        1
    }
}

fn sprites() -> Lua {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        stdlib::load(ctx, &Options { libs: Libs::full(), ..Options::default() }).unwrap();
        ctx.register::<Sprite>().unwrap();
        ctx.register::<Bare>().unwrap();
    });
    lua
}

/// That a script returns true, in one go and in small steps.
#[track_caller]
fn check(source: &str) {
    let lua = &mut sprites();
    assert!(eval::<bool>(lua, source));
    assert!(eval_in_steps::<bool>(lua, source));
}

#[test]
fn all_fields_of_a_class_are_found() {
    check(
        "local s = Sprite(5)
        for round = 1, 3 do
            s.y, s.width, s.name, s.visible, s.layer = round, 4, 'n' .. round, false, 200
            s.red, s.green, s.blue = 1, 2, 3
            s.the_angle_by_which_it_is_turned_to_the_right_in_degrees = 45
            assert(s.x == 5 and s.y == round and s.width == 4 and s.height == 2 and s.id == 7)
            assert(s.red + s.green + s.blue == 6 and s.name == 'n' .. round and not s.visible and s.layer == 200)
            assert(s.the_angle_by_which_it_is_turned_to_the_right_in_degrees == 45)
            local key = 'the_angle_by_which_it_is_turned' .. '_to_the_right_in_degrees'
            s[key] = s[key] + 1
            assert(s[key] == 46 and s:area() == 8)
        end
        return s.nothing == nil and s[1] == nil and s[s] == nil",
    );
}

#[test]
fn fields_that_can_only_be_read_or_set() {
    let lua = &mut sprites();
    assert!(eval::<bool>(lua, "s = Sprite(1) s.secret = 5 return s.secret == nil and s:tell() == 5"));
    check_error(lua, "s.id = 1", "field 'id' of Sprite can not be set");
    check_error(lua, "s.other = 1", "Sprite has no field 'other'");
    check_error(lua, "s.x = 'ten'", "bad value for field 'x' of Sprite (number expected, got string)");
    assert!(eval::<bool>(lua, "return s.x == 1"));
}

#[test]
fn the_class_table_can_change_at_any_time() {
    check(
        "local s, seen = Sprite(5), {}
        local old = Sprite.area
        for i = 1, 5 do
            seen[i] = s:area()
            if i == 2 then function Sprite:area() return self.x * 100 end end
            if i == 3 then Sprite.area = nil; Sprite.area = function() return -1 end end
            if i == 4 then Sprite.area = old end
        end
        Sprite.x = 'hidden by the field'
        Sprite.extra = function(self) return self.x end
        local before = s.missing
        Sprite.missing = 1
        local after = s.missing
        Sprite.missing, Sprite.x = nil, nil
        return table.concat(seen, ' ') == '2 2 500 -1 2' and s.x == 5 and s:extra() == 5
            and before == nil and after == 1 and s.missing == nil",
    );
}

#[test]
fn classes_without_fields_look_in_their_table_first() {
    check(
        "local b = Bare()
        local own, first, two = getmetatable(Bare), b:one(), b.two
        Bare.two = 2
        setmetatable(Bare, {__index = function(_, key) return key .. '!' end})
        local third, second = b.three, b.two
        setmetatable(Bare, own)
        Bare.two = nil
        return first == 1 and two == nil and second == 2 and third == 'three!' and b.three == nil",
    );
}

#[test]
fn another_metatable_counts_at_once() {
    check(
        "local s, log = Sprite(5), {}
        local own = debug.getmetatable(s)
        local others = {
            {__index = {x = 'from a table'}, __newindex = function(_, key, value) log[key] = value end},
            {__index = function(_, key) return 'from a function: ' .. key end, __newindex = log},
            {__index = setmetatable({}, {__index = {x = 'from further on'}})},
            {},
        }
        local seen = {}
        for i = 1, #others do
            seen[#seen + 1] = s.x
            debug.setmetatable(s, others[i])
            seen[#seen + 1] = select(2, pcall(function() return s.x end))
            pcall(function() s.x = i end)
            debug.setmetatable(s, own)
        end
        debug.setmetatable(s, nil)
        local fails = not pcall(function() return s.x end) and not pcall(function() s.x = 1 end)
        debug.setmetatable(s, own)
        return fails and s.x == 5 and log.x == 2 and seen[2] == 'from a table'
            and seen[4] == 'from a function: x' and seen[6] == 'from further on'
            and seen[8]:find(\"attempt to index a userdata value (upvalue 's')\", 1, true) ~= nil
            and seen[1] == 5 and seen[7] == 5",
    );
}

#[test]
fn handlers_in_the_metatable_can_be_replaced() {
    check(
        "local s, log = Sprite(5), {}
        local own = debug.getmetatable(s)
        local index, new_index = own.__index, own.__newindex
        local seen = {}
        for i = 1, 3 do
            seen[i] = s.x
            s.y = i
            own.__index = ({function(_, key) return key end, {x = 'table'}, index})[i]
            own.__newindex = ({function(_, key, value) log[key] = value end, log, new_index})[i]
        end
        s.y = 9
        own.__index = nil
        local fails = not pcall(function() return s.x end)
        own.__index = index
        return seen[1] == 5 and seen[2] == 'x' and seen[3] == 'table' and log.y == 3 and s.y == 9 and fails",
    );
}

#[test]
fn the_handlers_of_one_class_do_not_read_objects_of_another() {
    let lua = &mut sprites();
    eval::<()>(lua, "s, b = Sprite(5), Bare() debug.setmetatable(b, debug.getmetatable(s))");
    check_error(lua, "return b.x", "bad argument #1 to 'index' (Sprite expected, got Sprite)");
    check_error(lua, "b.x = 1", "bad argument #1 to 'newindex' (Sprite expected, got Sprite)");
}

#[test]
fn failing_getters_can_be_caught() {
    let lua = &mut sprites();
    let caught = "
        local s, n = Sprite(5), 0
        for i = 1, 10 do
            s.x = i % 2 == 0 and i or -i
            local ok, message = pcall(function() return s.fragile end)
            if ok then n = n + message else assert(message:find('invalid digit found in string', 1, true)) end
        end
        return n == 30";
    assert!(eval::<bool>(lua, caught));
    assert!(eval_in_steps::<bool>(lua, caught));
    check_error(lua, "local s = Sprite(-1)\n\nlocal x = s.fragile", "invalid digit found in string");
    let error = lua.load("local s = Sprite(-1)\n\nlocal x = s.fragile").exec().unwrap_err();
    assert!(error.to_string().contains("chunk:3: in main chunk"), "{error}");
}

#[test]
fn objects_in_use_are_neither_read_nor_set() {
    let lua = &mut sprites();
    eval::<()>(lua, "s = Sprite(1) function read() return s.x end function set() s.x = 2 end");
    lua.enter(|ctx| {
        let object: UserData = ctx.globals().get(ctx, "s").unwrap();
        let sprite = object.downcast::<Sprite>().unwrap();
        let borrowed = sprite.borrow_mut(ctx).unwrap();
        for name in ["read", "set"] {
            let function: Function = ctx.globals().get(ctx, name).unwrap();
            let executor = Executor::new(ctx, function, &[]).unwrap();
            assert_eq!(executor.step(ctx, &mut Fuel::new(100)), Step::Failed);
            let error = executor.failure().unwrap().error;
            assert!(format!("{error:?}").contains("Sprite is in use already"), "{error:?}");
        }
        drop(borrowed);
    });
    assert!(eval::<bool>(lua, "set() return read() == 2"));
}

#[test]
fn what_accessors_charge_is_charged() {
    for source in [
        "local s = Sprite(5) while true do local x = s.costly end",
        "local s = Sprite(5) while true do s.costly = 1 end",
    ] {
        let mut lua = sprites();
        let executor = lua.load(source).executor(()).unwrap();
        let mut fuel = Fuel::new(1_000_000);
        assert_eq!(lua.step(&executor, &mut fuel), Step::OutOfFuel);
        let limited = source.replace("while true do", "for i = 1, 980 do");
        for (fuel, expected) in [(970_000, Step::OutOfFuel), (1_000_000, Step::Returned)] {
            let executor = lua.load(&limited).executor(()).unwrap();
            assert_eq!(lua.step(&executor, &mut Fuel::new(fuel)), expected);
        }
    }
}

#[test]
fn what_accessors_allocate_is_collected() {
    let mut lua = sprites();
    lua.set_memory_limit(lua.memory_used() + 1_000_000);
    let source = "local s, n = Sprite(5), 0 for i = 1, 20000 do n = n + #s.text end return n";
    assert_eq!(eval::<i64>(&mut lua, source), 20_000_000);
}

#[test]
fn hooks_see_accessors() {
    let mut lua = sprites();
    let source = "
        local s, calls = Sprite(5), 0
        local function work() s.x = s.x + 1 return s.x end
        assert(work() == 6)
        debug.sethook(function() calls = calls + 1 end, 'c')
        local x = s.x
        s.x = x + 1
        debug.sethook()
        return calls >= 2 and s.x == 7";
    assert!(eval::<bool>(&mut lua, source));
}

//! mlua, with PUC-Rio Lua 5.4 or Luau.

use mlua::{Function, Lua, LuaOptions, StdLib, UserData, UserDataFields, UserDataMethods};

use crate::cases::{ADD, CALL, CREATE, Case};

struct Point {
    x: i64,
    y: i64,
}

impl UserData for Point {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("x", |_, this| Ok(this.x));
        fields.add_field_method_set("x", |_, this, x| {
            this.x = x;
            Ok(())
        });
        fields.add_field_method_get("y", |_, this| Ok(this.y));
        fields.add_field_method_set("y", |_, this, y| {
            this.y = y;
            Ok(())
        });
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_function("new", |_, (x, y)| Ok(Point { x, y }));
        methods.add_method("shifted", |_, this, k: i64| Ok(this.x + k));
    }
}

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> i64 {
    match case.name {
        CREATE => (0..case.rounds).map(|_| drop(std::hint::black_box(machine()))).count() as i64,
        CALL => call(case.rounds),
        _ => machine().load(case.program).call(case.rounds).expect("the program runs"),
    }
}

fn machine() -> Lua {
    let libraries = StdLib::COROUTINE | StdLib::TABLE | StdLib::STRING | StdLib::UTF8 | StdLib::MATH;
    let lua = Lua::new_with(libraries, LuaOptions::default()).expect("the VM is made");
    let set_up = || {
        let globals = lua.globals();
        globals.set("Point", lua.create_proxy::<Point>()?)?;
        globals.set("add", lua.create_function(|_, (a, b): (i64, i64)| Ok(a + b))?)
    };
    set_up().expect("the VM is set up");
    lua
}

fn call(rounds: u32) -> i64 {
    let lua = machine();
    let add: Function = lua.load(ADD).eval().expect("the function is made");
    let mut sum = 0;
    for i in 0..i64::from(rounds) {
        sum = add.call((sum, i)).expect("the function runs");
    }
    sum
}

//! luna-core. Its userdata types have no classes: a table with the type's function stands for one.

use luna_core::{
    runtime::Value,
    version::LuaVersion,
    vm::{LuaUserdata, UserdataMethods, Vm},
};

use crate::cases::{ADD, CALL, CREATE, Case};

struct Point {
    x: i64,
    y: i64,
}

impl LuaUserdata for Point {
    fn type_name() -> &'static str {
        "Point"
    }

    fn add_methods<M: UserdataMethods<Self>>(methods: &mut M) {
        methods.add_function("new", |vm, (x, y): (i64, i64)| Ok(vm.create_userdata(Point { x, y })));
        methods.add_method("shifted", |_, this, (k,): (i64,)| Ok(this.x + k));
        methods.add_field_method_get("x", |_, this| Ok(this.x));
        methods.add_field_method_get("y", |_, this| Ok(this.y));
        methods.add_field_method_set("x", |_, this, (x,): (i64,)| {
            this.x = x;
            Ok(())
        });
    }
}

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> i64 {
    match case.name {
        CREATE => (0..case.rounds).map(|_| drop(std::hint::black_box(machine()))).count() as i64,
        CALL => call(case.rounds),
        _ => {
            let mut vm = machine();
            let program = format!("return function(...) {} end", case.program);
            let function = vm.eval(&program).expect("the program is compiled")[0];
            let results =
                vm.call_value(function, &[Value::Int(case.rounds.into())]).expect("the program runs");
            integer(&results)
        }
    }
}

fn integer(results: &[Value]) -> i64 {
    match results {
        [Value::Int(result), ..] => *result,
        other => panic!("{other:?} is no integer"),
    }
}

fn machine() -> Vm {
    let mut vm = Vm::new_minimal(LuaVersion::Lua54);
    vm.open_base();
    vm.open_coroutine();
    vm.open_table();
    vm.open_string();
    vm.open_utf8();
    vm.open_math();
    vm.set_userdata("Point", Point { x: 0, y: 0 }).expect("the type is registered");
    // The class is where its functions are.
    vm.eval("Point = {new = getmetatable(Point).new}").expect("the type has functions");
    let add = vm.native_typed(|a: i64, b: i64| -> i64 { a + b });
    vm.set_global("add", add).expect("the global is set");
    vm
}

fn call(rounds: u32) -> i64 {
    let mut vm = machine();
    let add = vm.eval(ADD).expect("the function is made")[0];
    vm.set_global("function_under_test", add).expect("the global is set");
    let mut sum = 0;
    for i in 0..i64::from(rounds) {
        let results = vm.call_value(add, &[Value::Int(sum), Value::Int(i)]).expect("the function runs");
        sum = integer(&results);
    }
    sum
}

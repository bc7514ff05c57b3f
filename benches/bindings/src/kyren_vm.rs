//! kyren's piccolo. Its userdata have metatables that hosts write by hand.

use std::cell::RefCell;

use kyren::{
    Callback, CallbackReturn, Closure, Context, Executor, FromMultiValue, Fuel, IntoValue, Lua,
    StashedExecutor, String, Table, UserData, Value,
};

use crate::cases::{ADD, CALL, CREATE, Case};

struct Point {
    x: i64,
    y: i64,
}

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> i64 {
    match case.name {
        CREATE => (0..case.rounds).map(|_| drop(std::hint::black_box(machine()))).count() as i64,
        CALL => call(case.rounds),
        _ => {
            let mut lua = machine();
            let executor = lua.try_enter(|ctx| {
                let program = Closure::load(ctx, None, case.program.as_bytes())?;
                Ok(ctx.stash(Executor::start(ctx, program.into(), i64::from(case.rounds))))
            });
            finish(&mut lua, &executor.expect("the program is compiled"))
        }
    }
}

fn finish<R: for<'gc> FromMultiValue<'gc>>(lua: &mut Lua, executor: &StashedExecutor) -> R {
    lua.execute(executor).expect("the program runs")
}

fn machine() -> Lua {
    let mut lua = Lua::core();
    lua.try_enter(|ctx| {
        let add = Callback::from_fn(&ctx, |ctx, _, mut stack| {
            let (a, b): (i64, i64) = stack.consume(ctx)?;
            stack.replace(ctx, a + b);
            Ok(CallbackReturn::Return)
        });
        ctx.set_global("add", add)?;
        ctx.set_global("Point", class(ctx)?)?;
        Ok(())
    })
    .expect("the VM is set up");
    lua
}

/// The table with `Point.new`.
fn class<'gc>(ctx: Context<'gc>) -> Result<Table<'gc>, kyren::Error<'gc>> {
    let methods = Table::new(&ctx);
    let shifted = Callback::from_fn(&ctx, |ctx, _, mut stack| {
        let (this, k): (UserData, i64) = stack.consume(ctx)?;
        stack.replace(ctx, this.downcast_static::<RefCell<Point>>()?.borrow().x + k);
        Ok(CallbackReturn::Return)
    });
    methods.set(ctx, "shifted", shifted)?;
    let metatable = Table::new(&ctx);
    let index = Callback::from_fn_with(&ctx, methods, |methods, ctx, _, mut stack| {
        let (this, key): (UserData, String) = stack.consume(ctx)?;
        let this = this.downcast_static::<RefCell<Point>>()?;
        match key.as_bytes() {
            b"x" => stack.replace(ctx, this.borrow().x),
            b"y" => stack.replace(ctx, this.borrow().y),
            _ => stack.replace(ctx, methods.get(ctx, key)),
        }
        Ok(CallbackReturn::Return)
    });
    metatable.set(ctx, "__index", index)?;
    let new_index = Callback::from_fn(&ctx, |ctx, _, mut stack| {
        let (this, key, value): (UserData, String, i64) = stack.consume(ctx)?;
        let this = this.downcast_static::<RefCell<Point>>()?;
        match key.as_bytes() {
            b"x" => this.borrow_mut().x = value,
            b"y" => this.borrow_mut().y = value,
            _ => return Err("no such field".into_value(ctx).into()),
        }
        Ok(CallbackReturn::Return)
    });
    metatable.set(ctx, "__newindex", new_index)?;
    let new = Callback::from_fn_with(&ctx, metatable, |metatable, ctx, _, mut stack| {
        let (x, y): (i64, i64) = stack.consume(ctx)?;
        let this = UserData::new_static(&ctx, RefCell::new(Point { x, y }));
        this.set_metatable(&ctx, Some(*metatable));
        stack.replace(ctx, this);
        Ok(CallbackReturn::Return)
    });
    let class = Table::new(&ctx);
    class.set(ctx, "new", new)?;
    Ok(class)
}

fn call(rounds: u32) -> i64 {
    let mut lua = machine();
    let stashed = lua.try_enter(|ctx| {
        let maker = Closure::load(ctx, None, ADD.as_bytes())?;
        Ok(ctx.stash(Executor::start(ctx, maker.into(), ())))
    });
    let executor = stashed.expect("the program is compiled");
    let add = lua.try_enter(|ctx| {
        let executor = ctx.fetch(&executor);
        while !executor.step(ctx, &mut Fuel::with(4096)) {}
        match executor.take_result::<Value>(ctx)?? {
            Value::Function(add) => Ok(ctx.stash(add)),
            other => panic!("{other:?} is no function"),
        }
    });
    let add = add.expect("the function is made");
    let mut sum = 0;
    for i in 0..i64::from(rounds) {
        // Entered once for each call, as those who call one function have it.
        let result = lua.try_enter(|ctx| {
            let executor = ctx.fetch(&executor);
            executor.restart(ctx, ctx.fetch(&add), (sum, i));
            while !executor.step(ctx, &mut Fuel::with(4096)) {}
            executor.take_result::<i64>(ctx)?
        });
        sum = result.expect("the function runs");
    }
    sum
}

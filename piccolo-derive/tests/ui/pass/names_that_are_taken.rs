//! Users may call things what they like.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use piccolo::{Collect, UserData, methods};

struct Option;
struct Vec;
struct String;
struct Result;
trait Clone {}
mod std {}
mod core {}

#[derive(Collect, UserData)]
#[lua(get_all, set_all)]
struct Context {
    ctx: i64,
    object: i64,
    value: i64,
    this: i64,
    key: i64,
}

#[methods]
impl Context {
    #[lua(new)]
    fn new(ctx: i64, index: i64, values: i64, stack: i64, result: i64) -> Self {
        Self { ctx, object: index, value: values, this: stack, key: result }
    }

    fn sum(&self, argument_0: i64, this: i64) -> i64 {
        self.ctx + self.object + self.value + self.this + self.key + argument_0 + this
    }
}

#[derive(Collect, UserData)]
#[lua(get_all, set_all, new_all)]
enum Value {
    Nil { place: i64, value: i64 },
    Ok(i64),
    None,
}

fn main() {
    let mut lua = piccolo::Lua::new();
    assert!(lua.enter(|ctx| ctx.register::<Context>().is_ok() && ctx.register::<Value>().is_ok()));
    let source = "
        local v = Value.Nil{place = 1, value = 2} v.place = 10
        return Context(1, 2, 3, 4, 5):sum(6, 7) + v.place + v.value";
    assert_eq!(lua.load(source).eval::<i64>().ok(), Some(40));
}

use piccolo::{
    Collect, Value,
    gc_arena::{RefLock, Rootable},
    object::userdata::{class::Member, typed::UserDataType},
};

#[derive(Collect)]
struct Honest<'gc>(Value<'gc>);

#[derive(Collect)]
struct Thief<'gc>(RefLock<Vec<Value<'gc>>>);

struct Proxy;

impl<'a> Rootable<'a> for Proxy {
    type Root = Honest<'a>;
}

impl<'gc> UserDataType<'gc> for Thief<'gc> {
    type Proxy = Proxy;
    type Storage = RefLock<Self>;
    const NAME: &'static str = "Thief";
    const MEMBERS: &'gc [&'gc [Member<'gc>]] = &[];
}

fn main() {}

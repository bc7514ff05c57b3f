use piccolo::{
    Collect, Value,
    gc_arena::{RefLock, Rootable},
    object::userdata::{class::Member, typed::UserDataType},
};

#[derive(Collect)]
struct Evil<'gc>(Value<'gc>);

/// Always the same type, whatever the lifetime.
struct Proxy;

impl<'a> Rootable<'a> for Proxy {
    type Root = Evil<'static>;
}

impl<'gc> UserDataType<'gc> for Evil<'gc> {
    type Proxy = Proxy;
    type Storage = RefLock<Self>;
    const NAME: &'static str = "Evil";
    const MEMBERS: &'gc [&'gc [Member<'gc>]] = &[];
}

fn main() {}

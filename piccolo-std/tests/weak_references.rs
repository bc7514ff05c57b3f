//! Weak references of the host: an object that somebody holds is there, wherever the collector is.

use gc_arena::Gc;
use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
    object::{
        context::Context,
        userdata::typed::{UserRef, WeakUserRef},
    },
};
use piccolo_derive::{Collect, UserData, methods};
use piccolo_std::Options;

#[derive(Collect, UserData)]
struct Node {}

#[methods]
impl Node {
    fn new() -> Self {
        Self {}
    }
}

/// Knows an object, and does not hold it.
#[derive(Collect, UserData)]
struct Memory<'gc> {
    node: Option<WeakUserRef<'gc, Node>>,
}

#[methods]
impl<'gc> Memory<'gc> {
    fn new() -> Self {
        Self { node: None }
    }

    fn learn(&mut self, node: UserRef<'gc, Node>) {
        self.node = Some(node.downgrade());
    }

    fn knows(&self, ctx: Context<'gc>, node: UserRef<'gc, Node>) -> bool {
        self.node.and_then(|known| known.upgrade(ctx)).is_some_and(|known| known.is_same(node))
    }
}

/// Whether an object that was just made can be reached by a weak pointer.
fn finds_what_it_makes(ctx: Context<'_>) -> bool {
    let object = ctx.allocate(0_u8);
    ctx.upgrade(Gc::downgrade(object)).is_some()
}

/// Many strings, which the collector forgets in pieces, while objects come to be.
const SOURCE: &str = "local strings = {}
    for i = 1, 30000 do strings[i] = 'string ' .. i end
    local memory = Memory.new()
    local node = Node.new()
    memory:learn(node)
    for i = 1, 10000 do
        collectgarbage('step', 1)
        assert(memory:knows(node), i)
        if i % 7 == 0 then
            node = Node.new()
            memory:learn(node)
        end
        strings[i % 30000 + 1] = 'another ' .. i
        assert(memory:knows(node), i)
        assert(finds_what_it_makes(), i)
    end";

#[test]
fn objects_that_are_held_are_found() {
    for slice in [700, 10_000, u64::MAX] {
        let mut lua = Lua::new();
        let options = Options { seed: Some(1), ..Options::default() };
        let loaded = lua.try_enter(|ctx| {
            piccolo_std::load(ctx, &options)?;
            ctx.register::<Node>()?;
            ctx.register::<Memory>()?;
            ctx.set_global("finds_what_it_makes", ctx.function(finds_what_it_makes))
        });
        loaded.expect("there is memory");
        let run = lua.load(SOURCE).executor(()).expect("the program compiles");
        let step = loop {
            match lua.step(&run, &mut Fuel::new(slice)) {
                // A step of the collector gives the host its turn.
                Step::OutOfFuel | Step::Pending => {}
                step => break step,
            }
        };
        assert_eq!(step, Step::Returned, "{:?}", lua.take::<()>(&run));
    }
}

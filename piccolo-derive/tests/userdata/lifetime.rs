//! How long userdata live, and what they cost.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use piccolo::{
    Collect, Context, Error, Function, Lua, StashedUserData, UserData, UserRef, Value, WeakUserRef, methods,
};

use crate::support::{eval, eval_in_steps, lua};

/// Counts how often it is dropped.
struct Probe(Arc<AtomicUsize>);

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Collect, UserData)]
struct Node<'gc> {
    handler: Option<Function<'gc>>,
    #[lua(get, set)]
    next: Value<'gc>,
    #[collect(require_static)]
    probe: Probe,
}

#[methods]
impl<'gc> Node<'gc> {
    fn on_click(&mut self, f: Function<'gc>) {
        self.handler = Some(f);
    }

    fn drops(&self) -> usize {
        self.probe.0.load(Ordering::Relaxed)
    }

    fn link(&mut self, next: UserRef<'gc, Node<'gc>>) {
        self.next = next.into();
    }
}

/// A VM with a function `node` that makes nodes, and the count of those dropped.
fn nodes() -> (Lua, Arc<AtomicUsize>) {
    let drops = Arc::new(AtomicUsize::new(0));
    let counter = drops.clone();
    let lua = lua(move |ctx| {
        let make = piccolo::Callback::new(ctx, move |ctx, mut stack| {
            let node = Node { handler: None, next: Value::Nil, probe: Probe(counter.clone()) };
            stack.replace_with(ctx, node)
        });
        ctx.globals().set(ctx, "node", make)
    });
    (lua, drops)
}

#[test]
fn cyclic_userdata_are_collected() {
    let (mut lua, drops) = nodes();
    let source = "for i = 1, 100 do local n = node() n:on_click(function() return n end) n.next = n end";
    eval::<()>(&mut lua, source);
    lua.collect_garbage();
    lua.collect_garbage();
    assert_eq!(drops.load(Ordering::Relaxed), 100);
}

#[test]
fn what_reachable_userdata_hold_is_kept() {
    let (mut lua, drops) = nodes();
    let source = "
        first = node()
        local last = first
        for i = 1, 20 do
            local n = node()
            n:on_click(function() return last end)
            if i % 2 == 0 then last.next = n else last:link(n) end
            last = n
        end
        local count, n = 0, first
        while n do count, n = count + 1, n.next end
        return count, first:drops()";
    assert_eq!(eval_in_steps::<(i64, i64)>(&mut lua, source), (21, 0));
    eval::<()>(&mut lua, "first = nil");
    lua.collect_garbage();
    lua.collect_garbage();
    assert_eq!(drops.load(Ordering::Relaxed), 21);
}

#[test]
fn what_is_stored_while_the_collector_marks_is_kept() {
    let (mut lua, drops) = nodes();
    let source = "
        local first = node()
        collectgarbage('setpause', 100)
        for i = 1, 2000 do
            local fresh = {i, tostring(i) .. string.rep('x', 50)}
            first.next = fresh
            first:on_click(function() return fresh end)
            if i % 3 == 0 then collectgarbage('step', 1) end
            for j = 1, 10 do fresh[j + 2] = {j} end
            assert(first.next[2]:sub(1, #tostring(i)) == tostring(i) and first.next[12][1] == 10)
        end
        return first:drops()";
    assert_eq!(eval::<i64>(&mut lua, source), 0);
    lua.set_gc_stress(true);
    // The first node is gone by then.
    assert_eq!(eval::<i64>(&mut lua, &source.replace("2000", "30")), 1);
    drop(lua);
    assert_eq!(drops.load(Ordering::Relaxed), 2);
}

#[derive(Collect, UserData)]
struct Fragile {
    #[lua(get)]
    n: i64,
}

#[methods]
impl Fragile {
    fn fail(&mut self) {
        self.n += 1;
        panic!("a panic of the host");
    }
}

#[test]
fn a_panic_in_a_method_leaves_no_borrow() {
    let mut lua = lua(|ctx| ctx.globals().set(ctx, "fragile", Fragile { n: 1 }));
    let panicked =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lua.load("fragile:fail()").exec()));
    assert!(panicked.is_err());
    lua.enter(|ctx| {
        let fragile: UserRef<Fragile> = ctx.globals().get(ctx, "fragile").unwrap();
        assert_eq!(fragile.borrow_mut(ctx).unwrap().n, 2);
    });
    assert_eq!(eval::<i64>(&mut lua, "return fragile.n"), 2);
}

#[test]
fn weak_tables_let_go_of_userdata() {
    let (mut lua, drops) = nodes();
    eval::<()>(
        &mut lua,
        "kept, weak = node(), setmetatable({}, {__mode = 'v'}) weak[1], weak[2] = kept, node()",
    );
    lua.collect_garbage();
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return weak[1] == kept and weak[2] == nil"));
    assert_eq!(drops.load(Ordering::Relaxed), 1);
}

#[test]
fn stashed_userdata_keep_their_identity() {
    let (mut lua, drops) = nodes();
    eval::<()>(&mut lua, "n = node()");
    let stashed: StashedUserData = lua.enter(|ctx| {
        let node = ctx.globals().get::<UserRef<Node>>(ctx, "n").unwrap();
        ctx.globals().set(ctx, "n", Value::Nil).unwrap();
        ctx.stash(node)
    });
    lua.collect_garbage();
    lua.enter(|ctx| {
        let node = ctx.fetch(&stashed).unwrap().downcast::<Node>().unwrap();
        assert_eq!(node.borrow().unwrap().drops(), 0);
        node.borrow_mut(ctx).unwrap().next = Value::Integer(1);
        assert!(node.untyped().downcast_static::<u8>().is_none());
    });
    drop(stashed);
    lua.collect_garbage();
    lua.collect_garbage();
    assert_eq!(drops.load(Ordering::Relaxed), 1);
}

#[test]
fn a_borrow_of_the_host_is_an_error_for_others() {
    let (mut lua, _) = nodes();
    eval::<()>(&mut lua, "n = node()");
    lua.enter(|ctx| {
        let node: UserRef<Node> = ctx.globals().get(ctx, "n").unwrap();
        let changing = node.borrow_mut(ctx).unwrap();
        assert!(node.borrow().is_err() && node.borrow_mut(ctx).is_err());
        drop(changing);
        let reading = (node.borrow().unwrap(), node.borrow().unwrap());
        assert!(node.borrow_mut(ctx).is_err());
        drop(reading);
        assert!(node.borrow_mut(ctx).is_ok());
    });
}

#[test]
fn memory_is_charged_and_credited() {
    let (mut lua, _) = nodes();
    eval::<()>(&mut lua, "node() for i = 1, 2 do collectgarbage() end");
    let before = lua.memory_used();
    eval::<()>(&mut lua, "all = {} for i = 1, 1000 do all[i] = node() end");
    let per_node = (lua.memory_used() - before) / 1000;
    assert!((64..256).contains(&per_node), "{per_node} bytes");
    eval::<()>(&mut lua, "all = nil for i = 1, 2 do collectgarbage() end");
    assert!(lua.memory_used() < before + 4096, "{} {before}", lua.memory_used());
}

#[test]
fn a_memory_limit_stops_scripts_that_make_userdata() {
    let (mut lua, _) = nodes();
    let limit = lua.memory_used() + (1 << 20);
    lua.set_memory_limit(limit);
    let source = "local all = {} for i = 1, 1e7 do all[i] = node() end";
    let error = lua.load(source).exec().unwrap_err();
    assert!(error.stop().is_some());
}

#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Cell {
    #[lua(get, set)]
    n: i64,
}

#[derive(Collect, UserData)]
struct Store {
    #[lua(get, set)]
    name: String,
    #[lua(get, set, clone)]
    list: Option<Vec<i64>>,
    #[lua(by_ref)]
    numbers: Vec<i64>,
    #[lua(by_ref)]
    names: Vec<String>,
    #[lua(by_ref)]
    by_name: std::collections::HashMap<String, i64>,
    #[lua(by_ref)]
    sorted: std::collections::BTreeMap<i64, String>,
    #[lua(by_ref)]
    nested: Vec<Vec<Cell>>,
}

impl Store {
    fn empty() -> Self {
        Store {
            name: String::new(),
            list: None,
            numbers: Vec::new(),
            names: Vec::new(),
            by_name: Default::default(),
            sorted: Default::default(),
            nested: vec![Vec::new()],
        }
    }
}

#[test]
fn what_scripts_add_to_containers_is_charged_and_credited() {
    let cases = [
        ("for i = 1, 20000 do store.numbers[i] = i end", 160_000),
        ("store.name = 'short' store.name = ('x'):rep(100000)", 100_000),
        ("local list = {} for i = 1, 10000 do list[i] = i end store.list = list", 80_000),
        ("local s = ('x'):rep(10000) for i = 1, 20 do store.names[i] = s end", 200_000),
        ("for i = 1, 5000 do store.by_name[('key %d'):format(i)] = i end", 200_000),
        ("for i = 1, 5000 do store.sorted[i] = 'abcdefghijklmnop' end", 200_000),
        ("local list = store.nested[1] for i = 1, 20000 do list[i] = cell end", 160_000),
    ];
    for (source, least) in cases {
        let mut lua = lua(|ctx| {
            ctx.set_global("cell", Cell { n: 1 })?;
            ctx.set_global("store", Store::empty())
        });
        lua.collect_garbage();
        let before = lua.memory_used();
        eval::<()>(&mut lua, source);
        lua.collect_garbage();
        let grown = lua.memory_used() - before;
        assert!((least..3 * least).contains(&grown), "{source}: {grown}");
        eval::<()>(&mut lua, "store = nil");
        lua.collect_garbage();
        lua.collect_garbage();
        assert!(lua.memory_used() < before + 32768, "{source}: {} {before}", lua.memory_used());
    }
}

#[test]
fn replacing_and_removing_elements_costs_nothing_in_the_long_run() {
    let mut lua = lua(|ctx| ctx.set_global("store", Store::empty()));
    let source = "
        local big = ('x'):rep(5000)
        for i = 1, 3000 do
            store.names[1] = big store.names[1] = 'a'
            store.by_name['some key'] = i store.by_name['some key'] = nil
            store.sorted[i] = big store.sorted[i] = nil
            store.numbers[1] = i store.numbers[1] = nil
            store.name = big store.name = 'a' store.list = {i} store.list = nil
        end";
    eval::<()>(&mut lua, "store.names[1] = '' store.by_name.a = 1");
    lua.collect_garbage();
    let before = lua.memory_used();
    eval::<()>(&mut lua, source);
    lua.collect_garbage();
    assert!(lua.memory_used() < before + 16384, "{} {before}", lua.memory_used());
}

#[test]
fn a_memory_limit_stops_scripts_that_fill_containers() {
    for source in [
        "for i = 1, 1e9 do store.numbers[i] = i end",
        "local s = ('x'):rep(100000) for i = 1, 1e9 do store.names[i] = s end",
        "for i = 1, 1e9 do store.by_name['k' .. i] = i end",
        "for i = 1, 1e9 do store.sorted[i] = 'x' end",
    ] {
        let mut lua = lua(|ctx| ctx.set_global("store", Store::empty()));
        lua.set_memory_limit(lua.memory_used() + (4 << 20));
        assert!(lua.load(source).exec().unwrap_err().stop().is_some(), "{source}");
        let mut lent = Store::empty();
        let mut lua = self::lua(|_| Ok(()));
        lua.set_memory_limit(lua.memory_used() + (4 << 20));
        let result = lua.scope(|s| s.lend("store", &mut lent)?.load(source).exec());
        assert!(result.unwrap_err().stop().is_some(), "{source}");
    }
}

#[derive(Collect, UserData)]
struct Resource<'gc> {
    log: Function<'gc>,
    #[lua(get)]
    name: String,
}

#[methods]
impl<'gc> Resource<'gc> {
    #[lua(new)]
    fn open(name: String, log: Function<'gc>) -> Self {
        Self { log, name }
    }

    async fn __gc(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        let name = self.name.clone();
        piccolo::sequence::call::<()>(self.log, ("gc", name)).await
    }

    async fn __close(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        let name = self.name.clone();
        piccolo::sequence::call::<()>(self.log, ("close", name)).await
    }
}

#[test]
fn finalizers_and_closing_run() {
    let mut lua = lua(|ctx| ctx.register::<Resource>().map(drop));
    let source = "
        log = {}
        local function note(what, name) log[#log + 1] = what .. ' ' .. name end
        do local r <close> = Resource.open('a', note) end
        Resource('b', note)
        kept = Resource('c', note)
        for i = 1, 3 do collectgarbage() end
        return table.concat(log, ', ')";
    let log: String = eval_in_steps(&mut lua, source);
    let mut events: Vec<&str> = log.split(", ").collect();
    events.sort_unstable();
    assert_eq!(events, ["close a", "gc a", "gc b"]);
}

#[test]
fn a_resurrected_object_is_whole() {
    #[derive(Collect, UserData)]
    struct Phoenix<'gc> {
        #[lua(get)]
        nest: Value<'gc>,
    }

    #[methods]
    impl<'gc> Phoenix<'gc> {
        #[lua(new)]
        fn new(nest: Value<'gc>) -> Self {
            Self { nest }
        }

        fn __gc(ctx: Context<'gc>, this: UserRef<'gc, Self>) -> Result<(), Error<'gc>> {
            ctx.globals().set(ctx, "reborn", this)
        }
    }

    let mut lua = lua(|ctx| ctx.register::<Phoenix>().map(drop));
    let source =
        "Phoenix({1, 2, {3}}) for i = 1, 4 do collectgarbage() end return reborn.nest[3][1], #reborn.nest";
    assert_eq!(eval::<(i64, i64)>(&mut lua, source), (3, 3));
}

#[derive(Collect, UserData)]
struct Leaf<'gc> {
    parent: Option<WeakUserRef<'gc, Leaf<'gc>>>,
    #[lua(get)]
    name: String,
}

#[methods]
impl<'gc> Leaf<'gc> {
    #[lua(new)]
    fn new(name: String, parent: Option<UserRef<'gc, Leaf<'gc>>>) -> Self {
        Self { parent: parent.map(UserRef::downgrade), name }
    }

    fn parent(&self, ctx: Context<'gc>) -> Option<UserRef<'gc, Leaf<'gc>>> {
        self.parent.and_then(|parent| parent.upgrade(ctx))
    }
}

#[test]
fn weak_references_keep_nothing_alive() {
    let mut lua = lua(|ctx| ctx.register::<Leaf>().map(drop));
    let source = "root = Leaf('root') leaf = Leaf('leaf', root) assert(leaf:parent() == root) return leaf:parent().name";
    assert_eq!(eval::<String>(&mut lua, source), "root");
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return leaf:parent() == root"));
    eval::<()>(&mut lua, "root = nil");
    lua.collect_garbage();
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return leaf:parent() == nil"));
    let source = "
        leaf = nil
        for i = 1, 200 do
            local root = Leaf('root')
            leaf = Leaf('leaf', root)
            for j = 1, 20 do local junk = {j} end
            assert(leaf:parent().name == 'root')
            root = nil
            for j = 1, 20 do local junk = {j} end
            local parent = leaf:parent()
            assert(parent == nil or parent.name == 'root')
        end";
    lua.set_gc_stress(true);
    eval::<()>(&mut lua, &source.replace("200", "20"));
    lua.set_gc_stress(false);
    eval::<()>(&mut lua, source);
}

#[test]
fn references_to_parts_have_no_finalizers() {
    #[derive(Collect, UserData)]
    struct Part {
        #[lua(get)]
        n: i64,
    }

    #[methods]
    impl Part {
        fn __gc<'gc>(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
            let count: i64 = ctx.globals().get(ctx, "count")?;
            ctx.globals().set(ctx, "count", count + 1)
        }
    }

    #[derive(Collect, UserData)]
    struct Whole {
        #[lua(by_ref)]
        part: Part,
    }

    let mut lua = lua(|ctx| {
        ctx.globals().set(ctx, "count", 0)?;
        ctx.globals().set(ctx, "whole", Whole { part: Part { n: 1 } })?;
        ctx.globals().set(ctx, "own", Part { n: 1 })
    });
    let source = "
        for i = 1, 10 do assert(whole.part.n == 1) end
        own = nil
        for i = 1, 3 do collectgarbage() end
        return count";
    assert_eq!(eval::<i64>(&mut lua, source), 1);
}

//! More of what could lead to memory that is no longer there: free functions and closures on userdata, bases of what
//! moves, containers inside of containers, iterators of the host, methods that wait, and loans that are kept.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
};

use piccolo::{
    Collect, Context, Error, Function, Lua, UserData, UserRef, Value, Variadic, function, methods,
    sequence::call, stdlib,
};

use crate::support::{check_error, eval};

/// What all things have.
#[derive(Clone, Collect, UserData)]
#[lua(get_all, set_all, clone)]
struct Thing<'gc> {
    name: String,
    data: Value<'gc>,
}

#[methods]
impl<'gc> Thing<'gc> {
    fn rename(&mut self, name: &str) -> String {
        std::mem::replace(&mut self.name, name.to_owned())
    }

    async fn call_twice(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
        let before = self.name.clone();
        call::<()>(f, before.clone()).await?;
        let between = self.name.clone();
        call::<()>(f, between.clone()).await?;
        Ok(format!("{before} {between} {}", self.name))
    }
}

#[derive(Clone, Collect, UserData)]
#[lua(extends = Thing<'gc>, iter, clone)]
struct Shelf<'gc> {
    base: Thing<'gc>,
    #[lua(by_ref)]
    rows: Vec<Vec<Thing<'gc>>>,
    #[lua(by_ref)]
    labels: HashMap<String, Vec<Thing<'gc>>>,
    #[lua(by_ref)]
    shelves: Vec<Shelf<'gc>>,
    #[lua(by_ref)]
    by_number: BTreeMap<i64, HashMap<String, Thing<'gc>>>,
}

impl<'gc> Shelf<'gc> {
    fn iter(&self) -> impl Iterator<Item = (usize, Value<'gc>)> {
        self.rows.iter().flatten().map(|thing| thing.data).enumerate()
    }
}

fn thing<'gc>(name: &str) -> Thing<'gc> {
    Thing { name: name.to_owned(), data: Value::Nil }
}

#[methods]
impl<'gc> Shelf<'gc> {
    #[lua(new)]
    fn new(name: &str) -> Self {
        Self {
            base: thing(name),
            rows: vec![vec![thing("first")]],
            labels: HashMap::from([("a".to_owned(), vec![thing("labelled")])]),
            shelves: Vec::new(),
            by_number: BTreeMap::from([(1, HashMap::from([("b".to_owned(), thing("numbered"))]))]),
        }
    }

    /// Everything is somewhere else afterwards.
    fn grow(&mut self) {
        self.rows.reserve(1000);
        self.rows.iter_mut().for_each(|row| row.reserve(1000));
        self.labels.reserve(1000);
        self.shelves.reserve(1000);
        self.by_number.values_mut().for_each(|things| things.reserve(1000));
    }

    fn clear(&mut self) {
        let name = self.base.name.clone();
        *self =
            Self { rows: Vec::new(), labels: HashMap::new(), by_number: BTreeMap::new(), ..Self::new(&name) };
    }

    fn put(&mut self, name: &str) -> usize {
        self.shelves.push(Self::new(name));
        self.shelves.len()
    }

    async fn visit(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let mut visited = 0;
        while visited < self.shelves.len() {
            let name = self.shelves[visited].base.name.clone();
            visited += 1;
            call::<()>(f, name).await?;
        }
        Ok(visited as i64)
    }
}

#[function]
fn swap<'gc>(a: &mut Thing<'gc>, b: &mut Thing<'gc>) {
    std::mem::swap(a, b);
}

#[function]
fn join<'gc>(a: Option<&Thing<'gc>>, all: Variadic<&Thing<'gc>>) -> String {
    let names = a.into_iter().chain(all.iter().copied()).map(|thing| thing.name.as_str());
    names.collect::<Vec<_>>().join(",")
}

#[function]
fn fail<'gc>(a: &mut Thing<'gc>, b: Option<&mut Thing<'gc>>) {
    a.name.push('!');
    let b = b.map(|b| b.name.len());
    panic!("a panic of the host: {b:?}");
}

#[function]
async fn waiting<'gc>(
    ctx: Context<'gc>,
    thing: UserRef<'gc, Thing<'gc>>,
    f: Function<'gc>,
) -> Result<String, Error<'gc>> {
    call::<()>(f, thing).await?;
    thing.borrow_mut(ctx)?.name.push('?');
    Ok(thing.borrow()?.name.clone())
}

fn shelves() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        let options = stdlib::Options { libs: stdlib::Libs::full(), ..Default::default() };
        stdlib::load(ctx, &options)?;
        ctx.register::<Thing>()?;
        ctx.register::<Shelf>()?;
        ctx.register_function::<swap>()?;
        ctx.register_function::<join>()?;
        ctx.register_function::<fail>()?;
        ctx.register_function::<waiting>()?;
        ctx.set_global("both", ctx.function(|a: &mut Thing, b: &Thing| a.name.push_str(&b.name)))
    })
    .unwrap();
    lua
}

#[test]
fn functions_do_not_borrow_twice() {
    let mut lua = shelves();
    eval::<()>(&mut lua, "s = Shelf('s') t = Shelf('t') s:put('in s') row = s.rows[1] one = row[1]");
    for (source, expected) in [
        ("swap(s, s)", "bad argument #2 'b' to 'swap' (Shelf is in use already)"),
        ("swap(one, s)", "bad argument #2 'b' to 'swap' (Shelf is in use already)"),
        ("swap(s.shelves[1], one)", "bad argument #2 'b' to 'swap' (Shelf is in use already)"),
        ("swap(one, one)", "bad argument #2 'b' to 'swap' (Shelf is in use already)"),
        ("both(s, one)", "bad argument #2 to 'both' (Shelf is in use already)"),
        ("swap(s, row)", "bad argument #2 'b' to 'swap' (Thing expected, got list)"),
    ] {
        check_error(&mut lua, source, expected);
    }
    // Shared borrows go together, of the same whole, too.
    assert_eq!(eval::<String>(&mut lua, "return join(s, s, one, one, t)"), "s,s,first,first,t");
    // What is exchanged are the bases: what extends them stays where it is.
    let source =
        "swap(s, t) swap(one, t.shelves and t.rows[1][1]) return s.name .. t.name .. #s.shelves .. one.name";
    assert_eq!(eval::<String>(&mut lua, source), "ts1first");
}

#[test]
fn panics_in_functions_leave_objects_usable() {
    let mut lua = shelves();
    eval::<()>(&mut lua, "s, t = Shelf('s'), Shelf('t') one = s.rows[1][1]");
    for source in ["fail(s, t)", "fail(one, t)", "fail(s)", "fail(s.labels.a[1], t.by_number[1].b)"] {
        assert!(catch_unwind(AssertUnwindSafe(|| lua.load(source).exec())).is_err(), "{source}");
    }
    let source =
        "swap(s, t) swap(one, t) return s.name .. ' ' .. t.name .. ' ' .. one.name .. s.labels.a[1].name";
    assert_eq!(eval::<String>(&mut lua, source), "t first! s!!labelled!");
}

#[test]
fn containers_of_containers_move_and_shrink() {
    let mut lua = shelves();
    let source = "
        s = Shelf('s') s:put('inner') inner = s.shelves[1]
        row, one, labels, list = inner.rows[1], inner.rows[1][1], inner.labels, inner.labels.a
        labelled, numbered, map = list[1], inner.by_number[1].b, inner.by_number[1]
        for i = 1, 5 do
            s:grow() inner:grow()
            for j = 1, 50 do s:put('more') inner:put('more') end
            one.name, labelled.name, numbered.name = 'one' .. i, 'labelled' .. i, 'numbered' .. i
            one.data, labelled.data, numbered.data = {i}, {i}, {i}
        end
        collectgarbage()
        assert(row[1].name == 'one5' and list[1].data[1] == 5 and map.b.data[1] == 5)
        inner:clear()";
    eval::<()>(&mut lua, source);
    for part in ["one.name", "row[1]", "labelled.data", "#list", "numbered.name", "map.b"] {
        let error = lua.load(&format!("return {part}")).exec().unwrap_err().to_string();
        assert!(error.contains("is no longer in its"), "{part}: {error}");
    }
    assert!(eval::<bool>(
        &mut lua,
        "return labels.a == nil and inner.name == 'inner' and #inner.shelves == 0"
    ));
    eval::<()>(&mut lua, "s:clear() collectgarbage() collectgarbage()");
    for part in
        ["inner.name", "inner:grow()", "one.name", "swap(inner, s)", "join(inner)", "inner:visit(print)"]
    {
        assert!(lua.load(&format!("local _ = {part}")).exec().is_err(), "{part}");
    }
}

#[test]
fn bases_of_what_moves_are_found_again() {
    let mut lua = shelves();
    lua.set_gc_stress(true);
    let source = "
        local s = Shelf('s')
        s:put('inner')
        local inner = s.shelves[1]
        local names = {}
        for i = 1, 20 do
            names[i] = inner:rename('n' .. i)
            inner.data = {inner, s}
            s:grow() s:put('x')
            assert(inner.name == 'n' .. i and inner.data[2] == s)
        end
        return names[1] .. names[20] .. waiting(inner, function(thing) s:grow() thing.name = 'w' end)";
    assert_eq!(eval::<String>(&mut lua, source), "innern19w?");
    let source = "
        local s = Shelf('s') s:put('inner')
        return waiting(s.shelves[1], function() s:clear() end)";
    let error = lua.load(source).exec().unwrap_err().to_string();
    assert!(error.contains("is no longer in its"), "{error}");
}

#[test]
fn iterators_of_the_host_go_over_what_was_there() {
    let mut lua = shelves();
    let source = "
        local s, seen = Shelf('s'), 0
        local function fill() for i = 1, 20 do local row = s.rows[1] row[#row + 1] = row[1] row[#row].data = {i} end end
        fill()
        for i, data in pairs(s) do
            seen = seen + 1
            if seen == 2 then fill() s:grow() elseif seen == 4 then s:clear() end
            collectgarbage()
            assert(i == 0 and data == nil or data[1] == i)
        end
        return seen";
    // The first has no data: an entry with the value nil is none.
    let seen = eval::<i64>(&mut lua, source);
    lua.set_gc_stress(true);
    assert_eq!(eval::<i64>(&mut lua, source), seen);
    assert_eq!(seen, 21);
}

#[test]
fn methods_that_wait_hold_the_object_and_not_its_insides() {
    let mut lua = shelves();
    lua.set_gc_stress(true);
    // Only the waiting method has the object.
    let source = "
        local co = coroutine.wrap(function()
            return Shelf('only'):call_twice(function(name) coroutine.yield(name) end)
        end)
        local names = {co()}
        for i = 1, 5 do collectgarbage() end
        names[2] = co()
        return table.concat(names, ' ') .. ' ' .. co()";
    assert_eq!(eval::<String>(&mut lua, source), "only only only only only");
    let source = "
        local s = Shelf('s')
        for i = 1, 10 do s:put('n' .. i) end
        local visited = s:visit(function(name)
            s:grow()
            if name == 'n4' then s:clear() s:put('new') end
            collectgarbage()
        end)
        return visited, s:call_twice(function() s:rename(s.name .. '+') s:grow() end)";
    assert_eq!(eval::<(i64, String)>(&mut lua, source), (4, "s s+ s++".into()));
    // A part that is gone while its method waits.
    let source = "
        local s = Shelf('s') s:put('part')
        local ok, message = pcall(s.shelves[1].call_twice, s.shelves[1], function() s:clear() end)
        return message";
    let message = eval::<String>(&mut lua, source);
    assert!(message.contains("is no longer in its"), "{message}");
    // A coroutine that never goes on is garbage with the object in it.
    let source = "
        local weak = setmetatable({}, {__mode = 'k'})
        do
            local s = Shelf('s')
            weak[s] = true
            local co = coroutine.create(function() s:call_twice(coroutine.yield) end)
            s.data = co
            coroutine.resume(co)
        end
        for i = 1, 3 do collectgarbage() end
        return next(weak) == nil";
    assert!(eval::<bool>(&mut lua, source));
}

/// What the host has.
#[derive(Collect, UserData)]
struct Room {
    #[lua(by_ref)]
    lists: Vec<Vec<Chair>>,
}

#[derive(Clone, Collect, UserData)]
#[lua(get_all, set_all, clone)]
struct Chair {
    legs: i64,
}

#[methods]
impl Room {
    async fn wait<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<usize, Error<'gc>> {
        call::<()>(f, ()).await?;
        Ok(self.lists.len())
    }
}

#[function]
fn legs(room: &Room, chair: Option<&Chair>) -> i64 {
    chair.map_or(room.lists.len() as i64, |chair| chair.legs)
}

#[test]
fn loans_that_are_kept_everywhere_are_over() {
    let mut lua = shelves();
    lua.try_enter(|ctx| {
        ctx.register_function::<legs>()?;
        ctx.set_global(
            "fall",
            ctx.function(|room: &mut Room| room.lists.iter_mut().flatten().for_each(|c| c.legs = 0)),
        )
    })
    .unwrap();
    let mut room = Room { lists: vec![vec![Chair { legs: 4 }]] };
    let source = "
        list, chair, method = room.lists[1], room.lists[1][1], room.wait
        thing = Shelf('s') thing.data = {room, chair}
        closure = function() return room.lists, chair.legs end
        suspended = coroutine.create(function() return room:wait(coroutine.yield) end)
        coroutine.resume(suspended)
        finalized = setmetatable({chair}, {__gc = function(self) result = select(2, pcall(legs, room, self[1])) end})
        key = {[room] = 1}
        iterator, state, control = pairs(room.lists)
        room.lists[1][2] = room.lists[1][1]
        return legs(room), legs(room, chair), #list, waiting ~= nil";
    let sums: (i64, i64, i64, bool) = lua.scope(|s| s.lend("room", &mut room)?.load(source).eval()).unwrap();
    assert_eq!(sums, (1, 4, 2, true));
    drop(room);
    lua.collect_garbage();
    for source in [
        "return room.lists",
        "return list[1]",
        "return #list",
        "return chair.legs",
        "chair.legs = 1",
        "return method(room, print)",
        "return legs(room)",
        "return legs(room, chair)",
        "fall(room)",
        "return thing.data[1].lists",
        "return thing.data[2].legs",
        "return closure()",
        "error(select(2, coroutine.resume(suspended)))",
        "return next(key).lists",
        "return iterator(state, control)",
        "for _ in pairs(list) do end",
        "list[1] = chair",
    ] {
        let error = lua.load(source).exec().expect_err(source).to_string();
        assert!(error.contains("is no longer lent"), "{source}: {error}");
    }
    eval::<()>(&mut lua, "finalized = nil collectgarbage() collectgarbage()");
    let result = eval::<String>(&mut lua, "return tostring(result)");
    assert!(result.contains("is no longer lent"), "{result}");
    // Nothing of the old loan is in another.
    let mut other = Room { lists: Vec::new() };
    let source = "return pcall(legs, room, chair)";
    let (ok, message): (bool, String) =
        lua.scope(|s| s.lend("room", &mut other)?.load(source).eval()).unwrap();
    assert!(!ok && message.contains("is no longer lent"), "{message}");
}

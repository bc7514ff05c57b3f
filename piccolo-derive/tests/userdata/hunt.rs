//! What could lead to memory that is no longer there: parts that are gone, objects in use, finalizers that bring objects
//! back, handlers called on what they are not for. Run under AddressSanitizer, too.

use std::collections::BTreeMap;

use piccolo::{
    Collect, Context, Error, Function, Lua, UserData, UserRef, Value, Variadic, methods, sequence::call,
    stdlib,
};

use crate::support::{check_error, eval};

/// A tree whose nodes are parts of their parents.
#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Tree<'gc> {
    #[lua(get, set)]
    name: String,
    #[lua(get, set)]
    data: Value<'gc>,
    #[lua(by_ref)]
    children: Vec<Tree<'gc>>,
    #[lua(by_ref)]
    by_name: BTreeMap<String, Tree<'gc>>,
    #[lua(by_ref)]
    names: Vec<String>,
    #[lua(by_ref)]
    first: Option<Box2>,
}

#[derive(Clone, Collect, UserData)]
#[lua(clone, get_all, set_all, ops(add), eq)]
#[derive(PartialEq)]
struct Box2 {
    x: i64,
}

impl std::ops::Add for Box2 {
    type Output = Box2;

    fn add(self, other: Box2) -> Box2 {
        Box2 { x: self.x + other.x }
    }
}

impl<'gc> Tree<'gc> {
    fn empty(name: &str) -> Self {
        Tree {
            name: name.to_owned(),
            data: Value::Nil,
            children: Vec::new(),
            by_name: BTreeMap::new(),
            names: Vec::new(),
            first: None,
        }
    }
}

#[methods]
impl<'gc> Tree<'gc> {
    #[lua(new)]
    fn new(name: &str) -> Self {
        Self::empty(name)
    }

    fn add(&mut self, name: &str) -> usize {
        self.children.push(Self::empty(name));
        self.by_name.insert(name.to_owned(), Self::empty(name));
        self.names.push(name.to_owned());
        self.first = Some(Box2 { x: 1 });
        self.children.len()
    }

    fn prune(&mut self) {
        self.children = Vec::new();
        self.by_name = BTreeMap::new();
        self.names = Vec::new();
        self.first = None;
    }

    fn adopt(&mut self, others: Variadic<&Tree<'gc>>) -> usize {
        self.children.extend(others.iter().map(|tree| (*tree).clone()));
        self.children.len()
    }

    fn swap(&mut self, other: &mut Tree<'gc>) {
        std::mem::swap(&mut self.children, &mut other.children);
    }

    fn rename(&mut self, other: Option<&mut Tree<'gc>>, name: &str) {
        self.name = name.to_owned();
        if let Some(other) = other {
            other.name = name.to_owned();
        }
    }

    fn fail(&mut self, other: &Tree<'gc>) {
        self.name = other.name.clone();
        panic!("a panic of the host");
    }

    async fn visit(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let mut visited = 0;
        while visited < self.children.len() {
            let name = self.children[visited].name.clone();
            call::<()>(f, name).await?;
            visited += 1;
        }
        Ok(visited as i64)
    }

    fn parts(this: UserRef<'gc, Self>, ctx: Context<'gc>) -> Result<(Value<'gc>, Value<'gc>), Error<'gc>> {
        ctx.globals().set(ctx, "saved", this)?;
        Ok((this.into(), this.borrow()?.data))
    }

    async fn __gc(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        if let Value::Table(log) = self.data {
            let f: Function = log.get(_ctx, "gc")?;
            let name = self.name.clone();
            call::<()>(f, name).await?;
        }
        Ok(())
    }
}

fn trees() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        let options = stdlib::Options { libs: stdlib::Libs::full(), ..Default::default() };
        stdlib::load(ctx, &options)?;
        ctx.register::<Tree>()?;
        ctx.set_global("Box2", Box2 { x: 5 })?;
        ctx.set_global("grow", ctx.function(|tree: &mut Tree| tree.children.reserve(10_000)))
    })
    .unwrap();
    lua
}

#[test]
fn parts_of_parts_are_gone_with_what_they_are_in() {
    let mut lua = trees();
    let source = "
        t = Tree('root') t:add('a') t.children[1]:add('b') t.children[1].children[1]:add('c')
        a = t.children[1] b = a.children[1] c = b.children[1] x = c.first name = t.by_name.a list = b.names
        c:add('d') x = c.first d = c.children[1]
        x.x = 7
        grow(t) grow(a) grow(b)
        for i = 1, 100 do t:add('more') a:add('more') b:add('more') end
        assert(x.x == 7 and d.name == 'd' and #list == 101)
        b:prune()";
    eval::<()>(&mut lua, source);
    for part in ["c.name", "d.name", "x.x", "c.children", "#c.children"] {
        let error = lua.load(&format!("return {part}")).exec().unwrap_err().to_string();
        assert!(error.contains("is no longer in its"), "{part}: {error}");
    }
    assert!(eval::<bool>(&mut lua, "return #list == 0 and a.name == 'a' and name.name == 'a'"));
    // What comes to be in their place is found again.
    let source = "b:add('new') assert(c.name == 'new' and #c.children == 0) c:add('e') return d.name";
    assert_eq!(eval::<String>(&mut lua, source), "e");
    eval::<()>(&mut lua, "t:prune()");
    for part in ["a.name", "b.name", "#list", "name.name", "a:add('x')", "a:swap(b)", "d:rename(nil, 'x')"] {
        assert!(lua.load(&format!("local _ = {part}")).exec().is_err(), "{part}");
    }
    lua.collect_garbage();
    eval::<()>(&mut lua, "t:add('a') a.name = 'back' assert(t.children[1].name == 'back')");
}

#[test]
fn iterations_go_on_over_what_shrinks_and_grows() {
    let mut lua = trees();
    let source = "
        local t, seen = Tree('root'), 0
        for i = 1, 50 do t:add('n' .. i) end
        for i, child in pairs(t.children) do
            seen = seen + 1
            assert(child.name == 'n' .. i)
            if i == 10 then for j = 50, 21, -1 do t.children[j] = nil end end
            if i == 15 then grow(t) end
        end
        assert(seen == 20)
        for name, child in pairs(t.by_name) do
            seen = seen + 1
            t.by_name[name] = nil
            if seen == 25 then t:prune() end
        end
        assert(seen == 25)
        for i in pairs(t.names) do error('nothing is left') end
        for i = 1, 10 do t:add('n' .. i) end
        local visited = t:visit(function(name)
            if name == 'n3' then t:prune() t:add('x') end
        end)
        return visited";
    assert_eq!(eval::<i64>(&mut lua, source), 3);
    lua.set_gc_stress(true);
    assert_eq!(eval::<i64>(&mut lua, source), 3);
}

#[test]
fn the_same_object_and_its_parts_are_not_borrowed_twice() {
    let mut lua = trees();
    eval::<()>(
        &mut lua,
        "t = Tree('root') for i = 1, 3 do t:add('n' .. i) end a, b = t.children[1], t.children[2]",
    );
    for (source, expected) in [
        ("t:swap(t)", "bad argument #1 'other' to 'Tree:swap' (Tree is in use already)"),
        ("t:swap(a)", "bad argument #1 'other' to 'Tree:swap' (Tree is in use already)"),
        ("a:swap(b)", "bad argument #1 'other' to 'Tree:swap' (Tree is in use already)"),
        ("t:adopt(t)", "bad argument #1 'others' to 'Tree:adopt' (Tree is in use already)"),
        ("Tree('x'):adopt(a, t, 1)", "bad argument #3 'others' to 'Tree:adopt' (Tree expected, got number)"),
        ("a:rename(t, 'x')", "bad argument #1 'other' to 'Tree:rename' (Tree is in use already)"),
    ] {
        check_error(&mut lua, source, expected);
    }
    assert_eq!(eval::<i64>(&mut lua, "a:rename(nil, 'z') return Tree('x'):adopt(a, t, a, b)"), 4);
}

#[test]
fn panics_leave_parts_usable() {
    let mut lua = trees();
    eval::<()>(&mut lua, "t = Tree('root') t:add('a') a = t.children[1] other = Tree('other')");
    for source in ["a:fail(other)", "t:fail(other)", "t.by_name.a:fail(other)"] {
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lua.load(source).exec()));
        assert!(panicked.is_err());
    }
    let source = "t:add('b') a:swap(other) return t.name .. a.name .. t.by_name.a.name .. other.name";
    assert_eq!(eval::<String>(&mut lua, source), "otherotherotherother");
}

#[test]
fn finalizers_bring_objects_and_their_parts_back() {
    let mut lua = trees();
    let source = "
        saved_parts, log = {}, {}
        for round = 1, 5 do
            do
                local t = Tree('t' .. round)
                t:add('child')
                t.children[1]:add('grandchild')
                local grandchild = t.children[1].children[1]
                t.data = {
                    gc = function(name)
                        log[#log + 1] = name
                        saved_parts[#saved_parts + 1] = grandchild
                        grandchild.name = grandchild.name .. '!'
                    end,
                    self = t,
                }
            end
            for i = 1, 3 do collectgarbage() end
        end
        for i = 1, 3 do collectgarbage() end
        assert(#log == 5 and #saved_parts == 5)
        for _, part in ipairs(saved_parts) do
            assert(part.name == 'grandchild!')
            part:add('again')
            assert(part.children[1].name == 'again')
        end
        saved_parts = nil
        for i = 1, 4 do collectgarbage() end
        return #log";
    assert_eq!(eval::<i64>(&mut lua, source), 5);
    drop(lua);
}

#[test]
fn values_stored_through_parts_are_kept() {
    let mut lua = trees();
    lua.set_gc_stress(true);
    let source = "
        local t = Tree('root')
        for i = 1, 12 do
            t:add('n' .. i)
            local child = t.children[i]
            child.data = {tostring(i), child}
            t.by_name['n' .. i].data = function() return child.data[1] end
        end
        for i = 1, 12 do
            assert(t.children[i].data[1] == tostring(i) and t.by_name['n' .. i].data() == tostring(i))
            assert(t.children[i].data[2].name == 'n' .. i)
        end
        return #t.children";
    assert_eq!(eval::<i64>(&mut lua, source), 12);
}

#[test]
fn guards_of_the_host_keep_others_out() {
    let mut lua = trees();
    eval::<()>(&mut lua, "t = Tree('root') t:add('a') t:add('b')");
    lua.enter(|ctx| {
        let whole: UserRef<Tree> = ctx.globals().get(ctx, "t").unwrap();
        let list: Value = ctx.globals().get(ctx, "t").unwrap();
        assert!(matches!(list, Value::UserData(_)));
        let guard = whole.borrow().unwrap();
        let first = &guard.children[0];
        assert!(whole.borrow_mut(ctx).is_err(), "nothing moves while it is looked at");
        assert_eq!(first.name, "a");
        drop(guard);
        whole.borrow_mut(ctx).unwrap().children.reserve(1000);
    });
}

/// Every function of every class, metamethods included, on all kinds of objects.
#[test]
fn functions_called_on_what_they_are_not_for_fail() {
    let mut lua = trees();
    let source = "
        local t = Tree('root') t:add('a') t:add('b')
        local objects = {
            t, t.children, t.children[1], t.by_name, t.by_name.a, t.names, t.first, Box2, io.stdout, 1, 'x', nil, {},
            coroutine.create(print), print,
        }
        local functions, calls = {}, 0
        for i = 1, 15 do
            local metatable = debug.getmetatable(objects[i])
            for _, f in pairs(metatable or {}) do
                if type(f) == 'function' then functions[#functions + 1] = f end
            end
        end
        for _, f in pairs(Tree) do functions[#functions + 1] = f end
        for _, f in ipairs(functions) do
            for i = 1, 15 do
                for _, key in ipairs({1, 2, 3, 'name', 'children', 'x', 'data'}) do
                    if objects[i] ~= io.stdout then
                        pcall(f, objects[i], key, objects[key])
                        pcall(f, objects[i], objects[1], key)
                        calls = calls + 2
                    end
                end
            end
        end
        for i = 1, 8 do
            for j = 1, 8 do
                local metatable = debug.getmetatable(objects[i])
                debug.setmetatable(objects[i], debug.getmetatable(objects[j]))
                pcall(function() return objects[i].name, objects[i].x, objects[i][1], #objects[i] end)
                pcall(function() objects[i].name = 'y' objects[i].x = 1 objects[i][1] = objects[j] end)
                pcall(function() for _ in pairs(objects[i]) do end return objects[i] + objects[j] end)
                pcall(function() objects[i]:add('z') objects[i]:adopt(objects[j]) end)
                debug.setmetatable(objects[i], metatable)
            end
        end
        return calls > 1000";
    assert!(eval::<bool>(&mut lua, source));
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return saved == nil or type(saved) == 'userdata'"));
}

//! Values of the host that scripts have for a while.

use std::{cell::RefCell, rc::Rc};

use piccolo::{
    Collect, Context, Error, Function, Lua, RuntimeError, UserData, UserRef, methods, sequence::call, stdlib,
};

use crate::support::lua;

#[derive(Clone, Collect, UserData)]
#[lua(get_all, set_all, clone)]
struct Item {
    name: String,
}

#[derive(Collect, UserData)]
struct World {
    #[lua(get, set)]
    time: i64,
    #[lua(by_ref)]
    items: Vec<Item>,
}

#[methods]
impl World {
    fn tick(&mut self) -> i64 {
        self.time += 1;
        self.time
    }

    fn merge(&mut self, other: &World) {
        self.time += other.time;
    }

    fn fail(&mut self) {
        self.time = 100;
        panic!("a panic of the host");
    }

    async fn wait<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        call::<()>(f, ()).await?;
        Ok(self.time)
    }
}

fn world() -> World {
    World { time: 1, items: vec![Item { name: "sword".into() }] }
}

fn empty() -> Lua {
    lua(|_| Ok(()))
}

#[track_caller]
fn check_failure(result: Result<(), RuntimeError>, expected: &str) {
    let error = result.expect_err("the script fails");
    let message = String::from_utf8_lossy(error.message()).into_owned();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn scripts_use_what_is_lent_and_nothing_of_it_afterwards() {
    let mut lua = empty();
    let mut world = world();
    let source = "
        kept, item, tick = world, world.items[1], world.tick
        item.name = item.name .. '!'
        waiting = coroutine.create(function() coroutine.yield(world:tick()) return world.time end)
        coroutine.resume(waiting)
        return world:tick() + world:wait(function() world.time = world.time * 10 end)";
    let script = lua.load(source).executor(()).unwrap();
    let sum: i64 = lua.scope(|s| s.lend("world", &mut world)?.run(&script)).unwrap();
    assert_eq!((sum, world.time, &*world.items[0].name), (33, 30, "sword!"));
    drop(world);
    for source in [
        "return kept.time",
        "kept.time = 1",
        "return kept:tick()",
        "return item.name",
        "return #kept.items",
        "return world.time",
    ] {
        check_failure(lua.load(source).exec(), "world is no longer lent");
    }
    let source = "local ok, message = coroutine.resume(waiting) assert(not ok) error(message)";
    check_failure(lua.load(source).exec(), "world is no longer lent");
    let source = "return tostring(kept):sub(1, 7), getmetatable(kept)";
    assert_eq!(lua.load(source).eval::<(String, bool)>().unwrap(), ("World: ".into(), false));
}

#[test]
fn the_same_again_is_another_loan() {
    let mut lua = empty();
    let mut world = world();
    for _ in 0..3 {
        lua.scope(|s| s.lend("world", &mut world)?.load("old = old or world world:tick()").exec()).unwrap();
    }
    assert_eq!(world.time, 4);
    let result = lua.scope(|s| s.lend("world", &mut world)?.load("return old.time").exec());
    check_failure(result, "world is no longer lent");
}

#[test]
fn what_is_lent_is_borrowed_like_anything_else() {
    let mut lua = empty();
    let (mut a, mut b) = (world(), world());
    let merge = lua.scope(|s| s.lend("a", &mut a)?.lend("b", &mut b)?.load("a:merge(b)").exec());
    assert!(merge.is_ok() && a.time == 2);
    let twice = lua.scope(|s| s.lend("a", &mut a)?.load("a:merge(a)").exec());
    check_failure(twice, "bad argument #1 'other' to 'World:merge' (a is in use already)");
    let shared = lua.scope(|s| s.lend_shared("a", &a)?.load("assert(a.time == 2) a.time = 3").exec());
    check_failure(shared, "a is lent for reading only");
    let result = lua.scope(|s| {
        s.lend("a", &mut a)?;
        s.enter(|ctx| {
            let handle: UserRef<World> = ctx.globals().get(ctx, "a").unwrap();
            handle.borrow_mut(ctx).unwrap().time = 50;
            // A guard that is never dropped outlives nothing.
            std::mem::forget(handle.borrow());
        });
        Ok::<_, RuntimeError>(())
    });
    assert!(result.is_ok());
    assert_eq!(a.time, 50);
    check_failure(lua.load("return a.time").exec(), "a is no longer lent");
}

#[test]
fn loans_end_by_panics_and_errors() {
    let mut lua = empty();
    let mut world = world();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        lua.scope(|s| s.lend("world", &mut world)?.load("kept = world world:fail()").exec())
    }));
    assert!(panicked.is_err());
    assert_eq!(world.time, 100);
    check_failure(lua.load("return kept.time").exec(), "world is no longer lent");
    check_failure(lua.scope(|s| s.lend("world", &mut world)?.load("error('x')").exec()), "x");
    check_failure(lua.load("return world.time").exec(), "world is no longer lent");
}

#[test]
fn functions_are_lent() {
    let mut lua = empty();
    let dropped = Rc::new(());
    let alive = dropped.clone();
    let lines = RefCell::new(Vec::new());
    let result = lua.scope(|s| {
        s.lend_function("line", |ctx, mut stack| {
            let _ = &alive;
            lines.borrow_mut().push(stack.consume::<String>(ctx)?);
            stack.replace_with(ctx, lines.borrow().len())
        })?;
        let mut nested = None;
        let _ = &mut nested as &mut Option<()>;
        s.load("kept = line assert(line('a') == 1) return line('b')").eval::<i64>()
    });
    assert_eq!(result.unwrap(), 2);
    assert_eq!(lines.into_inner(), ["a", "b"]);
    check_failure(lua.load("kept('c')").exec(), "line is no longer lent");
    drop(alive);
    assert_eq!(Rc::strong_count(&dropped), 1);
}

/// A frame's user interface, which borrows what it draws on.
struct Ui<'frame, W: std::fmt::Write> {
    lines: &'frame mut Vec<String>,
    log: &'frame mut W,
    width: u8,
}

#[methods(lent)]
impl<W: std::fmt::Write> Ui<'_, W> {
    fn label(&mut self, text: &str, #[lua(default = 1)] times: usize) -> usize {
        for _ in 0..times {
            self.lines.push(text.to_owned());
        }
        let _ = write!(self.log, "{text};");
        self.lines.len()
    }

    fn line(&self, number: usize) -> Option<String> {
        self.lines.get(number.checked_sub(1)?).cloned()
    }

    fn describe<'gc>(&self, ctx: Context<'gc>, item: Option<&Item>) -> Result<Function<'gc>, Error<'gc>> {
        let text = item.map_or("nothing".to_owned(), |item| item.name.clone());
        Ok(ctx.function(move || text.clone()).into())
    }

    #[lua(get)]
    fn width(&self) -> u8 {
        self.width
    }

    #[lua(set)]
    fn set_width<'gc>(&mut self, _ctx: Context<'gc>, width: u8) -> Result<(), Error<'gc>> {
        if width == 0 {
            return Err(Error::message("too narrow"));
        }
        self.width = width;
        Ok(())
    }

    fn __len(&self) -> usize {
        self.lines.len()
    }

    fn __call(&mut self, text: &str) -> usize {
        self.label(text, 1)
    }

    fn fail(&mut self) {
        self.width = 1;
        panic!("a panic of the host");
    }

    #[lua(skip)]
    fn into_lines(self) -> usize {
        self.lines.len()
    }
}

#[test]
fn objects_that_borrow_are_lent() {
    let mut lua = empty();
    let (mut lines, mut log) = (Vec::new(), String::new());
    let mut ui = Ui { lines: &mut lines, log: &mut log, width: 80 };
    let item = Item { name: "sword".into() };
    lua.try_enter(|ctx| ctx.set_global("item", item)).unwrap();
    let source = "
        kept, label, f = ui, ui.label, ui:describe(item)
        assert(ui:label('a') == 1 and label(ui, 'b', 2) == 3 and ui('c') == 4)
        assert(ui:line(1) == 'a' and ui:line(0) == nil and #ui == 4)
        assert(f() == 'sword' and ui:describe()() == 'nothing')
        ui.width = ui.width + 5
        assert(ui.width == 85 and ui.height == nil)
        local waiting = coroutine.wrap(function() ui:label('d') coroutine.yield() return ui:label('e') end)
        waiting()
        return waiting()";
    assert_eq!(lua.scope(|s| s.lend_object("ui", &mut ui)?.load(source).eval::<i64>()).unwrap(), 6);
    assert_eq!((ui.width, ui.into_lines()), (85, 6));
    assert_eq!((lines.len(), &*log), (6, "a;b;c;d;e;"));
    for source in
        ["kept:label('f')", "kept.width = 1", "return kept.width", "return #kept", "label(kept, 'f')"]
    {
        check_failure(lua.load(source).exec(), "ui is no longer lent");
    }
    assert!(lua.load("return f() == 'sword' and tostring(kept):find('^Ui: ') == 1").eval::<bool>().unwrap());
}

#[test]
fn mistakes_with_lent_objects_name_them() {
    let mut lua = empty();
    let (mut lines, mut log) = (Vec::new(), String::new());
    let mut ui = Ui { lines: &mut lines, log: &mut log, width: 80 };
    for (source, expected) in [
        ("ui:label({})", "bad argument #1 'text' to 'Ui:label' (string expected, got table)"),
        ("ui:label('a', 'b')", "bad argument #2 'times' to 'Ui:label' (number expected, got string)"),
        ("ui:describe(1)", "bad argument #1 'item' to 'Ui:describe' (Item expected, got number)"),
        ("ui.label('a')", "calling 'Ui:label' on bad self (Ui expected, got string)"),
        ("ui.label()", "calling 'Ui:label' on bad self (Ui expected, got no value)"),
        ("ui.width = 'x'", "bad value for field 'width' of Ui (number expected, got string)"),
        ("ui.width = 256", "bad value for field 'width' of Ui (value out of range)"),
        ("ui.width = 0", "too narrow"),
        ("ui.height = 1", "Ui has no field 'height'"),
        ("ui.label = 1", "Ui has no field 'label'"),
        ("getmetatable(ui).x = 1", "attempt to index a boolean value"),
        ("debug.setuservalue(ui, print) ui:label('a')", "attempt to index a nil value (global 'debug')"),
    ] {
        check_failure(lua.scope(|s| s.lend_object("ui", &mut ui)?.load(source).exec()), expected);
    }
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        lua.scope(|s| s.lend_object("ui", &mut ui)?.load("kept = ui ui:fail()").exec())
    }));
    assert!(panicked.is_err() && ui.width == 1);
    check_failure(lua.load("kept:label('a')").exec(), "ui is no longer lent");
}

#[test]
fn finalizers_find_what_is_lent_gone() {
    let mut lua = Lua::new();
    lua.enter(|ctx| stdlib::load(ctx, &stdlib::Options::default()).unwrap());
    let mut world = world();
    let source = "setmetatable({world = world}, {__gc = function(o) ok, text = pcall(function() return o.world.time end) end})";
    lua.scope(|s| s.lend("world", &mut world)?.load(source).exec()).unwrap();
    drop(world);
    lua.collect_garbage();
    lua.load("collectgarbage()").exec().unwrap();
    let (ok, text): (bool, String) = lua.load("return ok, text").eval().unwrap();
    assert!(!ok && text.contains("world is no longer lent"), "{text}");
}

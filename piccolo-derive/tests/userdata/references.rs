//! References into userdata: fields with `by_ref`, elements of vectors and maps, and both inside each other.

use std::collections::{BTreeMap, HashMap};

use piccolo::{Collect, Context, Error, Function, Lua, UserData, UserRef, Value, methods, sequence::call};

use crate::support::{check_error, eval, eval_in_steps, lua};

#[derive(Clone, Copy, Collect, PartialEq, UserData)]
#[lua(get_all, set_all, copy, eq)]
struct Pos {
    x: f64,
    y: f64,
}

#[methods]
impl Pos {
    #[lua(new)]
    fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    fn len(&self) -> f64 {
        self.x.hypot(self.y)
    }

    fn scale(&mut self, k: f64) {
        self.x *= k;
        self.y *= k;
    }

    fn take(&mut self, other: &mut Pos) {
        self.x += other.x;
        other.x = 0.0;
    }

    fn dot(&self, other: &Pos) -> f64 {
        self.x * other.x + self.y * other.y
    }

    fn handle<'gc>(this: UserRef<'gc, Self>, ctx: Context<'gc>) -> Result<f64, Error<'gc>> {
        this.borrow_mut(ctx)?.x += 1.0;
        Ok(this.borrow()?.x)
    }

    async fn wait<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<(f64, f64), Error<'gc>> {
        let before = self.x;
        call::<()>(f, ()).await?;
        Ok((before, self.x))
    }

    #[lua(get)]
    fn sum(&self) -> f64 {
        self.x + self.y
    }
}

#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Item<'gc> {
    #[lua(get, set)]
    name: String,
    #[lua(by_ref)]
    pos: Pos,
    #[lua(get, set)]
    data: Value<'gc>,
    #[lua(by_ref)]
    parts: Vec<Item<'gc>>,
}

#[derive(Collect, UserData)]
struct Player<'gc> {
    #[lua(by_ref, set)]
    pos: Pos,
    #[lua(by_ref)]
    home: Option<Pos>,
    #[lua(by_ref)]
    items: Vec<Item<'gc>>,
    #[lua(by_ref)]
    scores: Vec<i64>,
    #[lua(by_ref)]
    places: HashMap<String, Pos>,
    #[lua(by_ref)]
    by_number: BTreeMap<i32, Vec<String>>,
}

#[methods]
impl<'gc> Player<'gc> {
    #[lua(new)]
    fn new() -> Self {
        Self {
            pos: Pos::new(1.0, 2.0),
            home: None,
            items: Vec::new(),
            scores: vec![1, 2, 3],
            places: HashMap::new(),
            by_number: BTreeMap::new(),
        }
    }

    fn add(&mut self, name: String) {
        self.items.push(Item { name, pos: Pos::new(0.0, 0.0), data: Value::Nil, parts: Vec::new() });
    }

    fn clear(&mut self) {
        self.items.clear();
    }

    fn settle(&mut self, pos: Option<Pos>) {
        self.home = pos;
    }
}

fn players() -> Lua {
    lua(|ctx| {
        ctx.register::<Pos>()?;
        ctx.register::<Player>().map(drop)
    })
}

#[test]
fn fields_are_changed_in_place() {
    let mut lua = players();
    let source = "local p = Player() p.pos.x = 5 p.pos.y = p.pos.y + 1 return p.pos.x, p.pos.y, p.pos.sum";
    assert_eq!(eval::<(f64, f64, f64)>(&mut lua, source), (5.0, 3.0, 8.0));
    let source =
        "local p = Player() local pos = p.pos p.pos = Pos(3, 4) pos:scale(2) return p.pos:len(), pos.x";
    assert_eq!(eval::<(f64, f64)>(&mut lua, source), (10.0, 6.0));
    check_error(
        &mut lua,
        "Player().pos.x = 'a'",
        "bad value for field 'x' of Pos (number expected, got string)",
    );
    check_error(&mut lua, "Player().pos.z = 1", "Pos has no field 'z'");
    check_error(&mut lua, "Player().items = {}", "field 'items' of Player can not be set");
}

#[test]
fn references_have_the_class_of_what_they_refer_to() {
    let mut lua = players();
    assert_eq!(
        eval::<f64>(&mut lua, "local p = Player() return p.pos:dot(Pos(1, 1)) + Pos(1, 1):dot(p.pos)"),
        6.0
    );
    assert!(eval::<bool>(&mut lua, "local p = Player() return p.pos == Pos(1, 2) and p.pos == p.pos"));
    assert_eq!(eval::<(f64, f64)>(&mut lua, "local p = Player() return p.pos:handle(), p.pos.x"), (2.0, 2.0));
    let source = "local p = Player() return p.pos:wait(function() p.pos.x = 7 end)";
    assert_eq!(eval_in_steps::<(f64, f64)>(&mut lua, source), (1.0, 7.0));
    // By value it is a copy.
    let source = "local p, q = Player(), Player() p.pos = q.pos p.pos.x = 9 return p.pos.x, q.pos.x";
    assert_eq!(eval::<(f64, f64)>(&mut lua, source), (9.0, 1.0));
    lua.enter(|ctx| {
        let player = UserRef::new(ctx, Player::new()).unwrap();
        ctx.globals().set(ctx, "player", player).unwrap();
    });
    assert!(eval::<bool>(&mut lua, "pos = player.pos return pos ~= nil"));
    lua.enter(|ctx| {
        let pos: UserData = ctx.globals().get(ctx, "pos").unwrap();
        assert!(pos.is::<Pos>() && !pos.is::<Player>());
        pos.downcast::<Pos>().unwrap().borrow_mut(ctx).unwrap().x = 3.5;
    });
    assert_eq!(eval::<f64>(&mut lua, "return player.pos.x"), 3.5);
}

#[test]
fn a_reference_survives_that_its_vector_moves() {
    let mut lua = players();
    let source = "
        local p = Player()
        p:add('first')
        local item, pos = p.items[1], p.items[1].pos
        for i = 1, 10000 do p:add('x') end
        item.name, pos.x = 'changed', 7
        return p.items[1].name, p.items[1].pos.x, #p.items";
    assert_eq!(eval::<(String, f64, i64)>(&mut lua, source), ("changed".into(), 7.0, 10001));
}

#[test]
fn a_reference_to_what_is_gone_is_an_error() {
    let mut lua = players();
    eval::<()>(
        &mut lua,
        "p = Player() p:add('a') item = p.items[1] pos = item.pos parts = item.parts p:clear()",
    );
    check_error(&mut lua, "return item.name", "this Item is no longer in its list (at 1)");
    check_error(&mut lua, "item.name = 'b'", "this Item is no longer in its list (at 1)");
    check_error(&mut lua, "pos.x = 1", "this Item is no longer in its list (at 1)");
    check_error(&mut lua, "return #parts", "this Item is no longer in its list (at 1)");
    assert!(eval::<bool>(&mut lua, "return p.items[1] == nil and p.items[0] == nil and p.items.x == nil"));
    // What comes in its place is found.
    assert_eq!(eval::<String>(&mut lua, "p:add('new') return item.name"), "new");
    eval::<()>(&mut lua, "p:settle(Pos(1, 2)) home = p.home p:settle()");
    check_error(&mut lua, "return home.x", "this Pos is no longer in its Player");
    assert!(eval::<bool>(&mut lua, "return p.home == nil"));
    assert_eq!(eval::<f64>(&mut lua, "p:settle(Pos(5, 6)) p.home.y = 7 return home.x + home.y"), 12.0);
}

#[test]
fn references_go_to_any_depth() {
    let mut lua = players();
    let source = "
        local p = Player()
        p:add('root')
        local item = p.items[1]
        for i = 1, 20 do
            item.parts[1] = item
            item.parts[1].name = 'part ' .. i
            item = item.parts[1]
            item.parts[1] = nil
        end
        item.pos.x = 4
        local depth, leaf = 0, p.items[1]
        while #leaf.parts > 0 do depth, leaf = depth + 1, leaf.parts[1] end
        return depth, leaf.name, leaf.pos.x";
    assert_eq!(eval::<(i64, String, f64)>(&mut lua, source), (20, "part 20".into(), 4.0));
    let source = "
        local p = Player()
        p:add('root')
        local item = p.items[1]
        while true do item.parts[1] = Player and p.items[1] item.parts[1].parts[1] = nil item = item.parts[1] end";
    check_error(&mut lua, source, "more than 100 userdata inside each other");
}

#[test]
fn elements_are_set_added_and_removed() {
    let mut lua = players();
    let source = "
        local s = Player().scores
        s[2] = 20 s[4] = 40 s[5] = 50 s[5] = nil
        table.insert(s, 60) table.remove(s, 1)
        local t = {} for i, n in ipairs(s) do t[i] = n end
        for k, v in pairs(s) do assert(t[k] == v) end
        return table.concat(t, ' '), #s";
    assert_eq!(eval::<(String, i64)>(&mut lua, source), ("20 3 40 60".into(), 4));
    check_error(
        &mut lua,
        "Player().scores[5] = 1",
        "bad value for element '5' of a list (the list has 3 elements)",
    );
    check_error(
        &mut lua,
        "Player().scores[1] = nil",
        "bad value for element '1' of a list (only the last element can be removed)",
    );
    check_error(
        &mut lua,
        "Player().scores[1] = {}",
        "bad value for element '1' of a list (number expected, got table)",
    );
    check_error(
        &mut lua,
        "Player().scores.x = 1",
        "bad value for element 'x' of a list (no key of type string)",
    );
    check_error(
        &mut lua,
        "Player().items[1] = 5",
        "bad value for element '1' of a list (Item expected, got number)",
    );
    assert!(eval::<bool>(
        &mut lua,
        "local s = Player().scores return s[math.mininteger] == nil and s[math.maxinteger] == nil and s[2.0] == 2"
    ));
}

#[test]
fn maps_are_changed_in_place() {
    let mut lua = players();
    let source = "
        local p = Player()
        p.places.home = Pos(1, 2)
        local home = p.places.home
        for i = 1, 1000 do p.places['place ' .. i] = Pos(i, i) end
        home.x = 10
        local count, sum = 0, 0
        for name, pos in pairs(p.places) do count, sum = count + 1, sum + pos.y end
        p.places.home = nil
        return p.places['place 7'].x, count, sum, #p.places, (pcall(function() return home.x end))";
    assert_eq!(eval::<(f64, i64, f64, i64, bool)>(&mut lua, source), (7.0, 1001, 500_502.0, 1000, false));
    assert_eq!(
        eval::<(bool, f64)>(
            &mut lua,
            "local p = Player() p.places.a = Pos(1, 2) return p.places.b == nil, p.places.a.x"
        ),
        (true, 1.0)
    );
    let source = "
        local lists = Player().by_number
        lists[-5] = {'a', 'b'}
        return lists";
    check_error(&mut lua, source, "bad value for element '-5' of a map (list expected, got table)");
}

#[test]
fn the_same_object_twice_is_an_error_through_references_too() {
    let mut lua = players();
    check_error(
        &mut lua,
        "local p = Player() p.pos:take(p.pos)",
        "bad argument #1 'other' to 'Pos:take' (Player is in use already)",
    );
    check_error(
        &mut lua,
        "local p = Player() local pos = p.pos pos:take(pos)",
        "bad argument #1 'other' to 'Pos:take' (Player is in use already)",
    );
    assert_eq!(
        eval::<(f64, f64)>(
            &mut lua,
            "local p, q = Player(), Player() p.pos:take(q.pos) return p.pos.x, q.pos.x"
        ),
        (2.0, 0.0)
    );
}

#[test]
fn what_references_store_is_kept_and_collected() {
    let mut lua = players();
    let source = "
        local p = Player()
        p:add('a')
        local item = p.items[1]
        for i = 1, 300 do
            item.data = {i, tostring(i)}
            local junk = {}
            for j = 1, 20 do junk[j] = {j} end
            assert(p.items[1].data[2] == tostring(i))
        end
        alive = setmetatable({p}, {__mode = 'v'})
        -- A cycle through the vector.
        item.data = item
        return item.data.data.name";
    assert_eq!(eval::<String>(&mut lua, source), "a");
    lua.set_gc_stress(true);
    assert_eq!(eval::<String>(&mut lua, &source.replace("300", "20")), "a");
    lua.set_gc_stress(false);
    lua.collect_garbage();
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return alive[1] == nil"));
}

/// Frozen types in each other.
#[derive(Collect, UserData)]
#[lua(frozen)]
struct Line {
    #[lua(by_ref)]
    from: Point,
    #[lua(by_ref)]
    to: Option<Point>,
}

#[derive(Collect, UserData)]
#[lua(frozen, get_all)]
struct Point {
    x: i64,
}

#[test]
fn frozen_types_refer_to_frozen_types() {
    let mut lua = lua(|ctx| {
        ctx.globals().set(ctx, "line", Line { from: Point { x: 1 }, to: None })?;
        ctx.globals().set(ctx, "other", Line { from: Point { x: 1 }, to: Some(Point { x: 2 }) })
    });
    assert!(eval::<bool>(&mut lua, "return line.from.x == 1 and line.to == nil and other.to.x == 2"));
    check_error(&mut lua, "line.from.x = 2", "field 'x' of Point can not be set");
}

/// A type that is a list itself.
#[derive(Collect, UserData)]
struct Inventory<'gc> {
    #[lua(get)]
    owner: String,
    #[lua(index)]
    items: Vec<Item<'gc>>,
}

#[test]
fn an_object_can_have_the_elements_of_a_field() {
    let mut lua = lua(|ctx| {
        let items = ["a", "b", "c"].map(|name| Item {
            name: name.into(),
            pos: Pos::new(0.0, 0.0),
            data: Value::Nil,
            parts: Vec::new(),
        });
        ctx.globals().set(ctx, "list", Inventory { owner: "Ada".into(), items: items.into() })
    });
    let source = "
        list[3].name = 'changed'
        list[3].pos.x = 1
        local names = {}
        for i, item in pairs(list) do names[i] = item.name end
        list[4] = list[1]
        list[4].name = 'copy'
        return table.concat(names, ' '), #list, list[1].name, list.owner, list[5]";
    assert_eq!(
        eval::<(String, i64, String, String, Option<bool>)>(&mut lua, source),
        ("a b changed".into(), 4, "a".into(), "Ada".into(), None)
    );
}

/// A type with an iterator.
#[derive(Collect, UserData)]
#[lua(iter)]
struct Squares(i64);

impl Squares {
    fn iter(&self) -> impl Iterator<Item = i64> {
        (1..=self.0).map(|n| n * n)
    }
}

#[derive(Collect, UserData)]
#[lua(iter)]
struct Ages(BTreeMap<String, u8>);

impl Ages {
    fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.0.iter().map(|(name, age)| (name.as_str(), *age))
    }
}

#[test]
fn types_with_an_iterator_are_iterated() {
    let mut lua = lua(|ctx| {
        ctx.globals().set(ctx, "squares", Squares(4))?;
        let ages = [("Ada", 36), ("Bob", 7)].map(|(name, age)| (name.to_owned(), age));
        ctx.globals().set(ctx, "ages", Ages(ages.into()))
    });
    let source = "
        local t = {}
        for i, n in pairs(squares) do t[#t + 1] = i .. '=' .. n end
        for name, age in pairs(ages) do t[#t + 1] = name .. '=' .. age end
        return table.concat(t, ' ')";
    assert_eq!(eval::<String>(&mut lua, source), "1=1 2=4 3=9 4=16 Ada=36 Bob=7");
}

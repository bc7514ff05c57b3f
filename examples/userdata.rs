//! Rust types in scripts: fields, methods and operators; values of the VM inside; references to parts; enums.

use std::{collections::HashMap, fmt, ops};

use piccolo::{
    Collect, Context, Error, Function, Lua, RuntimeError, UserData, methods, sequence::call, stdlib,
};

#[derive(Clone, Copy, Collect, PartialEq, UserData)]
#[lua(get_all, set_all, copy, ops(add, neg), eq, tostring)]
struct Vec2 {
    x: f64,
    y: f64,
}

#[methods]
impl Vec2 {
    const ZERO: Vec2 = Vec2 { x: 0.0, y: 0.0 };

    #[lua(new)]
    fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
        Self { x, y }
    }

    fn len(&self) -> f64 {
        self.x.hypot(self.y)
    }

    fn __mul(&self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }
}

impl ops::Add for Vec2 {
    type Output = Vec2;

    fn add(self, other: Vec2) -> Vec2 {
        Vec2 { x: self.x + other.x, y: self.y + other.y }
    }
}

impl ops::Neg for Vec2 {
    type Output = Vec2;

    fn neg(self) -> Vec2 {
        self * -1.0
    }
}

impl ops::Mul<f64> for Vec2 {
    type Output = Vec2;

    fn mul(self, k: f64) -> Vec2 {
        Vec2 { x: self.x * k, y: self.y * k }
    }
}

impl fmt::Display for Vec2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.x, self.y)
    }
}

/// What all widgets have.
#[derive(Collect, UserData)]
struct Widget {
    #[lua(get, set)]
    label: String,
    /// Scripts change it in place: `button.position.x = 1`.
    #[lua(by_ref)]
    position: Vec2,
}

/// A widget that holds a function of Lua. Cycles through it are collected.
#[derive(Collect, UserData)]
#[lua(extends = Widget)]
struct Button<'gc> {
    base: Widget,
    on_click: Option<Function<'gc>>,
}

#[methods]
impl<'gc> Button<'gc> {
    #[lua(new)]
    fn new(label: String) -> Self {
        Self { base: Widget { label, position: Vec2::ZERO }, on_click: None }
    }

    fn on_click(&mut self, f: Function<'gc>) {
        self.on_click = Some(f);
    }

    async fn click(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        match self.on_click {
            Some(f) => call(f, ()).await,
            None => Ok(()),
        }
    }
}

/// A list: `inventory[3].count = 1`, `#inventory`, `pairs(inventory)`.
#[derive(Collect, UserData)]
struct Inventory {
    #[lua(index)]
    items: Vec<Item>,
    #[lua(by_ref)]
    prices: HashMap<String, i64>,
}

#[derive(Clone, Collect, UserData)]
#[lua(clone, get_all, set_all)]
struct Item {
    name: String,
    count: u32,
}

#[methods]
impl Inventory {
    #[lua(new)]
    fn new() -> Self {
        Self { items: Vec::new(), prices: HashMap::new() }
    }

    fn add(&mut self, name: String, #[lua(default = 1)] count: u32) {
        self.items.push(Item { name, count });
    }
}

/// Constants for scripts: `Align.Left`.
#[derive(Clone, Copy, Collect, UserData)]
#[lua(copy)]
enum Align {
    Left,
    Right,
}

/// Objects for scripts: `Shape.Circle{r = 1}`, `shape.kind == "Circle"`, `shape.r`.
#[derive(Collect, UserData)]
#[lua(get_all, new_all)]
enum Shape {
    Circle { r: f64 },
    Rect { width: f64, height: f64 },
}

#[methods]
impl Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Circle { r } => std::f64::consts::PI * r * r,
            Shape::Rect { width, height } => width * height,
        }
    }

    /// Scripts pass `Align.Left`, or the name `'Left'`.
    fn left_edge(&self, align: Align) -> f64 {
        match (self, align) {
            (_, Align::Left) => 0.0,
            (Shape::Circle { r }, Align::Right) => -2.0 * r,
            (Shape::Rect { width, .. }, Align::Right) => -width,
        }
    }
}

const SCRIPT: &str = r#"
    local v = Vec2(1, 2) + Vec2.new(2) * 2
    assert(v == Vec2(5, 2) and tostring(-v) == '(-5, -2)' and Vec2(3, 4):len() == 5)

    local clicks = 0
    for i = 1, 100 do
        local button = Button('button ' .. i)
        button:on_click(function() clicks = clicks + 1 return button end)
        button:click()
        alive[button] = true
    end
    assert(clicks == 100)

    local button = Button('ok')
    button.position.x = 10
    local position = button.position
    position.y = 20
    button.label = button.label .. '!'
    assert(tostring(button.position) == '(10, 20)' and button.label == 'ok!')

    local inventory = Inventory()
    inventory:add('sword')
    inventory:add('arrow', 20)
    local arrows = inventory[2]
    for i = 1, 1000 do inventory:add('stone ' .. i) end
    arrows.count = arrows.count - 1
    assert(inventory[2].count == 19 and #inventory == 1002)
    inventory.prices.sword = 100
    inventory.prices.sword = inventory.prices.sword * 2
    local sum = 0
    for i, item in pairs(inventory) do sum = sum + item.count * (inventory.prices[item.name] or 1) end
    assert(sum == 200 + 19 + 1000)

    local shape = Shape.Rect{width = 2, height = 3}
    assert(shape.kind == 'Rect' and shape.width == 2 and shape.r == nil and shape:area() == 6)
    assert(Shape.Circle{r = 1}:left_edge(Align.Right) == -2 and shape:left_edge('Left') == 0)

    local ok, message = pcall(Vec2.new, 1, 'two')
    print(message)
    return message
"#;

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    let loaded = lua.enter(|ctx| {
        let load = || {
            stdlib::load(ctx, &stdlib::Options::default())?;
            ctx.register::<Vec2>()?;
            ctx.register::<Button>()?;
            ctx.register::<Inventory>()?;
            ctx.register::<Align>()?;
            ctx.register::<Shape>().map(drop)
        };
        load().is_ok()
    });
    assert!(loaded);
    lua.load("alive = setmetatable({}, {__mode = 'k'})").exec()?;

    let message: String = lua.load(SCRIPT).name("@userdata.lua").eval()?;
    assert_eq!(message, "bad argument #2 'y' to 'Vec2.new' (number expected, got string)");

    lua.collect_garbage();
    lua.collect_garbage();
    let buttons: i64 = lua.load("local n = 0 for _ in pairs(alive) do n = n + 1 end return n").eval()?;
    assert_eq!(buttons, 0, "cycles through Rust values are collected");
    Ok(())
}

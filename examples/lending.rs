//! Lends `&mut World`, and a `Ui<'_>` that borrows from the host itself, to a script for one run. Nothing is moved into
//! the VM, and nothing is left there when the run is over.

use piccolo::{Collect, Lua, RuntimeError, UserData, methods, stdlib};

#[derive(Collect, UserData)]
struct World {
    #[lua(get, set)]
    gravity: f64,
    #[lua(by_ref)]
    bodies: Vec<Body>,
}

#[derive(Clone, Collect, UserData)]
#[lua(clone, get_all, set_all)]
struct Body {
    name: String,
    height: f64,
}

#[methods]
impl World {
    fn spawn(&mut self, name: String, height: f64) -> usize {
        self.bodies.push(Body { name, height });
        self.bodies.len()
    }

    fn step(&mut self, seconds: f64) {
        for body in &mut self.bodies {
            body.height = (body.height - self.gravity * seconds).max(0.0);
        }
    }
}

/// A frame's user interface, which borrows what it draws on.
struct Ui<'frame> {
    lines: &'frame mut Vec<String>,
}

#[methods(lent)]
impl Ui<'_> {
    fn label(&mut self, text: String) {
        self.lines.push(text);
    }
}

const SCRIPT: &str = r#"
    kept = kept or world
    if #world.bodies == 0 then world:spawn('apple', 10) end
    world:step(0.5)
    for _, body in pairs(world.bodies) do
        ui:label(body.name .. ' at ' .. body.height)
        if body.height == 0 then body.name = body.name .. ' (landed)' end
    end
    return world.bodies[1].height
"#;

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    assert!(lua.enter(|ctx| stdlib::load(ctx, &stdlib::Options::default()).is_ok()));
    let mut world = World { gravity: 8.0, bodies: Vec::new() };
    let mut screen = Vec::new();

    for _frame in 0..4 {
        let script = lua.load(SCRIPT).name("@frame.lua").executor(())?;
        let mut ui = Ui { lines: &mut screen };
        let height: f64 =
            lua.scope(|s| s.lend("world", &mut world)?.lend_object("ui", &mut ui)?.run(&script))?;
        assert_eq!(height, world.bodies[0].height);
    }
    assert_eq!(screen, ["apple at 6.0", "apple at 2.0", "apple at 0.0", "apple (landed) at 0.0"]);

    let error = lua.load("return kept.gravity").exec().expect_err("the world is the host's again");
    println!("{error}");
    assert!(error.to_string().contains("world is no longer lent"));
    Ok(())
}

//! A game loop: hundreds of scripts, one VM, one thread, no runtime. Each frame steps them under a budget of
//! fuel, so that no script, however written, makes a frame late.

use piccolo::{
    Callback, Context, Error, Fuel, Lua, RunLimits, RuntimeError, Step, Tasks, sequence, sequence::pending,
    stdlib,
};

/// Units of fuel per frame, and how many scripts there are.
const BUDGET: u64 = 20_000;
const CREATURES: usize = 300;
const FRAMES: i64 = 60;

/// `frame()`: waits for the next frame.
#[sequence]
async fn frame<'gc>(_ctx: Context<'gc>) -> Result<(), Error<'gc>> {
    pending().await;
    Ok(())
}

/// A creature that walks for some frames and tells where it got.
const CREATURE: &str = r#"
    local id, frames = ...
    local x, speed = 0.0, 1 + id % 3
    for i = 1, frames do
      x = x + speed
      frame()
    end
    return x
"#;

/// Scripts that go wrong.
const BROKEN: [&str; 3] = [
    "while true do end",
    "frame() error('lost the way')",
    "local list = {} while true do list[#list + 1] = {} end",
];

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    let loaded = lua.enter(|ctx| {
        let load = || {
            stdlib::load(ctx, &stdlib::Options::default())?;
            ctx.globals().set(ctx, "frame", Callback::sequence(ctx, frame))
        };
        load().is_ok()
    });
    assert!(loaded);

    let mut tasks = Tasks::new();
    let limits = RunLimits::new().slice(1_000).fuel(50_000);
    for id in 0..CREATURES {
        let script = lua.load(CREATURE).name("@creature.lua").executor((id, FRAMES))?;
        tasks.spawn(script, limits);
    }
    for source in BROKEN {
        let script = lua.load(source).name("@broken.lua").executor(())?;
        tasks.spawn(script, limits);
    }

    let (mut frames, mut arrived, mut distance, mut removed) = (0, 0, 0.0, 0);
    while arrived < CREATURES {
        let mut budget = Fuel::new(BUDGET);
        for ended in tasks.step(&mut lua, &mut budget) {
            match ended.step {
                Step::Returned => {
                    arrived += 1;
                    distance += lua.take::<f64>(&ended.executor)?;
                }
                step => {
                    removed += 1;
                    lua.cancel(&ended.executor);
                    println!("frame {frames}: a script was removed ({step:?})");
                }
            }
        }
        assert!(budget.used() < BUDGET + BUDGET / 4, "no frame costs much more than its budget");
        frames += 1;
    }
    tasks.cancel_all(&mut lua);
    println!("{arrived} creatures walked {distance} in {frames} frames; {removed} scripts were removed");
    assert_eq!(distance, (CREATURES as i64 * FRAMES * 2) as f64);
    assert!((FRAMES..=FRAMES + 10).contains(&frames), "the broken ones held nobody up: {frames}");
    assert_eq!(removed, BROKEN.len());
    Ok(())
}

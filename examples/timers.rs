//! A script that awaits timers of tokio, several at once.
//!
//! `sleep` and `all` are written in Rust. While a function of the script sleeps, the others go on; while all
//! of them do, the runtime's thread is free for everything else.

use std::time::{Duration, Instant};

use piccolo::{
    Context, Error, Function, Lua, RuntimeError, Variadic, function, sequence::try_join_all, stdlib,
};

/// `sleep(seconds)`: waits, and returns how long it took.
#[function]
async fn sleep<'gc>(_ctx: Context<'gc>, seconds: f64) -> Result<f64, Error<'gc>> {
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| Error::argument(0, "out of range"))?;
    let start = Instant::now();
    tokio::time::sleep(duration).await;
    Ok(start.elapsed().as_secs_f64())
}

/// `all(...)`: calls functions side by side and returns a list of what they return.
#[function]
async fn all<'gc>(_ctx: Context<'gc>, functions: Variadic<Function<'gc>>) -> Result<Vec<f64>, Error<'gc>> {
    try_join_all(functions).await
}

const SCRIPT: &str = r#"
    local function job(name, seconds, times)
      return function()
        local total = 0
        for i = 1, times do
          total = total + sleep(seconds)
          print(string.format("%-6s %d of %d", name, i, times))
        end
        return total
      end
    end

    local totals = all(job("slow", 0.12, 2), job("medium", 0.08, 2), job("fast", 0.03, 5))
    return totals[1] + totals[2] + totals[3]
"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default())?;
        ctx.register_function::<sleep>()?;
        ctx.register_function::<all>()
    })?;

    let start = Instant::now();
    let slept: f64 = lua.load(SCRIPT).name("@timers.lua").eval_async().await?;
    let elapsed = start.elapsed().as_secs_f64();
    println!("slept {slept:.2} s in {elapsed:.2} s");
    assert!(slept >= 0.55, "every sleep took its time");
    assert!(elapsed >= 0.24 && elapsed < slept * 0.8, "they overlapped: {elapsed} s");
    Ok(())
}

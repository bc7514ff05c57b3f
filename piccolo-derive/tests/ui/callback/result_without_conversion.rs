use piccolo::Context;

fn set_up(ctx: Context<'_>) {
    let _ = ctx.function(|seconds: u64| std::time::Duration::from_secs(seconds));
    let _ = ctx.function_with((), |(), _, seconds: u64| std::time::Duration::from_secs(seconds));
}

fn main() {}

use piccolo::Context;

fn set_up(ctx: Context<'_>) {
    let _ = ctx.function(|duration: std::time::Duration| duration.as_secs());
    let _ = ctx.function(|names: &Vec<i64>| names.len());
}

fn main() {}

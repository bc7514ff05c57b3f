use piccolo::{Context, Table};

fn set_up<'gc>(ctx: Context<'gc>, table: Table<'gc>) {
    let _ = ctx.function(move || table.raw_len());
    let name = String::new();
    let _ = ctx.function(|| name.len() as i64);
}

fn main() {}

use piccolo::{Context, Error, Table, Value, function};

#[function]
fn first(ctx: Context, table: Table) -> Result<Value, Error> {
    table.get(ctx, 1)
}

fn main() {}

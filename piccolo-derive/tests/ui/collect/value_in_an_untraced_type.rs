use piccolo::{Action, Callback, Collect, Lua, Table};

#[derive(Collect)]
#[collect(require_static)]
struct Type<'gc>(Table<'gc>);

fn main() {
    Lua::new().enter(|ctx| {
        Callback::with_captures(ctx, Type(Table::new(ctx)), |_, _, _| Ok(Action::Return));
    });
}

use piccolo::{Context, Error, Lua, methods};

struct Ui<'frame> {
    lines: &'frame mut Vec<String>,
}

#[methods(lent)]
impl<'frame> Ui<'frame> {
    const WIDTH: i64 = 80;

    #[lua(new)]
    fn new(lines: i64) -> i64 {
        lines
    }

    fn count() -> i64 {
        0
    }

    fn into_lines(self) -> i64 {
        0
    }

    async fn wait<'gc>(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        Ok(())
    }

    fn good(&mut self) {
        self.lines.clear();
    }
}

#[methods(lend)]
impl Ui<'_> {}

struct Other<'frame>(&'frame str);

fn main() {
    let mut lua = Lua::new();
    let text = String::new();
    let mut other = Other(&text);
    lua.scope(|s| s.lend_object("other", &mut other).is_ok());
}

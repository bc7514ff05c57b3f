use piccolo::{Collect, Context, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    #[lua(get)]
    fn scaled(&self, by: i64) -> i64 {
        by
    }

    #[lua(get)]
    fn other(&self, #[lua(default = 1)] by: i64) -> i64 {
        by
    }

    #[lua(get)]
    fn shared(&self, _ctx: Context<'_>, with: &A) -> i64 {
        1
    }

    #[lua(get)]
    fn nothing(&self) {}

    #[lua(set)]
    fn set_size(&mut self, width: i64, height: i64) {}

    #[lua(set, returns = "integer")]
    fn set_depth(&mut self, depth: i64) {}
}

fn main() {}

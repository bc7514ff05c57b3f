use piccolo::{Function, methods};

struct Ui<'frame> {
    title: &'frame str,
    handler: Option<Function<'frame>>,
}

#[methods(lent)]
impl<'frame> Ui<'frame> {
    fn set_title(&mut self, title: &'frame str) {
        self.title = title;
    }

    fn on_click(&mut self, handler: Function<'frame>) {
        self.handler = Some(handler);
    }
}

fn main() {}

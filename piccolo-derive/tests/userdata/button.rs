//! A type that holds values of the VM.

use piccolo::{Collect, Context, Error, Function, Lua, UserData, methods, sequence::call};

use crate::support::{check_error, eval, eval_in_steps, lua};

#[derive(Collect, UserData)]
struct Button<'gc> {
    #[lua(get)]
    label: String,
    on_click: Option<Function<'gc>>,
    clicks: u32,
}

#[methods]
impl<'gc> Button<'gc> {
    #[lua(new)]
    fn new(label: String) -> Self {
        Self { label, on_click: None, clicks: 0 }
    }

    fn on_click(&mut self, f: Function<'gc>) {
        self.on_click = Some(f);
    }

    async fn click(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        if let Some(f) = self.on_click {
            call::<()>(f, ()).await?;
        }
        Ok(())
    }

    fn clicked(&mut self) {
        self.clicks += 1;
    }
}

fn buttons() -> Lua {
    lua(|ctx| ctx.register::<Button>().map(drop))
}

#[test]
fn methods_call_lua() {
    let mut lua = buttons();
    let source = "local n = 0 local b = Button('ok') b:on_click(function() n = n + 1 end) b:click() b:click() return n";
    assert_eq!(eval::<i64>(&mut lua, source), 2);
    assert_eq!(eval_in_steps::<i64>(&mut lua, source), 2);
}

#[test]
fn buttons_whose_handlers_hold_them_are_collected() {
    let mut lua = buttons();
    let source = "
        alive = setmetatable({}, {__mode = 'k'})
        for i = 1, 100 do
            local button = Button('ok')
            button:on_click(function() return button end)
            button:click()
            alive[button] = true
        end";
    eval::<()>(&mut lua, source);
    lua.collect_garbage();
    lua.collect_garbage();
    assert!(eval::<bool>(&mut lua, "return next(alive) == nil"));
}

#[test]
fn errors_name_method_and_argument() {
    let mut lua = buttons();
    check_error(
        &mut lua,
        "Button.click(nil)",
        "calling 'Button:click' on bad self (Button expected, got nil)",
    );
    check_error(
        &mut lua,
        "Button('ok'):on_click(1)",
        "bad argument #1 'f' to 'Button:on_click' (function expected, got number)",
    );
}

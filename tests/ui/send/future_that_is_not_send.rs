use std::{rc::Rc, time::Duration};

use piccolo::{Callback, Lua, sequence};

fn main() {
    Lua::new().enter(|ctx| {
        Callback::sequence(ctx, |_| {
            sequence::host(async {
                let shared = Rc::new(1);
                tokio::time::sleep(Duration::ZERO).await;
                Ok::<i64, piccolo::HostError>(*shared)
            })
        });
    });
}

//! Expansions need no documentation, and no permission for anything.
#![deny(missing_docs, unsafe_code, unused, unreachable_pub, clippy::all)]

use piccolo::{Collect, Context, Error, Function, UserData, UserRef, methods, sequence::call};

/// A node.
#[derive(Collect, UserData)]
#[lua(extends = Base, rename_all = "camelCase")]
pub struct Node<'gc, T> {
    base: Base,
    #[collect(require_static)]
    tag: T,
    #[lua(get)]
    on_click: Option<Function<'gc>>,
}

/// A base.
#[derive(Collect, UserData)]
#[lua(iter, len)]
pub struct Base(Vec<i64>);

impl Base {
    fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

#[methods]
impl<'gc, T: 'static + Copy + Into<i64>> Node<'gc, T> {
    /// A constant.
    pub const LIMIT: u8 = 1;

    /// Calls.
    pub async fn click(&self, _ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        match self.on_click {
            Some(f) => {
                let tag: i64 = self.tag.into();
                call(f, tag).await
            }
            None => Ok(()),
        }
    }

    fn handle(this: UserRef<'gc, Self>, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
        this.borrow_mut(ctx)?.on_click = None;
        Ok(())
    }
}

fn main() {
    let mut lua = piccolo::Lua::new();
    lua.enter(|ctx| {
        let node = Node { base: Base(vec![1, 2]), tag: 1u8, on_click: None };
        assert!(ctx.globals().set(ctx, "node", node).is_ok());
    });
    assert_eq!(lua.load("node:click() node:handle() return #node, node.LIMIT").eval::<(i64, i64)>().ok(), Some((2, 1)));
}

//! The options of the attribute.

use piccolo::{Callback, Context, Error, Function, sequence::call};

use crate::running::check;

/// As in a crate that has `piccolo` under another name.
mod renamed {
    pub(crate) use piccolo as lua;
}

#[renamed::lua::sequence(crate = crate::options::renamed::lua)]
async fn elsewhere<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    call(f, 1).await
}

#[piccolo::sequence(recursive, crate = ::piccolo)]
async fn both<'gc>(ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    if n == 0 { call(f, 1).await } else { both(ctx, f, n - 1).await }
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set("elsewhere", Callback::sequence(ctx, elsewhere));
    set("both", Callback::sequence(ctx, both));
}

#[test]
fn the_crate_can_be_named() {
    check(define, "return elsewhere(function(x) return x end), both(function(x) return x end, 3)", "1 1");
}

//! Generators written in Rust: sequences that yield, used as coroutines by a script.

use piccolo::{
    Callback, Context, Error, Lua, RuntimeError, Table, Value, sequence, sequence::yield_, stdlib,
};

/// `fibonacci(last)`: yields the Fibonacci numbers up to `last`.
#[sequence]
async fn fibonacci<'gc>(_ctx: Context<'gc>, last: i64) -> Result<(), Error<'gc>> {
    let (mut a, mut b) = (0i64, 1i64);
    while a <= last {
        yield_::<()>(a).await?;
        (a, b) = (b, b.saturating_add(a));
    }
    Ok(())
}

/// `permutations(list)`: yields all orders of a list's values, each as a list, by Heap's method. It holds
/// values of Lua while it is suspended, and the collector sees them.
#[sequence]
async fn permutations<'gc>(ctx: Context<'gc>, list: Table<'gc>) -> Result<(), Error<'gc>> {
    let mut values = Vec::new();
    for index in 1..=list.raw_len() {
        values.push(list.get::<Value>(ctx, index)?);
    }
    yield_::<()>(values.clone()).await?;
    let mut swaps = vec![0; values.len()];
    let mut at = 1;
    while at < values.len() {
        if swaps[at] < at {
            let other = if at % 2 == 0 { 0 } else { swaps[at] };
            values.swap(other, at);
            yield_::<()>(values.clone()).await?;
            swaps[at] += 1;
            at = 1;
        } else {
            swaps[at] = 0;
            at += 1;
        }
    }
    Ok(())
}

const SCRIPT: &str = r#"
    local numbers = {}
    for n in coroutine.wrap(function() fibonacci(100) end) do numbers[#numbers + 1] = n end
    print(table.concat(numbers, " "))

    local orders = {}
    local next_order = coroutine.wrap(permutations)
    local order = next_order { "a", "b", "c" }
    while order do
      orders[#orders + 1] = table.concat(order)
      order = next_order()
    end
    print(table.concat(orders, " "))
    return table.concat(numbers, " "), table.concat(orders, " ")
"#;

fn main() -> Result<(), RuntimeError> {
    let mut lua = Lua::new();
    let loaded = lua.enter(|ctx| {
        let load = || {
            stdlib::load(ctx, &stdlib::Options::default())?;
            ctx.globals().set(ctx, "fibonacci", Callback::sequence(ctx, fibonacci))?;
            ctx.globals().set(ctx, "permutations", Callback::sequence(ctx, permutations))
        };
        load().is_ok()
    });
    assert!(loaded);

    let (numbers, orders): (String, String) = lua.load(SCRIPT).name("@generator.lua").eval()?;
    assert_eq!(numbers, "0 1 1 2 3 5 8 13 21 34 55 89");
    assert_eq!(orders, "abc bac cab acb bca cba");
    Ok(())
}

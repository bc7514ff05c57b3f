//! Functions and modules of Rust for scripts, and functions of Lua for Rust.

use piccolo::{Context, Error, Lua, RuntimeError, Table, Variadic, function, lua, module, stdlib};

#[function]
fn clamp(value: f64, #[lua(default = 0.0)] least: f64, #[lua(default = 1.0)] most: f64) -> f64 {
    value.max(least).min(most)
}

#[module]
mod lists {
    use super::*;

    pub(crate) const MOST: i64 = 1000;

    /// A table with the arguments that are not nil.
    pub(crate) fn compact<'gc>(
        ctx: Context<'gc>,
        items: Variadic<Option<i64>>,
    ) -> Result<Table<'gc>, Error<'gc>> {
        let table = Table::new(ctx);
        for (item, index) in items.into_iter().flatten().zip(1..) {
            table.set(ctx, index, item)?;
        }
        Ok(table)
    }

    pub(crate) mod text {
        pub(crate) fn join(separator: &str, parts: super::Variadic<String>) -> String {
            parts.join(separator)
        }
    }
}

fn main() -> Result<(), RuntimeError> {
    let mut vm = Lua::new();
    vm.try_enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default())?;
        ctx.register_function::<clamp>()?;
        ctx.register_module::<lists::Module>()?;
        ctx.set_global("add", ctx.function(|a: i64, b: i64| a + b))?;

        // Closures that hold values of the VM get them, and know that all are of one VM.
        let seen = Table::new(ctx);
        let is_new = ctx.function_with(seen, |seen, ctx, name: &str| {
            let is_new = seen.get::<Option<bool>>(ctx, name)?.is_none();
            seen.set(ctx, name, true).map(|()| is_new)
        });
        ctx.set_global("is_new", is_new)
    })?;

    let (limit, names) = (10, vec!["a", "b"]);
    let (sum, text): (i64, String) = lua! {
        local list = lists.compact(1, nil, $limit, lists.MOST)
        return #list + add(2, 3), lists.text.join(", ", $names[1], $names[2], tostring(is_new("x") and not is_new("x")))
    }
    .eval(&mut vm)?;
    println!("{sum} {text}");
    assert_eq!((sum, &*text), (8, "a, b, true"));
    assert_eq!(vm.load("return clamp(-1, nil, 5) + clamp(7)").eval::<f64>()?, 1.0);
    let error = vm.load("clamp('much')").exec().unwrap_err();
    println!("{error}");
    assert!(error.to_string().contains("bad argument #1 'value' to 'clamp' (number expected, got string)"));

    vm.load("function hypotenuse(a, b) return math.sqrt(a * a + b * b) end").exec()?;
    assert_eq!(vm.load("return hypotenuse(...)").call::<f64>((3, 4))?, 5.0);
    Ok(())
}

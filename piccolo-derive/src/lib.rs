//! Procedural macros of piccolo. Use them through the facade crate `piccolo`.
#![forbid(unsafe_code)]

mod sequence;

use proc_macro::TokenStream;

/// Makes an `async fn` a sequence: a host function written as straight-line code that suspends while
/// Lua runs.
///
/// ```
/// use piccolo::{Context, Error, Function, Table, Value};
/// use piccolo::sequence::call;
///
/// #[piccolo::sequence]
/// async fn map<'gc>(ctx: Context<'gc>, t: Table<'gc>, f: Function<'gc>) -> Result<Table<'gc>, Error<'gc>> {
///     let out = Table::new(ctx);
///     for i in 1..=t.raw_len() {
///         let v: Value = call(f, t.get::<Value>(ctx, i)?).await?;
///         out.set(ctx, i, v)?;
///     }
///     Ok(out)
/// }
/// ```
///
/// The function becomes `fn map(..) -> impl Seq<'gc, Output = Result<..>>`: a value that can be awaited
/// in another sequence, or made a callback. It holds what is needed after each `.await`, traced by the
/// collector, and no `unsafe` code; nothing is allocated to run it.
///
/// - `Context` parameters are available throughout; `Stack` parameters disappear from the signature and
///   stand for the stack that the sequence runs on.
/// - Whatever is held while suspended implements `Collect` or is `'static`: borrows are not held. A
///   variable that is not mentioned again is dropped at the next suspension; one whose name begins
///   with `_` and is never mentioned lives to the end of its block.
/// - `async move { .. }` blocks are sequences of their own, for catching errors of several operations.
/// - `#[sequence(recursive)]`: the function awaits itself. `#[sequence(crate = path)]`: where `piccolo`
///   is, if not among the dependencies under its own name.
#[proc_macro_attribute]
pub fn sequence(options: TokenStream, item: TokenStream) -> TokenStream {
    sequence::expand(options.into(), item.into()).into()
}

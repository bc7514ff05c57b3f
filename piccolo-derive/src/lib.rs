//! Procedural macros of piccolo. Use them through the facade crate `piccolo`.
#![forbid(unsafe_code)]

mod collect;
mod crate_path;
mod sequence;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Lets a VM hold a type: implements `Collect`, so that the collector finds the pointers in it, and
/// `Held`, so that it moves between threads with the VM if the feature `send` is on.
///
/// Every field must be traceable itself. The type can not implement `Drop`, which might reach objects
/// that are freed already; what needs it goes into a field of its own that is marked as `'static`:
///
/// ```
/// use piccolo::{Collect, Function, Value};
///
/// #[derive(Collect)]
/// struct Search<'gc> {
///     predicate: Function<'gc>,
///     found: Vec<Value<'gc>>,
///     /// Not traced; with the feature `send`, it must be `Send`.
///     #[collect(require_static)]
///     log: std::fs::File,
/// }
/// ```
///
/// # Options
/// In `#[collect(..)]` on the type:
/// - `require_static`: nothing in it is traced; the type must be `'static`, may implement `Drop` and,
///   with the feature `send`, must be `Send`. The default is `no_drop`, as above.
/// - `bound = "where T: Held<'gc>"`: replaces the bounds of type parameters. By default those that occur
///   in traced fields must be held.
/// - `gc_lifetime = 'a`: which of several lifetimes is that of the VM, if none is called `'gc`.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
#[proc_macro_derive(Collect, attributes(collect))]
pub fn derive_collect(input: TokenStream) -> TokenStream {
    collect::derive(&parse_macro_input!(input as DeriveInput)).into()
}

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

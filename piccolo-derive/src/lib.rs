//! Procedural macros of piccolo; see the facade crate `piccolo`.
#![forbid(unsafe_code)]

mod collect;
mod crate_path;
mod lua;
mod methods;
mod userdata;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemImpl, parse_macro_input};

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

/// Makes a type one whose values scripts can hold: see `UserData`.
#[proc_macro_derive(UserData, attributes(lua))]
pub fn derive_user_data(input: TokenStream) -> TokenStream {
    userdata::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Offers the functions and constants of an `impl` block to scripts.
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    methods::expand(options.into(), parse_macro_input!(item as ItemImpl)).into()
}

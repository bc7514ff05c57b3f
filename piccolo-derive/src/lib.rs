//! Procedural macros of piccolo; see the facade crate `piccolo`.
#![forbid(unsafe_code)]

mod collect;
mod crate_path;
mod lua;
mod methods;
mod sequence;
mod spelling;
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

/// Makes a type one of userdata: scripts can hold its values, and use what it offers them.
///
/// Values of the VM in it are traced, so that cycles through it are collected like any others. It needs
/// `#[derive(Collect)]` besides. Fields and operators are offered by the options below, functions by
/// [`macro@methods`].
///
/// ```
/// use piccolo::{Collect, Lua, UserData, methods, stdlib};
/// use std::{fmt, ops};
///
/// #[derive(Clone, Copy, Collect, PartialEq, UserData)]
/// #[lua(get_all, set_all, ops(add, neg), eq, tostring)]
/// struct Vec2 {
///     x: f64,
///     y: f64,
/// }
///
/// #[methods]
/// impl Vec2 {
///     #[lua(new)]
///     fn new(x: f64, #[lua(default = 0.0)] y: f64) -> Self {
///         Self { x, y }
///     }
///
///     fn len(&self) -> f64 {
///         self.x.hypot(self.y)
///     }
///
///     fn __mul(&self, k: f64) -> Vec2 {
///         Vec2 { x: self.x * k, y: self.y * k }
///     }
/// }
///
/// impl ops::Add for Vec2 {
///     // ...
/// #   type Output = Vec2;
/// #   fn add(self, other: Vec2) -> Vec2 { Vec2 { x: self.x + other.x, y: self.y + other.y } }
/// }
/// # impl ops::Neg for Vec2 {
/// #   type Output = Vec2;
/// #   fn neg(self) -> Vec2 { Vec2 { x: -self.x, y: -self.y } }
/// # }
///
/// impl fmt::Display for Vec2 {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(f, "({}, {})", self.x, self.y)
///     }
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| stdlib::load(ctx, &stdlib::Options::default()).and_then(|()| ctx.register::<Vec2>().map(drop)).is_ok());
/// let (len, text): (f64, String) = lua.load("
///     local v = Vec2(3, 3)
///     v.y = 4
///     return v:len(), tostring((v + Vec2.new(1)) * 2)
/// ").eval()?;
/// assert_eq!((len, &*text), (5.0, "(8, 8)"));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// In Rust, a value becomes an object of the VM by being converted (`IntoLua`), or with `UserRef::new`.
/// `UserRef<'gc, T>` is a handle to one: it is copied freely, can be a parameter or a field, and gives
/// access with `borrow()` and `borrow_mut(ctx)`. Errors name the function and the parameter:
/// `bad argument #2 'y' to 'Vec2.new' (number expected, got string)`.
///
/// # References
/// With `by_ref`, scripts get a reference to a field instead of a copy, and change the field through it. It is
/// an object like any of the field's type: with the same methods, and accepted wherever one is. What is behind
/// it is looked up at each access, so the field may be moved or replaced meanwhile; if it is gone, access is
/// an error.
///
/// ```
/// use std::collections::HashMap;
///
/// use piccolo::{Collect, Lua, UserData};
///
/// #[derive(Clone, Collect, UserData)]
/// #[lua(clone, get_all, set_all)]
/// struct Item {
///     name: String,
/// }
///
/// #[derive(Collect, UserData)]
/// struct Player {
///     #[lua(by_ref)]
///     best: Option<Item>,
///     #[lua(by_ref)]
///     items: Vec<Item>,
///     #[lua(by_ref)]
///     scores: HashMap<String, i64>,
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| {
///     let best = Some(Item { name: "cup".into() });
///     ctx.globals().set(ctx, "player", Player { best, items: Vec::new(), scores: HashMap::new() }).is_ok()
/// });
/// let (name, count): (String, i64) = lua.load("
///     player.best.name = 'gold ' .. player.best.name
///     local items = player.items
///     items[1] = player.best                -- a copy, since `Item` has `clone`
///     items[1].name = items[1].name .. '!'
///     player.scores.chess = 3
///     return player.items[1].name, #player.items + player.scores.chess
/// ").eval()?;
/// assert_eq!((&*name, count), ("gold cup!", 4));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// Vectors behave like tables: `list[i]`, `#list`, `pairs(list)`, `list[#list + 1] = item`, and `table.insert`.
/// Elements are looked up by their index, so one that is removed is followed by the next in its place. (What
/// scripts add to a vector or map is not part of the VM's memory limit.)
///
/// # Enums
/// If no variant has data, the variants are constants, `Color.Red`, which are equal to themselves only and
/// whose text is their name; with `copy` or `clone`, functions that take one accept its name, too. Such enums are
/// `frozen`. Otherwise `new_all` offers a constructor for each variant: `Shape.Circle{r = 1}` if the fields have
/// names, `Shape.Pair(1, 2)` if not, `Shape.Empty()` without (and the constant `Shape.Empty`, if the type is
/// `frozen`). Scripts see which variant it is as `shape.kind`, and read a field that the variant lacks as nil.
///
/// ```
/// use piccolo::{Collect, Lua, UserData};
///
/// #[derive(Collect, UserData)]
/// #[lua(get_all, new_all)]
/// enum Shape {
///     Circle { r: f64 },
///     Rect { width: f64, height: f64 },
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| ctx.register::<Shape>().is_ok());
/// let (kind, r): (String, f64) = lua.load("local s = Shape.Circle{r = 1} return s.kind, s.r").eval()?;
/// assert_eq!((&*kind, r), ("Circle", 1.0));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// # Inheritance
/// A type that `extends` another has that one in a field called `base`, or marked `#[lua(base)]`. Its values
/// have all fields, methods and metamethods of the other one, and are accepted where one of that is.
///
/// ```
/// use piccolo::{Collect, Lua, UserData, methods};
///
/// #[derive(Collect, UserData)]
/// struct Animal {
///     #[lua(get, set)]
///     name: String,
/// }
///
/// #[methods]
/// impl Animal {
///     fn greet(&self, other: &Animal) -> String {
///         format!("{} greets {}", self.name, other.name)
///     }
/// }
///
/// #[derive(Collect, UserData)]
/// #[lua(extends = Animal)]
/// struct Dog {
///     base: Animal,
/// }
///
/// #[methods]
/// impl Dog {
///     #[lua(new)]
///     fn new(name: String) -> Self {
///         Self { base: Animal { name } }
///     }
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| ctx.register::<Dog>().is_ok());
/// let text: String = lua.load("local a, b = Dog('Rex'), Dog('Max') b.name = 'Mo' return a:greet(b)").eval()?;
/// assert_eq!(text, "Rex greets Mo");
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// # Options of the type, in `#[lua(..)]`
/// - `name = ".."`: its name in scripts.
/// - `get_all`, `set_all`: scripts read, or set, all fields. `rename_all = "camelCase"`: what the names
///   of fields become; also `PascalCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `lowercase`, `UPPERCASE`.
/// - `frozen`: values do not change, so that nothing is borrowed: `UserRef::borrow` gives a plain reference.
/// - `extends = Base`: see above.
/// - `eq` and `ord` from `PartialEq` and `PartialOrd`, `tostring` from `Display`, `len` from a method
///   `len`, `iter` (for `pairs`) from a method `iter`, whose items are values or pairs of key and value; `ops(add, sub, mul, div, rem, neg, bitand, bitor, bitxor, shl, shr, not)` from `std::ops`, with
///   two values of the type as operands. Others are written as methods, `__mul` for example.
/// - `clone` or `copy`: functions can take it by value, as a copy.
/// - `new_all` and `tag = ".."` (the name of `kind`) of enums: see above.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
///
/// # Options of fields
/// - `get`, `set`: scripts read it, or set it.
/// - `name = ".."`: its name in scripts. Fields of tuple structs need one.
/// - `skip`: not even with `get_all`.
/// - `by_ref`: scripts get a reference to a field that is itself a userdata, an `Option` of one, or a `Vec`,
///   `HashMap` or `BTreeMap` (of userdata, numbers, strings or values of the VM).
/// - `index`: the object has the elements of this vector or map: `object[3]`, `#object`, `pairs(object)`.
/// - `clone` or `copy`: scripts get copies of a field that is itself a userdata.
/// - `base`: it is what the type extends.
///
/// # Options of variants
/// - `name = ".."`: its name in scripts. `skip`: scripts do not make it.
///
/// Types with lifetimes other than that of the VM are not for scripts; `Lua::scope` lends functions that use
/// them. An option that is unknown or in the wrong place is an error. Documentation is carried over to the
/// annotations that `piccolo::typings` writes for editors.
#[proc_macro_derive(UserData, attributes(lua))]
pub fn derive_user_data(input: TokenStream) -> TokenStream {
    userdata::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Offers the functions and constants of an `impl` block to scripts, for a type with
/// [`#[derive(UserData)]`](macro@UserData).
///
/// ```
/// use piccolo::{Collect, Context, Error, Function, Lua, UserData, methods, sequence::call};
///
/// #[derive(Collect, UserData)]
/// struct Button<'gc> {
///     #[lua(get)]
///     label: String,
///     on_click: Option<Function<'gc>>,
/// }
///
/// #[methods]
/// impl<'gc> Button<'gc> {
///     #[lua(new)]
///     fn new(label: String) -> Self {
///         Self { label, on_click: None }
///     }
///
///     fn on_click(&mut self, f: Function<'gc>) {
///         self.on_click = Some(f);
///     }
///
///     async fn click(&self, ctx: Context<'gc>) -> Result<(), Error<'gc>> {
///         match self.on_click {
///             Some(f) => call(f, ()).await,
///             None => Ok(()),
///         }
///     }
/// }
///
/// let mut lua = Lua::new();
/// lua.enter(|ctx| ctx.register::<Button>().is_ok());
/// let clicks: i64 = lua.load("
///     local n = 0
///     local b = Button('ok')
///     b:on_click(function() n = n + 1 return b end)
///     b:click() b:click()
///     return n
/// ").eval()?;
/// assert_eq!(clicks, 2);
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// # Functions
/// - With `&self`, `&mut self` or `self` (a copy) they are methods. One with `this: UserRef<'gc, Self>` as
///   first argument gets the handle.
/// - Parameters are what `FromLua` makes, `Option`s of it, `&str`, `&[u8]`, `&T` and `&mut T` of userdata,
///   slices such as `&[f64]` for tables, and `Variadic` at the end. A `Context` parameter, wherever it stands, takes no argument.
///   `#[lua(default = expression)]` on a parameter says what it is if nil or not given.
/// - Values, tuples of values, `()` and `Result`s of these can be returned.
/// - An object that is passed twice, once as `&mut`, is an error that scripts can catch.
/// - Names with `__` are those of metamethods: `__add`, `__index` (for keys that are no members), `__call`,
///   `__gc`, `__close`, `__pairs` and so on. Other operands are possible: `fn __mul(&self, k: f64)`.
///
/// # Functions that wait
/// Every `async fn` of the block is a [sequence](macro@sequence): it calls Lua functions, yields, or waits
/// for the host. The object lives as long as it waits, but nothing is borrowed: each use of `self` borrows
/// the object anew, so it sees changes that were made meanwhile, and what comes of a borrow can not be kept
/// across an `.await`. For changes, take `this: UserRef<'gc, Self>` and use `this.borrow_mut(ctx)?` between
/// the `.await`s. Methods await others as `self.other(ctx).await?`; from elsewhere the function is called
/// with the handle, `Button::click(button, ctx)`.
///
/// # Options, in `#[lua(..)]`
/// - `new`: the constructor, which scripts also call as `Vec2(1, 2)`.
/// - `get`, `set`: the function is a field, `v.angle` and `v.angle = 1`. A setter `set_angle` is called
///   `angle`.
/// - `name = ".."`: its name in scripts; `skip`: scripts do not see it. Both go for constants, too.
///
/// `#[methods(block = 2)]` is for the second block of a type (up to 4), `#[methods(crate = path)]` says
/// where `piccolo` is found.
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    methods::expand(options.into(), parse_macro_input!(item as ItemImpl)).into()
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
/// - `#[sequence(recursive)]`: the function awaits itself, at most 64 deep: beyond, the call of the
///   outermost one fails with "C stack overflow", whatever those in between would do about errors.
/// - `#[sequence(crate = path)]`: where `piccolo` is, if not among the dependencies under its own name.
#[proc_macro_attribute]
pub fn sequence(options: TokenStream, item: TokenStream) -> TokenStream {
    sequence::expand(options.into(), item.into()).into()
}

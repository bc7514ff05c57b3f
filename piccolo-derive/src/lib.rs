//! Procedural macros of piccolo; see the facade crate `piccolo`.
#![forbid(unsafe_code)]

mod collect;
mod conversion;
mod crate_path;
mod error;
mod function;
mod lua;
mod methods;
mod module;
mod script;
mod sequence;
mod spelling;
mod userdata;

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
/// Elements are looked up by their index, so one that is removed is followed by the next in its place. What scripts put into
/// fields, vectors and maps counts against the VM's memory limit; of what else a value has on Rust's heap the host tells the VM with
/// `UserData::set_heap_size`.
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
/// have all fields, methods and metamethods of the other one, and are accepted where one of that is. A constructor is not
/// inherited, since it makes a value of the base: scripts that call it as that of the extending type get an error.
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
///   two values of the type as operands, which are cloned. Others are written as methods, `__mul` for example.
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
/// - `type = ".."`: its type in annotations for editors, where Rust's says less: `"fun(a: integer): string"`.
///
/// # Options of variants
/// - `name = ".."`: its name in scripts. `skip`: scripts do not make it.
///
/// Types with lifetimes other than that of the VM are not for scripts; `Lua::scope` lends their values, with
/// [`#[methods(lent)]`](macro@methods). An option that is unknown or in the wrong place is an error. Documentation is carried over to the
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
/// - Parameters are what `FromLua` makes, `Option`s of it, `&str`, `&[u8]`, `&T` and `&mut T` of userdata and `Option`s of
///   these, slices such as `&[f64]` for tables, and `Variadic` at the end, also of `&T`. A `Context` parameter, wherever it
///   stands, takes no argument. `#[lua(default = expression)]` on a parameter says what it is if nil or not given;
///   `#[lua(default)]` is the type's own default.
/// - In annotations for editors, `#[lua(type = "..")]` on a parameter stands for its type, and `#[lua(returns = "..")]` on a
///   function for what it returns: `"fun(): string, integer"`.
/// - Values, tuples of values, `()` and `Result`s of these can be returned. The error is piccolo's `Error`, a text, or any
///   error of Rust.
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
/// A block is for all values of a type: if the type has parameters, the block has them, too, with the bounds
/// that the type gives them and no others but `'static`.
///
/// # Types that borrow
/// With `#[methods(lent)]`, the block is for a type that is no userdata: it may have any lifetimes, and needs no derive.
/// `Scope::lend_object` lends a value for a while, and scripts have its methods called by a handle.
///
/// ```
/// use piccolo::{Lua, methods};
///
/// struct Ui<'frame> {
///     lines: &'frame mut Vec<String>,
/// }
///
/// #[methods(lent)]
/// impl Ui<'_> {
///     fn label(&mut self, text: String) {
///         self.lines.push(text);
///     }
///
///     #[lua(get)]
///     fn height(&self) -> usize {
///         self.lines.len()
///     }
/// }
///
/// let mut lua = Lua::new();
/// let mut lines = Vec::new();
/// let mut ui = Ui { lines: &mut lines };
/// let script = lua.load("ui:label('one') ui:label('line ' .. ui.height + 1)").executor(())?;
/// lua.scope(|s| s.lend_object("ui", &mut ui)?.run::<()>(&script))?;
/// assert_eq!(lines, ["one", "line 2"]);
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// Functions are methods with `&self` or `&mut self`, getters, setters and metamethods; what they take is as above. Values of
/// the VM can not stay in such a type: it outlives the run.
///
/// # Options of the block
/// `#[methods(block = 2)]` is for the second block of a type (up to 4), `#[methods(crate = path)]` says
/// where `piccolo` is found.
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    methods::expand(options.into(), item.into()).into()
}

/// Makes values of a type from Lua values: structs from tables, enums from strings and tables.
///
/// ```
/// use piccolo::{FromLua, Function, IntoLua, Lua};
///
/// #[derive(FromLua, IntoLua)]
/// #[lua(rename_all = "camelCase", deny_unknown)]
/// struct Config<'gc> {
///     width: u32,
///     #[lua(default)]
///     title: String,
///     align: Option<Align>,
///     on_start: Function<'gc>,
/// }
///
/// #[derive(FromLua, IntoLua)]
/// #[lua(string, rename_all = "snake_case")]
/// enum Align {
///     Left,
///     TopRight,
/// }
///
/// let mut lua = Lua::new();
/// lua.load("config = {width = 80, align = 'top_right', onStart = function() end}").exec()?;
/// lua.try_enter(|ctx| {
///     let config: Config = ctx.globals().get(ctx, "config")?;
///     assert_eq!((config.width, &*config.title), (80, ""));
///     assert!(matches!(config.align, Some(Align::TopRight)));
///     ctx.set_global("config", config)
/// })?;
///
/// lua.load("config.width = -3").exec()?;
/// let error = lua.try_enter(|ctx| ctx.globals().get::<Config>(ctx, "config").map(drop)).unwrap_err();
/// assert_eq!(error.to_string(), "config.width: integer in 0..=4294967295 expected, got -3");
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// A struct with named fields is a table with these fields, a tuple struct a list, one with a single field is what
/// that is, and one without fields is nil. A variant of an enum is
///
/// | option | without fields | with fields |
/// |---|---|---|
/// | none | `"Name"` | `{Name = content}` |
/// | `tag = "t"` | `{t = "Name"}` | `{t = "Name", field = ..}` |
/// | `tag = "t", content = "c"` | `{t = "Name"}` | `{t = "Name", c = content}` |
/// | `untagged` | nil | content; the first variant that fits is taken |
///
/// Tables are read without metamethods. Errors say where in the table something does not fit.
///
/// # Options of types, in `#[lua(..)]`
/// - `rename_all = "camelCase"`: what the names of fields, or of an enum's variants, become; also `PascalCase`,
///   `snake_case`, `SCREAMING_SNAKE_CASE`, `lowercase`, `UPPERCASE`.
/// - `default`, `default = expression`: a value that fields are taken from if the table lacks them.
/// - `deny_unknown`: other fields in the table are errors.
/// - `transparent`: it is what its only field is; other fields are skipped.
/// - `string`: the enum's variants have no fields; `tag`, `content` and `untagged`: see above.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
///
/// # Options of fields
/// - `name = ".."`: its name in Lua.
/// - `default`, `default = expression`: what it is if the table lacks it. (An `Option` is `None` then.)
/// - `skip`: it is not in the table; it becomes its `default`, or that of its type.
/// - `flatten`: its own fields are in the same table, or for a map all fields.
/// - `with = module`: converted by the functions `from_lua(Context, Value) -> Result<T, ConversionError>` and
///   `into_lua(T, Context) -> Result<Value, Error>` of a module.
/// - `type = ".."`: its type in annotations for editors, which `piccolo::typings::Declaration::of_argument` and `of_result`
///   are for.
///
/// # Options of variants
/// - `name = ".."`: its name in Lua; `skip`: never made, and an error on the way back; `rename_all = ".."`: for the
///   names of its fields.
#[proc_macro_derive(FromLua, attributes(lua))]
pub fn derive_from_lua(input: TokenStream) -> TokenStream {
    conversion::derive(&parse_macro_input!(input as DeriveInput), conversion::Direction::From).into()
}

/// Makes Lua values of values of a type: tables of structs, strings and tables of enums. All is as with
/// [`macro@FromLua`], the other way around.
///
/// ```
/// use piccolo::{IntoLua, Lua};
///
/// #[derive(IntoLua)]
/// #[lua(tag = "kind", rename_all = "lowercase")]
/// enum Shape {
///     Circle { radius: f64 },
///     Square { side: f64 },
/// }
///
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| ctx.set_global("shapes", vec![Shape::Circle { radius: 1.0 }, Shape::Square { side: 2.0 }]))?;
/// let (kind, side): (String, f64) = lua.load("return shapes[1].kind, shapes[2].side").eval()?;
/// assert_eq!((&*kind, side), ("circle", 2.0));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// A type with values of the VM calls their lifetime `'gc`; it may have others besides.
#[proc_macro_derive(IntoLua, attributes(lua))]
pub fn derive_into_lua(input: TokenStream) -> TokenStream {
    conversion::derive(&parse_macro_input!(input as DeriveInput), conversion::Direction::Into).into()
}

/// Makes a Rust error one that scripts can look into when they catch it. If they pass it on, the host gets it back.
///
/// ```
/// use piccolo::{Lua, LuaError, function, stdlib};
///
/// #[derive(Debug, PartialEq, LuaError)]
/// enum DbError {
///     #[lua(message = "no row {id} in {table}")]
///     NotFound { table: String, id: i64 },
///     #[lua(message = "connection lost")]
///     Lost,
/// }
///
/// #[function]
/// fn find(id: i64) -> Result<String, DbError> {
///     Err(DbError::NotFound { table: "users".to_owned(), id })
/// }
///
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| {
///     stdlib::load(ctx, &stdlib::Options::default())?;
///     ctx.register_function::<find>()
/// })?;
/// let caught: (String, i64, String) = lua.load("
///     local ok, e = pcall(find, 7)
///     return e.kind, e.id, tostring(e)
/// ").eval()?;
/// assert_eq!(caught, ("NotFound".to_owned(), 7, "no row 7 in users".to_owned()));
///
/// let error = lua.load("local ok, e = pcall(find, 8) error(e)").exec().unwrap_err();
/// assert_eq!(error.downcast_ref(), Some(&DbError::NotFound { table: "users".to_owned(), id: 8 }));
/// assert!(error.traceback().starts_with(b"stack traceback:"));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// Scripts see `kind`, the name of the variant or of the type, `message`, and the fields, which are `Clone` and become
/// Lua values. The type becomes piccolo's `Error` by `?`. Without messages it implements `Display` and
/// `std::error::Error` by itself, by hand or with a macro of another library.
///
/// # Options, in `#[lua(..)]`
/// - `message = "no row {id}"` on a struct, or on all variants: its text, as for `format!`; then `Display` and
///   `std::error::Error` are implemented.
/// - `name = ".."`: the name of the type, a variant or a field in scripts. Fields without a name need one to be seen.
/// - `rename_all = "snake_case"`: for the names of variants.
/// - `skip` on a field: scripts do not see it.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
#[proc_macro_derive(LuaError, attributes(lua))]
pub fn derive_lua_error(input: TokenStream) -> TokenStream {
    error::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a function one that scripts can call. It stays as it is for Rust; its name as a type stands for it.
///
/// ```
/// use piccolo::{Context, Error, Lua, Table, Variadic, function};
///
/// /// The area of a ring.
/// #[function]
/// fn area(radius: f64, #[lua(default = 0.0)] hole: f64) -> f64 {
///     3.0 * (radius * radius - hole * hole)
/// }
///
/// #[function]
/// fn list<'gc>(ctx: Context<'gc>, items: Variadic<i64>) -> Result<Table<'gc>, Error<'gc>> {
///     let table = Table::new(ctx);
///     items.iter().zip(1..).try_for_each(|(&item, index)| table.set(ctx, index, item)).map(|()| table)
/// }
///
/// #[function(name = "parse")]
/// fn parse_number(text: &str) -> Result<i64, std::num::ParseIntError> {
///     text.parse()
/// }
///
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| {
///     ctx.register_function::<area>()?;
///     ctx.register_function::<list>()?;
///     ctx.register_function::<parse_number>()
/// })?;
/// assert_eq!(lua.load("return area(2) + #list(4, 5) + parse('30')").eval::<f64>()?, 44.0);
/// assert_eq!(area(1.0, 0.0), 3.0);
///
/// let error = lua.load("return area(1, {})").eval::<f64>().unwrap_err();
/// assert!(error.to_string().contains("bad argument #2 'hole' to 'area' (number expected, got table)"));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// - Parameters are what `FromLua` makes, `Option`s of it, `&str`, `&[u8]`, `&T` and `&mut T` of userdata and `Option`s of
///   these, and `Variadic` at the end, also of `&T`. A `Context` parameter, wherever it stands, takes no argument.
///   `#[lua(default = expression)]` on a parameter says what it is if nil or not given; `#[lua(default)]` is the type's own
///   default.
/// - `area::META` are its annotations for editors (`piccolo::typings`), with its documentation. `#[lua(type = "..")]` on a
///   parameter and `#[function(returns = "..")]` stand for types of which Rust's say less: `"fun(a: integer): string"`.
/// - Values, tuples of values, `()` and `Result`s of these can be returned. The error is piccolo's `Error`, or any
///   error of Rust: scripts see its text, and the host gets it back.
/// - An `async fn` is a [sequence](macro@sequence): it calls Lua functions, yields, or awaits futures of the host, while
///   other scripts go on.
///
/// ```
/// # mod reqwest {
/// #     pub async fn get(url: String) -> Result<Response, std::io::Error> { Ok(Response(url)) }
/// #     pub struct Response(String);
/// #     impl Response { pub async fn text(self) -> Result<String, std::io::Error> { Ok(format!("<{}>", self.0)) } }
/// # }
/// use piccolo::{Lua, function};
///
/// #[function]
/// async fn fetch(url: String) -> Result<String, std::io::Error> {
///     reqwest::get(url).await?.text().await
/// }
///
/// # async fn run() -> Result<(), piccolo::RuntimeError> {
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| ctx.register_function::<fetch>())?;
/// let executor = lua.load("return fetch('a') .. fetch('b')").executor(())?;
/// let text: String = lua.run(&executor).await?;
/// assert_eq!(text, "<a><b>");
/// # Ok(())
/// # }
/// # let mut run = std::pin::pin!(run());
/// # let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(run.as_mut().poll(&mut cx), std::task::Poll::Ready(Ok(()))));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// # Options
/// - `name = ".."`: its name in scripts.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
#[proc_macro_attribute]
pub fn function(options: TokenStream, item: TokenStream) -> TokenStream {
    function::expand(options.into(), item.into()).into()
}

/// Makes an inline module one for scripts: a table of what is `pub` (or `pub(crate)`, `pub(super)`) in it.
///
/// ```
/// use piccolo::{Lua, module, stdlib};
///
/// #[module]
/// mod geometry {
///     use piccolo::{Collect, UserData};
///
///     pub const DIMENSIONS: i64 = 2;
///
///     pub fn area(width: f64, #[lua(default = 1.0)] height: f64) -> f64 {
///         scaled(width) * height
///     }
///
///     // Not `pub`, so not for scripts.
///     fn scaled(length: f64) -> f64 {
///         length * 2.0
///     }
///
///     #[derive(Collect, UserData)]
///     #[lua(get_all)]
///     #[lua(class)]
///     pub struct Point {
///         x: f64,
///         y: f64,
///     }
///
///     pub mod angles {
///         pub fn degrees(radians: f64) -> f64 {
///             radians.to_degrees()
///         }
///     }
/// }
///
/// let mut lua = Lua::new();
/// lua.try_enter(|ctx| {
///     stdlib::load(ctx, &stdlib::Options { libs: stdlib::Libs::full(), ..Default::default() })?;
///     ctx.preload_module::<geometry::Module>()
/// })?;
/// let script = "
///     local geometry = require 'geometry'
///     return geometry.area(geometry.DIMENSIONS) + geometry.angles.degrees(math.pi), type(geometry.Point)
/// ";
/// assert_eq!(lua.load(script).eval::<(f64, String)>()?, (184.0, "table".to_owned()));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// - Functions are as with [`macro@function`], which need not be written.
/// - Constants are whatever becomes a Lua value.
/// - Modules inside are tables in the table.
/// - Types with `#[derive(UserData)]` are offered where it says so, in an attribute of its own: `#[lua(class)]` on
///   the type, or on `pub use other::Type;`.
///
/// The type `Module` in the module stands for it: for `Context::register_module` and `Context::preload_module`.
///
/// # Options, in `#[module(..)]` or in `#[lua(..)]` on items
/// - `name = ".."`: the name in scripts.
/// - `skip`: not for scripts, although it is `pub`.
/// - `crate = path`: where `piccolo` or `piccolo-core` is found, if not under its name in `Cargo.toml`.
#[proc_macro_attribute]
pub fn module(options: TokenStream, item: TokenStream) -> TokenStream {
    module::expand(options.into(), item.into()).into()
}

/// Lua source in a Rust program, checked when that is compiled: a mistake is an error on the token.
///
/// ```
/// use piccolo::{Lua, lua};
///
/// let mut vm = Lua::new();
/// let names = vec!["a", "b"];
/// let limit = 10;
/// let (text, count): (String, i64) = lua! {
///     local text = ""
///     for i = 1, #$names do
///         text = text .. $names[i] .. i
///     end
///     return text, #text + $limit
/// }
/// .eval(&mut vm)?;
/// assert_eq!((&*text, count), ("a1b2", 14));
/// # Ok::<(), piccolo::RuntimeError>(())
/// ```
///
/// It gives a `Script`, with methods to run it. `$name` is a variable of Rust, which moves into the script and is
/// converted by `IntoLua` when that runs. It can be used as often as you like.
///
/// Tokens are those of Rust: strings are in double quotes (escapes and raw strings as in Rust), `//` begins a comment,
/// and what Rust can not read (`[[..]]` with quotes in it, `'..'`) is not there. For all else the source can be one
/// string: `lua!(r#"return 7 // 2"#)`. It captures nothing.
///
/// Messages at run time name the Rust file and the line in it.
#[proc_macro]
pub fn lua(input: TokenStream) -> TokenStream {
    script::inline(input.into()).into()
}

/// A Lua file, included in the program and checked when that is compiled. The path is relative to the Rust file.
///
/// ```ignore
/// static MAIN: piccolo::lua::script::Script = piccolo::include_lua!("scripts/main.lua");
///
/// let mut lua = piccolo::Lua::new();
/// MAIN.exec(&mut lua)?;
/// ```
///
/// It gives a `Script`, with methods to run it. Messages name the path as it is given.
#[proc_macro]
pub fn include_lua(input: TokenStream) -> TokenStream {
    script::include(input.into()).into()
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
/// - What it awaits are operations of the VM (`call`, `yield_` and so on), other sequences, and futures of Rust that are
///   `'static`.
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

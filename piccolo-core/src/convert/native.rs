//! What `#[function]` and `#[module]` make of Rust's functions and modules: [`NativeFunction`] and
//! [`NativeModule`], and how a VM gets to know them.

use crate::{
    convert::{IntoLua, typings::Declaration},
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        table::Table,
        userdata::{about::About, typed::UserDataType},
        value::Value,
    },
};

/// The registry's table of modules by name, which `require` and messages look at.
const LOADED: &str = "_LOADED";
/// The registry's table of loaders by name, which `require` looks at.
const PRELOAD: &str = "_PRELOAD";

/// A function with `#[function]`: the type that goes by the function's name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no function with `#[function]`",
    label = "not a function that scripts can be given",
    note = "put `#[function]` on the function, and name it here as a type"
)]
pub trait NativeFunction {
    /// Its name in scripts.
    const NAME: &'static str;
    /// The names of its parameters, in order; of those that arguments are passed for.
    const PARAMETERS: &'static [&'static str];

    /// What is known of it, for editors.
    #[doc(hidden)]
    fn about() -> About;

    /// The function in a VM. Each call makes another one.
    fn callback<'gc>(ctx: Context<'gc>) -> Callback<'gc>;
}

/// A module with `#[module]`: the type `Module` inside of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no module with `#[module]`",
    label = "not a module that scripts can be given",
    note = "put `#[module]` on an inline `mod`, and name its type `Module` here: `geometry::Module`"
)]
pub trait NativeModule {
    /// Its name in scripts.
    const NAME: &'static str;

    /// What is known of it, for editors.
    #[doc(hidden)]
    fn about() -> ModuleAbout;

    /// A table of its functions, constants, classes and modules. Each call makes another one.
    ///
    /// # Errors
    /// When memory is short, or a constant has no representation in Lua.
    fn table<'gc>(ctx: Context<'gc>) -> Result<Table<'gc>, Error<'gc>>;
}

/// What is known of a module, for editors.
#[doc(hidden)]
pub struct ModuleAbout {
    /// What is documented about it, in lines.
    pub docs: &'static str,
    /// Its entries with their names.
    pub entries: Vec<(&'static str, ModuleEntry)>,
}

/// What is known of an entry of a module.
#[doc(hidden)]
pub enum ModuleEntry {
    /// A value.
    Constant(About),
    /// A function.
    Function(About),
    /// A module inside of it.
    Module(ModuleAbout),
    /// A userdata type.
    Class(Declaration),
}

/// Functions and modules of Rust.
impl<'gc> Context<'gc> {
    /// Makes a function with `#[function]` a global one.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    /// use piccolo_derive::function;
    ///
    /// #[function]
    /// fn area(radius: f64) -> f64 {
    ///     3.0 * radius * radius
    /// }
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.register_function::<area>())?;
    /// assert_eq!(lua.load("return area(2)").eval::<f64>()?, 12.0);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory is short.
    pub fn register_function<F: NativeFunction>(self) -> Result<(), Error<'gc>> {
        self.set_global(F::NAME, F::callback(self))
    }

    /// Makes a module with `#[module]` a global table, and known to `require`.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    /// use piccolo_derive::module;
    ///
    /// #[module]
    /// mod geometry {
    ///     pub const CORNERS: i64 = 4;
    ///
    ///     pub fn area(width: f64, height: f64) -> f64 {
    ///         width * height
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| ctx.register_module::<geometry::Module>().map(drop))?;
    /// assert_eq!(lua.load("return geometry.area(2, geometry.CORNERS)").eval::<f64>()?, 8.0);
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// As [`NativeModule::table`].
    pub fn register_module<M: NativeModule>(self) -> Result<Table<'gc>, Error<'gc>> {
        let table = M::table(self)?;
        self.set_global(M::NAME, table)?;
        listed(self, LOADED)?.set(self, M::NAME, table)?;
        Ok(table)
    }

    /// Makes a module with `#[module]` known to `require`, which makes its table when it is first asked for.
    ///
    /// ```
    /// use piccolo_core::{lua::Lua, object::{callback::Callback, table::Table}};
    /// use piccolo_derive::module;
    ///
    /// #[module]
    /// mod geometry {
    ///     pub fn area(width: f64, height: f64) -> f64 {
    ///         width * height
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// lua.try_enter(|ctx| {
    ///     ctx.preload_module::<geometry::Module>()?;
    ///     // What `require` looks at.
    ///     let loaders: Table = ctx.registry().get(ctx, "_PRELOAD")?;
    ///     loaders.get::<Callback>(ctx, "geometry").map(drop)
    /// })?;
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory is short.
    pub fn preload_module<M: NativeModule>(self) -> Result<(), Error<'gc>> {
        let loader = Callback::new(self, |ctx, mut stack| {
            let table = M::table(ctx)?;
            stack.replace(Value::Table(table));
            Ok(Action::Return)
        });
        listed(self, PRELOAD)?.set(self, M::NAME, loader)
    }
}

/// A table in the registry, made if there is none.
fn listed<'gc>(ctx: Context<'gc>, name: &str) -> Result<Table<'gc>, Error<'gc>> {
    match ctx.registry().get(ctx, name)? {
        Value::Table(table) => Ok(table),
        _ => {
            let table = Table::new(ctx);
            ctx.registry().set(ctx, name, table)?;
            Ok(table)
        }
    }
}

/// The name of a userdata type.
#[doc(hidden)]
pub fn class_name<'gc, T: UserDataType<'gc>>(_: Context<'gc>) -> &'static str {
    T::NAME
}

/// Adds an entry to a module's table.
///
/// # Errors
/// When memory is short, or the value has no representation in Lua.
#[doc(hidden)]
pub fn add_entry<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    name: &str,
    value: impl IntoLua<'gc>,
) -> Result<(), Error<'gc>> {
    table.set(ctx, name, value)
}

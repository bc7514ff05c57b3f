//! What scripts see of a userdata type: its [`Member`]s as data, and the [`Class`] that a VM makes of them
//! when the first value of the type comes to it.
//!
//! A class is two tables. One holds functions and constants: what is registered under the type's name, and
//! what methods are looked up in; scripts may add to it. The other is the metatable. Fields are looked up
//! first, by a native `__index`; a type without fields has the first table as `__index` itself.
//!
//! A class that extends another has all of its fields and metamethods; functions are looked up from class to
//! class, so that a base may get more of them later.

use std::{
    any::TypeId,
    cell::RefCell,
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

use gc_arena::{Collect, Gc, RefLock, barrier, collect::Trace};

use crate::object::{
    callback::{Action, Callback},
    context::Context,
    error::Error,
    function::Function,
    metamethod::Metamethod,
    stack::Stack,
    string::String,
    table::Table,
    userdata::{
        UserData,
        about::About,
        accessors::{Accessor, Accessors},
        typed::UserDataType,
    },
    value::Value,
};

/// Reads a field of an object.
pub type GetField<'gc> = fn(Context<'gc>, UserData<'gc>) -> Result<Value<'gc>, Error<'gc>>;
/// Sets a field of an object.
pub type SetField<'gc> = fn(Context<'gc>, UserData<'gc>, Value<'gc>) -> Result<(), Error<'gc>>;
/// Makes a function for a VM.
pub type MakeFunction<'gc> = fn(Context<'gc>) -> Callback<'gc>;
/// Makes a constant for a VM.
pub type MakeConstant<'gc> = fn(Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;

/// Something that scripts can do with a userdata type or its values.
#[derive(Clone, Copy)]
pub struct Member<'gc> {
    name: &'static str,
    kind: Kind<'gc>,
    about: fn() -> About,
}

#[derive(Clone, Copy)]
enum Kind<'gc> {
    Function(MakeFunction<'gc>),
    Constructor(MakeFunction<'gc>),
    Metamethod(Metamethod, MakeFunction<'gc>),
    Constant(MakeConstant<'gc>),
    Variant(MakeConstant<'gc>),
    Getter(GetField<'gc>),
    Setter(SetField<'gc>),
}

/// What a [`Member`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A method, or another function.
    Function,
    /// A function that is also called when the class is.
    Constructor,
    /// The handler of an event.
    Metamethod(Metamethod),
    /// A constant.
    Constant,
    /// A field that can be read.
    Getter,
    /// A field that can be set.
    Setter,
}

impl<'gc> Member<'gc> {
    const fn new(name: &'static str, kind: Kind<'gc>) -> Self {
        Self { name, kind, about: About::default }
    }

    /// The same with what is known about it.
    pub const fn about(mut self, about: fn() -> About) -> Self {
        self.about = about;
        self
    }

    /// A method, or another function of the type.
    pub const fn function(name: &'static str, make: MakeFunction<'gc>) -> Self {
        Self::new(name, Kind::Function(make))
    }

    /// A function that is also called when the class is.
    pub const fn constructor(name: &'static str, make: MakeFunction<'gc>) -> Self {
        Self::new(name, Kind::Constructor(make))
    }

    /// The handler of an event.
    pub const fn metamethod(event: Metamethod, make: MakeFunction<'gc>) -> Self {
        Self::new(event.name(), Kind::Metamethod(event, make))
    }

    /// A constant.
    pub const fn constant(name: &'static str, make: MakeConstant<'gc>) -> Self {
        Self::new(name, Kind::Constant(make))
    }

    /// The only value of a variant without data. Variants come in the order of their numbers, see
    /// [`Class::variant`].
    pub const fn variant(name: &'static str, make: MakeConstant<'gc>) -> Self {
        Self::new(name, Kind::Variant(make))
    }

    /// A field that can be read.
    pub const fn getter(name: &'static str, get: GetField<'gc>) -> Self {
        Self::new(name, Kind::Getter(get))
    }

    /// A field that can be set.
    pub const fn setter(name: &'static str, set: SetField<'gc>) -> Self {
        Self::new(name, Kind::Setter(set))
    }

    /// Its name in scripts.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it is.
    pub fn role(&self) -> Role {
        match self.kind {
            Kind::Function(_) => Role::Function,
            Kind::Constructor(_) => Role::Constructor,
            Kind::Metamethod(event, _) => Role::Metamethod(event),
            Kind::Constant(_) | Kind::Variant(_) => Role::Constant,
            Kind::Getter(_) => Role::Getter,
            Kind::Setter(_) => Role::Setter,
        }
    }

    /// What is known about it.
    pub fn describe(&self) -> About {
        (self.about)()
    }
}

/// What a type extends.
#[derive(Clone, Copy)]
pub struct Base<'gc> {
    class: fn(Context<'gc>) -> Result<Class<'gc>, Error<'gc>>,
    name: &'static str,
    members: &'gc [&'gc [Member<'gc>]],
    next: fn() -> Option<Base<'gc>>,
    upcast: fn(Context<'gc>) -> UserData<'gc>,
}

impl<'gc> Base<'gc> {
    /// The base `B`. `upcast` is the way to the `B` in a value, see
    /// [`Projection::into_upcast`](crate::object::userdata::part::Projection::into_upcast).
    pub const fn new<B: UserDataType<'gc>>(upcast: fn(Context<'gc>) -> UserData<'gc>) -> Self {
        Self { class: Context::class::<B>, name: B::NAME, members: B::MEMBERS, next: || B::BASE, upcast }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it offers itself.
    pub fn members(&self) -> &'gc [&'gc [Member<'gc>]] {
        self.members
    }

    /// What it extends in turn.
    pub fn base(&self) -> Option<Base<'gc>> {
        (self.next)()
    }
}

/// What a VM has made of a userdata type.
#[derive(Clone, Copy)]
pub struct Class<'gc>(Gc<'gc, Record<'gc>>);

pub(crate) struct Record<'gc> {
    name: &'static str,
    table: Table<'gc>,
    metatable: Table<'gc>,
    base: Option<Class<'gc>>,
    /// The ways to the types that it extends.
    upcasts: Box<[UserData<'gc>]>,
    /// The values of variants without data.
    variants: RefLock<Vec<Value<'gc>>>,
}

// SAFETY: a pointer, traced as such.
unsafe impl<'gc> Collect<'gc> for Class<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.0);
    }
}

// SAFETY: all but the name is traced.
unsafe impl<'gc> Collect<'gc> for Record<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.table);
        cc.trace(&self.metatable);
        cc.trace(&self.base);
        cc.trace(&self.upcasts);
        cc.trace(&self.variants);
    }
}

impl<'gc> Class<'gc> {
    /// The type's name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The table of its functions and constants. If the type has a constructor, the table can be called.
    pub fn table(self) -> Table<'gc> {
        self.0.table
    }

    /// The metatable of its values.
    #[inline]
    pub fn metatable(self) -> Table<'gc> {
        self.0.metatable
    }

    /// The class that it extends.
    pub fn base(self) -> Option<Class<'gc>> {
        self.0.base
    }

    /// The value of the variant without data that has the number `index`.
    pub fn variant(self, index: usize) -> Option<Value<'gc>> {
        self.0.variants.borrow().get(index).copied()
    }

    pub(super) fn upcasts(self) -> &'gc [UserData<'gc>] {
        &self.0.as_ref().upcasts
    }

    fn push_variant(self, ctx: Context<'gc>, value: Value<'gc>) {
        let variants = barrier::field!(Gc::write(ctx.mutation(), self.0), Record, variants);
        variants.unlock().borrow_mut().push(value);
    }

    /// What its functions and constants, and those of the classes that it extends, have under `key`.
    #[inline(never)]
    fn get(self, key: Value<'gc>) -> Value<'gc> {
        let mut class = self;
        loop {
            let value = class.table().raw_get(key);
            match class.base() {
                Some(base) if value.is_nil() => class = base,
                _ => return value,
            }
        }
    }
}

impl<'gc> Context<'gc> {
    /// Makes a userdata type known to scripts: the global variable with its name holds a table of its
    /// functions and constants. If it has a constructor, the table can be called.
    ///
    /// ```
    /// use piccolo_core::lua::Lua;
    /// use piccolo_derive::{Collect, UserData, methods};
    ///
    /// #[derive(Collect, UserData)]
    /// struct Counter {
    ///     #[lua(get)]
    ///     count: i64,
    /// }
    ///
    /// #[methods]
    /// impl Counter {
    ///     const LIMIT: i64 = 10;
    ///
    ///     #[lua(new)]
    ///     fn starting_at(count: i64) -> Self {
    ///         Self { count }
    ///     }
    ///
    ///     fn up(&mut self) -> bool {
    ///         self.count += 1;
    ///         self.count <= Self::LIMIT
    ///     }
    /// }
    ///
    /// let mut lua = Lua::new();
    /// assert!(lua.enter(|ctx| ctx.register::<Counter>().is_ok()));
    /// let script = "local c = Counter(3); while c:up() do end; return c.count, Counter.LIMIT";
    /// assert_eq!(lua.load(script).eval::<(i64, i64)>()?, (11, 10));
    /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
    /// ```
    ///
    /// # Errors
    /// When memory is short, or one of its constants has no representation in Lua.
    pub fn register<T: UserDataType<'gc>>(self) -> Result<Table<'gc>, Error<'gc>> {
        let table = self.class::<T>()?.table();
        let name = Value::String(self.intern(T::NAME.as_bytes()));
        self.globals().raw_set(self, name, Value::Table(table))?;
        Ok(table)
    }

    /// The tables of a userdata type, without making it known to scripts.
    ///
    /// # Errors
    /// When memory is short, or one of its constants has no representation in Lua.
    pub fn class<T: UserDataType<'gc>>(self) -> Result<Class<'gc>, Error<'gc>> {
        let key = TypeId::of::<T::Proxy>();
        let known = self.state().classes.0.borrow().get(&key).copied();
        match known {
            Some(class) => Ok(class),
            None => make_class(self, key, T::NAME, T::MEMBERS, T::BASE),
        }
    }
}

/// The classes of one VM.
#[derive(Default)]
pub(crate) struct Classes<'gc>(RefCell<HashMap<TypeId, Class<'gc>, BuildHasherDefault<IdHasher>>>);

// SAFETY: all tables are traced; part of the root, which is traced again after every entry.
unsafe impl<'gc> Collect<'gc> for Classes<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        for class in self.0.borrow().values() {
            cc.trace(class);
        }
    }
}

impl<'gc> Classes<'gc> {
    /// Calls `look` with the name and the table of each class.
    pub(crate) fn each(&self, mut look: impl FnMut(&str, Table<'gc>)) {
        for class in self.0.borrow().values() {
            look(class.name(), class.table());
        }
    }
}

/// Takes a type's identity, which is a hash already, as it is.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 ^= id;
    }
}

/// How many fields the metatable of every class has.
const EVENTS: usize = 4;

#[cold]
fn make_class<'gc>(
    ctx: Context<'gc>,
    key: TypeId,
    name: &'static str,
    members: &[&[Member<'gc>]],
    base: Option<Base<'gc>>,
) -> Result<Class<'gc>, Error<'gc>> {
    let mut upcasts = Vec::new();
    let base_class = base.map(|base| (base.class)(ctx)).transpose()?;
    if let (Some(base), Some(class)) = (base, base_class) {
        upcasts.push((base.upcast)(ctx));
        upcasts.extend(class.upcasts());
    }
    let is_in_table = |member: &&Member<'gc>| matches!(member.kind, Kind::Function(_) | Kind::Constructor(_));
    let functions = members.iter().copied().flatten().filter(is_in_table).count();
    let class = Class(ctx.allocate(Record {
        name,
        table: Table::with_capacity(ctx, 0, functions)?,
        metatable: Table::with_capacity(ctx, 0, EVENTS)?,
        base: base_class,
        upcasts: upcasts.into(),
        variants: RefLock::new(Vec::new()),
    }));
    let classes = &ctx.state().classes.0;
    // Known before it is complete, since a constant may be a value of the type.
    classes.borrow_mut().insert(key, class);
    let filled = fill(ctx, class, members, base);
    if filled.is_err() {
        classes.borrow_mut().remove(&key);
    }
    filled.map(|()| class)
}

fn set_event<'gc>(
    ctx: Context<'gc>,
    table: Table<'gc>,
    event: Metamethod,
    handler: Value<'gc>,
) -> Result<(), Error<'gc>> {
    table.raw_set(ctx, Value::String(ctx.metamethod_name(event)), handler).map_err(Error::from)
}

/// Sorts the members into the class's tables. Constants come last: the rest is complete then.
fn fill<'gc>(
    ctx: Context<'gc>,
    class: Class<'gc>,
    members: &[&[Member<'gc>]],
    base: Option<Base<'gc>>,
) -> Result<(), Error<'gc>> {
    let mut fields = Fields::new(class);
    let (table, metatable) = (class.table(), class.metatable());
    let mut bases: Vec<Base<'gc>> = std::iter::successors(base, Base::base).collect();
    while let Some(base) = bases.pop() {
        for member in base.members().iter().copied().flatten() {
            fields.add(ctx, member)?;
        }
    }
    let name = Value::String(ctx.intern(class.name().as_bytes()));
    set_event(ctx, metatable, Metamethod::Name, name)?;
    set_event(ctx, metatable, Metamethod::Metatable, Value::False)?;
    let class_metatable = Table::new(ctx);
    if let Some(base) = base {
        withhold_constructors(ctx, class, base)?;
    }
    if let Some(base) = class.base() {
        set_event(ctx, class_metatable, Metamethod::Index, Value::Table(base.table()))?;
        table.set_metatable(ctx, Some(class_metatable));
    }
    for member in members.iter().copied().flatten() {
        fields.add(ctx, member)?;
        let key = Value::String(ctx.intern(member.name.as_bytes()));
        match member.kind {
            Kind::Function(make) => table.raw_set(ctx, key, Value::Callback(make(ctx)))?,
            Kind::Constructor(make) => {
                let function = make(ctx);
                table.raw_set(ctx, key, Value::Callback(function))?;
                let call = Callback::with_captures(ctx, function, construct);
                set_event(ctx, class_metatable, Metamethod::Call, Value::Callback(call))?;
                table.set_metatable(ctx, Some(class_metatable));
            }
            _ => {}
        }
    }
    let (index, new_index) = fields.into_handlers(ctx);
    set_event(ctx, metatable, Metamethod::Index, index)?;
    set_event(ctx, metatable, Metamethod::NewIndex, new_index)?;
    for member in members.iter().copied().flatten() {
        let value = match member.kind {
            Kind::Constant(make) => make(ctx)?,
            Kind::Variant(make) => {
                let value = make(ctx)?;
                class.push_variant(ctx, value);
                value
            }
            _ => continue,
        };
        table.raw_set(ctx, Value::String(ctx.intern(member.name.as_bytes())), value)?;
    }
    Ok(())
}

/// Puts functions that fail in the place of the constructors of the types that `class` extends, which would make
/// objects of those. The class's own take their place.
fn withhold_constructors<'gc>(
    ctx: Context<'gc>,
    class: Class<'gc>,
    base: Base<'gc>,
) -> Result<(), Error<'gc>> {
    let mut nearer = HashSet::new();
    for base in std::iter::successors(Some(base), Base::base) {
        for member in base.members().iter().copied().flatten() {
            let name = member.name();
            if !nearer.insert(name) || member.role() != Role::Constructor {
                continue;
            }
            let (own, other) = (class.name(), base.name());
            let function = Callback::new(ctx, move |_, _| {
                let text = format!("{own} has no constructor: '{other}.{name}' makes a {other}");
                Err(Error::message(text))
            });
            let key = Value::String(ctx.intern(name.as_bytes()));
            class.table().raw_set(ctx, key, Value::Callback(function))?;
        }
    }
    Ok(())
}

/// `__call` of a class: its constructor, without the class as first argument.
fn construct<'gc>(
    constructor: &'gc Callback<'gc>,
    _: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    stack.remove_front(1);
    Ok(Action::TailCall(Function::Callback(*constructor)))
}

/// What `__index` and `__newindex` of a class look at.
#[derive(Clone)]
pub(in crate::object) struct Fields<'gc> {
    class: Class<'gc>,
    accessors: Accessors<'gc>,
    /// What the type handles the events with that concern no field.
    index: Option<Callback<'gc>>,
    new_index: Option<Callback<'gc>>,
}

// SAFETY: everything is traced; of accessors the names, since the rest is functions.
unsafe impl<'gc> Collect<'gc> for Fields<'gc> {
    fn trace<T: Trace<'gc>>(&self, cc: &mut T) {
        cc.trace(&self.class);
        self.accessors.names().for_each(|name| cc.trace(&name));
        for callback in self.index.iter().chain(&self.new_index) {
            cc.trace(callback);
        }
    }
}

impl<'gc> Fields<'gc> {
    fn new(class: Class<'gc>) -> Self {
        Self { class, accessors: Accessors::default(), index: None, new_index: None }
    }

    /// Takes what is a field, or handles an event.
    fn add(&mut self, ctx: Context<'gc>, member: &Member<'gc>) -> Result<(), Error<'gc>> {
        match member.kind {
            Kind::Metamethod(Metamethod::Index, make) => self.index = Some(make(ctx)),
            Kind::Metamethod(Metamethod::NewIndex, make) => self.new_index = Some(make(ctx)),
            Kind::Metamethod(event, make) => {
                set_event(ctx, self.class.metatable(), event, Value::Callback(make(ctx)))?;
            }
            Kind::Getter(get) => self.accessors.entry(ctx.intern(member.name.as_bytes())).get = Some(get),
            Kind::Setter(set) => self.accessors.entry(ctx.intern(member.name.as_bytes())).set = Some(set),
            _ => {}
        }
        Ok(())
    }

    #[inline(always)]
    fn find(&self, key: Value<'gc>) -> Option<&Accessor<'gc>> {
        match key {
            Value::String(name) => self.accessors.find(name),
            _ => None,
        }
    }

    /// `__index` and `__newindex`.
    fn into_handlers(self, ctx: Context<'gc>) -> (Value<'gc>, Value<'gc>) {
        let index = if self.accessors.is_empty() && self.index.is_none() {
            Value::Table(self.class.table())
        } else {
            Value::Callback(Callback::with_fields(ctx, self.clone(), get_field))
        };
        (index, Value::Callback(Callback::with_fields(ctx, self, set_field)))
    }

    /// The object in the first argument.
    fn object(&self, stack: &Stack<'gc, '_>) -> Result<UserData<'gc>, Error<'gc>> {
        match stack.get(0) {
            Value::UserData(object) => Ok(object),
            _ => Err(Error::argument(0, format!("{} expected", self.class.name()))),
        }
    }
}

/// What an object's class says about a key, and who says it.
pub(crate) enum Found<'gc, T> {
    /// This is to be done.
    Accessor(Callback<'gc>, T),
    /// It has this value, a method mostly.
    Value(Value<'gc>),
    /// A handler has to be called, or there is none.
    Nothing,
}

impl<'gc> UserData<'gc> {
    /// What the object has under `key`, a short string, if its metatable says so without a call of another function.
    #[inline(always)]
    pub(crate) fn member(self, ctx: Context<'gc>, key: String<'gc>) -> Found<'gc, GetField<'gc>> {
        let Some(metatable) = self.metatable() else { return Found::Nothing };
        let handler = match metatable.likely_handler(ctx, Metamethod::Index) {
            Value::Callback(handler) => handler,
            Value::Table(table) => {
                let value = table.get_short_string(key);
                return if value.is_nil() { Found::Nothing } else { Found::Value(value) };
            }
            _ => return Found::Nothing,
        };
        let Some(fields) = handler.fields() else { return Found::Nothing };
        if let Some(Accessor { get: Some(get), .. }) = fields.accessors.find_short(key) {
            return Found::Accessor(handler, *get);
        }
        let mut value = fields.class.table().get_short_string(key);
        if value.is_nil() && fields.class.base().is_some() {
            value = fields.class.get(Value::String(key));
        }
        if value.is_nil() && fields.index.is_some() { Found::Nothing } else { Found::Value(value) }
    }

    /// What sets the field `key`, a short string, if the class has it.
    #[inline(always)]
    pub(crate) fn setter(
        self,
        ctx: Context<'gc>,
        key: String<'gc>,
    ) -> Option<(Callback<'gc>, SetField<'gc>)> {
        let handler = self.metatable()?.likely_handler(ctx, Metamethod::NewIndex);
        let Value::Callback(handler) = handler else { return None };
        let set = handler.fields()?.accessors.find_short(key)?.set?;
        Some((handler, set))
    }
}

/// `__index` of a type with fields.
fn get_field<'gc>(
    fields: &'gc Fields<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let key = stack.get(1);
    if let Some(Accessor { get: Some(get), .. }) = fields.find(key) {
        let value = get(ctx, fields.object(&stack)?)?;
        stack.replace(value);
        return Ok(Action::Return);
    }
    let value = fields.class.get(key);
    match fields.index {
        Some(index) if value.is_nil() => Ok(Action::TailCall(Function::Callback(index))),
        _ => {
            stack.replace(value);
            Ok(Action::Return)
        }
    }
}

/// `__newindex` of every type.
fn set_field<'gc>(
    fields: &'gc Fields<'gc>,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let key = stack.get(1);
    let accessor = fields.find(key);
    if let Some(Accessor { set: Some(set), .. }) = accessor {
        set(ctx, fields.object(&stack)?, stack.get(2))?;
        stack.clear();
        return Ok(Action::Return);
    }
    match fields.new_index {
        Some(new_index) if accessor.is_none() => Ok(Action::TailCall(Function::Callback(new_index))),
        _ => Err(can_not_set(fields.class.name(), key, accessor.is_some())),
    }
}

#[cold]
pub(super) fn can_not_set<'gc>(class: &str, key: Value<'gc>, is_known: bool) -> Error<'gc> {
    Error::message(match key {
        Value::String(name) if is_known => {
            format!("field '{}' of {class} can not be set", name.to_str_lossy())
        }
        Value::String(name) => format!("{class} has no field '{}'", name.to_str_lossy()),
        key => format!("{class} has no field with a {} key", key.type_name()),
    })
}

//! Vectors and maps in userdata, as scripts see them through a field with `by_ref`: userdata themselves, whose
//! elements are read and set in place. Elements that are userdata are references again.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
    marker::PhantomData,
};

use gc_arena::{RefLock, Rootable};

use crate::{
    convert::{
        FromLua, IntoLua,
        container::{list, table},
        failure::ConversionError,
    },
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::Error,
        function::Function,
        held::Held,
        metamethod::Metamethod,
        stack::Stack,
        string::String,
        table::Table,
        thread::Thread,
        userdata::{
            UserData,
            class::Member,
            part::{Key, Projection, project, project_mut},
            typed::{UserDataType, UserRef},
        },
        value::Value,
    },
    support::number,
};

/// What can be in a vector or a map that scripts refer to: types with `#[derive(UserData)]`, whose elements
/// are referred to in turn, and numbers, strings and values of the VM, whose elements are read and set.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to vectors and maps of `{Self}`",
    label = "not an element that can be read and set in place",
    note = "elements can be of types with `#[derive(UserData)]` that are not `frozen`, numbers, `bool`, `std::string::String` and values of the VM; with `clone` instead of `by_ref`, scripts get a table with copies"
)]
pub trait Element<'gc>: Held<'gc> + Sized + 'gc {
    /// A type without lifetimes whose root is `Self`.
    type Proxy: Rootable<'gc, Root = Self> + 'static;

    /// What scripts see of the element of `container` under `key`, which is nil if there is none.
    ///
    /// # Errors
    /// When the container is in use or gone, or the value has no representation in Lua.
    fn get<C: Container<'gc, Item = Self>>(
        ctx: Context<'gc>,
        container: UserRef<'gc, C>,
        key: Key<'gc>,
    ) -> Result<Value<'gc>, Error<'gc>>;

    /// Whether elements are userdata themselves.
    const IS_PART: bool;

    /// The name of the type in annotations for editors.
    fn annotation() -> Cow<'static, str>;

    /// The element that `value` stands for.
    ///
    /// # Errors
    /// When it does not fit.
    fn make(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError>;

    /// How many bytes it has on Rust's heap, as far as that is known.
    fn heap_size(&self) -> usize {
        0
    }
}

#[diagnostic::do_not_recommend]
impl<'gc, T: UserDataType<'gc, Storage = RefLock<T>>> Element<'gc> for T {
    type Proxy = T::Proxy;
    const IS_PART: bool = T::IS_PART;

    fn get<C: Container<'gc, Item = Self>>(
        ctx: Context<'gc>,
        container: UserRef<'gc, C>,
        key: Key<'gc>,
    ) -> Result<Value<'gc>, Error<'gc>> {
        if container.borrow()?.find(key).is_none() {
            return Ok(Value::Nil);
        }
        let element = Projection::<T>::new::<C>(
            |object, key| project::<C, T>(object, key, |this| this.find(key)),
            |ctx, object, key| project_mut::<C, T>(ctx, object, key, |this| this.find_mut(key)),
        );
        Ok(element.part(ctx, container.untyped(), key)?.into())
    }

    fn annotation() -> Cow<'static, str> {
        <T as UserDataType>::annotation()
    }

    fn make(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
        let object = UserRef::<T>::from_lua(ctx, value)?;
        let Some(clone) = T::CLONE else {
            return Err(ConversionError::message(format!("{} can not be copied", T::NAME)));
        };
        match object.borrow() {
            Ok(this) => Ok(clone(&this)),
            Err(error) => Err(ConversionError::message(error.text())),
        }
    }
}

macro_rules! plain_elements {
    ($($type:ty: $proxy:ty $(, $heap_size:expr)?;)*) => {$(
        impl<'gc> Element<'gc> for $type {
            type Proxy = $proxy;
            const IS_PART: bool = false;

            $(fn heap_size(&self) -> usize {
                $heap_size(self)
            })?

            fn get<C: Container<'gc, Item = Self>>(
                ctx: Context<'gc>,
                container: UserRef<'gc, C>,
                key: Key<'gc>,
            ) -> Result<Value<'gc>, Error<'gc>> {
                let element = container.borrow()?.find(key).cloned();
                element.into_lua(ctx)
            }

            fn annotation() -> Cow<'static, str> {
                <Self as IntoLua>::annotation()
            }

            fn make(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self, ConversionError> {
                Self::from_lua(ctx, value)
            }
        }
    )*};
}

plain_elements! {
    bool: Rootable![bool];
    u8: Rootable![u8];
    u16: Rootable![u16];
    u32: Rootable![u32];
    u64: Rootable![u64];
    usize: Rootable![usize];
    i8: Rootable![i8];
    i16: Rootable![i16];
    i32: Rootable![i32];
    i64: Rootable![i64];
    isize: Rootable![isize];
    f32: Rootable![f32];
    f64: Rootable![f64];
    std::string::String: Rootable![std::string::String], std::string::String::capacity;
    Box<str>: Rootable![Box<str>], |text: &str| text.len();
    Value<'gc>: Rootable![Value<'_>];
    String<'gc>: Rootable![String<'_>];
    Table<'gc>: Rootable![Table<'_>];
    Function<'gc>: Rootable![Function<'_>];
    Closure<'gc>: Rootable![Closure<'_>];
    Callback<'gc>: Rootable![Callback<'_>];
    Thread<'gc>: Rootable![Thread<'_>];
    UserData<'gc>: Rootable![UserData<'_>];
}

/// A vector or a map.
pub trait Container<'gc>: UserDataType<'gc, Storage = RefLock<Self>> {
    /// What it holds.
    type Item: Element<'gc>;

    /// Which element a script means by `key`, if it can be one.
    fn key(key: Value<'gc>) -> Option<Key<'gc>>;

    /// The element under `key`.
    fn find(&self, key: Key<'gc>) -> Option<&Self::Item>;

    /// The element under `key`, to be changed.
    fn find_mut(&mut self, key: Key<'gc>) -> Option<&mut Self::Item>;

    /// How many elements there are.
    fn count(&self) -> usize;

    /// How many bytes the elements take on Rust's heap, without what is on the heap for each of them.
    fn heap_size(&self) -> usize;

    /// The same when there is an element under `key`.
    fn heap_size_with(&self, key: Key<'gc>) -> usize;

    /// Replaces or adds an element, or removes it.
    ///
    /// # Errors
    /// When there can be no element with this key, or it can not be removed.
    fn set(&mut self, key: Key<'gc>, item: Option<Self::Item>) -> Result<(), ConversionError>;

    /// The keys of all elements, for scripts.
    ///
    /// # Errors
    /// When memory is short.
    fn keys(&self, ctx: Context<'gc>) -> Result<Vec<Value<'gc>>, Error<'gc>>;
}

/// A proxy of vectors, by that of the elements.
pub struct VecProxy<P>(PhantomData<fn() -> P>);

impl<'a, P: Rootable<'a, Root: Sized>> Rootable<'a> for VecProxy<P> {
    type Root = Vec<P::Root>;
}

#[diagnostic::do_not_recommend]
impl<'gc, T: Element<'gc>> UserDataType<'gc> for Vec<T>
where
    Vec<T>: Held<'gc>,
{
    type Proxy = VecProxy<T::Proxy>;
    type Storage = RefLock<Self>;
    const NAME: &'static str = "list";
    const MEMBERS: &'gc [&'gc [Member<'gc>]] = &[&members::<Self>()];
    const IS_PART: bool = <T as Element>::IS_PART;

    fn annotation() -> Cow<'static, str> {
        list(&<T as Element>::annotation())
    }
}

impl<'gc, T: Element<'gc>> Container<'gc> for Vec<T>
where
    Vec<T>: Held<'gc>,
{
    type Item = T;

    fn key(key: Value<'gc>) -> Option<Key<'gc>> {
        integer_key(key)
    }

    fn find(&self, key: Key<'gc>) -> Option<&T> {
        self.get(place(key)?)
    }

    fn find_mut(&mut self, key: Key<'gc>) -> Option<&mut T> {
        self.get_mut(place(key)?)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn heap_size(&self) -> usize {
        self.capacity() * size_of::<T>()
    }

    fn heap_size_with(&self, key: Key<'gc>) -> usize {
        let grows = self.len() == self.capacity() && place(key) == Some(self.len());
        let capacity = if grows { (2 * self.capacity()).max(4) } else { self.capacity() };
        capacity * size_of::<T>()
    }

    fn set(&mut self, key: Key<'gc>, item: Option<T>) -> Result<(), ConversionError> {
        let len = self.len();
        match (place(key), item) {
            (Some(place), Some(item)) if place < len => self[place] = item,
            (Some(place), Some(item)) if place == len => self.push(item),
            (Some(place), None) if place + 1 == len => self.truncate(place),
            (Some(place), None) if place >= len => {}
            (_, None) => return Err(ConversionError::message("only the last element can be removed")),
            _ => return Err(ConversionError::message(format!("the list has {len} elements"))),
        }
        Ok(())
    }

    fn keys(&self, _: Context<'gc>) -> Result<Vec<Value<'gc>>, Error<'gc>> {
        Ok((1..=self.len() as i64).map(Value::Integer).collect())
    }
}

fn integer_key<'gc>(key: Value<'gc>) -> Option<Key<'gc>> {
    match key {
        Value::Integer(index) => Some(Key::Integer(index)),
        Value::Float(index) => number::float_to_integer_exact(index.get()).map(Key::Integer),
        _ => None,
    }
}

/// Where in a vector an element is.
fn place(key: Key<'_>) -> Option<usize> {
    match key {
        Key::Integer(index) => usize::try_from(index.checked_sub(1)?).ok(),
        _ => None,
    }
}

/// A type of the keys of maps in userdata.
#[diagnostic::on_unimplemented(
    message = "scripts can not refer to maps with keys of type `{Self}`",
    label = "not a key that scripts can write",
    note = "keys can be integers, `std::string::String` and `Box<str>`; with `clone` instead of `by_ref`, scripts get a table with copies"
)]
pub trait MapKey<'gc>: Held<'gc> + Clone + 'static {
    /// The name of the type in annotations for editors.
    fn annotation() -> Cow<'static, str>;

    /// Which key a script means by `key`, if it can be one.
    fn key(key: Value<'gc>) -> Option<Key<'gc>>;

    /// The key.
    fn from_key(key: Key<'gc>) -> Option<Self>;

    /// The key as scripts see it.
    ///
    /// # Errors
    /// When memory is short.
    fn to_value(&self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>>;
}

macro_rules! integer_map_keys {
    ($($type:ty)*) => {$(
        impl<'gc> MapKey<'gc> for $type {
            fn annotation() -> Cow<'static, str> {
                <Self as IntoLua>::annotation()
            }

            fn key(key: Value<'gc>) -> Option<Key<'gc>> {
                integer_key(key)
            }

            fn from_key(key: Key<'gc>) -> Option<Self> {
                match key {
                    Key::Integer(key) => key.try_into().ok(),
                    _ => None,
                }
            }

            fn to_value(&self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                self.into_lua(ctx)
            }
        }
    )*};
}

macro_rules! text_map_keys {
    ($($type:ty)*) => {$(
        impl<'gc> MapKey<'gc> for $type {
            fn annotation() -> Cow<'static, str> {
                <Self as IntoLua>::annotation()
            }

            fn key(key: Value<'gc>) -> Option<Key<'gc>> {
                match key {
                    Value::String(name) => Some(Key::Name(name)),
                    _ => None,
                }
            }

            fn from_key(key: Key<'gc>) -> Option<Self> {
                match key {
                    Key::Name(name) => std::str::from_utf8(name.as_bytes()).ok().map(Self::from),
                    _ => None,
                }
            }

            fn to_value(&self, ctx: Context<'gc>) -> Result<Value<'gc>, Error<'gc>> {
                let text: &str = self;
                text.into_lua(ctx)
            }
        }
    )*};
}

integer_map_keys! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }
text_map_keys! { std::string::String Box<str> }

/// A proxy of maps, by their own type with the elements' proxy in place of the elements.
pub struct MapProxy<M>(PhantomData<fn() -> M>);

impl<'a, K: 'static, P: Rootable<'a, Root: Sized>> Rootable<'a> for MapProxy<BTreeMap<K, P>> {
    type Root = BTreeMap<K, P::Root>;
}

impl<'a, K: 'static, P: Rootable<'a, Root: Sized>, S: 'static> Rootable<'a> for MapProxy<HashMap<K, P, S>> {
    type Root = HashMap<K, P::Root, S>;
}

/// How many bytes a map takes that has room for `count` entries, about.
const fn map_size<K, T>(count: usize) -> usize {
    count * (size_of::<(K, T)>() + 1) * 8 / 7
}

macro_rules! maps {
    ($([$($generics:tt)*] $map:ty, $proxy:ty, $room:expr, $grown:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'gc, $($generics)*> UserDataType<'gc> for $map
        where
            Self: Held<'gc>,
        {
            type Proxy = MapProxy<$proxy>;
            type Storage = RefLock<Self>;
            const NAME: &'static str = "map";
            const MEMBERS: &'gc [&'gc [Member<'gc>]] = &[&members::<Self>()];
            const IS_PART: bool = <T as Element>::IS_PART;

            fn annotation() -> Cow<'static, str> {
                table(&K::annotation(), &<T as Element>::annotation())
            }
        }

        impl<'gc, $($generics)*> Container<'gc> for $map
        where
            Self: Held<'gc>,
        {
            type Item = T;

            fn key(key: Value<'gc>) -> Option<Key<'gc>> {
                K::key(key)
            }

            fn find(&self, key: Key<'gc>) -> Option<&T> {
                self.get(&K::from_key(key)?)
            }

            fn find_mut(&mut self, key: Key<'gc>) -> Option<&mut T> {
                self.get_mut(&K::from_key(key)?)
            }

            fn count(&self) -> usize {
                self.len()
            }

            fn heap_size(&self) -> usize {
                map_size::<K, T>($room(self))
            }

            fn heap_size_with(&self, key: Key<'gc>) -> usize {
                let is_there = self.find(key).is_some();
                map_size::<K, T>(if is_there { $room(self) } else { $grown(self) })
            }

            fn set(&mut self, key: Key<'gc>, item: Option<T>) -> Result<(), ConversionError> {
                let key = K::from_key(key).ok_or_else(|| ConversionError::message("the key does not fit"))?;
                match item {
                    Some(item) => self.insert(key, item),
                    None => self.remove(&key),
                };
                Ok(())
            }

            fn keys(&self, ctx: Context<'gc>) -> Result<Vec<Value<'gc>>, Error<'gc>> {
                self.keys().map(|key| key.to_value(ctx)).collect()
            }
        }
    )*};
}

maps! {
    [K: MapKey<'gc> + Ord, T: Element<'gc>] BTreeMap<K, T>, BTreeMap<K, T::Proxy>,
        BTreeMap::len, |map: &Self| map.len() + 1;
    [K: MapKey<'gc> + Eq + Hash, T: Element<'gc>, S: BuildHasher + 'static] HashMap<K, T, S>, HashMap<K, T::Proxy, S>,
        HashMap::capacity, |map: &Self| if map.len() < map.capacity() { map.capacity() } else { (2 * map.len()).max(4) };
}

/// What scripts can do with a container.
const fn members<'gc, C: Container<'gc>>() -> [Member<'gc>; 4] {
    [
        Member::metamethod(Metamethod::Index, |ctx| {
            Callback::new(ctx, |ctx, stack| get_element::<C>(ctx, stack))
        }),
        Member::metamethod(Metamethod::NewIndex, |ctx| {
            Callback::new(ctx, |ctx, stack| set_element::<C>(ctx, stack))
        }),
        Member::metamethod(Metamethod::Len, |ctx| {
            Callback::new(ctx, |ctx, stack| count_elements::<C>(ctx, stack))
        }),
        Member::metamethod(Metamethod::Pairs, |ctx| {
            Callback::new(ctx, |ctx, stack| element_pairs::<C>(ctx, stack))
        }),
    ]
}

/// The element under `key` of `container`, for scripts.
pub(crate) fn element<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    container: UserRef<'gc, C>,
    key: Value<'gc>,
) -> Result<Value<'gc>, Error<'gc>> {
    match C::key(key) {
        Some(key) => C::Item::get(ctx, container, key),
        None => Ok(Value::Nil),
    }
}

fn get_element<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let value = element::<C>(ctx, stack.argument(ctx, 0)?, stack.get(1))?;
    stack.replace(value);
    Ok(Action::Return)
}

/// Sets the element under `key` of `container`, adds it, or removes it if `value` is nil.
pub(crate) fn set<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    container: UserRef<'gc, C>,
    key: Value<'gc>,
    value: Value<'gc>,
) -> Result<(), Error<'gc>> {
    let item = match value {
        Value::Nil => None,
        value => Some(C::Item::make(ctx, value).map_err(|error| wrong_element(ctx, C::NAME, key, &error))?),
    };
    let Some(place) = C::key(key) else {
        let error = ConversionError::message(format!("no key of type {}", key.type_name()));
        return Err(wrong_element(ctx, C::NAME, key, &error));
    };
    let mut elements = container.borrow_mut(ctx)?;
    let before = elements.heap_size() + size_under(&*elements, place);
    // Charged before it is allocated.
    let expected = match &item {
        Some(item) => elements.heap_size_with(place) + key_size(place) + item.heap_size(),
        None => before,
    };
    container.note_growth(ctx, before, expected.max(before))?;
    let result = elements.set(place, item);
    let after = elements.heap_size() + size_under(&*elements, place);
    container.note_growth(ctx, expected.max(before), after)?;
    result.map_err(|error| wrong_element(ctx, C::NAME, key, &error))
}

/// How many bytes the element under `key` and its key have on Rust's heap, if it is there.
fn size_under<'gc, C: Container<'gc>>(elements: &C, key: Key<'gc>) -> usize {
    elements.find(key).map_or(0, |item| item.heap_size() + key_size(key))
}

fn key_size(key: Key<'_>) -> usize {
    match key {
        Key::Name(name) => name.len(),
        _ => 0,
    }
}

#[cold]
fn wrong_element<'gc>(ctx: Context<'gc>, name: &str, key: Value<'gc>, error: &ConversionError) -> Error<'gc> {
    let place = std::string::String::from_lua(ctx, key).unwrap_or_else(|_| key.type_name().to_owned());
    Error::message(format!("bad value for element '{place}' of a {name} ({error})"))
}

fn set_element<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    set::<C>(ctx, stack.argument(ctx, 0)?, stack.get(1), stack.get(2))?;
    stack.clear();
    Ok(Action::Return)
}

fn count_elements<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let count = stack.argument::<UserRef<C>>(ctx, 0)?.borrow()?.count();
    stack.replace_with(ctx, count)
}

fn element_pairs<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<Action<'gc>, Error<'gc>> {
    let iterator = pairs::<C>(ctx, stack.argument(ctx, 0)?)?;
    stack.replace_with(ctx, iterator)
}

/// An iterator function over the elements of `container` that are there by now. Those that are gone when it
/// comes to them are passed over.
pub(crate) fn pairs<'gc, C: Container<'gc>>(
    ctx: Context<'gc>,
    container: UserRef<'gc, C>,
) -> Result<Callback<'gc>, Error<'gc>> {
    let keys = {
        let elements = container.borrow()?;
        ctx.charge_fuel(elements.count());
        elements.keys(ctx)?
    };
    let listed = Table::with_capacity(ctx, keys.len(), 0)?;
    for (index, key) in (1..).zip(keys) {
        listed.raw_set_integer(ctx, index, key)?;
    }
    let position = ctx.allocate(gc_arena::Lock::new(0i64));
    Ok(Callback::with_captures(
        ctx,
        (container, listed, position),
        |(container, keys, position), ctx, mut stack| {
            loop {
                let index = position.get() + 1;
                position.set(ctx.mutation(), index);
                let key = keys.raw_get_integer(index);
                if key.is_nil() {
                    return stack.replace_with(ctx, Value::Nil);
                }
                let value = element(ctx, *container, key)?;
                if !value.is_nil() {
                    return stack.replace_with(ctx, (key, value));
                }
                ctx.charge_fuel(1);
            }
        },
    ))
}

//! The operators of the language: done at once, unless a metamethod is called.

use std::marker::PhantomData;

use piccolo_derive::Collect;

use crate::{
    convert::{FromLua, IntoLua},
    meta::{self, Outcome, arithmetic, comparison, concatenation, failure::Failure, text},
    object::{
        context::Context, error::Error, metamethod::Metamethod, stack::Stack, string::String,
        table::key::ready_key, value::Value,
    },
    sequence::{
        Await, Input, Progress, Request, Start, Wait,
        call::{resolve, unlocated},
        long::{self, Relation},
    },
};

/// An operator with its operands.
pub trait Operator<'gc> {
    /// How its result is read.
    type Result: FromResult<'gc>;

    /// Applies it to the operands.
    ///
    /// # Errors
    /// When the operands do not support it.
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>>;
}

/// How the result of an operator is read.
pub trait FromResult<'gc> {
    /// What comes of it.
    type Output;

    /// Reads the first value that a metamethod gave, or the operator itself.
    ///
    /// # Errors
    /// When the value does not fit.
    fn read(ctx: Context<'gc>, value: Value<'gc>) -> Result<Self::Output, Error<'gc>>;
}

/// Operators whose result is any value: converted.
pub struct Converted<R>(PhantomData<R>);

impl<'gc, R: FromLua<'gc>> FromResult<'gc> for Converted<R> {
    type Output = R;
    #[inline]
    fn read(ctx: Context<'gc>, value: Value<'gc>) -> Result<R, Error<'gc>> {
        Ok(R::from_lua(ctx, value)?)
    }
}

/// Operators whose result is true or false.
pub struct Truth;

impl<'gc> FromResult<'gc> for Truth {
    type Output = bool;
    #[inline]
    fn read(_: Context<'gc>, value: Value<'gc>) -> Result<bool, Error<'gc>> {
        Ok(!matches!(value, Value::Nil | Value::False))
    }
}

/// Operators without a result.
pub struct Nothing;

impl<'gc> FromResult<'gc> for Nothing {
    type Output = ();
    #[inline]
    fn read(_: Context<'gc>, _: Value<'gc>) -> Result<(), Error<'gc>> {
        Ok(())
    }
}

/// Operators whose result must be a string.
pub struct Text;

impl<'gc> FromResult<'gc> for Text {
    type Output = String<'gc>;
    fn read(ctx: Context<'gc>, value: Value<'gc>) -> Result<String<'gc>, Error<'gc>> {
        match value {
            Value::String(string) => Ok(string),
            Value::Integer(_) | Value::Float(_) => Ok(text::raw_text(ctx, value)),
            _ => Err(Error::message("'__tostring' must return a string")),
        }
    }
}

/// An operator that can be awaited.
#[must_use = "does nothing unless it is awaited"]
pub struct Operation<O>(O);

impl<'gc, O: Operator<'gc>> Operation<O> {
    /// Applies the operator without awaiting it: gives its result, or the call that will give it. For sequences
    /// that are written by hand.
    ///
    /// ```
    /// # use piccolo_core::{lua::Lua, object::value::Value};
    /// use piccolo_core::{meta::Outcome, sequence::add};
    ///
    /// Lua::new().enter(|ctx| {
    ///     let sum = add::<i64>(2, 3).apply(ctx);
    ///     assert!(matches!(sum, Ok(Outcome::Value(Value::Integer(5)))));
    /// });
    /// ```
    ///
    /// # Errors
    /// When the operands do not support the operator.
    pub fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        self.0.apply(ctx)
    }
}

impl<'gc, O: Operator<'gc>> Await<'gc> for Operation<O> {
    type Output = Result<<O::Result as FromResult<'gc>>::Output, Error<'gc>>;
    type Waiting = Applied<O::Result>;

    #[inline]
    fn start(self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Self::Waiting, Self::Output> {
        ctx.charge_fuel(1);
        let call = match self.0.apply(ctx) {
            Ok(Outcome::Value(value)) => return Start::Ready(O::Result::read(ctx, value)),
            Ok(Outcome::Call(call)) => call,
            Err(Failure::Error(error)) => return Start::Ready(Err(unlocated(ctx, error))),
            Err(failure) => return Start::Ready(Err(unlocated(ctx, failure.into_error(ctx)))),
        };
        let bottom = stack.len();
        let pushed = stack.extend(call.arguments());
        match pushed.and_then(|()| resolve(ctx, stack, call.callee, bottom)) {
            Ok(function) => {
                Start::Suspended(Request::Call { function, bottom }, Applied { bottom, result: PhantomData })
            }
            Err(error) => {
                stack.truncate(bottom);
                Start::Ready(Err(error))
            }
        }
    }
}

/// An operator whose metamethod is being called.
#[derive(Collect)]
#[collect(no_drop, bound = "")]
pub struct Applied<R> {
    bottom: usize,
    result: PhantomData<fn() -> R>,
}

impl<'gc, R: FromResult<'gc>> Wait<'gc> for Applied<R> {
    type Output = Result<R::Output, Error<'gc>>;

    #[inline]
    fn resume(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        let value = stack.get(self.bottom);
        stack.truncate(self.bottom);
        Progress::Ready(input.and_then(|()| R::read(ctx, value)))
    }
}

/// `object[key]`
pub struct Index<O, K, R> {
    object: O,
    key: K,
    result: PhantomData<fn() -> R>,
}

impl<'gc, O: IntoLua<'gc>, K: IntoLua<'gc>, R: FromLua<'gc>> Operator<'gc> for Index<O, K, R> {
    type Result = Converted<R>;
    #[inline]
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        let (object, key) = (self.object.into_lua(ctx)?, self.key.into_lua(ctx)?);
        let key = match ready_key(ctx, key) {
            Ok(key) => key,
            Err(key) => return Ok(Outcome::Call(long::access_call(ctx, object, key.into(), None))),
        };
        if let (Value::Table(table), Value::String(_)) = (object, key) {
            // The node and the key in it.
            ctx.charge_scattered(2, table.part_sizes().1);
        }
        meta::index::index(ctx, object, key)
    }
}

/// `object[key]`, with `__index`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
/// use piccolo_core::sequence::{index, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let name_of = Callback::new(ctx, |ctx, mut stack| {
///     let object: Value = stack.consume(ctx)?;
///     run_callback(ctx, stack, index::<String>(object, "name"))
/// });
/// ctx.globals().set(ctx, "name_of", name_of).is_ok()
/// # });
/// let name: String = lua.load("return name_of({name = 'x'})").call(())?;
/// assert_eq!(name, "x");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn index<'gc, R: FromLua<'gc>>(
    object: impl IntoLua<'gc>,
    key: impl IntoLua<'gc>,
) -> Operation<Index<impl IntoLua<'gc>, impl IntoLua<'gc>, R>> {
    Operation(Index { object, key, result: PhantomData })
}

/// `object[key] = value`
pub struct SetIndex<O, K, V> {
    object: O,
    key: K,
    value: V,
}

impl<'gc, O: IntoLua<'gc>, K: IntoLua<'gc>, V: IntoLua<'gc>> Operator<'gc> for SetIndex<O, K, V> {
    type Result = Nothing;
    #[inline]
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        let (object, key) = (self.object.into_lua(ctx)?, self.key.into_lua(ctx)?);
        let value = self.value.into_lua(ctx)?;
        let key = match ready_key(ctx, key) {
            Ok(key) => key,
            Err(key) => return Ok(Outcome::Call(long::access_call(ctx, object, key.into(), Some(value)))),
        };
        let call = meta::index::set_index(ctx, object, key, value)?;
        Ok(call.map_or(Outcome::Value(Value::Nil), Outcome::Call))
    }
}

/// `object[key] = value`, with `__newindex`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
/// use piccolo_core::sequence::{run_callback, set_index};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let rename = Callback::new(ctx, |ctx, mut stack| {
///     let (object, name): (Value, String) = stack.consume(ctx)?;
///     run_callback(ctx, stack, set_index(object, "name", name))
/// });
/// ctx.globals().set(ctx, "rename", rename).is_ok()
/// # });
/// let name: String = lua.load("local t = {} rename(t, 'x') return t.name").call(())?;
/// assert_eq!(name, "x");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn set_index<'gc>(
    object: impl IntoLua<'gc>,
    key: impl IntoLua<'gc>,
    value: impl IntoLua<'gc>,
) -> Operation<SetIndex<impl IntoLua<'gc>, impl IntoLua<'gc>, impl IntoLua<'gc>>> {
    Operation(SetIndex { object, key, value })
}

/// An operator on two numbers.
pub struct Arithmetic<A, B, R> {
    operator: Metamethod,
    left: A,
    right: B,
    result: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoLua<'gc>, B: IntoLua<'gc>, R: FromLua<'gc>> Operator<'gc> for Arithmetic<A, B, R> {
    type Result = Converted<R>;
    #[inline]
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        arithmetic::arithmetic(ctx, self.operator, self.left.into_lua(ctx)?, self.right.into_lua(ctx)?)
    }
}

/// Functions for arithmetic and bitwise operators.
macro_rules! binary {
    ($($name:ident $operator:ident $symbol:literal $handler:literal;)*) => {$(
        #[doc = concat!("`left ", $symbol, " right`, with `", $handler, "`.")]
        ///
        /// ```
        /// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
        #[doc = concat!("use piccolo_core::sequence::{run_callback, ", stringify!($name), "};")]
        ///
        /// # let mut lua = Lua::new();
        /// # lua.enter(|ctx| {
        /// let operator = Callback::new(ctx, |ctx, mut stack| {
        ///     let (a, b): (Value, Value) = stack.consume(ctx)?;
        #[doc = concat!("    run_callback(ctx, stack, ", stringify!($name), "::<f64>(a, b))")]
        /// });
        /// # ctx.globals().set(ctx, "operator", operator).is_ok()
        /// # });
        #[doc = concat!("let script = \"return operator(7, 2) == (7 ", $symbol, " 2)\";")]
        /// assert!(lua.load(script).call::<bool>(())?);
        /// # Ok::<(), piccolo_core::lua::RuntimeError>(())
        /// ```
        pub fn $name<'gc, R: FromLua<'gc>>(
            left: impl IntoLua<'gc>,
            right: impl IntoLua<'gc>,
        ) -> Operation<Arithmetic<impl IntoLua<'gc>, impl IntoLua<'gc>, R>> {
            let operator = Metamethod::$operator;
            Operation(Arithmetic { operator, left, right, result: PhantomData })
        }
    )*};
}

binary! {
    add Add "+" "__add";
    sub Sub "-" "__sub";
    mul Mul "*" "__mul";
    div Div "/" "__div";
    modulo Mod "%" "__mod";
    idiv IDiv "//" "__idiv";
    pow Pow "^" "__pow";
    bitand BAnd "&" "__band";
    bitor BOr "|" "__bor";
    bitxor BXor "~" "__bxor";
    shl Shl "<<" "__shl";
    shr Shr ">>" "__shr";
}

/// An operator on one value.
pub struct Unary<A, R> {
    /// `None` for the length.
    operator: Option<Metamethod>,
    operand: A,
    result: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoLua<'gc>, R: FromLua<'gc>> Operator<'gc> for Unary<A, R> {
    type Result = Converted<R>;
    #[inline]
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        let operand = self.operand.into_lua(ctx)?;
        match self.operator {
            Some(operator) => arithmetic::arithmetic(ctx, operator, operand, operand),
            None => meta::index::length(ctx, operand),
        }
    }
}

/// `-operand`, with `__unm`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::callback::Callback};
/// use piccolo_core::sequence::{run_callback, unm};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let negate = Callback::new(ctx, |ctx, stack| {
///     let operand = stack.get(0);
///     run_callback(ctx, stack, unm::<i64>(operand))
/// });
/// ctx.globals().set(ctx, "negate", negate).is_ok()
/// # });
/// assert_eq!(lua.load("return negate(7)").call::<i64>(())?, -7);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn unm<'gc, R: FromLua<'gc>>(operand: impl IntoLua<'gc>) -> Operation<Unary<impl IntoLua<'gc>, R>> {
    Operation(Unary { operator: Some(Metamethod::Unm), operand, result: PhantomData })
}

/// `~operand`, with `__bnot`. For an example see [`unm`].
pub fn bnot<'gc, R: FromLua<'gc>>(operand: impl IntoLua<'gc>) -> Operation<Unary<impl IntoLua<'gc>, R>> {
    Operation(Unary { operator: Some(Metamethod::BNot), operand, result: PhantomData })
}

/// `#operand`, with `__len`. For an example see [`unm`].
pub fn len<'gc, R: FromLua<'gc>>(operand: impl IntoLua<'gc>) -> Operation<Unary<impl IntoLua<'gc>, R>> {
    Operation(Unary { operator: None, operand, result: PhantomData })
}

/// `left .. right`
pub struct Concatenation<A, B, R> {
    left: A,
    right: B,
    result: PhantomData<fn() -> R>,
}

impl<'gc, A: IntoLua<'gc>, B: IntoLua<'gc>, R: FromLua<'gc>> Operator<'gc> for Concatenation<A, B, R> {
    type Result = Converted<R>;
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        let (left, right) = (self.left.into_lua(ctx)?, self.right.into_lua(ctx)?);
        match long::concatenation_call(ctx, left, right) {
            Some(call) => Ok(Outcome::Call(call)),
            None => concatenation::concat(ctx, left, right),
        }
    }
}

/// `left .. right`, with `__concat`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
/// use piccolo_core::sequence::{concat, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let quote = Callback::new(ctx, |ctx, mut stack| {
///     let text: Value = stack.consume(ctx)?;
///     run_callback(ctx, stack, concat::<Value>("> ", text))
/// });
/// ctx.globals().set(ctx, "quote", quote).is_ok()
/// # });
/// assert_eq!(lua.load("return quote(1)").call::<String>(())?, "> 1");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn concat<'gc, R: FromLua<'gc>>(
    left: impl IntoLua<'gc>,
    right: impl IntoLua<'gc>,
) -> Operation<Concatenation<impl IntoLua<'gc>, impl IntoLua<'gc>, R>> {
    Operation(Concatenation { left, right, result: PhantomData })
}

/// A comparison of two values.
pub struct Comparison<A, B> {
    relation: Relation,
    left: A,
    right: B,
}

impl<'gc, A: IntoLua<'gc>, B: IntoLua<'gc>> Operator<'gc> for Comparison<A, B> {
    type Result = Truth;
    #[inline]
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        let (left, right) = (self.left.into_lua(ctx)?, self.right.into_lua(ctx)?);
        if let Some(strings) = long::long_pair(ctx, self.relation, left, right) {
            return Ok(Outcome::Call(long::comparison_call(ctx, self.relation, strings)));
        }
        match self.relation {
            Relation::Equal => Ok(comparison::equals(ctx, left, right)),
            Relation::Less => comparison::less_than(ctx, left, right),
            Relation::LessOrEqual => comparison::less_equal(ctx, left, right),
        }
    }
}

/// `left == right`, with `__eq`. For an example see [`lt`].
pub fn eq<'gc>(
    left: impl IntoLua<'gc>,
    right: impl IntoLua<'gc>,
) -> Operation<Comparison<impl IntoLua<'gc>, impl IntoLua<'gc>>> {
    Operation(Comparison { relation: Relation::Equal, left, right })
}

/// `left < right`, with `__lt`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::{callback::Callback, value::Value}};
/// use piccolo_core::sequence::{lt, run_callback};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let is_sorted = Callback::new(ctx, |ctx, mut stack| {
///     let (a, b): (Value, Value) = stack.consume(ctx)?;
///     run_callback(ctx, stack, lt(a, b))
/// });
/// ctx.globals().set(ctx, "is_sorted", is_sorted).is_ok()
/// # });
/// assert!(lua.load("return is_sorted('a', 'b')").call::<bool>(())?);
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn lt<'gc>(
    left: impl IntoLua<'gc>,
    right: impl IntoLua<'gc>,
) -> Operation<Comparison<impl IntoLua<'gc>, impl IntoLua<'gc>>> {
    Operation(Comparison { relation: Relation::Less, left, right })
}

/// `left <= right`, with `__le`. For an example see [`lt`].
pub fn le<'gc>(
    left: impl IntoLua<'gc>,
    right: impl IntoLua<'gc>,
) -> Operation<Comparison<impl IntoLua<'gc>, impl IntoLua<'gc>>> {
    Operation(Comparison { relation: Relation::LessOrEqual, left, right })
}

/// `tostring(value)`
pub struct ToText<A>(A);

impl<'gc, A: IntoLua<'gc>> Operator<'gc> for ToText<A> {
    type Result = Text;
    fn apply(self, ctx: Context<'gc>) -> Result<Outcome<'gc>, Failure<'gc>> {
        Ok(text::try_to_text(ctx, self.0.into_lua(ctx)?)?)
    }
}

/// What `tostring` gives for `value`, with `__tostring` and `__name`.
///
/// ```
/// # use piccolo_core::{lua::Lua, object::callback::Callback};
/// use piccolo_core::sequence::{run_callback, tostring};
///
/// # let mut lua = Lua::new();
/// # lua.enter(|ctx| {
/// let show = Callback::new(ctx, |ctx, stack| {
///     let value = stack.get(0);
///     run_callback(ctx, stack, tostring(value))
/// });
/// ctx.globals().set(ctx, "show", show).is_ok()
/// # });
/// assert_eq!(lua.load("return show(true)").call::<String>(())?, "true");
/// # Ok::<(), piccolo_core::lua::RuntimeError>(())
/// ```
pub fn tostring<'gc>(value: impl IntoLua<'gc>) -> Operation<ToText<impl IntoLua<'gc>>> {
    Operation(ToText(value))
}

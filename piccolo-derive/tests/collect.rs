//! `#[derive(Collect)]`: what it traces, and what it refuses.

use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use piccolo::{
    Action, Callback, Collect, Context, Lua, Table, UserData, Value,
    gc_arena::{self, Gc, Lock, RefLock},
};

/// Counts its drops.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[derive(Collect)]
struct Named<'gc> {
    value: Value<'gc>,
    #[collect(require_static)]
    _counted: Counted,
}

#[derive(Collect)]
struct Tuple<'gc>(u8, Value<'gc>, #[collect(require_static)] Option<Counted>);

#[derive(Collect)]
struct Unit;

#[derive(Collect)]
enum Sum<'gc, T> {
    Nothing,
    One(T),
    Several {
        first: Value<'gc>,
        #[collect(require_static)]
        _counted: Counted,
        rest: Vec<T>,
    },
}

#[derive(Collect)]
#[collect(no_drop)]
enum Never {}

/// Refers to others of its kind.
#[derive(Collect)]
struct Node<'gc> {
    value: Value<'gc>,
    next: Option<Gc<'gc, RefLock<Node<'gc>>>>,
}

/// Owns others of its kind.
#[derive(Collect)]
#[collect(require_static)]
struct Tree {
    _children: Vec<Tree>,
    _counted: Counted,
}

#[derive(Collect)]
#[collect(bound = "", crate = ::piccolo)]
struct Marked<'gc, T> {
    value: Lock<Value<'gc>>,
    marker: PhantomData<fn() -> T>,
}

#[derive(Collect)]
#[collect(gc_lifetime = 'a)]
struct Renamed<'a, 'b, const N: usize, T = u8>
where
    T: Default,
{
    values: [Value<'a>; N],
    #[collect(require_static)]
    name: &'static str,
    other: PhantomData<fn(&'b ()) -> &'b ()>,
    list: Box<[T]>,
}

#[derive(Collect)]
struct Generic<T, F> {
    traced: T,
    #[collect(require_static)]
    _function: F,
}

const fn needs_trace<'gc, T: gc_arena::Collect<'gc>>() -> bool {
    T::NEEDS_TRACE
}

#[test]
fn only_what_may_hold_pointers_is_traced() {
    assert!(needs_trace::<Named<'_>>() && needs_trace::<Tuple<'_>>() && needs_trace::<Node<'_>>());
    assert!(!needs_trace::<Unit>() && !needs_trace::<Never>() && !needs_trace::<Tree>());
    assert!(needs_trace::<Sum<'_, u8>>() && needs_trace::<Marked<'_, u8>>());
    assert!(needs_trace::<Generic<Value<'_>, fn()>>() && !needs_trace::<Generic<u8, fn()>>());
    assert!(needs_trace::<Renamed<'_, '_, 2>>());
}

/// A table whose field `x` is `x`, and counts its own drop.
fn table<'gc>(ctx: Context<'gc>, x: i64, counted: &Counted) -> Value<'gc> {
    let table = Table::new(ctx);
    assert!(table.set(ctx, "x", x).is_ok());
    assert!(table.set(ctx, "counted", UserData::new_static(ctx, Counted(counted.0.clone()))).is_ok());
    Value::Table(table)
}

fn x<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> i64 {
    let Value::Table(table) = value else { panic!("it was a table") };
    table.get(ctx, "x").expect("it is set")
}

#[test]
fn everything_traced_survives_collections() {
    let counted = Counted::default();
    let mut lua = Lua::new();
    lua.set_gc_stress(true);
    lua.enter(|ctx| {
        let table = |x| table(ctx, x, &counted);
        let named = Named { value: table(1), _counted: counted.clone() };
        let tuple = Tuple(0, table(2), Some(counted.clone()));
        let sums = [
            Sum::Nothing,
            Sum::One(table(3)),
            Sum::Several { first: table(4), _counted: counted.clone(), rest: vec![table(5), table(6)] },
        ];
        let node = ctx.allocate(RefLock::new(Node { value: table(7), next: None }));
        let last = ctx.allocate(RefLock::new(Node { value: table(8), next: Some(node) }));
        ctx.write(node).unlock().borrow_mut().next = Some(last);
        let marked = Marked::<Counted> { value: Lock::new(table(9)), marker: PhantomData };
        let renamed = Renamed::<2> {
            values: [table(10), table(11)],
            name: "ten",
            other: PhantomData,
            list: Box::new([1]),
        };
        let generic = Generic { traced: table(12), _function: counted.clone() };
        let tree = Tree { _children: Vec::new(), _counted: counted.clone() };
        let captures = ((named, tuple, sums, node), (marked, renamed, generic, tree), (Unit, None::<Never>));
        let check = Callback::with_captures(ctx, captures, |captures, ctx, mut stack| {
            let ((named, tuple, sums, node), (marked, renamed, generic, _), _) = captures;
            let [Sum::Nothing, Sum::One(one), Sum::Several { first, rest, .. }] = sums else {
                panic!("the variants have changed")
            };
            let next = node.borrow().next.expect("it has one");
            assert!(Gc::ptr_eq(next.borrow().next.expect("it has one"), *node));
            assert_eq!((renamed.name, renamed.list[0], tuple.0), ("ten", 1, 0));
            let values = [named.value, tuple.1, *one, *first, rest[0], rest[1], node.borrow().value];
            let more = [next.borrow().value, marked.value.get(), renamed.values[0], renamed.values[1]];
            let all = values.into_iter().chain(more).chain([generic.traced]);
            assert_eq!(all.map(|value| x(ctx, value)).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
            stack.clear();
            Ok(Action::Return)
        });
        assert!(ctx.globals().set(ctx, "check", check).is_ok());
    });
    for _ in 0..5 {
        lua.collect_garbage();
        lua.load("local t = {} for i = 1, 50 do t[i] = {i} end check()").exec().expect("no error");
    }
    assert_eq!(counted.0.load(Ordering::SeqCst), 0);
    lua.load("check = nil").exec().expect("valid");
    lua.collect_garbage();
    // Twelve tables, and the five in untraced fields.
    assert_eq!(counted.0.load(Ordering::SeqCst), 17);
}

#[test]
fn mistakes_are_reported_where_they_are() {
    trybuild::TestCases::new().compile_fail("tests/ui/collect/*.rs");
}

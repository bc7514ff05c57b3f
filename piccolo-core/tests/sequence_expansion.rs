//! What `#[sequence]` makes of a function, written out: the shape that `sequence::expansion` is for.
#![forbid(unsafe_code)]

use piccolo_core::{
    convert::multiple::Variadic,
    exec::fuel::Fuel,
    lua::Lua,
    object::{callback::Callback, context::Context, error::Error, function::Function, value::Value},
    sequence::{Dyn, Seq, call},
};

/// ```ignore
/// #[sequence]
/// async fn sum<'gc>(ctx: Context<'gc>, items: Vec<Value<'gc>>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
///     let mut total = 0;
///     for item in items {
///         let n: i64 = call(f, item).await?;
///         total += n;
///     }
///     Ok(total)
/// }
/// ```
#[allow(unused_imports, clippy::needless_borrow)]
fn sum<'gc>(
    _: Context<'gc>,
    items: Vec<Value<'gc>>,
    f: Function<'gc>,
) -> impl Seq<'gc, Output = Result<i64, Error<'gc>>> {
    use piccolo_core::sequence::expansion as rt;
    use rt::{IterateAny as _, IterateKept as _, KeepStatic as _, KeepTraced as _};

    #[derive(rt::Collect)]
    #[collect(no_drop)]
    enum State<V1, V2, V3, W> {
        Called { wait: W, f: V1, total: V2, iter: V3 },
        Done,
    }
    rt::machine(
        ((&rt::Probe(&items)).kind().held_across_await(items), (&rt::Probe(&f)).kind().held_across_await(f)),
        State::Done,
        |state, ctx, stack, entry| -> rt::Result<rt::Progress<'gc, i64>, Error<'gc>> {
            let mut ready = rt::None;
            let (f, mut total, mut iter) = match entry {
                rt::Entry::Start((items, f)) => {
                    let items: Vec<Value<'gc>> = rt::Kept::get(items);
                    (rt::Kept::get(f), 0, (&mut rt::Source::new(items)).iterate())
                }
                rt::Entry::Resume(input) => {
                    match state {
                        State::Called { wait, .. } => match rt::Wait::resume(wait, ctx, stack, input) {
                            rt::Progress::Ready(value) => ready = rt::Some(value),
                            rt::Progress::Suspended(request) => {
                                return rt::Ok(rt::Progress::Suspended(request));
                            }
                        },
                        State::Done => return rt::spent(),
                    }
                    match rt::replace(state, State::Done) {
                        State::Called { f, total, iter, .. } => {
                            (rt::Kept::get(f), rt::Kept::get(total), rt::Kept::get(iter))
                        }
                        State::Done => return rt::spent(),
                    }
                }
            };
            loop {
                if let rt::Some(result) = ready.take() {
                    let n: i64 = result?;
                    total += n;
                }
                let rt::Some(item) = iter.next() else { return rt::finish(Ok(total)) };
                match rt::Await::start(call(f, item), ctx, stack) {
                    rt::Start::Ready(value) => ready = rt::Some(value),
                    rt::Start::Suspended(request, wait) => {
                        *state = State::Called {
                            wait,
                            f: (&rt::Probe(&f)).kind().held_across_await(f),
                            total: (&rt::Probe(&total)).kind().held_across_await(total),
                            iter: (&rt::Probe(&iter)).kind().held_across_await(iter),
                        };
                        return rt::Ok(rt::Progress::Suspended(request));
                    }
                }
            }
        },
        |state, question| match state {
            State::Called { wait, .. } => rt::passed_on(wait, question),
            _ => rt::not_waiting(),
        },
    )
}

/// The same as a callback.
fn sum_items<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    items: Variadic<Value<'gc>>,
) -> impl Seq<'gc, Output = Result<i64, Error<'gc>>> {
    sum(ctx, items.0, f)
}

/// The same behind a pointer.
fn sum_of_one<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    item: Value<'gc>,
) -> Dyn<'gc, Result<i64, Error<'gc>>> {
    Dyn::new(sum(ctx, vec![item], f))
}

fn new_lua(stress: bool) -> Lua {
    let mut lua = Lua::new();
    lua.set_gc_stress(stress);
    lua.enter(|ctx| {
        assert!(ctx.globals().set(ctx, "sum", Callback::sequence(ctx, sum_items)).is_ok());
        assert!(ctx.globals().set(ctx, "sum_of_one", Callback::sequence(ctx, sum_of_one)).is_ok());
    });
    lua
}

#[test]
fn it_runs_however_it_is_sliced() {
    for (slice, stress) in [(1, false), (1, true), (u64::MAX, true)] {
        let mut lua = new_lua(stress);
        let source = "return sum(function(t) return #t + t[1] end, {10}, {20, 1}, {30})";
        let run = lua.load(source).executor(()).expect("it compiles");
        while !lua.step(&run, &mut Fuel::new(slice)).is_finished() {}
        assert_eq!(lua.take::<i64>(&run).expect("no error"), 64);
    }
}

#[test]
fn errors_leave_it_by_the_question_mark() {
    let mut lua = new_lua(true);
    let error = lua.load("sum(function(x) return x.y end, {}, 1)").call::<()>(()).expect_err("it fails");
    assert_eq!(error.message(), b"chunk:1: bad result #1 (number expected, got nil)");
    let error = lua.load("sum(function(x) return x.y.z end, {}, 1)").call::<()>(()).expect_err("it fails");
    assert_eq!(error.message(), b"chunk:1: attempt to index a nil value (field 'y')");
    assert!(!error.traceback().is_empty());
}

#[test]
fn it_can_be_kept_behind_a_pointer() {
    let mut lua = new_lua(true);
    let result = lua.load("return sum_of_one(function(x) return #x end, {1, 2})").call::<i64>(());
    assert_eq!(result.expect("no error"), 2);
}

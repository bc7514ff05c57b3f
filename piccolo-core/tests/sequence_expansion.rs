//! What `#[sequence]` makes of a function, written out: the shape that `sequence::expansion` is for.
#![forbid(unsafe_code)]

use piccolo_core::{
    object::{context::Context, error::Error, function::Function, value::Value},
    sequence::{Seq, call, pending},
};

/// ```ignore
/// #[sequence]
/// async fn sum<'gc>(ctx: Context<'gc>, items: Vec<Value<'gc>>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
///     let mut total = 0;
///     for item in items {
///         let n: i64 = call(f, item).await?;
///         total += n;
///         pending().await;
///     }
///     Ok(total)
/// }
/// ```
#[allow(unused_imports, unused_assignments)]
fn sum<'gc>(
    ctx: Context<'gc>,
    items: Vec<Value<'gc>>,
    f: Function<'gc>,
) -> impl Seq<'gc, Output = Result<i64, Error<'gc>>> {
    use piccolo_core::sequence::expansion as rt;
    use rt::{IterateAny as _, IterateKept as _, KeepStatic as _, KeepTraced as _};

    #[derive(rt::Collect)]
    #[collect(no_drop)]
    enum State<V0, V1, V2, V3, W1, W2> {
        Start { v0: V0, v1: V1 },
        Called { w: W1, v1: V1, v2: V2, v3: V3 },
        Paused { w: W2, v1: V1, v2: V2, v3: V3 },
        Done,
    }
    let _ = ctx;
    rt::machine(
        State::Start {
            v0: (&rt::Probe(&items)).kind().held_across_await(items),
            v1: (&rt::Probe(&f)).kind().held_across_await(f),
        },
        |st, ctx, stack, input| -> rt::Result<rt::Progress<'gc, i64>, Error<'gc>> {
            let (mut s0, mut s1, mut s2, mut s3) = (rt::None, rt::None, rt::None, rt::None);
            let mut ready1 = rt::None;
            let mut ready2 = rt::None;
            if let rt::Some(input) = input {
                match st {
                    State::Called { w, .. } => match rt::Wait::resume(w, ctx, stack, input) {
                        rt::Progress::Ready(v) => ready1 = rt::Some(v),
                        rt::Progress::Suspended(r) => return rt::Ok(rt::Progress::Suspended(r)),
                    },
                    State::Paused { w, .. } => match rt::Wait::resume(w, ctx, stack, input) {
                        rt::Progress::Ready(v) => ready2 = rt::Some(v),
                        rt::Progress::Suspended(r) => return rt::Ok(rt::Progress::Suspended(r)),
                    },
                    _ => return rt::spent(),
                }
            }
            let mut pc = match rt::replace(st, State::Done) {
                State::Start { v0, v1 } => {
                    s0 = rt::Some(rt::Kept::get(v0));
                    s1 = rt::Some(rt::Kept::get(v1));
                    0
                }
                State::Called { v1, v2, v3, .. } => {
                    s1 = rt::Some(rt::Kept::get(v1));
                    s2 = rt::Some(rt::Kept::get(v2));
                    s3 = rt::Some(rt::Kept::get(v3));
                    2
                }
                State::Paused { v1, v2, v3, .. } => {
                    s1 = rt::Some(rt::Kept::get(v1));
                    s2 = rt::Some(rt::Kept::get(v2));
                    s3 = rt::Some(rt::Kept::get(v3));
                    3
                }
                State::Done => return rt::spent(),
            };
            loop {
                match pc {
                    0 => {
                        let items: Vec<Value<'gc>> = rt::take(&mut s0);
                        let total = 0;
                        let iter = (&mut rt::Source::new(items)).iterate();
                        s2 = rt::Some(total);
                        s3 = rt::Some(iter);
                        pc = 1;
                    }
                    1 => {
                        let f = rt::take(&mut s1);
                        let total = rt::take(&mut s2);
                        let mut iter = rt::take(&mut s3);
                        let rt::Some(item) = iter.next() else { return rt::finish(Ok(total)) };
                        match rt::Await::start(call(f, item), ctx, stack) {
                            rt::Start::Suspended(r, w) => {
                                *st = State::Called {
                                    w,
                                    v1: (&rt::Probe(&f)).kind().held_across_await(f),
                                    v2: (&rt::Probe(&total)).kind().held_across_await(total),
                                    v3: (&rt::Probe(&iter)).kind().held_across_await(iter),
                                };
                                return rt::Ok(rt::Progress::Suspended(r));
                            }
                            rt::Start::Ready(v) => {
                                ready1 = rt::Some(v);
                                s1 = rt::Some(f);
                                s2 = rt::Some(total);
                                s3 = rt::Some(iter);
                                pc = 2;
                            }
                        }
                    }
                    2 => {
                        let f = rt::take(&mut s1);
                        let mut total = rt::take(&mut s2);
                        let iter = rt::take(&mut s3);
                        let n: i64 = rt::take(&mut ready1)?;
                        total += n;
                        match rt::Await::start(pending(), ctx, stack) {
                            rt::Start::Suspended(r, w) => {
                                *st = State::Paused {
                                    w,
                                    v1: (&rt::Probe(&f)).kind().held_across_await(f),
                                    v2: (&rt::Probe(&total)).kind().held_across_await(total),
                                    v3: (&rt::Probe(&iter)).kind().held_across_await(iter),
                                };
                                return rt::Ok(rt::Progress::Suspended(r));
                            }
                            rt::Start::Ready(v) => {
                                ready2 = rt::Some(v);
                                s1 = rt::Some(f);
                                s2 = rt::Some(total);
                                s3 = rt::Some(iter);
                                pc = 3;
                            }
                        }
                    }
                    _ => {
                        let () = rt::take(&mut ready2);
                        pc = 1;
                    }
                }
            }
        },
        |st| match st {
            State::Called { w, .. } => rt::passed_on(w),
            State::Paused { w, .. } => rt::handled(w),
            _ => rt::not_waiting(),
        },
    )
}

#[test]
fn compiles() {
    let _ = sum;
}

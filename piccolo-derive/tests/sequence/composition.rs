//! Sequences as values: awaited by others, generic, recursive, methods, written by hand.

use piccolo::{
    Callback, Collect, Context, Error, Function, IntoLua, Stack, Table, Value, sequence,
    sequence::{Await, Dyn, Input, Progress, Request, Seq, Start, Tail, Wait, boxed, call, index, pending},
};

use crate::running::check;

#[sequence]
async fn plus_one<'gc>(_ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    Ok(call::<i64>(f, n).await? + 1)
}

/// Made elsewhere, awaited here.
#[sequence]
async fn product<'gc, A, B>(_ctx: Context<'gc>, a: A, b: B) -> Result<i64, Error<'gc>>
where
    A: Seq<'gc, Output = Result<i64, Error<'gc>>> + 'gc,
    B: Seq<'gc, Output = Result<i64, Error<'gc>>> + 'gc,
{
    pending().await;
    let x = a.await?;
    let y = b.await?;
    Ok(x * y)
}

/// An `impl Trait` parameter, a pattern, generics that are not held and ones that are.
#[sequence]
async fn generic<'gc, T, const N: usize>(
    ctx: Context<'gc>,
    name: &'static str,
    (f, times): (Function<'gc>, [T; N]),
    last: impl IntoLua<'gc> + Collect<'gc> + 'gc,
) -> Result<String, Error<'gc>>
where
    T: IntoLua<'gc> + Collect<'gc> + 'gc,
{
    let name = name.to_owned();
    let _ = ctx;
    let mut out = String::new();
    for t in times {
        out += &call::<String>(f, t).await?;
    }
    out += &call::<String>(f, last).await?;
    Ok(format!("{name}{N}:{out}"))
}

/// One of two operations, by number; and a block that is kept for later.
#[sequence]
async fn choose<'gc>(ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    let later = async move { call::<i64>(f, n * 2).await };
    let chosen: Dyn<'gc, Result<i64, Error<'gc>>> =
        if n == 0 { Dyn::new(plus_one(ctx, f, n)) } else { Dyn::new(fibonacci(ctx, f, n)) };
    let first = chosen.await?;
    Ok(first * 100 + later.await?)
}

#[sequence(recursive)]
async fn fibonacci<'gc>(ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    if n < 2 {
        return call(f, n).await;
    }
    Ok(fibonacci(ctx, f, n - 1).await? + fibonacci(ctx, f, n - 2).await?)
}

/// Levels that start inside each other, the innermost calls.
#[sequence(recursive)]
async fn depth<'gc>(ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    if n == 0 {
        return call(f, n).await;
    }
    Ok(1 + depth(ctx, f, n - 1).await?)
}

/// Levels that each call first, so that the next one starts in a resumed chain; and catch errors.
#[sequence(recursive)]
async fn late_depth<'gc>(ctx: Context<'gc>, f: Function<'gc>, n: i64) -> Result<i64, Error<'gc>> {
    let _: i64 = call(f, n).await?;
    if n == 0 {
        return Ok(0);
    }
    Ok(1 + late_depth(ctx, f, n - 1).await.unwrap_or(-1000))
}

/// Blocks in blocks, which return and fail on their own.
#[sequence]
async fn nested_blocks<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let mut sum = 0;
    for i in 0..3 {
        let outer = async move {
            let inner = async move {
                let n: i64 = call(f, i).await?;
                if n == 1 {
                    return Ok(50);
                }
                Ok(n + 1)
            };
            let n = inner.await?;
            let more: i64 = call(f, n).await?;
            Ok(n + more)
        };
        sum += outer.await.unwrap_or(1000);
    }
    Ok(sum)
}

/// A handle, as those of the VM are.
#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
struct Account<'gc>(Table<'gc>);

impl<'gc> Account<'gc> {
    fn balance(&self, ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
        self.0.get(ctx, "balance")
    }

    /// Asks for each amount and adds it.
    #[sequence]
    async fn deposit(&self, ctx: Context<'gc>, ask: Function<'gc>, times: i64) -> Result<i64, Error<'gc>> {
        for i in 1..=times {
            let amount: i64 = call(ask, (i, self.0)).await?;
            self.0.set(ctx, "balance", self.balance(ctx)? + amount)?;
        }
        self.balance(ctx)
    }

    #[sequence]
    async fn twice(self, ctx: Context<'gc>, ask: Function<'gc>) -> Result<i64, Error<'gc>> {
        let first = self.deposit(ctx, ask, 1).await?;
        let Self(table) = self;
        Ok(first * 10 + Self::deposit(Account(table), ctx, ask, 2).await?)
    }
}

/// A sequence whose states are written by hand.
#[derive(Collect)]
#[collect(no_drop)]
struct Succeeds<'gc>(Function<'gc>);

#[derive(Collect)]
#[collect(require_static)]
struct Calling;

impl<'gc> Await<'gc> for Succeeds<'gc> {
    type Output = Result<bool, Error<'gc>>;
    type Waiting = Calling;
    fn start(self, _: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Start<'gc, Calling, Self::Output> {
        let bottom = stack.len();
        Start::Suspended(Request::Call { function: self.0, bottom }, Calling)
    }
}

impl<'gc> Wait<'gc> for Calling {
    type Output = Result<bool, Error<'gc>>;
    fn resume(
        &mut self,
        _: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        input: Input<'gc>,
    ) -> Progress<'gc, Self::Output> {
        stack.clear();
        Progress::Ready(Ok(input.is_ok()))
    }
    fn catches(&self) -> bool {
        true
    }
}

#[sequence]
async fn both_succeed<'gc>(
    _ctx: Context<'gc>,
    f: Function<'gc>,
    g: Function<'gc>,
) -> Result<bool, Error<'gc>> {
    Ok(Succeeds(f).await? && Succeeds(g).await?)
}

/// Values that stay on the stack while operations work above them.
#[sequence]
async fn keeps<'gc>(
    ctx: Context<'gc>,
    f: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<Tail<'gc>, Error<'gc>> {
    stack.push(Value::Integer(1))?;
    let two: Value = call(f, 2).await?;
    stack.push(two)?;
    let table = Table::new(ctx);
    table.set(ctx, "x", 3)?;
    let three: Value = boxed(index(table, "x")).await?;
    stack.push(three)?;
    Ok(Tail::Stack)
}

/// More states than a sum of the runtime has, and more variables than a tuple.
#[sequence]
async fn large<'gc>(_ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
    let a: i64 = call(f, 1).await?;
    let b: i64 = call(f, 2).await?;
    let c: i64 = call(f, 3).await?;
    let d: i64 = call(f, 4).await?;
    let e: i64 = call(f, 5).await?;
    let g: i64 = call(f, 6).await?;
    let h: i64 = call(f, 7).await?;
    let i: i64 = call(f, 8).await?;
    let j: i64 = call(f, 9).await?;
    let k: i64 = call(f, 10).await?;
    let l: i64 = call(f, 11).await?;
    let m: i64 = call(f, 12).await?;
    let n: i64 = call(f, 13).await?;
    let o: i64 = call(f, 14).await?;
    let p: i64 = call(f, 15).await?;
    let q: i64 = call(f, 16).await?;
    Ok(a + b + c + d + e + g + h + i + j + k + l + m + n + o + p + q)
}

fn define<'gc>(ctx: Context<'gc>, set: &mut dyn FnMut(&str, Callback<'gc>)) {
    set(
        "product",
        Callback::sequence(ctx, |ctx, f| product(ctx, plus_one(ctx, f, 5), boxed(plus_one(ctx, f, 6)))),
    );
    set("generic", Callback::sequence(ctx, |ctx, f| generic(ctx, "n", (f, [1, 2]), Value::Integer(3))));
    set("choose", Callback::sequence(ctx, choose));
    set("depth", Callback::sequence(ctx, depth));
    set("late_depth", Callback::sequence(ctx, late_depth));
    set("fibonacci", Callback::sequence(ctx, fibonacci));
    set("nested_blocks", Callback::sequence(ctx, nested_blocks));
    set("deposit", Callback::sequence(ctx, |ctx, t, ask, times| Account(t).deposit(ctx, ask, times)));
    set("twice", Callback::sequence(ctx, |ctx, t, ask| Account(t).twice(ctx, ask)));
    set("both_succeed", Callback::sequence(ctx, both_succeed));
    set("keeps", Callback::sequence(ctx, keeps));
    set("large", Callback::sequence(ctx, large));
}

#[test]
fn sequences_are_values() {
    check(define, "return product(function(x) return x * 10 end)", &(51 * 61).to_string());
    check(define, "return pcall(product, function(x) error('no', 0) end)", "false no");
    check(
        define,
        "return choose(function(x) return x end, 0), choose(function(x) return x end, 3)",
        "100 206",
    );
}

#[test]
fn sequences_are_generic() {
    check(define, "return generic(function(x) return '<' .. x .. '>' end)", "n2:<1><2><3>");
}

#[test]
fn sequences_recurse() {
    check(define, "return fibonacci(function(x) return x end, 9)", "34");
    check(define, "return pcall(fibonacci, function(x) error('leaf', 0) end, 5)", "false leaf");
}

#[test]
fn blocks_nest() {
    check(define, "return nested_blocks(function(x) return x end)", "108");
    let failing = "return nested_blocks(function(x) if x == 2 then error() end return x end)";
    check(define, failing, "1102");
}

#[test]
fn methods_hold_their_handle() {
    let source = "local t = {balance = 1}
      return deposit(t, function(i, self) return i * self.balance end, 3), t.balance, twice(t, function() return 1 end)";
    check(define, source, "24 24 277");
}

#[test]
fn sequences_written_by_hand_are_awaited() {
    let source = "local function ok() end local function bad() error(1) end
      return both_succeed(ok, ok), both_succeed(ok, bad), both_succeed(bad, ok)";
    check(define, source, "true false false");
}

#[test]
fn the_stack_keeps_values() {
    check(define, "return keeps(function(x) return x end)", "1 2 3");
}

#[test]
fn states_are_many() {
    check(define, "return large(function(x) return x end)", "136");
}

#[test]
fn recursion_that_is_too_deep_is_an_error() {
    for name in ["depth", "late_depth"] {
        let source = format!(
            "local function id(n) return n end
             local results = {{}}
             for _, n in ipairs {{ 63, 64, 10000, 40 }} do
               local ok, result = pcall({name}, id, n)
               results[#results + 1] = tostring(result)
             end
             return table.concat(results, ', ')"
        );
        check(define, &source, "63, C stack overflow, C stack overflow, 40");
    }
}

#[test]
fn errors_pass_through_deep_recursion() {
    let source = "local co = coroutine.create(function() return depth(coroutine.yield, 50) end)
        coroutine.resume(co)
        local ok, message = pcall(depth, function() error('deep', 0) end, 50)
        return ok, message, select('#', coroutine.close(co))";
    check(define, source, "false deep 1");
}

#[test]
fn recursion_is_counted_where_it_runs() {
    // 200 chains of 50 levels each, all suspended at the same time, and each resumed twice.
    let source = "
        local threads = {}
        for i = 1, 200 do
          threads[i] = coroutine.create(depth)
          coroutine.resume(threads[i], coroutine.yield, 50)
        end
        local sum = 0
        for i = 1, 200 do sum = sum + select(2, coroutine.resume(threads[i], 1)) end
        return sum";
    check(define, source, "10200");
}

//! Methods that wait: `async` functions in `#[methods]`.

use piccolo::{
    Collect, Context, Error, Function, Lua, Stack, UserData, UserRef, Value, Variadic, methods,
    sequence::{call, yield_},
};

use crate::support::{check_error, eval, eval_in_steps, lua};

#[derive(Collect, UserData)]
struct Counter<'gc> {
    #[lua(get, set)]
    n: i64,
    items: Vec<Value<'gc>>,
    step: Step,
}

#[derive(Clone, Copy, Collect, UserData)]
#[lua(frozen)]
struct Step(i64);

impl Step {
    fn apply(&self, n: i64) -> i64 {
        n + self.0
    }
}

#[methods]
impl Step {
    #[lua(new)]
    fn new(n: i64) -> Self {
        Step(n)
    }

    /// A function of a type without a lifetime.
    async fn twice<'gc>(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let n: i64 = call(f, self.0).await?;
        let m: i64 = call(f, self.0 + n).await?;
        Ok(m)
    }
}

#[methods]
impl<'gc> Counter<'gc> {
    #[lua(new)]
    fn new(n: i64) -> Self {
        Self { n, items: Vec::new(), step: Step(1) }
    }

    fn push(&mut self, item: Value<'gc>) -> usize {
        self.items.push(item);
        self.items.len()
    }

    /// `self` before, between and after awaits, in branches, loops and macros.
    async fn each(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
        let mut seen = format!("{}", self.n);
        let mut i = 0;
        while i < self.items.len() {
            let item = self.items[i];
            let before = self.n;
            let result: i64 = call(f, (i as i64 + 1, item)).await?;
            if self.n != before {
                seen += &format!(" {}->{}", before, self.n);
            }
            match self.items.get(i) {
                Some(Value::Integer(n)) => seen += &format!(" {}", n + result + self.step.apply(0)),
                Some(_) => seen += " ?",
                None => return Err(Error::message("item is gone")),
            }
            i += 1;
        }
        let _ = ctx;
        Ok(seen)
    }

    /// A userdata of another type, and one of the same, held across awaits.
    async fn add(
        &self,
        ctx: Context<'gc>,
        step: UserRef<'gc, Step>,
        target: UserRef<'gc, Counter<'gc>>,
        f: Function<'gc>,
    ) -> Result<i64, Error<'gc>> {
        let extra: i64 = call(f, self.n).await?;
        let sum = step.borrow()?.apply(self.n) + extra;
        target.borrow_mut(ctx)?.n = sum;
        let _: Value = call(f, sum).await?;
        Ok(self.n)
    }

    /// The handle, for changes.
    async fn reset(ctx: Context<'gc>, this: UserRef<'gc, Self>, f: Function<'gc>) -> Result<(), Error<'gc>> {
        let n: i64 = call(f, this.borrow()?.n).await?;
        this.borrow_mut(ctx)?.n = n;
        Ok(())
    }

    /// No object at all.
    async fn sum(_ctx: Context<'gc>, f: Function<'gc>, numbers: Variadic<i64>) -> Result<i64, Error<'gc>> {
        let mut sum = 0;
        for n in numbers {
            let n: i64 = call(f, n).await?;
            sum += n;
        }
        Ok(sum)
    }

    async fn yields(&self, _ctx: Context<'gc>) -> Result<i64, Error<'gc>> {
        let more: i64 = yield_(self.n).await?;
        Ok(self.n + more)
    }

    /// Catches the error of what it calls.
    async fn guarded(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let result = async move { call::<i64>(f, self.n).await }.await;
        Ok(match result {
            Ok(n) => n,
            Err(_) => -self.n,
        })
    }

    /// Awaits other methods, one of which scripts do not see.
    async fn chain(&self, ctx: Context<'gc>, f: Function<'gc>) -> Result<(i64, i64), Error<'gc>> {
        let n = self.guarded(ctx, f).await?;
        let m = self.hidden(ctx, n).await?;
        Ok((n, m + self.n))
    }

    #[lua(skip)]
    async fn hidden(&self, _ctx: Context<'gc>, n: i64) -> Result<i64, Error<'gc>> {
        yield_::<()>(()).await?;
        Ok(self.n + n)
    }

    /// Its stack, with values that stay there.
    async fn stacked(&self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<i64, Error<'gc>> {
        stack.push(Value::Integer(self.n))?;
        call::<()>(ctx.globals().get::<Function>(ctx, "print")?, ()).await?;
        match stack.get(0) {
            Value::Integer(n) => Ok(n + self.n),
            _ => Ok(-1),
        }
    }

    /// Borrows that end where it waits.
    async fn first(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        let mut sum = 0;
        if let Some(&item) = self.items.first() {
            sum += call::<i64>(f, item).await?;
        }
        match self.items.as_slice() {
            [Value::Integer(n), ..] if *n == self.n => sum += call::<i64>(f, *n).await? * 100,
            [Value::Integer(n), second, ..] => sum += call::<i64>(f, (*second, *n)).await? * 10,
            _ => {}
        }
        for item in self.items.clone() {
            sum += call::<i64>(f, item).await?;
        }
        let label = { format!("{}", self.items.len()) };
        sum += call::<i64>(f, sum).await?;
        let count = &self.items;
        Ok(sum + label.len() as i64 + count.len() as i64)
    }

    async fn __add(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<i64, Error<'gc>> {
        call(f, self.n).await
    }
}

fn counters() -> Lua {
    lua(|ctx| {
        ctx.register::<Counter>()?;
        ctx.register::<Step>().map(drop)
    })
}

/// That a script gives the same at once and in steps.
#[track_caller]
fn check<T: for<'gc> piccolo::FromMulti<'gc> + PartialEq + std::fmt::Debug>(source: &str, expected: T) {
    assert_eq!(eval::<T>(&mut counters(), source), expected);
    assert_eq!(eval_in_steps::<T>(&mut counters(), source), expected);
}

#[test]
fn self_is_the_object_as_it_is_at_each_use() {
    let source = "
        local c = Counter(1)
        c:push(10) c:push('x') c:push(30)
        return c:each(function(i, item)
            if i == 2 then c.n = 5 c:push(40) end
            return i
        end)";
    check(source, "1 12 1->5 ? 34 45".to_owned());
}

#[test]
fn other_userdata_are_held_across_awaits() {
    let source = "
        local c, t = Counter(1), Counter(0)
        local seen = {}
        local function f(n) seen[#seen + 1] = n return n * 10 end
        local n = c:add(Step(100), t, f)
        return n, t.n, table.concat(seen, ' ')";
    check(source, (1, 111, "1 111".to_owned()));
    check("local c = Counter(1) local n = c:add(Step(1), c, function(n) return n end) return n, c.n", (3, 3));
}

#[test]
fn handles_change_objects_between_awaits() {
    check("local c = Counter(1) c:reset(function(n) c.n = 7 return n + 1 end) return c.n", 2);
}

#[test]
fn functions_without_an_object_and_of_types_without_a_lifetime() {
    check("return Counter.sum(function(n) return n * 2 end, 1, 2, 3)", 12);
    check("return Step(3):twice(function(n) return n + 1 end)", 8);
}

#[test]
fn methods_yield() {
    let source = "
        local c = Counter(1)
        local co = coroutine.wrap(function() return c:yields() end)
        local n = co() c.n = 10 return n, co(5)";
    check(source, (1, 15));
}

#[test]
fn methods_await_others() {
    let source = "
        local c = Counter(1)
        local co = coroutine.wrap(function() return c:chain(function(n) return n + 1 end) end)
        assert(c.hidden == nil)
        co() c.n = 10 return co()";
    check(source, (2, 22));
}

#[test]
fn borrows_end_where_it_waits() {
    let define = "local c = Counter(1) local function f(n) return n end";
    check(&format!("{define} c:push(5) c:push(7) return c:first(f)"), 2 * (5 + 70 + 12) + 3);
    check(&format!("{define} c:push(1) return c:first(f)"), 2 * (1 + 100 + 1) + 2);
    check(&format!("{define} return c:first(function(n) c:push(n) return n end)"), 2);
}

#[test]
fn sequences_have_their_stack() {
    check("local c = Counter(4) print = function() c.n = 5 end return c:stacked()", 9);
}

#[test]
fn errors_are_caught_inside() {
    check(
        "return Counter(3):guarded(function() error('x') end), Counter(3):guarded(function(n) return n end)",
        (-3, 3),
    );
}

#[test]
fn metamethods_wait() {
    check("return Counter(3) + function(n) return n + 1 end", 4);
}

#[test]
fn callees_use_the_object_meanwhile() {
    check(
        "local c = Counter(1) local s = c:guarded(function() return c:push(1) + c:push(2) end) return s, c:push(3)",
        (3, 3),
    );
}

#[test]
fn errors_name_method_and_argument() {
    let mut lua = counters();
    check_error(
        &mut lua,
        "Counter(1):each()",
        "bad argument #1 'f' to 'Counter:each' (function expected, got no value)",
    );
    check_error(
        &mut lua,
        "Counter.each(Step(1))",
        "calling 'Counter:each' on bad self (Counter expected, got Step)",
    );
    check_error(
        &mut lua,
        "Counter(1):add(Counter(1), nil)",
        "bad argument #1 'step' to 'Counter:add' (Step expected, got Counter)",
    );
}

//! State machines by hand: implementations of [`Sequence`].

use std::{future::Future, pin::Pin, task};

use gc_arena::Collect;
use piccolo::{
    Action, BoxSequence, Callback, Context, Error, Function, Sequence, SequencePoll, Stack, String, Table,
    Value,
};

use crate::work::{Woken, next_word};

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

/// The host function for a case.
pub(crate) fn install<'gc>(ctx: Context<'gc>, case: &str) -> Callback<'gc> {
    match case {
        "immediate" => Callback::new(ctx, |ctx, mut stack| {
            let (a, b): (i64, i64) = stack.consume(ctx)?;
            stack.replace_with(ctx, a + b)
        }),
        "pcall" => Callback::new(ctx, pcall),
        "calls" => Callback::new(ctx, calls),
        "gsub" => Callback::new(ctx, gsub),
        "sort" => Callback::new(ctx, sort),
        "ready" => {
            Callback::new(ctx, |ctx, stack| await_host(ctx, stack, |x| Box::pin(std::future::ready(x))))
        }
        _ => Callback::new(ctx, |ctx, stack| await_host(ctx, stack, |x| Box::pin(Woken::new(x)))),
    }
}

fn pcall<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, Action<'gc>> {
    let function: Function = stack.argument(ctx, 0)?;
    stack.as_mut_slice()[0] = Value::True;
    Ok(Action::Call { function, bottom: 1, then: BoxSequence::new(Protected) })
}

#[derive(Collect)]
#[collect(require_static)]
struct Protected;

impl<'gc> Sequence<'gc> for Protected {
    fn poll(&mut self, _: Context<'gc>, _: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        Ok(SequencePoll::Return)
    }

    fn error(
        &mut self,
        ctx: Context<'gc>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<'gc, SequencePoll<'gc>> {
        let error = error.to_value(ctx);
        stack.replace(Value::False);
        stack.push(error)?;
        Ok(SequencePoll::Return)
    }

    fn catches(&self) -> bool {
        true
    }
}

fn calls<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, Action<'gc>> {
    let (count, function): (i64, Function) = stack.consume(ctx)?;
    if count <= 0 {
        return stack.replace_with(ctx, 0);
    }
    stack.replace(Value::Integer(0));
    Ok(Action::Call {
        function,
        bottom: 0,
        then: BoxSequence::new(Calls { count, function, next: 1, sum: 0 }),
    })
}

#[derive(Collect)]
#[collect(no_drop)]
struct Calls<'gc> {
    function: Function<'gc>,
    count: i64,
    next: i64,
    sum: i64,
}

impl<'gc> Sequence<'gc> for Calls<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        self.sum += stack.argument::<i64>(ctx, 0)?;
        if self.next == self.count {
            stack.replace(Value::Integer(self.sum));
            return Ok(SequencePoll::Return);
        }
        stack.replace(Value::Integer(self.next));
        self.next += 1;
        Ok(SequencePoll::Call { function: self.function, bottom: 0 })
    }
}

fn gsub<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, Action<'gc>> {
    let (text, function): (String, Function) = stack.consume(ctx)?;
    let mut replacing = Replacing { text, function, result: Vec::new(), position: 0 };
    match replacing.advance(ctx, &mut stack)? {
        true => Ok(Action::Call { function, bottom: 0, then: BoxSequence::new(replacing) }),
        false => Ok(Action::Return),
    }
}

#[derive(Collect)]
#[collect(no_drop)]
struct Replacing<'gc> {
    text: String<'gc>,
    function: Function<'gc>,
    result: Vec<u8>,
    position: usize,
}

impl<'gc> Replacing<'gc> {
    /// Leaves the next word on the stack, or the result when there is none.
    fn advance(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, bool> {
        let text = self.text.as_bytes();
        let Some((start, end)) = next_word(text, self.position) else {
            self.result.extend_from_slice(&text[self.position..]);
            stack.replace(Value::String(ctx.intern(&self.result)));
            return Ok(false);
        };
        self.result.extend_from_slice(&text[self.position..start]);
        self.position = end;
        stack.replace(Value::String(ctx.intern(&text[start..end])));
        Ok(true)
    }
}

impl<'gc> Sequence<'gc> for Replacing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let replacement: String = stack.argument(ctx, 0)?;
        self.result.extend_from_slice(replacement.as_bytes());
        Ok(match self.advance(ctx, &mut stack)? {
            true => SequencePoll::Call { function: self.function, bottom: 0 },
            false => SequencePoll::Return,
        })
    }
}

fn sort<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, Action<'gc>> {
    let (list, less): (Table, Function) = stack.consume(ctx)?;
    let items: Vec<_> = (1..=list.raw_len()).map(|i| list.raw_get_integer(i)).collect();
    let merged = Vec::with_capacity(items.len());
    let mut sorting = Sorting { list, less, items, merged, width: 1, low: 0, left: 0, right: 1 };
    sorting.start_merge();
    match sorting.advance(ctx, &mut stack)? {
        true => Ok(Action::Call { function: less, bottom: 0, then: BoxSequence::new(sorting) }),
        false => Ok(Action::Return),
    }
}

#[derive(Collect)]
#[collect(no_drop)]
struct Sorting<'gc> {
    list: Table<'gc>,
    less: Function<'gc>,
    items: Vec<Value<'gc>>,
    merged: Vec<Value<'gc>>,
    width: usize,
    low: usize,
    left: usize,
    right: usize,
}

impl<'gc> Sorting<'gc> {
    fn middle(&self) -> usize {
        (self.low + self.width).min(self.items.len())
    }

    fn high(&self) -> usize {
        (self.low + 2 * self.width).min(self.items.len())
    }

    fn start_merge(&mut self) {
        self.left = self.low;
        self.right = self.middle();
    }

    /// Leaves the items of the next comparison on the stack, or nothing when all is sorted.
    fn advance(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, bool> {
        stack.clear();
        while self.width < self.items.len() {
            while self.low < self.items.len() {
                if self.left < self.middle() && self.right < self.high() {
                    stack.push(self.items[self.right])?;
                    stack.push(self.items[self.left])?;
                    return Ok(true);
                }
                self.merged.extend_from_slice(&self.items[self.left..self.middle()]);
                self.merged.extend_from_slice(&self.items[self.right..self.high()]);
                self.low = self.high();
                self.start_merge();
            }
            self.items = std::mem::replace(&mut self.merged, Vec::with_capacity(self.items.len()));
            self.width *= 2;
            self.low = 0;
            self.start_merge();
        }
        for (i, &item) in (1..).zip(&self.items) {
            self.list.raw_set_integer(ctx, i, item)?;
        }
        Ok(false)
    }
}

impl<'gc> Sequence<'gc> for Sorting<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        let from = match stack.get(0).is_falsy() {
            true => &mut self.left,
            false => &mut self.right,
        };
        self.merged.push(self.items[*from]);
        *from += 1;
        Ok(match self.advance(ctx, &mut stack)? {
            true => SequencePoll::Call { function: self.less, bottom: 0 },
            false => SequencePoll::Return,
        })
    }
}

type HostFuture = Pin<Box<dyn Future<Output = i64> + Send>>;

fn await_host<'gc>(
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
    start: impl FnOnce(i64) -> HostFuture,
) -> Result<'gc, Action<'gc>> {
    let mut waiting = Waiting { future: start(stack.consume(ctx)?), announced: true };
    match waiting.poll(ctx, stack)? {
        SequencePoll::Return => Ok(Action::Return),
        _ => {
            waiting.announced = false;
            Ok(Action::Sequence(BoxSequence::new(waiting)))
        }
    }
}

#[derive(Collect)]
#[collect(require_static)]
struct Waiting {
    future: HostFuture,
    /// Whether the VM knows that the future is pending.
    announced: bool,
}

impl<'gc> Sequence<'gc> for Waiting {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        if !std::mem::replace(&mut self.announced, true) {
            return Ok(SequencePoll::Pending);
        }
        match self.future.as_mut().poll(&mut task::Context::from_waker(&ctx.waker())) {
            task::Poll::Ready(value) => {
                stack.replace(Value::Integer(value));
                Ok(SequencePoll::Return)
            }
            task::Poll::Pending => Ok(SequencePoll::Pending),
        }
    }
}

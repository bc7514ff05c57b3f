//! The same functions as straight-line code.

use piccolo::{
    Callback, Context, Error, Function, Stack, String, Table, Value, sequence,
    sequence::{Tail, call, call_stack, host},
};

use crate::work::{Woken, next_word};

/// The host function for a case.
pub(crate) fn install<'gc>(ctx: Context<'gc>, case: &str) -> Callback<'gc> {
    match case {
        "immediate" => Callback::sequence(ctx, add),
        "pcall" => Callback::sequence(ctx, pcall),
        "calls" => Callback::sequence(ctx, calls),
        "gsub" => Callback::sequence(ctx, gsub),
        "sort" => Callback::sequence(ctx, sort),
        "ready" => Callback::sequence(ctx, ready),
        _ => Callback::sequence(ctx, woken),
    }
}

type Result<'gc, T> = core::result::Result<T, Error<'gc>>;

#[sequence]
async fn add<'gc>(_ctx: Context<'gc>, a: i64, b: i64) -> Result<'gc, i64> {
    Ok(a + b)
}

#[sequence]
async fn pcall<'gc>(
    ctx: Context<'gc>,
    function: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    match call_stack(function).await {
        Ok(()) => stack.insert(0, Value::True)?,
        Err(error) => {
            let error = error.to_value(ctx);
            stack.replace(Value::False);
            stack.push(error)?;
        }
    }
    Ok(Tail::Stack)
}

#[sequence]
async fn calls<'gc>(_ctx: Context<'gc>, count: i64, function: Function<'gc>) -> Result<'gc, i64> {
    let mut sum = 0;
    for i in 0..count {
        sum += call::<i64>(function, i).await?;
    }
    Ok(sum)
}

#[sequence]
async fn gsub<'gc>(
    ctx: Context<'gc>,
    text: String<'gc>,
    function: Function<'gc>,
) -> Result<'gc, String<'gc>> {
    let mut result = Vec::new();
    let mut position = 0;
    while let Some((start, end)) = next_word(text.as_bytes(), position) {
        result.extend_from_slice(&text.as_bytes()[position..start]);
        let word = ctx.intern(&text.as_bytes()[start..end]);
        let replacement: String = call(function, word).await?;
        result.extend_from_slice(replacement.as_bytes());
        position = end;
    }
    result.extend_from_slice(&text.as_bytes()[position..]);
    Ok(ctx.intern(&result))
}

#[sequence]
async fn sort<'gc>(ctx: Context<'gc>, list: Table<'gc>, less: Function<'gc>) -> Result<'gc, ()> {
    let mut items: Vec<Value> = (1..=list.raw_len()).map(|i| list.raw_get_integer(i)).collect();
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        let mut low = 0;
        while low < items.len() {
            let middle = (low + width).min(items.len());
            let high = (low + 2 * width).min(items.len());
            let (mut left, mut right) = (low, middle);
            while left < middle && right < high {
                if call(less, (items[right], items[left])).await? {
                    merged.push(items[right]);
                    right += 1;
                } else {
                    merged.push(items[left]);
                    left += 1;
                }
            }
            merged.extend_from_slice(&items[left..middle]);
            merged.extend_from_slice(&items[right..high]);
            low = high;
        }
        items = merged;
        width *= 2;
    }
    for (i, &item) in (1..).zip(&items) {
        list.raw_set_integer(ctx, i, item)?;
    }
    Ok(())
}

#[sequence]
async fn ready<'gc>(_ctx: Context<'gc>, x: i64) -> Result<'gc, i64> {
    Ok(host(std::future::ready(x)).await)
}

#[sequence]
async fn woken<'gc>(_ctx: Context<'gc>, x: i64) -> Result<'gc, i64> {
    Ok(host(Woken::new(x)).await)
}

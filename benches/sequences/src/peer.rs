//! mlua's async functions.

use mlua::{Function, Lua, LuaString, MultiValue, Result, Table, Value};

use crate::{
    cases::Case,
    work::{Woken, block_on, next_word},
};

/// Runs a case once and gives what its program returned.
pub(crate) fn run(case: &Case) -> f64 {
    let lua = Lua::new();
    let function = match case.name {
        "immediate" => lua.create_async_function(async |_, (a, b): (i64, i64)| Ok(a + b)),
        "pcall" => lua.create_async_function(pcall),
        "calls" => lua.create_async_function(calls),
        "gsub" => lua.create_async_function(gsub),
        "sort" => lua.create_async_function(sort),
        "ready" => lua.create_async_function(async |_, x: i64| Ok(std::future::ready(x).await)),
        _ => lua.create_async_function(async |_, x: i64| Ok(Woken::new(x).await)),
    };
    lua.globals().set("f", function.expect("the function is made")).expect("the global is set");
    let program = lua.load(case.program);
    block_on(program.call_async(case.operations)).expect("the program runs")
}

async fn pcall(lua: Lua, (function, arguments): (Function, MultiValue)) -> Result<MultiValue> {
    match function.call_async::<MultiValue>(arguments).await {
        Ok(mut results) => {
            results.push_front(Value::Boolean(true));
            Ok(results)
        }
        Err(error) => {
            let text = lua.create_string(error.to_string())?;
            Ok(MultiValue::from_iter([Value::Boolean(false), Value::String(text)]))
        }
    }
}

async fn calls(_: Lua, (count, function): (i64, Function)) -> Result<i64> {
    let mut sum = 0;
    for i in 0..count {
        sum += function.call_async::<i64>(i).await?;
    }
    Ok(sum)
}

async fn gsub(lua: Lua, (text, function): (LuaString, Function)) -> Result<LuaString> {
    let text = text.as_bytes();
    let mut result = Vec::new();
    let mut position = 0;
    while let Some((start, end)) = next_word(&text, position) {
        result.extend_from_slice(&text[position..start]);
        let word = lua.create_string(&text[start..end])?;
        let replacement: LuaString = function.call_async(word).await?;
        result.extend_from_slice(&replacement.as_bytes());
        position = end;
    }
    result.extend_from_slice(&text[position..]);
    lua.create_string(&result)
}

async fn sort(_: Lua, (list, less): (Table, Function)) -> Result<()> {
    let mut items: Vec<Value> = list.sequence_values().collect::<Result<_>>()?;
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        let mut low = 0;
        while low < items.len() {
            let middle = (low + width).min(items.len());
            let high = (low + 2 * width).min(items.len());
            let (mut left, mut right) = (low, middle);
            while left < middle && right < high {
                if less.call_async((&items[right], &items[left])).await? {
                    merged.push(items[right].clone());
                    right += 1;
                } else {
                    merged.push(items[left].clone());
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
    for (i, item) in items.into_iter().enumerate() {
        list.raw_set(i + 1, item)?;
    }
    Ok(())
}

//! The values that callbacks work on: insertion, removal, and windows.
#![forbid(unsafe_code)]

use piccolo_core::{
    lua::Lua,
    object::{callback::Callback, stack::Stack, value::Value},
};

/// Runs `check` with a stack that holds 1, 2, .. `count`.
fn with_stack(count: i64, check: impl Fn(&mut Stack<'_, '_>) + Send + 'static) {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        let callback = Callback::new(ctx, move |ctx, mut stack| {
            for i in 1..=count {
                stack.push(Value::Integer(i))?;
            }
            check(&mut stack);
            stack.replace_with(ctx, true)
        });
        assert!(ctx.globals().set(ctx, "check", callback).is_ok());
    });
    assert!(lua.load("return check()").call::<bool>(()).expect("the checks hold"));
}

fn integers(stack: &Stack<'_, '_>) -> Vec<i64> {
    let integer = |value: &Value<'_>| match value {
        Value::Integer(i) => *i,
        _ => panic!("only integers are on the stack"),
    };
    stack.as_slice().iter().map(integer).collect()
}

#[test]
fn values_are_inserted_before_a_position() {
    for count in 0..5 {
        for index in 0..=5 {
            with_stack(count, move |stack| {
                let mut expected = integers(stack);
                expected.insert(index.min(expected.len()), 0);
                assert!(stack.insert(index, Value::Integer(0)).is_ok());
                assert_eq!(integers(stack), expected);
            });
        }
    }
}

#[test]
fn values_are_removed_from_the_front() {
    for count in 0..5 {
        for removed in 0..=6 {
            with_stack(count, move |stack| {
                let expected = integers(stack).split_off(removed.min(stack.len()));
                stack.remove_front(removed);
                assert_eq!(integers(stack), expected);
            });
        }
    }
}

#[test]
fn a_window_shows_the_values_above_a_position() {
    with_stack(3, |stack| {
        let mut window = stack.above(1);
        assert_eq!(integers(&window), [2, 3]);
        window.clear();
        assert!(window.push(Value::Integer(7)).is_ok());
        assert!(window.above(1).is_empty());
        assert!(window.above(9).push(Value::Integer(8)).is_ok());
        assert_eq!(integers(stack), [1, 7, 8]);
    });
}

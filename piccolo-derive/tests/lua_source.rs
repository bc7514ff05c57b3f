//! `lua!` and `include_lua!`.

use std::collections::BTreeMap;

use piccolo::{Lua, include_lua, lua, lua::script::Script, stdlib};

fn vm() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| stdlib::load(ctx, &stdlib::Options::default())).unwrap();
    lua
}

#[test]
fn tokens_are_source() {
    let mut vm = vm();
    let sum: i64 = lua! {
        local sum = 0
        for i = 1, 10 do sum = sum + i end
        return sum
    }
    .eval(&mut vm)
    .unwrap();
    assert_eq!(sum, 55);
}

#[test]
fn operators_of_several_characters_stay_whole() {
    let mut vm = vm();
    let results: (bool, bool, bool, bool, i64, i64, String, f64) = lua! {
        local a, b = 1, 2
        return a ~= b, a == b, a <= b, a >= b, a << 3, 0xff >> 4, "x" .. a .. b, 2 ^ -1
    }
    .eval(&mut vm)
    .unwrap();
    assert_eq!(results, (true, false, true, false, 8, 15, "x12".to_owned(), 0.5));
}

#[test]
fn strings_are_those_of_rust() {
    let mut vm = vm();
    let text: Box<[u8]> =
        lua! { return "a\"\\\n\u{e9}" .. r#"raw"\n"# .. b"\xff\0" .. 'c' }.eval(&mut vm).unwrap();
    assert_eq!(*text, *b"a\"\\\n\xc3\xa9raw\"\\n\xff\0c");
}

#[test]
fn tables_methods_labels_and_attributes() {
    let mut vm = vm();
    let result: (i64, i64, i64) = lua! {
        local t <const> = {1, [2] = 5; x = {y = 7}}
        function t:get(k) return self[k] end
        local i = 0
        ::again::
        i = i + 1
        if i < 3 then goto again end
        return t:get(2), t.x.y, i -- a comment of Lua
        // a comment of Rust
    }
    .eval(&mut vm)
    .unwrap();
    assert_eq!(result, (5, 7, 3));
}

#[test]
fn variables_are_captured() {
    let mut vm = vm();
    let names = vec!["a".to_owned(), "b".to_owned()];
    let (factor, captures) = (3, BTreeMap::from([("x", 1.5)]));
    let result: (i64, String, f64) =
        lua! { return #$names * $factor + $factor, $names[2], $captures.x }.eval(&mut vm).unwrap();
    assert_eq!(result, (9, "b".to_owned(), 1.5));
    let count: i64 = lua! { return select("#", ...) + $factor }.eval(&mut vm).unwrap();
    assert_eq!(count, 3);
}

#[test]
fn scripts_take_arguments() {
    let mut vm = vm();
    let sum: i64 = lua! { local a, b = ... return a + b }.chunk(&mut vm).call((1, 2)).unwrap();
    assert_eq!(sum, 3);
}

#[test]
fn source_may_be_a_string() {
    let mut vm = vm();
    let result: (i64, String) = lua!(
        r#"
        -- floor division
        return 7 // 2, 'single' .. [[ long]]
        "#
    )
    .eval(&mut vm)
    .unwrap();
    assert_eq!(result, (3, "single long".to_owned()));
}

#[test]
fn messages_name_the_file_and_line() {
    let mut vm = vm();
    let line = line!() + 3;
    let error = lua! {
        local t = nil
        return t.x
    }
    .eval::<i64>(&mut vm)
    .unwrap_err();
    let expected = format!("lua_source.rs:{line}: attempt to index a nil value (local 't')");
    assert!(error.to_string().contains(&expected), "{error}");

    let (line, captured) = (line!() + 3, 1);
    let error = lua!(
        "local t = nil
        return t.x"
    )
    .eval::<i64>(&mut vm)
    .unwrap_err();
    assert!(error.to_string().contains(&format!("lua_source.rs:{line}: ")), "{error}");
    let line = line!() + 1;
    let error = lua! { return $captured.x.y }.eval::<i64>(&mut vm).unwrap_err();
    assert!(error.to_string().contains(&format!("lua_source.rs:{line}: ")), "{error}");
}

static DOUBLE: Script = include_lua!("scripts/double.lua");

#[test]
fn files_are_included() {
    let mut vm = vm();
    assert_eq!(DOUBLE.eval::<i64>(&mut vm).unwrap(), 2);
    assert_eq!(DOUBLE.chunk(&mut vm).call::<i64>(21).unwrap(), 42);
    let error = include_lua!("scripts/fails.lua").exec(&mut vm).unwrap_err();
    assert!(error.to_string().starts_with("scripts/fails.lua:3: attempt to index a nil value"), "{error}");
}

//! What typed callbacks, `#[function]`, `#[module]`, the conversions, `#[derive(LuaError)]`, `lua!` and `include_lua!`
//! refuse, and how: one error for each mistake, on what to edit.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    for room in ["callback", "conversion", "function", "lua_error", "module", "source"] {
        cases.compile_fail(format!("tests/ui/{room}/*.rs"));
    }
}

//! Limits of nesting, locals, upvalues and registers.

use crate::compile::compile;
use crate::syntax::parser::MAX_LEVELS;

/// Compiles on a stack that is small, also for instrumented code.
fn message(source: String) -> Option<String> {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let compiled = thread.spawn(move || compile(source.as_bytes(), b"=x").map(drop)).expect("threads start");
    compiled.join().expect("the compiler does not overflow its stack").err().map(|error| error.to_string())
}

/// Checks that `open` may nest around `middle` as often as `limit` says, and no more.
fn check_nesting(before: &str, open: &str, middle: &str, close: &str, limit: u32) {
    let nested = |depth: u32| {
        let depth = depth as usize;
        [before, &open.repeat(depth), middle, &close.repeat(depth)].concat()
    };
    assert_eq!(message(nested(limit)), None, "{open}");
    assert_eq!(message(nested(limit + 1)).as_deref(), Some("C stack overflow"), "{open}");
    assert_eq!(message(nested(100_000)).as_deref(), Some("C stack overflow"), "{open}");
}

#[test]
fn expressions_nest_to_a_limit() {
    let depth = MAX_LEVELS - 2;
    check_nesting("return ", "(", "a", ")", depth);
    check_nesting("return ", "{", "a", "}", depth);
    check_nesting("return ", "{a = ", "a", "}", depth);
    check_nesting("return ", "{[", "a", "] = 1}", depth);
    check_nesting("return ", "a[", "a", "]", depth);
    check_nesting("return ", "a(", "a", ")", depth);
    check_nesting("return ", "- ", "a", "", depth);
    check_nesting("return ", "not ", "a", "", depth);
    check_nesting("return ", "a .. ", "a", "", depth);
    check_nesting("return ", "a ^ ", "a", "", depth);
    check_nesting("return ", "a + (", "a", ")", depth / 2);
    check_nesting("", "a, ", "a = 1", "", depth);
    // These need two registers per level, and run out of them first.
    for open in ["a{", "a:b{"] {
        assert_eq!(message(["return ", &open.repeat(80), &"}".repeat(80)].concat()), None);
        assert!(message(["return ", &open.repeat(195), &"}".repeat(195)].concat()).is_some());
    }
}

#[test]
fn operators_of_all_priorities_nest() {
    let open = "a or a and a == a | a ~ a & a << a .. a + a * -(";
    check_nesting("return ", open, "a", ")", 16);
    check_nesting(
        "return ",
        "(",
        "a",
        ")() ^ a * a + a .. a << a & a ~ a | a == a and a or a",
        MAX_LEVELS - 2,
    );
}

#[test]
fn statements_nest_to_a_limit() {
    check_nesting("", "do ", "", " end", MAX_LEVELS);
    check_nesting("", "if a then ", "", " end", MAX_LEVELS - 1);
    check_nesting("", "while a do ", "", " end", MAX_LEVELS - 1);
    check_nesting("", "repeat ", "", " until a", MAX_LEVELS - 1);
    check_nesting("", "function a() ", "", " end", MAX_LEVELS);
    check_nesting("", "local function a() ", "", " end", MAX_LEVELS);
    check_nesting("return ", "function() return ", "a", " end", depth_of_functions());
    check_nesting("", "if a then elseif a then local a = function() ", "", " end end", MAX_LEVELS / 3);
}

/// Functions in expressions are two levels each.
fn depth_of_functions() -> u32 {
    (MAX_LEVELS - 2) / 2
}

#[test]
fn locals_have_a_limit() {
    let locals = |count: usize| "local a ".repeat(count);
    assert_eq!(message(locals(200)), None);
    assert_eq!(
        message(locals(201)).as_deref(),
        Some("x:1: too many local variables (limit is 200) in main function near <eof>")
    );
    let inside = format!("\nfunction f()\n{} end", locals(201));
    assert_eq!(
        message(inside).as_deref(),
        Some("x:3: too many local variables (limit is 200) in function at line 2 near 'end'")
    );
    let parameters = format!("function f(a{}) end", ", a".repeat(200));
    assert_eq!(
        message(parameters).as_deref(),
        Some("x:1: too many local variables (limit is 200) in function at line 1 near ')'")
    );
    assert_eq!(message("do local a end ".repeat(1000)), None);
}

#[test]
fn upvalues_have_a_limit() {
    let mut source = String::new();
    for outer in 0..2 {
        source.push_str(if outer == 0 { "" } else { "\nfunction f() " });
        for index in 0..150 {
            source.push_str(&format!("local a{outer}x{index} "));
        }
    }
    source.push_str("\nfunction g()\n");
    for index in 0..256 {
        source.push_str(&format!("x = a{}x{} ", index / 150, index % 150));
    }
    source.push_str("end end");
    assert_eq!(
        message(source).as_deref(),
        Some("x:4: too many upvalues (limit is 255) in function at line 3 near 'x'")
    );
}

#[test]
fn registers_have_a_limit() {
    let too_many = |line: u32, near: &str| {
        Some(format!("x:{line}: function or expression needs too many registers near {near}"))
    };
    let call = |count: usize| format!("return f({}a)", "a,".repeat(count));
    assert_eq!(message(call(252)), None);
    assert_eq!(message(call(253)), too_many(1, "<eof>"));
    assert_eq!(message(call(254)), too_many(1, "'a'"));
    assert_eq!(message(format!("local t = {{f({}1)}}", "b,\n".repeat(253))), too_many(254, "'1'"));
    let locals = "local a ".repeat(200);
    assert_eq!(message(format!("{locals} return {}1", "1,".repeat(53))), None);
    assert_eq!(message(format!("{locals} return {}1", "1,".repeat(60))), too_many(1, "'1'"));
    let nested = |open: &str, middle: &str, close: &str| {
        format!("{locals} x = {}{middle}{}", open.repeat(60), close.repeat(60))
    };
    assert_eq!(message(nested("a..(", "1", ")")), too_many(1, "'('"));
    assert_eq!(message(nested("a+(", "1", ")")), None);
    assert_eq!(message(nested("a:b(", "", ")")), too_many(1, "'('"));
    assert_eq!(message(nested("a[f][", "f()", "]")), too_many(1, "'['"));
    assert_eq!(message(format!("{locals}\nx{}= 1", ".a, x".repeat(60))), too_many(2, "'.'"));
}

//! What `#[derive(UserData)]` and `#[methods]` refuse, and how: one error for each mistake, on what to
//! edit; and that what is right is not refused, wherever it stands.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/userdata/*.rs");
    cases.compile_fail("tests/ui/methods/*.rs");
}

//! What is refused, and how: one error for each mistake, where to change something and to what.

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/sequence/*.rs");
}

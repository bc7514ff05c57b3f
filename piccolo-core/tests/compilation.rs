//! Compilation step by step: each step does little, and memory is announced.

use std::time::{Duration, Instant};

use piccolo_core::{
    compile::compilation::{Compilation, Progress},
    syntax::Source,
};

/// Compiles a source; gives the steps, the most work of one, and the most memory.
fn compile(source: &str) -> (usize, usize, usize, Duration) {
    let mut compilation = Compilation::new(b"=steps");
    let (mut steps, mut most, mut bytes, mut longest) = (0, 0, 0, Duration::ZERO);
    loop {
        let before = compilation.work();
        let start = Instant::now();
        let progress = compilation.advance(Source { text: source.as_bytes(), is_whole: true });
        longest = longest.max(start.elapsed());
        steps += 1;
        most = most.max(compilation.work() - before);
        bytes = bytes.max(compilation.bytes());
        if !matches!(progress, Ok(Progress::Paused)) {
            assert!(matches!(progress, Ok(Progress::Complete(_))));
            return (steps, most, bytes, longest);
        }
    }
}

#[test]
fn steps_are_small_whatever_the_source_is() {
    let sources = [
        "x.y = a + f(x, 1) ".repeat(100_000),
        format!("return {{{}}}", "1,".repeat(1_000_000)),
        format!("return {{{}}}", (0..80_000).map(|i| format!("key{i} = {i}.5,")).collect::<String>()),
        format!("local a; return a{}", " + a".repeat(500_000)),
        format!("local a; local b = not (a{})", " and a".repeat(300_000)),
        format!("return '{}'", "x".repeat(2_000_000)),
        format!("--[[{}]]", "x\n".repeat(1_000_000)),
        format!("return 0.{}", "1".repeat(2_000_000)),
        "function f() end ".repeat(100_000),
        "local function f() return 1 end ".repeat(100),
    ];
    for source in sources {
        let name = &source[..20];
        let (steps, most, bytes, longest) = compile(&source);
        println!("{name}: {steps} steps, {most} at once, {bytes} bytes, {longest:?}");
        assert!(steps * 100_000 > source.len(), "{name}: {steps} steps");
        assert!(most < 1500, "{name}: {most} units at once");
        assert!(bytes < 60 * source.len() + 100_000, "{name}: {bytes} bytes");
    }
}

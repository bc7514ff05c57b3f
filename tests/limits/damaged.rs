use std::sync::Arc;

use piccolo::{Fuel, Limits, Step, bytecode::{dump, disassemble::disassemble}, compile::compile, object::closure::Closure};

#[test]
fn probe() {
    let source = std::fs::read("/tmp/wt/exact/fuzz/libfuzzer/programs/tables.lua").unwrap();
    let prototype = compile(&source, b"=input").unwrap();
    let mut bytes = dump::dump(&prototype, false);
    let before = disassemble(&prototype);
    for (at, from) in [(27114usize, 33667usize), (33667, 33667), (33667, 55231)] {
        let at = at % bytes.len();
        let from = from % bytes.len();
        let len = 8.min(bytes.len() - at.max(from));
        bytes.copy_within(from..from + len, at);
    }
    let prototype = dump::load(&bytes).unwrap();
    std::fs::write("/tmp/before.txt", before).unwrap();
    std::fs::write("/tmp/after.txt", disassemble(&prototype)).unwrap();
    let prototype = Arc::new(prototype);
    for fuel in [20_000, 2_000_000] {
    let a = allocation_counter::measure(|| {
        let mut lua = crate::sandbox(Limits { fuel, memory: 4 << 20, ..Limits::default() });
        lua.enter(|ctx| {
            let closure = Closure::main(ctx, &prototype, ctx.globals().into());
            assert!(ctx.globals().set(ctx, "damaged", closure).is_ok());
        });
        let run = lua.load("return damaged()").executor(()).unwrap();
        let mut n = 0;
        loop {
            let mut f = Fuel::new(1000);
            let step = lua.step(&run, &mut f);
            n += 1;
            eprintln!("{n} {step:?} {} used {}", f.used(), lua.memory_used());
            if step != Step::OutOfFuel || lua.fuel_left() == 0 { break }
        }
    });
    eprintln!("{a:?}");
    }
}

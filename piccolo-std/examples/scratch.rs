#![allow(missing_docs)]
use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
};
fn main() {
    let mut lua = Lua::new();
    let options = piccolo_std::Options::default();
    lua.enter(|ctx| piccolo_std::load(ctx, &options).map_err(|e| format!("{e:?}"))).unwrap();
    let mut file = String::new();
    let mut per = u64::MAX;
    let mut args = std::env::args().skip(1);
    while let Some(a) = args.next() {
        match a.as_str() {
            "--gc-stress" => lua.set_gc_stress(true),
            "--fuel-per-step" => per = args.next().unwrap().parse().unwrap(),
            _ => {
                file = a;
                break;
            }
        }
    }
    let src = std::fs::read(&file).unwrap();
    let r = (|| {
        let e = lua.load(&src).name(format!("@{file}")).executor(())?;
        loop {
            let mut f = Fuel::new(per);
            match lua.step(&e, &mut f) {
                Step::OutOfFuel | Step::Pending | Step::CollectionDue => {}
                _ => break,
            }
        }
        lua.take::<()>(&e)
    })();
    options.output.flush();
    if let Err(e) = &r {
        eprint!("lua: {}", String::from_utf8_lossy(e.message()));
        if !e.traceback().is_empty() {
            eprint!("\n{}\n\t[C]: in ?", String::from_utf8_lossy(e.traceback()))
        }
        eprintln!()
    }
    lua.close();
    options.output.flush();
    if r.is_err() {
        std::process::exit(1)
    }
}

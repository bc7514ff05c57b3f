//! Damaged bytecode is refused, or runs like an odd script.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use piccolo::{
    bytecode::{disassemble::disassemble, dump},
    compile::compile,
    object::closure::Closure,
};
use piccolo_fuzz_targets::limited::run;

/// Programs that together have every instruction.
const PROGRAMS: &[&str] = &[
    include_str!("../programs/loops.lua"),
    include_str!("../programs/functions.lua"),
    include_str!("../programs/tables.lua"),
    include_str!("../programs/operators.lua"),
];

static CHUNKS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let dump = |source: &&str| {
        let prototype = compile(source.as_bytes(), b"=input").expect("the programs are valid");
        dump::dump(&prototype, false)
    };
    PROGRAMS.iter().map(dump).collect()
});

/// Bytes of a dumped program that are replaced.
#[derive(Debug, Arbitrary)]
struct Damage {
    program: u8,
    edits: Vec<(u16, Edit)>,
}

#[derive(Debug, Arbitrary)]
enum Edit {
    Byte(u8),
    Bit(u8),
    Copy(u16),
    Number(i32),
}

impl Damage {
    fn chunk(&self) -> Vec<u8> {
        let mut bytes = CHUNKS[usize::from(self.program) % CHUNKS.len()].clone();
        for (at, edit) in &self.edits {
            let at = usize::from(*at) % bytes.len();
            match *edit {
                Edit::Byte(byte) => bytes[at] = byte,
                Edit::Bit(bit) => bytes[at] ^= 1 << (bit % 8),
                // Whole instructions have eight bytes.
                Edit::Copy(from) => {
                    let from = usize::from(from) % bytes.len();
                    let len = 8.min(bytes.len() - at.max(from));
                    bytes.copy_within(from..from + len, at);
                }
                Edit::Number(number) => {
                    let len = 4.min(bytes.len() - at);
                    bytes[at..at + len].copy_from_slice(&number.to_le_bytes()[..len]);
                }
            }
        }
        bytes
    }
}

fuzz_target!(|damage: Damage| {
    let Ok(prototype) = dump::load(&damage.chunk()) else { return };
    assert!(!disassemble(&prototype).is_empty());
    let prototype = Arc::new(prototype);
    run(20_000, 4 << 20, |lua| {
        lua.enter(|ctx| {
            let closure = Closure::main(ctx, &prototype, ctx.globals().into());
            assert!(ctx.globals().set(ctx, "damaged", closure).is_ok());
        });
        lua.load("return damaged()").name("=run").executor(())
    });
});

//! The `piccolo` command: runs Lua programs as the reference implementation's `lua` does.
//!
//! [`arguments`] reads the command line, [`program`] carries it out with a [`machine`], which is a VM
//! together with what a process adds to it: buffered output, fuel slices, Ctrl-C. [`repl`] is the
//! interactive mode, [`sandbox`] runs scripts that are not trusted, [`disasm`] is the one subcommand.
#![forbid(unsafe_code)]

mod arguments;
mod disasm;
mod editor;
mod failure;
mod interrupt;
mod machine;
mod program;
mod repl;
mod sandbox;
mod source;

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};

/// More than the collector lets a small heap grow between two cycles.
const KEPT_BYTES: usize = 512 << 10;

/// Makes glibc's allocator keep as much freed memory at the end of the heap, where a script's next garbage
/// goes: once it has freed a block that it got from the system by itself, it takes blocks of that size for
/// usual. Otherwise each collection gives pages back, and the kernel clears them again for what comes next.
fn keep_freed_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT_BYTES)));
}

fn main() -> ExitCode {
    keep_freed_memory();
    let arguments = Arguments::of_process();
    let name = arguments.program_name();
    match arguments.command() {
        Ok(Command::Run(invocation)) => match &invocation.sandbox {
            Some(limits) => sandbox::run(&arguments, &invocation, limits),
            None => program::run(&arguments, &invocation),
        },
        Ok(Command::Disassemble(file)) => disasm::run(&name, &file),
        Ok(Command::Help) => {
            print!("{}", arguments::usage(&name));
            ExitCode::SUCCESS
        }
        Err(misuse) => {
            eprint!("{name}: {misuse}\n{}", arguments::usage(&name));
            ExitCode::FAILURE
        }
    }
}

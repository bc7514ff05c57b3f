//! The `piccolo` command: runs Lua programs as the reference implementation's `lua` does.
//!
//! [`arguments`] reads the command line, [`program`] carries it out with a [`machine`], which is a VM
//! together with what a process adds to it: buffered output, fuel slices, Ctrl-C. [`repl`] is the
//! interactive mode, [`disasm`] the one subcommand.
#![forbid(unsafe_code)]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod arguments;
mod disasm;
mod editor;
mod failure;
mod interrupt;
mod machine;
mod program;
mod repl;
mod source;

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::of_process();
    let name = arguments.program_name();
    match arguments.command() {
        Ok(Command::Run(invocation)) => program::run(&arguments, &invocation),
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

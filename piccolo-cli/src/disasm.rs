//! `piccolo disasm`: lists the bytecode of a script.

use std::{
    ffi::OsStr,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use piccolo::{bytecode::disassemble::disassemble, compile, stdlib::Input};

use crate::{failure::Failure, source::Source};

/// Writes the listing of a file, or of the standard input if it is named `-`.
pub(crate) fn run(program: &str, file: &OsStr) -> ExitCode {
    match list(file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(Some(program));
            ExitCode::FAILURE
        }
    }
}

fn list(file: &OsStr) -> Result<(), Failure> {
    let source = if file == "-" { Source::stdin(&Input::default())? } else { Source::file(Path::new(file))? };
    let prototype = compile::compile(source.as_bytes(), source.name())?;
    io::stdout().write_all(disassemble(&prototype).as_bytes()).map_err(|_| Failure::OutputClosed)
}

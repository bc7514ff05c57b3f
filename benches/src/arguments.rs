//! The command line.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use lexopt::{Arg, ValueExt};

/// What `--help` prints, and what follows a wrong command line.
pub(crate) const USAGE: &str = "\
usage: piccolo-bench [OPTION...] [NAME=]INTERPRETER...

Times the programs of benches/programs on each INTERPRETER; the first one is the baseline. Those in
a subdirectory, such as library, are a group with a geometric mean of its own.

  --runs N          rounds per program and interpreter, of which the fastest counts (default 5)
  --filter TEXT     only programs whose name contains TEXT; may be given several times
  --programs DIR    take the programs from DIR
  --callgrind P,... count the instructions of the programs or groups P under valgrind and time nothing
  --help            print this";

/// An interpreter under test.
#[derive(Debug, PartialEq)]
pub(crate) struct Interpreter {
    /// How the report calls it.
    pub(crate) name: String,
    /// The executable.
    pub(crate) path: PathBuf,
}

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) runs: usize,
    pub(crate) filters: Vec<String>,
    pub(crate) programs: PathBuf,
    pub(crate) callgrind: Vec<String>,
    /// At least one; the first is the baseline.
    pub(crate) interpreters: Vec<Interpreter>,
}

/// The parsed command line, or `None` when it asks for help.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments {
        runs: 5,
        filters: Vec::new(),
        programs: Path::new(env!("CARGO_MANIFEST_DIR")).join("programs"),
        callgrind: Vec::new(),
        interpreters: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("runs") => arguments.runs = parser.value()?.parse()?,
            Arg::Long("filter") => arguments.filters.push(parser.value()?.string()?),
            Arg::Long("programs") => arguments.programs = parser.value()?.into(),
            Arg::Long("callgrind") => {
                let names = parser.value()?.string()?;
                arguments.callgrind.extend(names.split(',').map(str::to_owned));
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Value(value) => arguments.interpreters.push(interpreter(value)?),
            _ => return Err(argument.unexpected()),
        }
    }
    if arguments.runs == 0 {
        return Err("--runs needs at least 1".into());
    }
    if arguments.interpreters.is_empty() {
        return Err("no interpreter is named".into());
    }
    Ok(Some(arguments))
}

/// `NAME=PATH`, or a path whose file name is the name.
fn interpreter(value: OsString) -> Result<Interpreter, lexopt::Error> {
    let value = value.string()?;
    Ok(match value.split_once('=') {
        Some((name, path)) => Interpreter { name: name.to_owned(), path: path.into() },
        None => {
            let stem = Path::new(&value).file_stem().unwrap_or_default();
            Interpreter { name: stem.to_string_lossy().into_owned(), path: value.into() }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Option<Arguments>, lexopt::Error> {
        parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn interpreters_have_a_name_or_take_their_files() {
        let arguments = parsed(&["old=/opt/lua", "--runs", "2", "target/release/piccolo"]).unwrap().unwrap();
        let named = |name: &str, path: &str| Interpreter { name: name.into(), path: path.into() };
        assert_eq!(
            arguments.interpreters,
            [named("old", "/opt/lua"), named("piccolo", "target/release/piccolo")]
        );
        assert_eq!(arguments.runs, 2);
    }

    #[test]
    fn callgrind_takes_a_list() {
        let arguments = parsed(&["--callgrind=nbody,queens", "lua"]).unwrap().unwrap();
        assert_eq!(arguments.callgrind, ["nbody", "queens"]);
    }

    #[test]
    fn useless_command_lines_are_refused() {
        for useless in [&["--runs", "0", "lua"][..], &[], &["--fast", "lua"]] {
            assert!(parsed(useless).is_err(), "{useless:?}");
        }
        assert!(parsed(&["--help"]).unwrap().is_none());
    }
}

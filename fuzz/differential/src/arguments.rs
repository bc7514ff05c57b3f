//! The command line.

use std::path::PathBuf;

use lexopt::{Arg, ValueExt};

/// What `--help` prints, and what follows a wrong command line.
pub(crate) const USAGE: &str = "\
usage: piccolo-fuzz [OPTION...]

Runs random programs with piccolo and with the reference implementation of Lua and compares what they print.

  --count N         programs to run (default 1000)
  --seed N          the seed of the first one; each further one has the next number (default 1)
  --batch N         programs per process (default 50)
  --stop-after N    divergences to report before giving up (default 5)
  --no-shrink       report diverging programs as they are
  --print           print the programs and run nothing
  --reference PATH  the reference (default PICCOLO_REFERENCE, then what scripts/reference.sh has built)
  --piccolo PATH    the command to test (default PICCOLO_BIN, then the one that cargo builds)
  --help            print this";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) count: u64,
    pub(crate) seed: u64,
    pub(crate) batch: u64,
    pub(crate) stop_after: usize,
    pub(crate) shrink: bool,
    pub(crate) print: bool,
    pub(crate) reference: Option<PathBuf>,
    pub(crate) piccolo: Option<PathBuf>,
}

/// The parsed command line, or `None` when it asks for help.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments {
        count: 1000,
        seed: 1,
        batch: 50,
        stop_after: 5,
        shrink: true,
        print: false,
        reference: None,
        piccolo: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("count") => arguments.count = parser.value()?.parse()?,
            Arg::Long("seed") => arguments.seed = parser.value()?.parse()?,
            Arg::Long("batch") => arguments.batch = parser.value()?.parse()?,
            Arg::Long("stop-after") => arguments.stop_after = parser.value()?.parse()?,
            Arg::Long("no-shrink") => arguments.shrink = false,
            Arg::Long("print") => arguments.print = true,
            Arg::Long("reference") => arguments.reference = Some(parser.value()?.into()),
            Arg::Long("piccolo") => arguments.piccolo = Some(parser.value()?.into()),
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    if arguments.batch == 0 {
        return Err("--batch needs at least 1".into());
    }
    Ok(Some(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Option<Arguments>, lexopt::Error> {
        parse(lexopt::Parser::from_iter([&["piccolo-fuzz"], arguments].concat()))
    }

    #[test]
    fn options_take_values() {
        let arguments = parsed(&["--count", "7", "--seed=9", "--no-shrink"]).unwrap().unwrap();
        assert_eq!((arguments.count, arguments.seed, arguments.shrink), (7, 9, false));
        assert_eq!((arguments.batch, arguments.print), (50, false));
    }

    #[test]
    fn useless_command_lines_are_refused() {
        for useless in [&["--batch", "0"][..], &["--count", "many"], &["file"]] {
            assert!(parsed(useless).is_err(), "{useless:?}");
        }
        assert!(parsed(&["--help"]).unwrap().is_none());
    }
}

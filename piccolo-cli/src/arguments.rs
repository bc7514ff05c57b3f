//! The command line.
//!
//! Options are read as `lua` reads them: one letter each, `-e` and `-l` with an argument that may be
//! joined, no clusters. Their positions count, since scripts see them in the table `arg`.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt,
};

/// The arguments of the process, its name included.
pub(crate) struct Arguments(Vec<OsString>);

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Run(Invocation),
    /// List the bytecode of this file.
    Disassemble(OsString),
    Help,
}

/// How to run Lua.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Invocation {
    /// What to do before the script, in order.
    pub(crate) actions: Vec<Action>,
    /// The index of the script among the arguments.
    pub(crate) script: Option<usize>,
    /// Whether the script comes from the standard input, named `-`.
    pub(crate) script_is_stdin: bool,
    pub(crate) interactive: bool,
    pub(crate) version: bool,
    pub(crate) ignore_environment: bool,
    /// Whether the script is one that nobody trusts.
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) reference_yields: bool,
    pub(crate) testing: Testing,
}

/// How far a script may go that is not trusted.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Sandbox {
    /// Units of fuel in all.
    pub(crate) fuel: Option<u64>,
    /// Bytes in use.
    pub(crate) memory: Option<usize>,
    /// Whether to report on the run.
    pub(crate) stats: bool,
}

/// An option that acts on the VM.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    /// `-e`: run a string.
    Execute(Vec<u8>),
    /// `-l`: require a module.
    Require(Vec<u8>),
    /// `-W`: switch warnings on.
    Warnings,
}

/// Options that only tests of the VM need.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Testing {
    pub(crate) fuel_per_step: Option<u64>,
    pub(crate) gc_stress: bool,
    pub(crate) seed: Option<u64>,
}

/// Why a command line means nothing.
#[derive(Debug, PartialEq)]
pub(crate) enum Misuse {
    UnknownOption(String),
    MissingArgument(String),
    NotANumber(String),
    NotASize(String),
    OnlyInSandbox(&'static str),
    NotInSandbox,
    DisassembleNeedsOneFile,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misuse::UnknownOption(option) => write!(f, "unrecognized option '{option}'"),
            Misuse::MissingArgument(option) => write!(f, "'{option}' needs argument"),
            Misuse::NotANumber(option) => write!(f, "'{option}' needs a number"),
            Misuse::NotASize(option) => write!(f, "'{option}' needs a size, such as 64MiB"),
            Misuse::OnlyInSandbox(option) => write!(f, "'{option}' needs '--sandbox'"),
            Misuse::NotInSandbox => {
                f.write_str("'--sandbox' runs one script, without '-e', '-l', '-i' and '-W'")
            }
            Misuse::DisassembleNeedsOneFile => f.write_str("'disasm' needs one file"),
        }
    }
}

/// How to use the command.
pub(crate) fn usage(program: &str) -> String {
    format!(
        "usage: {program} [options] [script [args]]
       {program} disasm file
Options:
  -e stat   run the string 'stat'
  -i        go on interactively after the script
  -l mod    require module 'mod' into global 'mod'
  -l g=mod  require module 'mod' into global 'g'
  -v        print the version
  -E        ignore environment variables
  -W        switch warnings on
  --        end the options
  -         end the options and run the standard input
  --help    print this text
  --reference-yields
            let coroutines yield only where they can in the reference implementation
For a script that is not trusted:
  --sandbox      run it without access to files, processes and the environment
  --fuel n       stop it after 'n' units of work
  --memory size  stop it when it needs more (bytes, or with KiB, MiB or GiB)
  --stats        end with a line on the standard error output that says how it went
Commands:
  disasm    list the bytecode of a script ('-' for the standard input)
For testing:
  --fuel-per-step n  run in slices of 'n' units of fuel
  --gc-stress        collect all garbage as often as possible
  --seed n           seed hashes and random numbers with 'n'
"
    )
}

impl Arguments {
    /// Those that the process was started with.
    pub(crate) fn of_process() -> Self {
        Self(env::args_os().collect())
    }

    /// The name under which the program was started.
    pub(crate) fn program_name(&self) -> String {
        match self.0.first() {
            Some(name) if !name.is_empty() => name.to_string_lossy().into_owned(),
            _ => "piccolo".to_owned(),
        }
    }

    /// All arguments, the program's name first.
    pub(crate) fn as_slice(&self) -> &[OsString] {
        &self.0
    }

    /// What they ask for.
    pub(crate) fn command(&self) -> Result<Command, Misuse> {
        match self.0.get(1..) {
            Some([command, file]) if command == "disasm" => Ok(Command::Disassemble(file.clone())),
            Some([command, ..]) if command == "disasm" => Err(Misuse::DisassembleNeedsOneFile),
            _ => {
                let (invocation, limits) = (Invocation::default(), Limits::default());
                Reader { arguments: &self.0, next: 1, invocation, limits }.read()
            }
        }
    }
}

/// Options that need another one, wherever that stands.
#[derive(Default)]
struct Limits {
    sandbox: bool,
    values: Sandbox,
}

impl Limits {
    /// The sandbox that is asked for.
    fn check(self, invocation: &Invocation) -> Result<Option<Sandbox>, Misuse> {
        let Sandbox { fuel, memory, stats } = self.values;
        let given = [(fuel.is_some(), "--fuel"), (memory.is_some(), "--memory"), (stats, "--stats")];
        if !self.sandbox {
            let orphan = given.into_iter().find(|(given, _)| *given);
            return orphan.map_or(Ok(None), |(_, option)| Err(Misuse::OnlyInSandbox(option)));
        }
        let is_plain = invocation.actions.is_empty() && !invocation.interactive && !invocation.version;
        if is_plain { Ok(Some(self.values)) } else { Err(Misuse::NotInSandbox) }
    }
}

/// Reads options from left to right.
struct Reader<'a> {
    arguments: &'a [OsString],
    next: usize,
    invocation: Invocation,
    limits: Limits,
}

impl<'a> Reader<'a> {
    fn read(mut self) -> Result<Command, Misuse> {
        while let Some(argument) = self.arguments.get(self.next) {
            match argument.as_encoded_bytes() {
                b"--help" => return Ok(Command::Help),
                b"--" => {
                    self.next += 1;
                    self.invocation.script = Some(self.next).filter(|&next| next < self.arguments.len());
                    break;
                }
                [b'-', option @ ..] if !option.is_empty() => self.option(argument, option)?,
                name => {
                    self.invocation.script = Some(self.next);
                    self.invocation.script_is_stdin = name == b"-";
                    break;
                }
            }
            self.next += 1;
        }
        self.invocation.sandbox = self.limits.check(&self.invocation)?;
        Ok(Command::Run(self.invocation))
    }

    /// Reads an option; `text` is what follows the first hyphen.
    fn option(&mut self, argument: &'a OsStr, text: &'a [u8]) -> Result<(), Misuse> {
        let invocation = &mut self.invocation;
        match text {
            b"E" => invocation.ignore_environment = true,
            b"W" => invocation.actions.push(Action::Warnings),
            b"v" => invocation.version = true,
            b"i" => (invocation.interactive, invocation.version) = (true, true),
            [b'e', joined @ ..] => {
                let statement = self.joined_or_next(argument, joined)?;
                self.invocation.actions.push(Action::Execute(statement));
            }
            [b'l', joined @ ..] => {
                let module = self.joined_or_next(argument, joined)?;
                self.invocation.actions.push(Action::Require(module));
            }
            b"-sandbox" => self.limits.sandbox = true,
            b"-stats" => self.limits.values.stats = true,
            b"-fuel" => self.limits.values.fuel = Some(self.number(argument)?),
            b"-memory" => self.limits.values.memory = Some(self.size(argument)?),
            b"-reference-yields" => invocation.reference_yields = true,
            b"-gc-stress" => invocation.testing.gc_stress = true,
            b"-fuel-per-step" => {
                let units = self.number(argument)?;
                self.invocation.testing.fuel_per_step = Some(units.max(1));
            }
            b"-seed" => {
                let seed = self.number(argument)?;
                self.invocation.testing.seed = Some(seed);
            }
            _ => return Err(Misuse::UnknownOption(argument.to_string_lossy().into_owned())),
        }
        Ok(())
    }

    /// What is joined to an option, or else the next argument, which must not look like an option.
    fn joined_or_next(&mut self, option: &OsStr, joined: &[u8]) -> Result<Vec<u8>, Misuse> {
        if !joined.is_empty() {
            return Ok(joined.to_vec());
        }
        self.next += 1;
        match self.arguments.get(self.next).map(|next| next.as_encoded_bytes()) {
            Some(next) if next.first() != Some(&b'-') => Ok(next.to_vec()),
            _ => Err(Misuse::MissingArgument(option.to_string_lossy().into_owned())),
        }
    }

    /// The next argument, which must be a natural number.
    fn number(&mut self, option: &OsStr) -> Result<u64, Misuse> {
        self.next += 1;
        let number = self.arguments.get(self.next).and_then(|next| next.to_str()?.parse().ok());
        number.ok_or_else(|| Misuse::NotANumber(option.to_string_lossy().into_owned()))
    }

    /// The next argument, which must be a number of bytes.
    fn size(&mut self, option: &OsStr) -> Result<usize, Misuse> {
        self.next += 1;
        let size = self.arguments.get(self.next).and_then(|next| size(next.to_str()?));
        size.ok_or_else(|| Misuse::NotASize(option.to_string_lossy().into_owned()))
    }
}

/// A number of bytes, with or without a binary prefix.
fn size(text: &str) -> Option<usize> {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let unit = units.iter().find_map(|&(unit, shift)| Some((text.strip_suffix(unit)?, shift)));
    let (digits, shift) = unit.unwrap_or((text, 0));
    digits.parse::<usize>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Command, Misuse> {
        Arguments(["piccolo"].iter().chain(arguments).map(OsString::from).collect()).command()
    }

    fn invocation(arguments: &[&str]) -> Invocation {
        match read(arguments) {
            Ok(Command::Run(invocation)) => invocation,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_end_at_the_script() {
        let invocation = invocation(&["-W", "a.lua", "-E"]);
        assert_eq!(invocation.script, Some(2));
        assert!(!invocation.ignore_environment);
    }

    #[test]
    fn arguments_of_options_are_joined_or_next() {
        let expected = [Action::Execute(b"x=1".into()), Action::Require(b"m".into()), Action::Warnings];
        assert_eq!(invocation(&["-ex=1", "-l", "m", "-W"]).actions, expected);
        assert_eq!(invocation(&["-e", "x=1", "-lm", "-W"]).actions, expected);
    }

    #[test]
    fn arguments_of_options_do_not_look_like_options() {
        assert_eq!(read(&["-e", "-v"]), Err(Misuse::MissingArgument("-e".into())));
        assert_eq!(read(&["-l"]), Err(Misuse::MissingArgument("-l".into())));
    }

    #[test]
    fn letters_do_not_cluster() {
        for option in ["-vi", "-iv", "-EE", "-Wv", "-x", "--foo", "---"] {
            assert_eq!(read(&[option]), Err(Misuse::UnknownOption(option.into())));
        }
    }

    #[test]
    fn a_hyphen_is_the_standard_input_but_after_two() {
        assert!(invocation(&["-"]).script_is_stdin);
        assert!(!invocation(&["--", "-"]).script_is_stdin);
        assert_eq!(invocation(&["--", "-"]).script, Some(2));
        assert_eq!(invocation(&["--"]).script, None);
    }

    #[test]
    fn interactive_implies_version() {
        assert!(invocation(&["-i"]).version);
    }

    #[test]
    fn yields_can_be_those_of_the_reference_implementation() {
        assert!(invocation(&["--reference-yields", "a"]).reference_yields);
        assert!(!invocation(&["a", "--reference-yields"]).reference_yields);
    }

    #[test]
    fn options_for_testing_take_numbers() {
        let testing = invocation(&["--fuel-per-step", "7", "--gc-stress", "--seed", "3", "a"]).testing;
        assert_eq!(testing, Testing { fuel_per_step: Some(7), gc_stress: true, seed: Some(3) });
        assert_eq!(read(&["--seed", "x"]), Err(Misuse::NotANumber("--seed".into())));
    }

    #[test]
    fn sandboxes_have_limits() {
        let given = ["--stats", "--fuel", "50000000", "--memory", "64MiB", "--sandbox", "a.lua", "--fuel"];
        let limits = Sandbox { fuel: Some(50_000_000), memory: Some(64 << 20), stats: true };
        assert_eq!(invocation(&given).sandbox, Some(limits));
        assert_eq!(invocation(&["--sandbox", "a.lua"]).sandbox, Some(Sandbox::default()));
        for (text, bytes) in
            [("12", Some(12)), ("3KiB", Some(3 << 10)), ("1GiB", Some(1 << 30)), ("1MB", None)]
        {
            assert_eq!(size(text), bytes);
        }
    }

    #[test]
    fn limits_need_a_sandbox_that_runs_one_script() {
        assert_eq!(read(&["--fuel", "1", "a.lua"]), Err(Misuse::OnlyInSandbox("--fuel")));
        assert_eq!(read(&["--memory", "x", "a.lua"]), Err(Misuse::NotASize("--memory".into())));
        assert_eq!(read(&["--sandbox", "-e", "x=1"]), Err(Misuse::NotInSandbox));
    }

    #[test]
    fn disasm_is_a_command_only_by_its_bare_name() {
        assert_eq!(read(&["disasm", "a"]), Ok(Command::Disassemble("a".into())));
        assert_eq!(read(&["disasm"]), Err(Misuse::DisassembleNeedsOneFile));
        assert_eq!(invocation(&["./disasm"]).script, Some(1));
    }
}

//! Runs the official test suite of Lua 5.4.8 with the `piccolo` command.
//!
//! Each file is a test in two modes, in a process and a copy of the suite of its own, and has to run whole, that is
//! to end with status 0:
//! - `user`: the suite's user mode (no internal tests, none that are long or not portable), every statement;
//! - `full`: the long and not portable tests too, run as the suite's driver does, most of them after
//!   `string.dump` and `load`. Parts that test what only the reference implementation's command does, or need a
//!   module in C, are left out by [`EXCLUSIONS`], which gives each its reason. `api` and `code` test the C API and
//!   the reference implementation's bytecode through internals, and are not run.
//!
//! Each file runs once more with an `assert` that counts, for the score at the end.
//!
//! `PICCOLO_PUC_TESTS` names the suite's directory; without it the one that `scripts/reference.sh` unpacks is
//! taken. Where there is none, the tests are ignored, but under continuous integration (`CI` is set) that is
//! a failure.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use libtest_mimic::{Arguments, Failed, Trial};

use support::{
    command::piccolo,
    process,
    reference::{find, missing},
    text::lines,
};

mod support {
    pub(crate) mod command;
    pub(crate) mod process;
    pub(crate) mod reference;
    pub(crate) mod text;
}

const VARIABLE: &str = "PICCOLO_PUC_TESTS";

/// How many lines of a failing file's stdout, at its end, and of its stderr are shown.
const SHOWN_LINES: usize = 10;

/// The file that runs another one.
const DRIVER: &str = "run_one.lua";

/// Replaces `assert` by one that counts its calls, and says how many there were when the VM ends.
const COUNTING: &str = "do local assert_, stderr, n = assert, io.stderr, 0 \
    local teller = setmetatable({}, {__gc = function () stderr:write('\\n@asserts ', n, '\\n') end}) \
    assert = function (...) n = n + (teller and 1) return assert_(...) end end;";

/// What `COUNTING` writes in front of the number.
const COUNT_MARK: &[u8] = b"\n@asserts ";

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    User,
    Full,
}

impl Mode {
    /// What the suite's driver sets before it runs the files.
    const fn prelude(self) -> &'static str {
        match self {
            Mode::User => {
                "_soft = true; _port = true; _nomsg = true; T = nil; Message = function () end; ARG = arg;"
            }
            Mode::Full => "T = nil; Message = function () end; ARG = arg;",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Mode::User => "user",
            Mode::Full => "full",
        }
    }
}

/// How the suite's driver runs a file.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// As it is.
    Plain,
    /// After `string.dump` and `load`.
    Dumped,
    /// The same, without debug information.
    Stripped,
    /// In a coroutine that yields `b` and returns `a`.
    Coroutine,
}

use Manner::{Coroutine, Dumped, Plain, Stripped};

/// The files, with whether they test something in user mode.
const FILES: [(&str, bool, Manner); 28] = [
    ("attrib", true, Dumped),
    ("big", false, Coroutine),
    ("bitwise", true, Dumped),
    ("bwcoercion", true, Dumped),
    ("calls", true, Dumped),
    ("closure", true, Dumped),
    ("constructs", true, Dumped),
    ("coroutine", true, Dumped),
    ("cstack", true, Dumped),
    ("db", true, Dumped),
    ("errors", true, Dumped),
    ("events", true, Dumped),
    ("files", true, Dumped),
    ("gc", true, Plain),
    ("gengc", true, Dumped),
    ("goto", true, Stripped),
    ("literals", true, Plain),
    ("locals", true, Dumped),
    ("main", false, Dumped),
    ("math", true, Dumped),
    ("nextvar", true, Dumped),
    ("pm", true, Dumped),
    ("sort", true, Stripped),
    ("strings", true, Plain),
    ("tpack", true, Dumped),
    ("utf8", true, Dumped),
    ("vararg", true, Dumped),
    ("verybig", true, Stripped),
];

/// Lines of a file that are left out in full mode.
struct Exclusion {
    file: &'static str,
    /// The first line, counted from 1, and the text that it starts with after its indentation.
    first: (usize, &'static str),
    last: usize,
    reason: &'static str,
}

const EXCLUSIONS: [Exclusion; 5] = [
    Exclusion {
        file: "main",
        first: (229, "-- test module names with version sufix"),
        last: 232,
        reason: "needs a module in C",
    },
    Exclusion {
        file: "main",
        first: (375, "-- non-string prompt"),
        last: 389,
        reason: "needs an editor that shows again what it reads from a file",
    },
    Exclusion {
        file: "main",
        first: (392, "-- test for error objects"),
        last: 401,
        reason: "error objects are described when the run has ended, not on top of the functions that raised them",
    },
    Exclusion {
        file: "main",
        first: (441, "RUN([[lua -v  -e\"print'hello'\""),
        last: 444,
        reason: "the command says its own name and version",
    },
    Exclusion {
        file: "main",
        first: (518, "print('testing Ctrl C')"),
        last: 566,
        reason: "Ctrl-C ends a run, which scripts do not catch, and at once in a search as well",
    },
];

/// What the tests found.
struct Score {
    files: AtomicUsize,
    whole: AtomicUsize,
    asserts: AtomicUsize,
}

static SCORES: [Score; 2] = [const {
    Score { files: AtomicUsize::new(0), whole: AtomicUsize::new(0), asserts: AtomicUsize::new(0) }
}; 2];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials(arguments.list) {
        Ok(trials) => {
            let conclusion = libtest_mimic::run(&arguments, trials);
            for mode in [Mode::User, Mode::Full] {
                report(mode);
            }
            conclusion.exit_code()
        }
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the score of a mode, if files ran in it.
fn report(mode: Mode) {
    let Score { files, whole, asserts } = &SCORES[mode as usize];
    let [files, whole, asserts] = [files, whole, asserts].map(|count| count.load(Ordering::Relaxed));
    if files > 0 {
        println!("{} mode: {whole} of {files} files whole, {asserts} asserts executed", mode.name());
    }
}

fn trials(only_list: bool) -> Result<Vec<Trial>, String> {
    let suite = find(VARIABLE, "testes")?;
    let command = if only_list || suite.is_none() { None } else { Some(piccolo()?) };
    if suite.is_none() {
        eprintln!("conformance: {}; all tests are ignored", missing(VARIABLE));
    }
    let places = suite.zip(command).map(Arc::new);
    let trial = |mode: Mode, file: &'static str, manner: Manner| {
        let places = places.clone();
        let ignored = places.is_none() && !only_list;
        let check = move || match places.as_deref() {
            Some((suite, command)) => check(&Run { suite, command, mode, file, manner }),
            None => Err(missing(VARIABLE).into()),
        };
        Trial::test(format!("{}::{file}", mode.name()), check).with_ignored_flag(ignored)
    };
    let user = FILES.into_iter().filter(|(_, in_user_mode, _)| *in_user_mode);
    let user = user.map(|(file, ..)| trial(Mode::User, file, Plain));
    let full = FILES.into_iter().map(|(file, _, manner)| trial(Mode::Full, file, manner));
    Ok(user.chain(full).collect())
}

/// One file in one mode.
struct Run<'a> {
    suite: &'a Path,
    command: &'a Path,
    mode: Mode,
    file: &'static str,
    manner: Manner,
}

fn check(run: &Run<'_>) -> Result<(), Failed> {
    let score = &SCORES[run.mode as usize];
    score.files.fetch_add(1, Ordering::Relaxed);
    let output = run.run("")?;
    if output.status.success() {
        score.whole.fetch_add(1, Ordering::Relaxed);
        score.asserts.fetch_add(asserts(&run.run(COUNTING)?.stderr), Ordering::Relaxed);
        return Ok(());
    }
    let mut complaints = vec![output.status.to_string()];
    let stdout = lines(&output.stdout);
    complaints.extend_from_slice(&stdout[stdout.len().saturating_sub(SHOWN_LINES)..]);
    complaints.extend(lines(&output.stderr).into_iter().take(SHOWN_LINES));
    Err(complaints.join("\n").into())
}

/// How many asserts a run that counted them executed.
fn asserts(stderr: &[u8]) -> usize {
    let at = stderr.windows(COUNT_MARK.len()).rposition(|window| window == COUNT_MARK);
    let Some(at) = at else { return 0 };
    let digits = stderr[at + COUNT_MARK.len()..].split(|byte| !byte.is_ascii_digit()).next();
    digits.and_then(|digits| str::from_utf8(digits).ok()?.parse().ok()).unwrap_or(0)
}

impl Run<'_> {
    /// Runs the file in a copy of the suite, with `more` in front of it.
    fn run(&self, more: &str) -> Result<process::Output, Failed> {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
        let copy = directory.join(self.mode.name()).join(self.file);
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        copy_directory(self.suite, &copy)?;
        let path = copy.join(self.file).with_extension("lua");
        // The suite has bytes outside UTF-8.
        let source = fs::read(&path)?;
        let prelude = [self.mode.prelude(), more].concat();
        let started = match self.mode {
            Mode::User => {
                fs::write(&path, with_prelude(&source, &prelude))?;
                path
            }
            Mode::Full => {
                fs::write(&path, without_exclusions(self.file, &source)?)?;
                let driver = copy.join(DRIVER);
                fs::write(&driver, format!("{prelude}\n{}", self.driver()))?;
                driver
            }
        };
        let mut command = process::command(self.command, &[], &started);
        command.env("LC_ALL", "C");
        let output = process::run(command)?;
        fs::remove_dir_all(&copy)?;
        Ok(output)
    }

    /// A program that runs the file as the suite's driver does.
    fn driver(&self) -> String {
        let load = format!("local f = assert(loadfile('{}.lua'))\n", self.file);
        let call = match self.manner {
            Plain => "f()",
            Dumped => "assert(load(string.dump(f)))()",
            Stripped => "assert(load(string.dump(f, true)))()",
            Coroutine => "f = coroutine.wrap(f) assert(f() == 'b') assert(f() == 'a')",
        };
        load + call
    }
}

fn copy_directory(from: &Path, to: &Path) -> io::Result<()> {
    let mut pending: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = pending.pop() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                pending.push((entry.path(), target));
            } else {
                fs::copy(entry.path(), target)?;
            }
        }
    }
    Ok(())
}

/// `source` with the prelude in place of its first line, which is a comment, so that all lines keep their
/// numbers; a first line of another kind follows the prelude.
fn with_prelude(source: &[u8], prelude: &str) -> Vec<u8> {
    let is_comment = source.starts_with(b"--") || source.starts_with(b"#");
    let rest = if is_comment {
        let end = source.iter().position(|&byte| byte == b'\n').unwrap_or(source.len());
        &source[end..]
    } else {
        source
    };
    [prelude.as_bytes(), b" ", rest].concat()
}

/// `source` with the lines that [`EXCLUSIONS`] names emptied.
fn without_exclusions(file: &str, source: &[u8]) -> Result<Vec<u8>, String> {
    let mut lines: Vec<&[u8]> = source.split(|&byte| byte == b'\n').collect();
    for exclusion in EXCLUSIONS.iter().filter(|exclusion| exclusion.file == file) {
        let (first, text) = exclusion.first;
        let excluded = lines.get_mut(first - 1..exclusion.last);
        let matching = excluded.filter(|lines| lines[0].trim_ascii_start().starts_with(text.as_bytes()));
        let Some(excluded) = matching else {
            return Err(format!("line {first} is not `{text}` ({})", exclusion.reason));
        };
        excluded.fill(b"");
    }
    Ok(lines.join(&b'\n'))
}

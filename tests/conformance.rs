//! Runs the official test suite of Lua 5.4.8 with the `piccolo` command.
//!
//! Each file is one test: it runs in a process and a copy of the suite of its own, in the suite's user mode
//! (no internal tests, none that are long or not portable), and has to run whole, that is to end with status
//! 0. Those of [`FILES`] that need not are ignored tests. Parts that need what piccolo does not offer are
//! left out by [`EXCLUSIONS`], which gives each its reason.
//!
//! `PICCOLO_PUC_TESTS` names the suite's directory; without it the one that `scripts/reference.sh` unpacks is
//! taken. Where there is none, the tests are ignored, but under continuous integration (`CI` is set) that is
//! a failure.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
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

/// What the suite's driver sets before it runs the files.
const PRELUDE: &str =
    "_soft = true; _port = true; _nomsg = true; T = nil; Message = function () end; ARG = arg;";

/// How many lines of a failing file's stdout, at its end, and of its stderr are shown.
const SHOWN_LINES: usize = 10;

/// How a file has to fare.
#[derive(Clone, Copy, PartialEq)]
enum Goal {
    /// The file runs whole.
    Whole,
    /// The file needs more than is there: its test is ignored and runs on demand (`--ignored`).
    Reported,
}

use Goal::{Reported, Whole};

/// The files that test something in user mode.
const FILES: [(&str, Goal); 26] = [
    ("attrib", Whole),
    ("bitwise", Whole),
    ("bwcoercion", Whole),
    ("calls", Whole),
    ("closure", Whole),
    ("constructs", Whole),
    ("coroutine", Whole),
    ("cstack", Whole),
    ("db", Whole),
    ("errors", Whole),
    ("events", Whole),
    ("files", Whole),
    ("gc", Reported),
    ("gengc", Whole),
    ("goto", Whole),
    ("literals", Whole),
    ("locals", Whole),
    ("math", Whole),
    ("nextvar", Whole),
    ("pm", Whole),
    ("sort", Whole),
    ("strings", Whole),
    ("tpack", Whole),
    ("utf8", Whole),
    ("vararg", Whole),
    ("verybig", Whole),
];

/// Lines of a file that are left out.
struct Exclusion {
    file: &'static str,
    /// The first line, counted from 1, and the text that it starts with after its indentation.
    first: (usize, &'static str),
    last: usize,
    reason: &'static str,
}

const OWN_FORMAT: &str = "the format of binary chunks is not the reference implementation's";
const YIELDS_ANYWHERE: &str = "yields are possible where the reference implementation's C stack forbids them";

const fn exclusion(
    file: &'static str,
    first: (usize, &'static str),
    last: usize,
    reason: &'static str,
) -> Exclusion {
    Exclusion { file, first, last, reason }
}

const EXCLUSIONS: [Exclusion; 4] = [
    exclusion("calls", (474, "-- check header"), 488, OWN_FORMAT),
    exclusion("coroutine", (282, "local co = coroutine.wrap(function()"), 290, YIELDS_ANYWHERE),
    exclusion("coroutine", (323, "do"), 335, YIELDS_ANYWHERE),
    exclusion("errors", (373, "f = coroutine.wrap(function () table.sort("), 374, YIELDS_ANYWHERE),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials(arguments.list) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::FAILURE
        }
    }
}

fn trials(only_list: bool) -> Result<Vec<Trial>, String> {
    let suite = find(VARIABLE, "testes")?;
    let command = if only_list || suite.is_none() { None } else { Some(piccolo()?) };
    if suite.is_none() {
        eprintln!("conformance: {}; all tests are ignored", missing(VARIABLE));
    }
    let places = suite.zip(command).map(Arc::new);
    let trial = |(file, goal): (&'static str, Goal)| {
        let places = places.clone();
        let ignored = goal == Reported || (places.is_none() && !only_list);
        let check = move || match places.as_deref() {
            Some((suite, command)) => check(suite, command, file),
            None => Err(missing(VARIABLE).into()),
        };
        Trial::test(file, check).with_ignored_flag(ignored)
    };
    Ok(FILES.into_iter().map(trial).collect())
}

/// Runs `file` of a copy of the suite.
fn check(suite: &Path, command: &Path, file: &str) -> Result<(), Failed> {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance").join(file);
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_directory(suite, &copy)?;
    let path = copy.join(file).with_extension("lua");
    // The suite has bytes outside UTF-8.
    let source = fs::read(&path)?;
    fs::write(&path, with_prelude(&without_exclusions(file, &source)?))?;
    let mut command = process::command(command, &[], &path);
    command.env("LC_ALL", "C");
    let output = process::run(command)?;
    if output.status.success() {
        fs::remove_dir_all(&copy)?;
        return Ok(());
    }
    let mut complaints = vec![output.status.to_string()];
    let stdout = lines(&output.stdout);
    complaints.extend_from_slice(&stdout[stdout.len().saturating_sub(SHOWN_LINES)..]);
    complaints.extend(lines(&output.stderr).into_iter().take(SHOWN_LINES));
    Err(complaints.join("\n").into())
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
fn with_prelude(source: &[u8]) -> Vec<u8> {
    let is_comment = source.starts_with(b"--") || source.starts_with(b"#");
    let rest = if is_comment {
        let end = source.iter().position(|&byte| byte == b'\n').unwrap_or(source.len());
        &source[end..]
    } else {
        source
    };
    [PRELUDE.as_bytes(), b" ", rest].concat()
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

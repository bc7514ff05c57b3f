//! Compares the `piccolo` command with the reference interpreter.
//!
//! Both run every program of `tests/lua`, `tests/lua_errors`, `examples` and `benches/programs`, one test
//! each, and have to agree in stdout, stderr and exit status. `PICCOLO_REFERENCE` names the reference;
//! without it the one that `scripts/reference.sh` builds is taken. Where there is none, the tests are
//! ignored, but under continuous integration (`CI` is set) that is a failure. Programs that [`EXCLUSIONS`]
//! names are ignored as well.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use libtest_mimic::{Arguments, Failed, Trial};

use support::{
    command::piccolo,
    difference::difference,
    files::{lua_files, name_below},
    process,
    reference::{find, missing},
    text::lines,
};

mod support {
    pub(crate) mod command;
    pub(crate) mod difference;
    pub(crate) mod files;
    pub(crate) mod process;
    pub(crate) mod reference;
    pub(crate) mod text;
}

const VARIABLE: &str = "PICCOLO_REFERENCE";

/// The directories of programs, and whether their programs are heavy work.
const DIRECTORIES: [(&str, bool); 4] =
    [("tests/lua", false), ("tests/lua_errors", false), ("examples", false), ("benches/programs", true)];

/// Programs that are not compared, and why.
const EXCLUSIONS: [(&str, &str); 1] =
    [("tests/lua_errors/stack_overflow", "the traceback counts frames, of which each allows its own number")];

/// The two interpreters; neither is there when the tests are only listed or ignored.
struct Interpreters {
    reference: PathBuf,
    piccolo: PathBuf,
}

/// What a program did, in a form that may be compared.
struct Behaviour {
    stdout: Vec<String>,
    stderr: Vec<String>,
    status: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials(arguments.list) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(message) => {
            eprintln!("differential: {message}");
            ExitCode::FAILURE
        }
    }
}

fn trials(only_list: bool) -> Result<Vec<Trial>, String> {
    let interpreters = if only_list { None } else { interpreters()? };
    let interpreters = interpreters.map(Arc::new);
    if interpreters.is_none() && !only_list {
        eprintln!("differential: {}; all tests are ignored", missing(VARIABLE));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut trials = Vec::new();
    for (directory, heavy) in DIRECTORIES {
        // Without optimisation the benchmark programs take minutes.
        let ignored = (heavy && cfg!(debug_assertions)) || (interpreters.is_none() && !only_list);
        let files = lua_files(&root.join(directory)).map_err(|error| format!("{directory}: {error}"))?;
        for path in files {
            let name = name_below(root, &path);
            let ignored = ignored || EXCLUSIONS.iter().any(|(excluded, _)| *excluded == name);
            let interpreters = interpreters.clone();
            let check = move || match &interpreters {
                Some(interpreters) => compare(interpreters, &path),
                None => Err(missing(VARIABLE).into()),
            };
            trials.push(Trial::test(name, check).with_ignored_flag(ignored));
        }
    }
    Ok(trials)
}

fn interpreters() -> Result<Option<Interpreters>, String> {
    Ok(match find(VARIABLE, "lua")? {
        Some(reference) => Some(Interpreters { reference, piccolo: piccolo()? }),
        None => None,
    })
}

fn compare(interpreters: &Interpreters, path: &Path) -> Result<(), Failed> {
    let expected = behaviour(&interpreters.reference, path)?;
    let actual = behaviour(&interpreters.piccolo, path)?;
    let mut complaints = difference("stdout", &expected.stdout, &actual.stdout);
    complaints += &difference("stderr", &expected.stderr, &actual.stderr);
    complaints += &difference("exit status", &[expected.status], &[actual.status]);
    if complaints.is_empty() { Ok(()) } else { Err(complaints.into()) }
}

fn behaviour(interpreter: &Path, path: &Path) -> Result<Behaviour, String> {
    let output = process::run(process::command(interpreter, &[], path))?;
    let mut stderr = lines(&output.stderr);
    for line in &mut stderr {
        if let Some(message) = without_name(line, interpreter) {
            *line = format!("INTERPRETER: {message}");
        }
    }
    Ok(Behaviour { stdout: lines(&output.stdout), stderr, status: output.status.to_string() })
}

/// What follows the interpreter's name, which is its path or file name, and a colon at the start of `line`.
fn without_name<'a>(line: &'a str, interpreter: &Path) -> Option<&'a str> {
    let path = interpreter.to_string_lossy();
    let name = interpreter.file_stem().unwrap_or_default().to_string_lossy();
    let rest = line.strip_prefix(&*path).or_else(|| line.strip_prefix(&*name))?;
    rest.strip_prefix(": ")
}

//! Those that are compared: implementations in this program, and those of others, which are told what to run. mlua's
//! Luau can not be where mlua's Lua 5.4 is, so that there are two programs for one run.

use std::{
    cell::RefCell,
    fmt::Display,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    rc::Rc,
    time::Instant,
};

use crate::cases::{CASES, Case, EMPTY, LIVE};

/// The argument that makes a program do what it is told.
pub(crate) const SERVE: &str = "serve";
/// The argument that makes a program name its contestants.
pub(crate) const NAMES: &str = "names";

/// Runs a case and gives what its program returned.
pub(crate) type Run = fn(&Case) -> i64;

/// An implementation.
pub(crate) struct Contestant {
    pub(crate) name: String,
    place: Place,
}

enum Place {
    Here(Run),
    There(Rc<RefCell<Program>>),
}

/// Another program that waits for cases.
struct Program {
    path: PathBuf,
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// Nanoseconds, and what the program of a case returned.
pub(crate) type Outcome = (f64, i64);

impl Contestant {
    /// One of this program.
    pub(crate) fn here(name: &str, run: Run) -> Self {
        Self { name: name.to_owned(), place: Place::Here(run) }
    }

    /// Those of another program, without those that are `known`.
    pub(crate) fn there(path: &Path, known: &[Contestant]) -> Vec<Self> {
        let output = Command::new(path).arg(NAMES).output().expect("the other program runs");
        let names = String::from_utf8(output.stdout).expect("names are text");
        let program = Rc::new(RefCell::new(Program::new(path)));
        let is_new = |name: &&str| known.iter().all(|own| own.name != *name);
        let contestant = |name: &str| Self { name: name.to_owned(), place: Place::There(program.clone()) };
        names.lines().filter(is_new).map(contestant).collect()
    }

    /// Runs a case.
    pub(crate) fn run(&self, case: &Case) -> Outcome {
        match &self.place {
            Place::Here(run) => timed(*run, case),
            Place::There(program) => program.borrow_mut().run(&self.name, case),
        }
    }

    /// The program that has it.
    pub(crate) fn program(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Here(_) => std::env::current_exe().ok(),
            Place::There(program) => Some(program.borrow().path.clone()),
        }
    }
}

impl Program {
    fn new(path: &Path) -> Self {
        let mut command = Command::new(path);
        command.arg(SERVE).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the other program runs");
        let requests = child.stdin.take().expect("the program has an input");
        let answers = BufReader::new(child.stdout.take().expect("the program has an output"));
        Self { path: path.to_owned(), child, requests, answers }
    }

    fn run(&mut self, contestant: &str, case: &Case) -> Outcome {
        writeln!(self.requests, "{contestant}\t{}\t{}", case.name, case.rounds).expect("the program listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the program answers");
        let mut words = answer.split_whitespace();
        let mut word = || words.next().unwrap_or_else(|| panic!("no answer about {}", case.name));
        let nanoseconds = word().parse().expect("a number of nanoseconds");
        (nanoseconds, word().parse().expect("an integer"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn timed(run: Run, case: &Case) -> Outcome {
    let start = Instant::now();
    let result = run(case);
    (start.elapsed().as_nanos() as f64, result)
}

/// Runs what the input tells, until it ends.
pub(crate) fn serve(contestants: &[Contestant]) {
    let all = || std::iter::once(&EMPTY).chain(CASES).chain(&LIVE);
    for line in std::io::stdin().lines() {
        let line = line.expect("requests are text");
        let mut words = line.split('\t');
        let mut word = || words.next().unwrap_or_default();
        let (contestant, case, rounds) = (word(), word(), word());
        let contestant = found(contestants.iter().find(|own| own.name == contestant), contestant);
        let case = found(all().find(|own| own.name == case), case);
        let rounds = rounds.parse().expect("a number of rounds");
        let (nanoseconds, result) = contestant.run(&Case { rounds, ..*case });
        println!("{nanoseconds} {result}");
    }
}

fn found<T>(thing: Option<T>, name: impl Display) -> T {
    thing.unwrap_or_else(|| panic!("{name} is not known"))
}

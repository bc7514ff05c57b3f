//! What embedders decide about the world outside of a VM: another system, other streams, and exits.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
    object::error::{Exit, Stop},
};
use piccolo_std::{
    Captured, Input, Libs, LocalTime, Native, OpenMode, Options, Output, Pipe, Stream, System, SystemHandle,
    Termination, load,
};

/// Files in memory.
#[derive(Clone, Default)]
struct Memory {
    files: Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
}

/// An open file of [`Memory`], which gets its contents back at every write.
struct MemoryFile {
    memory: Memory,
    path: PathBuf,
    contents: Cursor<Vec<u8>>,
}

impl Read for MemoryFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.contents.read(buffer)
    }
}

impl Write for MemoryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.contents.write(bytes)?;
        self.memory.files.lock().unwrap().insert(self.path.clone(), self.contents.get_ref().clone());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for MemoryFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.contents.seek(to)
    }
}

impl System for Memory {
    fn open(&mut self, path: &Path, mode: OpenMode) -> io::Result<Box<dyn Stream>> {
        let mut files = self.files.lock().unwrap();
        if !mode.create && !files.contains_key(path) {
            return Err(ErrorKind::NotFound.into());
        }
        let contents = files.entry(path.to_owned()).or_default();
        if mode.truncate {
            contents.clear();
        }
        let contents = Cursor::new(contents.clone());
        Ok(Box::new(MemoryFile { memory: self.clone(), path: path.to_owned(), contents }))
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        match self.files.lock().unwrap().remove(path) {
            Some(_) => Ok(()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn time(&mut self) -> i64 {
        1_000_000_000
    }

    fn local_time(&mut self, _: i64) -> LocalTime {
        LocalTime { offset: 3600, is_dst: false, abbreviation: "MEM".to_owned() }
    }
}

/// A VM with everything, on `system`.
fn lua(system: impl System + 'static) -> (Lua, Captured) {
    let (output, written) = Output::captured();
    let system = SystemHandle::new(system);
    let options = Options { libs: Libs::full(), output, system, ..Options::default() };
    (with(&options), written)
}

fn with(options: &Options) -> Lua {
    let mut lua = Lua::new();
    assert!(lua.enter(|ctx| load(ctx, options).is_ok()));
    lua
}

fn run(lua: &mut Lua, written: &Captured, source: &str) -> String {
    lua.load(source).exec().expect("the script does not fail");
    String::from_utf8(written.take()).expect("scripts write UTF-8")
}

#[test]
fn files_are_those_of_the_system() {
    let memory = Memory::default();
    let (mut lua, written) = lua(memory.clone());
    let source = "
        local f <close> = assert(io.open('/a/b', 'w'))
        f:write('return ', 6 * 7)
        f:flush()
        print(dofile('/a/b'), loadfile('/a/b')(), io.lines('/a/b')())
        print(io.open('/none'))
        print(os.remove('/a/b'), os.remove('/a/b'))";
    let expected = "42\t42\treturn 42\nnil\t/none: No such file or directory\t2\ntrue\tnil\t/a/b: No such file or directory\t2\n";
    assert_eq!(run(&mut lua, &written, source), expected);
    assert!(!Path::new("/a/b").exists());
}

#[test]
fn modules_are_files_of_the_system() {
    let memory = Memory::default();
    memory.files.lock().unwrap().insert("./m.lua".into(), b"return 'a module'".to_vec());
    let (mut lua, written) = lua(memory);
    assert_eq!(run(&mut lua, &written, "print(require 'm')"), "a module\t./m.lua\n");
    assert_eq!(run(&mut lua, &written, "print(package.searchpath('m', '?;./?.lua'))"), "./m.lua\n");
}

#[test]
fn modules_can_be_required_without_the_rest_of_their_library() {
    let memory = Memory::default();
    memory.files.lock().unwrap().insert("./m.lua".into(), b"return 'a module'".to_vec());
    let libs = Libs::safe().with(["package.require"]).expect("there is such a function");
    let mut lua = with(&Options { libs, system: SystemHandle::new(memory), ..Options::default() });
    let found: (String, bool) = lua.load("return require 'm', package == nil").eval().expect("it is there");
    assert_eq!(found, ("a module".to_owned(), true));
    assert!(lua.load("require 'package'").exec().is_err());
}

#[test]
fn what_a_system_does_not_offer_is_refused() {
    let (mut lua, written) = lua(Memory::default());
    let source = "
        print(os.execute(), os.execute('true'))
        print(io.popen('true'))
        print(io.tmpfile())
        print(pcall(os.tmpname))
        print(os.getenv('PATH'))
        print(os.rename('a', 'b'))";
    let expected = "false\tnil\tOperation not supported\t95
nil\ttrue: Operation not supported\t95
nil\tOperation not supported\t95
false\tunable to generate a unique filename
nil
nil\tOperation not supported\t95
";
    assert_eq!(run(&mut lua, &written, source), expected);
}

#[test]
fn clocks_are_those_of_the_system() {
    let (mut lua, written) = lua(Memory::default());
    let source = "
        print(os.time(), os.date('%F %T %Z %z'), os.date('!%T'), os.clock())
        print(os.time {year = 2001, month = 9, day = 9, hour = 2, min = 46, sec = 40})";
    let expected = "1000000000\t2001-09-09 02:46:40 MEM +0100\t01:46:40\t0.0\n1000000000\n";
    assert_eq!(run(&mut lua, &written, source), expected);
}

#[test]
fn commands_are_what_the_system_makes_of_them() {
    struct Commands;
    struct Command(Cursor<Vec<u8>>);

    impl Stream for Command {
        fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }

        fn close(self: Box<Self>) -> io::Result<Option<Termination>> {
            Ok(Some(Termination::Signal(2)))
        }
    }

    impl System for Commands {
        fn execute(&mut self, command: &std::ffi::OsStr) -> io::Result<Termination> {
            Ok(Termination::Exit(command.len() as i32))
        }

        fn spawn(&mut self, command: &std::ffi::OsStr, pipe: Pipe) -> io::Result<Box<dyn Stream>> {
            assert_eq!(pipe, Pipe::Read);
            Ok(Box::new(Command(Cursor::new(command.as_encoded_bytes().to_vec()))))
        }
    }

    let (mut lua, written) = lua(Commands);
    let source = "
        print(os.execute('four'))
        local f = io.popen('a command')
        print(f:read('a'), f:write('x') == nil, f:seek())
        print(f:close())";
    let expected = "nil\texit\t4\na command\ttrue\tnil\tIllegal seek\t29\nnil\tsignal\t2\n";
    assert_eq!(run(&mut lua, &written, source), expected);
}

#[test]
fn standard_streams_are_the_hosts() {
    let (output, written) = Output::captured();
    let (error, errors) = Output::captured();
    let input = Input::new(&b"first line\n12 rest"[..]);
    let options = Options { libs: Libs::full(), output, error, input: input.clone(), ..Options::default() };
    let mut lua = with(&options);
    let source = "
        io.write(io.read('L'))
        print(io.stdin:read('n'))
        io.stderr:write('an error\\n')
        warn('@on') warn('a ', 'warning')";
    assert_eq!(run(&mut lua, &written, source), "first line\n12\n");
    assert_eq!(errors.take(), b"an error\nLua warning: a warning\n");
    assert_eq!(input.read_to_end().unwrap(), b" rest");
}

#[test]
fn an_exit_is_seen_by_the_host_alone() {
    let (mut lua, written) = lua(Native::default());
    let source = "
        local c <close> = setmetatable({}, {__close = function() print('closed') end})
        coroutine.wrap(function(...) print(pcall(os.exit, 3, ...)) end)(...)
        print('never')";
    let mut step = |close: bool| {
        let executor = lua.load(source).executor(close).expect("it compiles");
        let mut fuel = Fuel::new(1);
        loop {
            match lua.step(&executor, &mut fuel) {
                Step::OutOfFuel => fuel.refill(1),
                step => {
                    let stop = lua.take::<()>(&executor).expect_err("it was stopped").stop();
                    return (step, stop);
                }
            }
        }
    };
    let stop = |close| Stop::Exit(Exit { status: 3, close });
    assert_eq!(step(false), (Step::Stopped(stop(false)), Some(stop(false))));
    assert_eq!(written.take(), b"");
    assert_eq!(step(true), (Step::Stopped(stop(true)), Some(stop(true))));
    assert_eq!(written.take(), b"closed\n");
}

#[test]
fn dropping_a_vm_writes_what_its_files_hold() {
    let memory = Memory::default();
    let (mut lua, written) = lua(memory.clone());
    run(&mut lua, &written, "f = io.open('kept', 'w') f:write('contents')");
    assert_eq!(memory.files.lock().unwrap()[Path::new("kept")], b"");
    drop(lua);
    assert_eq!(memory.files.lock().unwrap()[Path::new("kept")], b"contents");
}

#[test]
fn buffers_of_files_are_charged() {
    let (mut lua, _) = lua(Memory::default());
    lua.set_memory_limit(4 << 20);
    let error = lua.load("t = {} for i = 1, 1e6 do t[i] = io.open('x', 'w') end").exec().unwrap_err();
    assert_eq!(error.stop(), Some(Stop::Memory));
}

#[test]
fn endless_input_is_stopped_by_the_memory_limit() {
    let options = Options { libs: Libs::full(), input: Input::new(io::repeat(b'x')), ..Options::default() };
    for source in ["io.read('l')", "io.read('a')", "io.read(1 << 40)", "dofile()"] {
        let mut lua = with(&options);
        lua.set_memory_limit(4 << 20);
        let error = lua.load(source).exec().unwrap_err();
        assert_eq!(error.stop(), Some(Stop::Memory), "{source}");
    }
    // White space takes no memory, but fuel.
    let options = Options { input: Input::new(io::repeat(b' ')), ..options };
    let mut lua = with(&options);
    let executor = lua.load("io.read('n')").executor(()).unwrap();
    let mut fuel = Fuel::new(100_000);
    let steps = std::iter::repeat_with(|| lua.step(&executor, &mut fuel));
    assert_eq!(steps.into_iter().find(|step| *step != Step::Pending), Some(Step::OutOfFuel));
}

//! The `piccolo` command, run as a process: options, output, exit status.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const BINARY: &str = env!("CARGO_BIN_EXE_piccolo");

/// A run of the command in the directory of test scripts.
struct Run {
    command: Command,
    stdin: String,
}

/// What a run wrote, with the program's name as `piccolo`, and its exit status.
struct Outcome {
    stdout: String,
    stderr: String,
    status: Option<i32>,
}

fn piccolo(arguments: &[&str]) -> Run {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(scripts()).env_remove("LUA_INIT").env_remove("LUA_INIT_5_4");
    command.env_remove("LUA_PATH").env_remove("LUA_PATH_5_4");
    Run { command, stdin: String::new() }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts")
}

impl Run {
    fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    fn outcome(mut self) -> Outcome {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        // A command that does not read its input may be gone already.
        let _ = child.stdin.take().expect("stdin is piped").write_all(self.stdin.as_bytes());
        let output = child.wait_with_output().expect("the command ends");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(BINARY, "piccolo");
        Outcome { stdout: text(&output.stdout), stderr: text(&output.stderr), status: output.status.code() }
    }

    #[track_caller]
    fn prints(self, stdout: &str) {
        let outcome = self.outcome();
        assert_eq!((&*outcome.stdout, &*outcome.stderr, outcome.status), (stdout, "", Some(0)));
    }

    #[track_caller]
    fn fails(self, stdout: &str, stderr: &str) {
        let outcome = self.outcome();
        assert_eq!((&*outcome.stdout, &*outcome.stderr, outcome.status), (stdout, stderr, Some(1)));
    }
}

fn banner() -> String {
    format!("piccolo {} (Lua 5.4)\n", env!("CARGO_PKG_VERSION"))
}

#[test]
fn statements_run_in_order() {
    piccolo(&["-e", "x = 1", "-ex=x+1", "-e", "print(x)"]).prints("2\n");
}

#[test]
fn a_script_gets_its_arguments() {
    piccolo(&["arguments.lua", "a", "", "b c"])
        .prints("0\targuments.lua\n1\ta\n2\t\n3\tb c\n...\ta\t\tb c\n");
}

#[test]
fn arg_counts_back_from_the_script() {
    piccolo(&["-eprint(1)", "-W", "-E", "arguments.lua", "-v"])
        .prints("1\n-3\t-eprint(1)\n-2\t-W\n-1\t-E\n0\targuments.lua\n1\t-v\n...\t-v\n");
}

#[test]
fn arg_without_a_script_counts_from_the_program() {
    piccolo(&["-e", "print(arg[0], arg[1], arg[2], #arg)"])
        .prints("piccolo\t-e\tprint(arg[0], arg[1], arg[2], #arg)\t2\n");
}

#[test]
fn arguments_come_from_the_table_arg() {
    piccolo(&["-e", "arg[2] = 5", "-", "a"]).stdin("print(...)").prints("a\t5\n");
    piccolo(&["-e", "arg = 1", "arguments.lua"]).fails("", "piccolo: 'arg' is not a table\n");
}

#[test]
fn two_hyphens_end_the_options() {
    piccolo(&["--", "arguments.lua"]).prints("-1\t--\n0\targuments.lua\n...\n");
    piccolo(&["--", "-"]).fails("", "piccolo: cannot open -: No such file or directory\n");
}

#[test]
fn a_hyphen_runs_the_standard_input() {
    piccolo(&["-", "a", "b"]).stdin("print(arg[0], ...)").prints("-\ta\tb\n");
}

#[test]
fn without_arguments_the_standard_input_runs() {
    piccolo(&[]).stdin("#!first line\nprint(select('#', ...))").prints("0\n");
    piccolo(&["-W"]).stdin("print(1)").prints("1\n");
    piccolo(&["-e", "x = 1"]).stdin("print(1)").prints("");
    piccolo(&["-"]).stdin("\n\nerror('x')").fails(
        "",
        "piccolo: stdin:3: x\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:3: in main chunk\n\t[C]: in ?\n",
    );
}

#[test]
fn version_is_printed_first() {
    piccolo(&["-v"]).prints(&banner());
    piccolo(&["-e", "print(1)", "-v"]).prints(&(banner() + "1\n"));
}

#[test]
fn warnings_are_off_unless_asked_for() {
    piccolo(&["-e", "warn('a', 'b')"]).prints("");
    let outcome = piccolo(&["-W", "-e", "warn('a', 'b')"]).outcome();
    assert_eq!((&*outcome.stderr, outcome.status), ("Lua warning: ab\n", Some(0)));
}

#[test]
fn modules_are_required_into_globals() {
    let require = "function require(name) return 'module ' .. name end";
    piccolo(&["-e", require, "-l", "m", "-lg=x", "-lname-v2", "-e", "print(m, g, name)"])
        .prints("module m\tmodule x\tmodule name-v2\n");
    piccolo(&["-e", "require = nil", "-l", "m"])
        .fails("", "piccolo: attempt to call a nil value\nstack traceback:\n\t[C]: in ?\n");
}

#[test]
fn modules_are_files_of_the_path() {
    piccolo(&["-l", "module", "-e", "print(module.name, module.origin)"]).prints("module\t./module.lua\n");
    piccolo(&["-e", "print(package.path)"]).variable("LUA_PATH", "?.x").prints("?.x\n");
    let only_start = "print(package.path:match('^a;[^;]+')) print(package.path:match(';b$'))";
    piccolo(&["-e", only_start])
        .variable("LUA_PATH_5_4", "a;;b")
        .prints("a;/usr/local/share/lua/5.4/?.lua\n;b\n");
    piccolo(&["-E", "-e", "print(package.path:find('x', 1, true))"])
        .variable("LUA_PATH", "x")
        .prints("nil\n");
}

#[test]
fn a_variable_of_the_environment_runs_first() {
    let print = ["-e", "print(x)"];
    piccolo(&print).variable("LUA_INIT", "x = 1").prints("1\n");
    piccolo(&print).variable("LUA_INIT", "x = 1").variable("LUA_INIT_5_4", "x = 2").prints("2\n");
    piccolo(&["-E", "-e", "print(x)"]).variable("LUA_INIT", "x = 1").prints("nil\n");
    piccolo(&print)
        .variable("LUA_INIT_5_4", "x x")
        .fails("", "piccolo: LUA_INIT_5_4:1: syntax error near 'x'\n");
    piccolo(&print).variable("LUA_INIT", "@arguments.lua").prints("1\t-e\n2\tprint(x)\n...\nnil\n");
}

#[test]
fn errors_have_a_traceback() {
    piccolo(&["fails.lua"]).fails(
        "before\n",
        "piccolo: fails.lua:2: boom
stack traceback:
\t[C]: in function 'error'
\tfails.lua:2: in upvalue 'inner'
\tfails.lua:5: in function 'outer'
\tfails.lua:8: in main chunk
\t[C]: in ?
",
    );
}

#[test]
fn nothing_runs_after_an_error() {
    let outcome = piccolo(&["-e", "error('a', 0)", "-i", "arguments.lua"]).stdin("print(1)").outcome();
    assert_eq!((outcome.stdout, outcome.status), (banner(), Some(1)));
}

#[test]
fn error_objects_are_described() {
    let failing = |script: &str, message: &str| {
        piccolo(&["-e", script]).fails(
            "",
            &format!(
                "piccolo: {message}\nstack traceback:\n\t[C]: in function 'error'\n\t(command line):1: in main chunk\n\t[C]: in ?\n"
            ),
        );
    };
    failing("error('plain', 0)", "plain");
    failing("error(42)", "42");
    failing("error()", "(error object is a nil value)");
    failing("error({})", "(error object is a table value)");
    failing(
        "error(setmetatable({}, {__tostring = function() return 1 end}))",
        "(error object is a table value)",
    );
    piccolo(&["describes_itself.lua"]).fails("", "piccolo: custom\n");
}

#[test]
fn a_first_line_with_a_hash_counts_as_a_line() {
    piccolo(&["shebang.lua", "a", "b"]).fails(
        "line\t2\n",
        "piccolo: (error object is a table value)
stack traceback:
\t[C]: in function 'error'
\tshebang.lua:3: in main chunk
\t[C]: in ?
",
    );
}

#[test]
fn syntax_errors_have_no_traceback() {
    piccolo(&["syntax_error.lua"]).fails("", "piccolo: syntax_error.lua:2: unexpected symbol near '='\n");
    piccolo(&["-e", "x ="]).fails("", "piccolo: (command line):1: unexpected symbol near <eof>\n");
}

#[test]
fn scripts_that_can_not_be_read() {
    piccolo(&["nofile.lua"]).fails("", "piccolo: cannot open nofile.lua: No such file or directory\n");
    piccolo(&["."]).fails("", "piccolo: cannot read .: Is a directory\n");
}

#[test]
fn tracebacks_of_the_script_end_at_the_command() {
    piccolo(&["-e", "print(select(2, xpcall(error, function(m) return m .. '!' end, 'a')))"]).prints("a!\n");
    let deep = "local function f(n) if n > 0 then f(n - 1) end error('deep', 0) end f(40)";
    let outcome = piccolo(&["-e", deep]).outcome();
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines[0], "piccolo: deep");
    assert_eq!(lines[12], "\t...\t(skipping 22 levels)");
    assert_eq!((lines[lines.len() - 1], lines.len()), ("\t[C]: in ?", 24));
}

#[test]
fn misuse_shows_how_to_use() {
    for (arguments, complaint) in [
        (&["-x"][..], "unrecognized option '-x'"),
        (&["--foo"], "unrecognized option '--foo'"),
        (&["-vv"], "unrecognized option '-vv'"),
        (&["-e"], "'-e' needs argument"),
        (&["-l", "-v"], "'-l' needs argument"),
        (&["--seed", "x"], "'--seed' needs a number"),
        (&["disasm"], "'disasm' needs one file"),
    ] {
        let outcome = piccolo(arguments).outcome();
        assert_eq!(outcome.stderr.lines().next(), Some(&*format!("piccolo: {complaint}")));
        assert!(outcome.stderr.contains("\nusage: piccolo [options] [script [args]]\n"));
        assert_eq!((&*outcome.stdout, outcome.status), ("", Some(1)));
    }
    let outcome = piccolo(&["--help"]).outcome();
    assert!(outcome.stdout.starts_with("usage: ") && outcome.stdout.contains("testing"));
    assert_eq!(outcome.status, Some(0));
}

#[test]
fn finalizers_run_at_the_end() {
    piccolo(&["finalizers.lua"]).prints("end\nfinalizer\t3\nfinalizer\t2\nfinalizer\t1\n");
    piccolo(&["-e", "setmetatable({}, {__gc = function() print('gc') end}) error('a', 0)"])
        .outcome()
        .stdout
        .find("gc")
        .expect("finalizers run after errors");
}

#[test]
fn precompiled_scripts_run() {
    let file = env::temp_dir().join(format!("piccolo-precompiled-{}", std::process::id()));
    let name = file.to_str().expect("a name in UTF-8");
    let dump = format!("io.open('{name}', 'wb'):write('#comment\\n', string.dump(load('print(...)')))");
    piccolo(&["-e", &dump]).prints("");
    piccolo(&[name, "x"]).prints("x\n");
    let broken = format!("io.open('{name}', 'wb'):write(string.dump(load('print(...)')):sub(1, -2))");
    piccolo(&["-e", &broken]).prints("");
    piccolo(&[name]).fails("", &format!("piccolo: {name}: bad binary format (truncated chunk)\n"));
    fs::remove_file(file).expect("the file is there");
}

#[test]
fn yields_across_host_functions_can_be_errors() {
    let sort =
        "print(coroutine.wrap(pcall)(table.sort, {3, 2, 1}, function() return coroutine.yield('asked') end))";
    piccolo(&["-e", sort]).prints("asked\n");
    piccolo(&["--reference-yields", "-e", sort]).prints("false\tattempt to yield across a C-call boundary\n");
    let allowed = "local f = coroutine.wrap(function() \
        local t = setmetatable({}, {__pairs = function() coroutine.yield('pairs') return next, {} end}) \
        for _ in pairs(t) do end \
        return xpcall(pcall, print, function() return coroutine.yield(coroutine.isyieldable()) end) end) \
        print(f()) print(f()) print(f('done'))";
    piccolo(&["--reference-yields", "-e", allowed]).prints("pairs\ntrue\ntrue\ttrue\tdone\n");
    let inside = "print(coroutine.wrap(function() \
        return (string.gsub('a', '.', function() return tostring(coroutine.isyieldable()) end)) end)())";
    piccolo(&["-e", inside]).prints("false\n");
    let itself = "print(pcall(coroutine.wrap(table.sort), {3, 2, 1}, coroutine.yield))";
    piccolo(&["-e", itself]).prints("false\tattempt to yield across a C-call boundary\n");
}

#[test]
fn slices_and_collection_change_nothing() {
    let program = "local t = {} for i = 1, 300 do t[i] = ('x'):rep(i % 7) .. i end print(#table.concat(t))";
    let plain = piccolo(&["-e", program]).outcome().stdout;
    for options in
        [&["--fuel-per-step", "1"][..], &["--fuel-per-step", "7"], &["--gc-stress"], &["--seed", "9"]]
    {
        piccolo(&[options, &["-e", program]].concat()).prints(&plain);
    }
}

#[test]
fn debug_runs_lines_of_the_standard_input() {
    let input = "print(x) x = 2\nerror('x')\nerror(setmetatable({}, {__tostring = function() return 'object' end}))\n\
        x x\nlocal y = 1 return y\nerror()\ncont\nnot reached\n";
    let outcome = piccolo(&["-e", "x = 1 debug.debug() print(x)"]).stdin(input).outcome();
    assert_eq!(outcome.stdout, "1\n2\n");
    assert_eq!(
        outcome.stderr,
        "lua_debug> lua_debug> (debug command):1: x\nlua_debug> object\n\
         lua_debug> (debug command):1: syntax error near 'x'\nlua_debug> lua_debug> nil\nlua_debug> "
    );
}

#[test]
fn a_closed_output_ends_the_run() {
    let mut child = Command::new(BINARY)
        .args(["-e", "while true do print('again') end"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the command ends").code(), Some(1));
}

#[cfg(unix)]
#[test]
fn ctrl_c_interrupts_the_script() {
    let mut child = Command::new(BINARY)
        .args(["-e", "print('started') while true do end"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // Output appears at the end of a slice, so the script runs by then.
    let mut started = [0; 8];
    std::io::Read::read_exact(child.stdout.as_mut().expect("stdout is piped"), &mut started)
        .expect("it starts");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(kill.success());
    let output = child.wait_with_output().expect("the command ends");
    let stderr = String::from_utf8_lossy(&output.stderr).replace(BINARY, "piccolo");
    assert_eq!((&*stderr, output.status.code()), ("piccolo: interrupted!\n", Some(1)));
}

/// Runs the interactive mode; gives its output after the banner, and its errors.
fn interactive(input: &str) -> (String, String) {
    let outcome = piccolo(&["-i"]).stdin(input).outcome();
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let stdout = outcome.stdout.strip_prefix(&banner()).expect("the banner comes first").to_owned();
    (stdout, outcome.stderr)
}

#[track_caller]
fn check_interactive(input: &str, stdout: &str, stderr: &str) {
    assert_eq!(interactive(input), (stdout.to_owned(), stderr.to_owned()));
}

#[test]
fn interactive_prints_values() {
    check_interactive(
        "1+1\nx = 5\nx\n=x\nnil\n1,nil,3\nreturn 7\n",
        "> 2\n> > 5\n> 5\n> nil\n> 1\tnil\t3\n> 7\n> \n",
        "",
    );
    check_interactive("local y = 1\ny\n\n", "> > nil\n> > \n", "");
}

#[test]
fn interactive_reads_until_a_statement_is_complete() {
    check_interactive("for i = 1, 2 do\nprint(i)\nend\n", "> >> >> 1\n2\n> \n", "");
    check_interactive("local y =\n\n3\nx x\n", "> >> >> > > \n", "stdin:1: syntax error near 'x'\n");
    check_interactive("for i = 1, 3 do", "> >> > \n", "stdin:1: 'end' expected near <eof>\n");
    check_interactive("\"open\n1\n", "> >> > \n", "stdin:1: unfinished string near '\"open'\n");
}

#[test]
fn interactive_goes_on_after_errors() {
    check_interactive(
        "error('a')\nerror({})\n1\n",
        "> > > 1\n> \n",
        "stdin:1: a
stack traceback:
\t[C]: in function 'error'
\tstdin:1: in main chunk
\t[C]: in ?
(error object is a table value)
stack traceback:
\t[C]: in function 'error'
\tstdin:1: in main chunk
\t[C]: in ?
",
    );
}

#[test]
fn interactive_uses_the_global_print() {
    check_interactive(
        "print = nil\n1\n",
        "> > > \n",
        "error calling 'print' (attempt to call a nil value)\n",
    );
    check_interactive("print = error\n3\n", "> > > \n", "error calling 'print' (3)\n");
    check_interactive(
        "p = print print = setmetatable({}, {__call = function(_, v) p('value', v) end})\n3\n",
        "> > value\t3\n> \n",
        "",
    );
}

#[test]
fn interactive_prompts_may_be_objects() {
    let prompt = "n = 0 _PROMPT = setmetatable({}, {__tostring = function() n = n + 1 return n end})";
    let outcome = piccolo(&["-e", prompt, "-i"]).stdin("--\na = 2\n").outcome();
    assert_eq!(outcome.stdout, banner() + "123\n");
}

#[test]
fn interactive_prompts_are_globals() {
    check_interactive("_PROMPT = 'a ' _PROMPT2 = 1\nif x then\nend\n", "> a 1a \n", "");
    check_interactive(
        "_PROMPT = setmetatable({}, {__tostring = function() return 't>' end})\n1\n",
        "> t>1\nt>\n",
        "",
    );
}

#[test]
fn interactive_follows_the_script() {
    let outcome = piccolo(&["-i", "-e", "x = 1", "arguments.lua"]).stdin("x, ...\n").outcome();
    assert!(outcome.stdout.ends_with("...\n> 1\n> \n"), "{}", outcome.stdout);
}

#[test]
fn disasm_lists_bytecode() {
    let golden = scripts().join("listing.txt");
    let listing = piccolo(&["disasm", "listing.lua"]).outcome();
    assert_eq!((&*listing.stderr, listing.status), ("", Some(0)));
    if env::var_os("UPDATE").is_some() {
        fs::write(&golden, &listing.stdout).expect("the golden file is written");
    }
    let expected = fs::read_to_string(&golden).expect("the golden file exists; UPDATE=1 writes it");
    assert_eq!(listing.stdout, expected);
}

#[test]
fn disasm_reads_the_standard_input() {
    let listing = piccolo(&["disasm", "-"]).stdin("return 1").outcome();
    assert!(listing.stdout.starts_with("main <stdin:0,0> ("), "{}", listing.stdout);
}

#[test]
fn disasm_reports_errors() {
    piccolo(&["disasm", "syntax_error.lua"])
        .fails("", "piccolo: syntax_error.lua:2: unexpected symbol near '='\n");
    piccolo(&["disasm", "nofile.lua"])
        .fails("", "piccolo: cannot open nofile.lua: No such file or directory\n");
}

/// The verdict of a sandbox on a script, and the message.
fn judged(script: &str, limits: &[&str]) -> (String, String) {
    let outcome = piccolo(&[&["--sandbox", "--stats"], limits, &["-"]].concat()).stdin(script).outcome();
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let line = outcome.stderr.lines().last().expect("there is a report");
    let fields: Vec<_> = line.splitn(7, ' ').collect();
    let names: Vec<_> = fields[2..].iter().filter_map(|field| Some(field.split_once('=')?.0)).collect();
    assert_eq!((fields[0], names), ("RESULT", vec!["slice_ms", "cpu_ms", "rss_kb", "fuel", "msg"]));
    (fields[1].to_owned(), fields[6]["msg=".len()..].to_owned())
}

#[test]
fn sandboxes_report_how_scripts_end() {
    assert_eq!(judged("print(1)", &[]), ("ok".into(), String::new()));
    assert_eq!(judged("error 'no'", &[]), ("lua-error".into(), "stdin:1: no".into()));
    assert_eq!(judged("x =", &[]).0, "lua-error");
    let endless = "pcall(function() while true do end end) print 'never'";
    assert_eq!(judged(endless, &["--fuel", "100000"]), ("fuel".into(), "out of fuel".into()));
    let hungry = "local t = {} while true do t[#t + 1] = {} end";
    assert_eq!(judged(hungry, &["--memory", "4MiB"]), ("memory".into(), "not enough memory".into()));
    for slice in ["1", "10000"] {
        let limits = ["--fuel", "2000", "--fuel-per-step", slice];
        assert_eq!(judged("for i = 1, 100 do end", &limits).0, "ok");
        assert_eq!(judged("for i = 1, 10000 do end", &limits).0, "fuel");
    }
}

#[test]
fn sandboxes_without_a_report_end_as_other_runs() {
    let outcome = piccolo(&["--sandbox", "--fuel", "1000", "-"]).stdin("while true do end").outcome();
    assert_eq!((outcome.stderr.as_str(), outcome.status), ("piccolo: out of fuel\n", Some(1)));
    let script = "print(io, os, require, dofile, debug, string.rep('x', 3))";
    let outcome = piccolo(&["--sandbox", "-"]).stdin(script).outcome();
    assert_eq!(outcome.stdout, "nil\tnil\tnil\tnil\tnil\txxx\n");
}

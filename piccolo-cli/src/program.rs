//! Carries out a command line that runs Lua.

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal},
    path::Path,
    process::ExitCode,
};

use piccolo::{Context, String as LuaString, Table, Value, object::error::Exit, stdlib};

use crate::{
    arguments::{Action, Arguments, Invocation},
    failure::Failure,
    machine::{self, Machine},
    repl,
    source::Source,
};

/// Variables with code to run first, in order of preference.
const INIT_VARIABLES: [&str; 2] = ["LUA_INIT_5_4", "LUA_INIT"];

/// Variables with the value of `package.path`, in order of preference.
const PATH_VARIABLES: [&str; 2] = ["LUA_PATH_5_4", "LUA_PATH"];

/// Variables with the value of `package.cpath`, in order of preference.
const LIBRARY_PATH_VARIABLES: [&str; 2] = ["LUA_CPATH_5_4", "LUA_CPATH"];

/// Runs what is asked for, from the creation of a VM to its end.
pub(crate) fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let name = arguments.program_name();
    let path = match invocation.ignore_environment {
        true => None,
        false => search_path(PATH_VARIABLES, &stdlib::default_path()),
    };
    let mut machine = match Machine::new(invocation, path) {
        Ok(machine) => machine,
        Err(failure) => {
            failure.report(Some(&name));
            return ExitCode::FAILURE;
        }
    };
    let result = Program { arguments, invocation, machine: &mut machine }.run();
    if let Err(failure) = &result {
        // Of two failures, the first is reported.
        let _ = machine.flush();
        failure.report(Some(&name));
    }
    let exit = match &result {
        Err(Failure::Exit(exit)) => Some(*exit),
        _ => None,
    };
    let (exit, closed) = machine.close(exit);
    match (exit, result.and(closed)) {
        (Some(exit), _) => exit_code(exit),
        (None, Ok(())) => ExitCode::SUCCESS,
        (None, Err(_)) => ExitCode::FAILURE,
    }
}

/// The status of the process that a script asks for, of which the system keeps the lower eight bits.
fn exit_code(exit: Exit) -> ExitCode {
    ExitCode::from(exit.status as u8)
}

/// The value of the first of `variables` that is set.
fn first_set(variables: [&'static str; 2]) -> Option<(&'static str, OsString)> {
    variables.into_iter().find_map(|name| Some((name, env::var_os(name)?)))
}

/// A search path, if the environment has one. Two semicolons stand for the default.
fn search_path(variables: [&'static str; 2], default: &[u8]) -> Option<Vec<u8>> {
    let (_, value) = first_set(variables)?;
    let value = value.into_encoded_bytes();
    let Some(at) = value.windows(2).position(|pair| pair == b";;") else { return Some(value) };
    let parts = [&value[..at], default, &value[at + 2..]];
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&b';'))
}

struct Program<'a> {
    arguments: &'a Arguments,
    invocation: &'a Invocation,
    machine: &'a mut Machine,
}

impl Program<'_> {
    fn run(&mut self) -> Result<(), Failure> {
        if self.invocation.version {
            self.print_version()?;
        }
        self.set_arg_table()?;
        if !self.invocation.ignore_environment {
            self.set_library_path()?;
            self.run_init_variable()?;
        }
        for action in &self.invocation.actions {
            self.act(action)?;
        }
        if self.invocation.script.is_some() {
            self.run_script()?;
        }
        if self.invocation.interactive {
            return repl::run(self.machine);
        }
        if self.has_nothing_to_run() {
            return self.run_stdin();
        }
        Ok(())
    }

    /// Whether the command line names no code and does not ask for the version only.
    fn has_nothing_to_run(&self) -> bool {
        let Invocation { script, actions, version, .. } = self.invocation;
        let executes = actions.iter().any(|action| matches!(action, Action::Execute(_)));
        script.is_none() && !executes && !version
    }

    /// Runs the standard input: a user's line by line, a file's as a whole.
    fn run_stdin(&mut self) -> Result<(), Failure> {
        if io::stdin().is_terminal() {
            self.print_version()?;
            repl::run(self.machine)
        } else {
            let source = Source::stdin(self.machine.input())?;
            self.machine.run(&source)
        }
    }

    fn print_version(&self) -> Result<(), Failure> {
        self.machine.output().write(format!("piccolo {} (Lua 5.4)\n", env!("CARGO_PKG_VERSION")).as_bytes());
        self.machine.flush()
    }

    /// Sets the global `arg`: the script's name at 0, its arguments after and the options before it.
    fn set_arg_table(&mut self) -> Result<(), Failure> {
        let arguments = self.arguments.as_slice();
        let script = self.invocation.script.unwrap_or(0);
        self.machine.enter(|ctx| {
            let table = Table::new(ctx);
            for (index, argument) in (-(script as i64)..).zip(arguments) {
                let text = ctx.intern(argument.as_encoded_bytes());
                table.raw_set_integer(ctx, index, Value::String(text)).map_err(short_of_memory)?;
            }
            set_global(ctx, b"arg", Value::Table(table))
        })
    }

    /// Sets `package.cpath`, if the environment says so.
    fn set_library_path(&mut self) -> Result<(), Failure> {
        self.machine.enter(|ctx| {
            let Value::Table(package) = ctx.globals().raw_get_string(ctx.intern(b"package")) else {
                return Ok(());
            };
            let field = ctx.intern(b"cpath");
            let default = package.raw_get_string(field);
            let default = if let Value::String(default) = default { default.as_bytes() } else { b"" };
            match search_path(LIBRARY_PATH_VARIABLES, default) {
                Some(path) => {
                    let path = Value::String(ctx.intern(&path));
                    package.raw_set_string(ctx, field, path).map_err(short_of_memory)
                }
                None => Ok(()),
            }
        })
    }

    fn run_init_variable(&mut self) -> Result<(), Failure> {
        let Some((name, value)) = first_set(INIT_VARIABLES) else { return Ok(()) };
        self.machine.run(&Source::variable(&value, name)?)
    }

    fn act(&mut self, action: &Action) -> Result<(), Failure> {
        match action {
            Action::Execute(statement) => {
                self.machine.run(&Source::text(statement.clone(), "(command line)"))
            }
            Action::Require(module) => self.require(module),
            Action::Warnings => {
                self.machine.enter(|ctx| ctx.warn(b"@on", false));
                Ok(())
            }
        }
    }

    /// Does `name = require(module)` for `name=module`. Without a name it is the module's, up to a
    /// hyphen, after which a version may follow.
    fn require(&mut self, argument: &[u8]) -> Result<(), Failure> {
        let (global, module) = match argument.iter().position(|&byte| byte == b'=') {
            Some(at) => (&argument[..at], &argument[at + 1..]),
            None => (argument.split(|&byte| byte == b'-').next().unwrap_or(argument), argument),
        };
        let executor = self.machine.enter(|ctx| {
            let require = ctx.globals().raw_get_string(ctx.intern(b"require"));
            machine::prepare(ctx, require, &[Value::String(ctx.intern(module))])
        })?;
        self.machine.finish(&executor)?;
        self.machine.enter(|ctx| {
            let values = ctx.fetch(&executor).map(|executor| executor.values()).unwrap_or_default();
            set_global(ctx, global, values.first().copied().unwrap_or(Value::Nil))
        })
    }

    fn run_script(&mut self) -> Result<(), Failure> {
        let Some(name) = self.invocation.script.and_then(|index| self.arguments.as_slice().get(index)) else {
            return Ok(());
        };
        let source = match self.invocation.script_is_stdin {
            true => Source::stdin(self.machine.input())?,
            false => Source::file(Path::new(name))?,
        };
        let executor = self.machine.load(&source, script_arguments)?;
        self.machine.finish(&executor)
    }
}

/// What the global `arg` holds from 1 on. Code that ran before the script may have changed it.
fn script_arguments<'gc>(ctx: Context<'gc>) -> Result<Vec<Value<'gc>>, Failure> {
    let Value::Table(table) = ctx.globals().raw_get_string(ctx.intern(b"arg")) else {
        return Err(Failure::Message("'arg' is not a table".to_owned()));
    };
    Ok((1..=table.raw_len()).map(|index| table.raw_get_integer(index)).collect())
}

fn set_global<'gc>(ctx: Context<'gc>, name: &[u8], value: Value<'gc>) -> Result<(), Failure> {
    let name: LuaString<'gc> = ctx.intern(name);
    ctx.globals().raw_set_string(ctx, name, value).map_err(short_of_memory)
}

fn short_of_memory<E>(_: E) -> Failure {
    Failure::Message("not enough memory".to_owned())
}

//! Piccolo: a stackless Lua 5.4 virtual machine with safe bindings for Rust.
//!
//! ```
//! use piccolo::{Lua, stdlib};
//!
//! let mut lua = Lua::new();
//! lua.enter(|ctx| stdlib::load(ctx, &stdlib::Options::default()).is_ok());
//! let greeting: String = lua.load("return ('hello '):rep(2) .. ...").call("world")?;
//! assert_eq!(greeting, "hello hello world");
//! # Ok::<(), piccolo::RuntimeError>(())
//! ```
//!
//! [`Lua`] is a VM. Inside it, everything is reached through a [`Context`] and lives as long as `'gc`;
//! [`Lua::enter`] gives one. A script runs in an [`Executor`], step by step and within a budget of
//! [`Fuel`]; host functions are [`Callback`]s, those that call back into Lua [`Sequence`]s.
//!
//! A run that is stepped keeps the host in control:
//!
//! ```
//! use piccolo::{Fuel, Lua, Step};
//!
//! let mut lua = Lua::new();
//! let run = lua.load("local n = 0 while n < 100 do n = n + 1 end return n").executor(())?;
//! let mut fuel = Fuel::new(30);
//! while lua.step(&run, &mut fuel) == Step::OutOfFuel {
//!     fuel.refill(30);
//! }
//! assert_eq!(lua.take::<i64>(&run)?, 100);
//! # Ok::<(), piccolo::RuntimeError>(())
//! ```
//!
//! A script may wait for futures of the host, and then only its own run does. [`Lua::run`] is a future that
//! any runtime drives; [`Tasks`] holds many runs, each with its own limits:
//!
//! ```
//! # fn block_on<F: Future>(future: F) -> F::Output {
//! #     tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
//! # }
//! use std::time::Duration;
//!
//! use piccolo::{Callback, Context, Error, Lua, sequence, sequence::host};
//!
//! #[sequence]
//! async fn sleep<'gc>(_ctx: Context<'gc>, milliseconds: u64) -> Result<(), Error<'gc>> {
//!     host(tokio::time::sleep(Duration::from_millis(milliseconds))).await;
//!     Ok(())
//! }
//!
//! # block_on(async {
//! let mut lua = Lua::new();
//! lua.enter(|ctx| ctx.globals().set(ctx, "sleep", Callback::sequence(ctx, sleep)).is_ok());
//! let answer: i64 = lua.load("sleep(5) return 42").eval_async().await?;
//! assert_eq!(answer, 42);
//! # Ok::<(), piccolo::RuntimeError>(())
//! # })?;
//! # Ok::<(), piccolo::RuntimeError>(())
//! ```
//!
//! The modules are those of `piccolo-core`; the names that most programs need are also here.
#![forbid(unsafe_code)]

#[doc(no_inline)]
pub use gc_arena;

pub use collection::Collect;

mod collection {
    // The trait of `gc-arena`, with piccolo's own derive macro instead of the one beside it.
    pub use gc_arena::collect::*;
    pub use piccolo_derive::Collect;
}

#[cfg(feature = "serde")]
pub use piccolo_core::convert::serde;
pub use piccolo_core::convert::typings;
pub use piccolo_core::{bytecode, compile, convert, exec, lua, meta, object, sequence, support, syntax};
pub use piccolo_derive::{
    FromLua, IntoLua, LuaError, UserData, function, include_lua, lua, methods, module, sequence,
};
/// The standard library.
pub use piccolo_std as stdlib;
pub use piccolo_std::Sandbox;

pub use piccolo_core::{
    convert::{
        FromLua, FromMulti, IntoLua, IntoMulti, Push,
        multiple::Variadic,
        native::{NativeFunction, NativeModule},
        thrown::LuaError,
    },
    exec::{
        executor::{Executor, Failure, StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::{
        Chunk, Lua, RuntimeError,
        limits::Limits,
        run::Run,
        tasks::{Ended, RunLimits, TaskId, Tasks},
    },
    meta::Outcome,
    object::{
        callback::{Action, Callback},
        closure::Closure,
        context::Context,
        error::{Error, HostError, Stop},
        fiber::Fiber,
        function::Function,
        sequence::{BoxSequence, Sequence, SequencePoll},
        stack::Stack,
        stash::{
            Fetch, Stashable, StashedFunction, StashedString, StashedTable, StashedThread, StashedUserData,
            StashedValue, WrongVm,
        },
        string::String,
        table::Table,
        thread::Thread,
        userdata::{
            UserData,
            typed::{UserDataType, UserRef, WeakUserRef},
        },
        value::Value,
    },
};

/// The README's examples, to be tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! It would allocate anything, and give out the collector's counters.

use piccolo::Lua;

fn main() {
    Lua::new().enter(|ctx| ctx.mutation().metrics().clone());
}

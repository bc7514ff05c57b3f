//! The Lua standard library, on the public API of `piccolo-core` alone.
#![forbid(unsafe_code)]

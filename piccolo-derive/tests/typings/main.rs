//! Typings: that annotations say what scripts can do, by a parser of the annotation language.

#![forbid(unsafe_code)]
// Nothing here is called but by scripts that there are not.
#![allow(dead_code)]

mod conversions;
mod functions;
mod language;
mod userdata;

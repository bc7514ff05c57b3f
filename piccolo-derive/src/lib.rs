//! Procedural macros of piccolo: this crate will hold the derives; see the facade crate `piccolo`.
#![forbid(unsafe_code)]

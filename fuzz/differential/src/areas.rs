//! What programs are made of, one module for each part of the language and its library.

use crate::{
    generator::{Generator, Hole},
    tree::Node,
};

mod arithmetic;
mod basics;
mod chunks;
mod closing;
mod closures;
mod coercions;
mod coroutines;
mod errors;
mod formats;
pub(crate) mod literals;
mod loops;
mod mathematics;
mod metatables;
mod packing;
mod patterns;
mod strings;
mod syntax;
mod tables;
mod unicode;
mod varargs;

/// Templates by what they may stand for.
pub(crate) type Area = [(Hole, &'static [&'static str])];

/// The areas that programs choose some of.
pub(crate) const ALL: &[&Area] = &[
    arithmetic::AREA,
    chunks::AREA,
    closing::AREA,
    closures::AREA,
    coercions::AREA,
    coroutines::AREA,
    errors::AREA,
    formats::AREA,
    loops::AREA,
    mathematics::AREA,
    metatables::AREA,
    packing::AREA,
    patterns::AREA,
    strings::AREA,
    syntax::AREA,
    tables::AREA,
    unicode::AREA,
    varargs::AREA,
];

/// What all programs have.
pub(crate) const ALWAYS: &[&Area] = &[basics::AREA];

/// Parts of programs that functions write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Made {
    /// A chunk as a string.
    Chunk,
    /// A chunk with a mistake as a string.
    Broken,
    /// The arguments of `string.format`.
    Format,
    /// A format of `string.pack`.
    Packing,
    /// A format of `string.pack` with values.
    Packed,
    /// A pattern as a string.
    Pattern,
    /// What `string.gsub` puts in the place of matches.
    Replacement,
    /// A number as text.
    Numeral,
}

impl Made {
    /// What a template calls `name`.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "chunk" => Self::Chunk,
            "broken" => Self::Broken,
            "format" => Self::Format,
            "packing" => Self::Packing,
            "packed" => Self::Packed,
            "pattern" => Self::Pattern,
            "replacement" => Self::Replacement,
            "numeral" => Self::Numeral,
            _ => panic!("no hole is named '{name}'"),
        }
    }

    /// Writes one.
    pub(crate) fn make(self, generator: &mut Generator) -> Node {
        match self {
            Self::Chunk => chunks::chunk(generator),
            Self::Broken => syntax::broken(generator),
            Self::Format => formats::arguments(generator),
            Self::Packing => packing::format(generator),
            Self::Packed => packing::arguments(generator),
            Self::Pattern => patterns::pattern(generator),
            Self::Replacement => patterns::replacement(generator),
            Self::Numeral => literals::numeral(generator),
        }
    }
}

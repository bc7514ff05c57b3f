//! The constants of a function, each stored once.

use std::collections::HashMap;

use crate::bytecode::prototype::Constant;
use crate::syntax::strings::{StringId, Strings};

/// What makes two constants the same. Floats are compared by their bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(u64),
    String(StringId),
}

#[derive(Default)]
pub(super) struct Constants {
    values: Vec<Constant>,
    indices: HashMap<Key, i32>,
}

impl Constants {
    /// The index of a constant.
    pub(super) fn index(&mut self, strings: &Strings, key: Key) -> i32 {
        let values = &mut self.values;
        *self.indices.entry(key).or_insert_with(|| {
            values.push(match key {
                Key::Nil => Constant::Nil,
                Key::Boolean(value) => Constant::Boolean(value),
                Key::Integer(value) => Constant::Integer(value),
                Key::Float(bits) => Constant::Float(f64::from_bits(bits)),
                Key::String(id) => Constant::String(strings.get(id).into()),
            });
            (values.len() - 1) as i32
        })
    }

    pub(super) fn into_values(self) -> Box<[Constant]> {
        self.values.into()
    }
}

//! [`Dismantling`]: prototypes that are dropped a few parts at a time.

use std::{ops::Deref, sync::Arc};

use crate::{
    bytecode::prototype::{Constant, LocalVariable, Prototype, Upvalue},
    support::{
        account,
        remains::{self, LARGE, Piece, Pieces},
    },
};

/// How many parts are dropped at a time.
const DROPPED: usize = 16;

/// The units of fuel that this counts for.
const UNITS: usize = 24;

/// Prototypes, and those inside them that nobody else has, to be dropped a few parts at a time.
#[derive(Debug, Default)]
pub(crate) struct Dismantling {
    constants: Vec<Vec<Constant>>,
    upvalues: Vec<Vec<Upvalue>>,
    locals: Vec<Vec<LocalVariable>>,
    functions: Vec<Vec<Arc<Prototype>>>,
}

impl Dismantling {
    /// Adds a prototype.
    pub(crate) fn add(&mut self, prototype: Prototype) {
        remains::leave(prototype.code.into_vec());
        remains::leave(prototype.lines.into_vec());
        self.add_functions(prototype.prototypes.into_vec());
        self.add_constants(prototype.constants.into_vec());
        self.add_names(prototype.upvalues.into_vec(), prototype.locals.into_vec());
    }

    /// Adds prototypes.
    pub(crate) fn add_functions(&mut self, functions: Vec<Arc<Prototype>>) {
        add(&mut self.functions, functions);
    }

    /// Adds constants.
    pub(crate) fn add_constants(&mut self, constants: Vec<Constant>) {
        add(&mut self.constants, constants);
    }

    /// Adds what has names.
    pub(crate) fn add_names(&mut self, upvalues: Vec<Upvalue>, locals: Vec<LocalVariable>) {
        add(&mut self.upvalues, upvalues);
        add(&mut self.locals, locals);
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.constants.is_empty()
            && self.upvalues.is_empty()
            && self.locals.is_empty()
            && self.functions.is_empty()
    }

    /// Drops up to `count` parts of something. Gives whether there was anything.
    pub(crate) fn drop_some(&mut self, count: usize) -> bool {
        if let Some(functions) = self.functions.last_mut() {
            match functions.pop().map(Arc::try_unwrap) {
                Some(Ok(function)) => self.add(function),
                Some(Err(_)) => {}
                None => self.functions.pop().into_iter().for_each(remains::leave),
            }
            return true;
        }
        let drop_constant = |constant| {
            if let Constant::String(text) = constant {
                leave_text(text);
            }
        };
        drop_last(&mut self.constants, count, drop_constant)
            || drop_last(&mut self.locals, count, |local| leave_text(local.name))
            || drop_last(&mut self.upvalues, count, |upvalue| leave_text(upvalue.name))
    }
}

fn add<T>(lists: &mut Vec<Vec<T>>, list: Vec<T>) {
    if list.capacity() > 0 {
        lists.push(list);
    }
}

/// Drops some elements at the end of the last list, or the list if it has none. Gives whether there was one.
fn drop_last<T>(lists: &mut Vec<Vec<T>>, count: usize, drop_element: impl Fn(T)) -> bool {
    let Some(list) = lists.last_mut() else { return false };
    list.drain(list.len().saturating_sub(count)..).rev().for_each(drop_element);
    if list.is_empty() {
        lists.pop().into_iter().for_each(remains::leave);
    }
    true
}

#[inline]
fn leave_text(text: Box<[u8]>) {
    if text.len() >= LARGE {
        remains::leave(text.into_vec());
    }
}

impl Iterator for Dismantling {
    type Item = ();

    fn next(&mut self) -> Option<()> {
        self.drop_some(DROPPED).then_some(())
    }
}

impl Pieces for Dismantling {
    fn drop_piece(&mut self) -> Option<Piece> {
        self.next().map(|()| Piece { units: UNITS, bytes: 0 })
    }
}

/// A share in a prototype. Whoever has the last one leaves the prototype to be dropped in pieces, if it is large; see
/// [`remains::leave_pieces`].
#[derive(Clone, Debug)]
pub(crate) struct Share {
    prototype: Arc<Prototype>,
    /// The bytes that it takes with those inside it, as far as nobody else counts them.
    bytes: usize,
}

impl Share {
    /// A share in a prototype which takes `bytes` that are left if it is the last one.
    pub(crate) fn new(prototype: Arc<Prototype>, bytes: usize) -> Self {
        Self { prototype, bytes }
    }
}

impl Share {
    /// The share with another number of bytes.
    pub(crate) fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Deref for Share {
    type Target = Arc<Prototype>;

    #[inline(always)]
    fn deref(&self) -> &Arc<Prototype> {
        &self.prototype
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some(prototype) = Arc::get_mut(&mut self.prototype) else { return };
        account::note_traced(DROPPED_SHARE);
        if !is_small(prototype, &mut { SMALL }) {
            let mut dismantling = Box::<Dismantling>::default();
            // Large blocks are left on their own.
            let blocks = [size_of_val(&*prototype.code), size_of_val(&*prototype.lines)];
            let bytes_of_blocks: usize = blocks.into_iter().filter(|bytes| *bytes >= LARGE).sum();
            dismantling.add(std::mem::take(prototype));
            remains::leave_pieces(dismantling, self.bytes.saturating_sub(bytes_of_blocks));
        }
    }
}

/// As how many slots a prototype counts for the collector that drops it.
const DROPPED_SHARE: usize = 32;

/// How many parts are dropped at once.
const SMALL: usize = 512;

/// How many bytes of code and texts count as a part.
const BYTES_PER_PART: usize = 256;

/// Whether no more than some parts go with a prototype. They are nested as deep as source may be.
fn is_small(prototype: &mut Prototype, left: &mut usize) -> bool {
    let bytes = size_of_val(&*prototype.code) + size_of_val(&*prototype.lines);
    let lists = prototype.constants.len() + prototype.upvalues.len() + prototype.locals.len();
    let count = 1 + bytes / BYTES_PER_PART + lists + prototype.prototypes.len();
    let Some(rest) = left.checked_sub(count) else { return false };
    *left = rest;
    let texts = prototype.constants.iter().map(|constant| match constant {
        Constant::String(text) => text.len(),
        _ => 0,
    });
    let names = prototype.locals.iter().map(|local| local.name.len());
    let Some(rest) = left.checked_sub((texts.sum::<usize>() + names.sum::<usize>()) / BYTES_PER_PART) else {
        return false;
    };
    *left = rest;
    prototype.prototypes.iter_mut().filter_map(Arc::get_mut).all(|function| is_small(function, left))
}

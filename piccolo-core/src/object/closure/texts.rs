//! [`Texts`]: the longer strings among the constants of a chunk, each of which is one object.

use std::hash::{BuildHasher, RandomState};

use gc_arena::Gc;
use piccolo_derive::Collect;

use crate::{
    object::{context::Context, string::String},
    support::{
        account::{self, Charge, MemoryExceeded},
        remains::{self, Pieces},
    },
    syntax::{lookup::Lookup, segments::Rubbish},
};

/// How many strings there are in a piece.
const PIECE: usize = 1024;

/// Strings that were made, found by their bytes.
#[derive(Collect)]
#[collect(no_drop)]
pub(super) struct Texts<'gc> {
    full: Vec<Gc<'gc, Piece<'gc>>>,
    last: Vec<String<'gc>>,
    #[collect(require_static)]
    index: Index,
    #[collect(require_static)]
    charge: Charge,
    #[collect(require_static)]
    hasher: RandomState,
}

/// Strings of a piece that is full. The collector goes through them on their own.
#[derive(Collect)]
#[collect(no_drop)]
struct Piece<'gc> {
    strings: Box<[String<'gc>]>,
    #[collect(require_static)]
    _noted: Noted,
}

/// Tells the account when a piece is dropped.
struct Noted(usize);

impl Drop for Noted {
    fn drop(&mut self) {
        account::note_traceable_freed(self.0);
    }
}

/// Strings by their hashes.
#[derive(Default)]
struct Index(Lookup);

impl Drop for Index {
    fn drop(&mut self) {
        let mut rubbish = Rubbish::default();
        self.0.discard(&mut rubbish);
        if !rubbish.is_empty() {
            let bytes = rubbish.bytes();
            remains::leave_pieces(Box::new(rubbish), bytes);
        }
    }
}

impl Pieces for Rubbish {
    fn drop_piece(&mut self) -> Option<remains::Piece> {
        /// What dropping some pieces counts for.
        const UNITS: usize = 512;
        if self.is_empty() {
            return None;
        }
        self.drop_some();
        Some(remains::Piece { units: UNITS, bytes: self.take_freed() })
    }
}

impl<'gc> Texts<'gc> {
    pub(super) fn new() -> Self {
        Self {
            full: Vec::new(),
            last: Vec::new(),
            index: Index::default(),
            charge: Charge::default(),
            hasher: RandomState::new(),
        }
    }

    fn get(&self, index: u32) -> String<'gc> {
        let index = index as usize;
        match self.full.get(index / PIECE) {
            Some(piece) => piece.strings[index % PIECE],
            None => self.last[index % PIECE],
        }
    }

    /// The string with these bytes: one that is there, or a new one.
    pub(super) fn string(
        &mut self,
        ctx: Context<'gc>,
        bytes: &[u8],
        is_limited: bool,
    ) -> Result<String<'gc>, MemoryExceeded> {
        let hash = self.hasher.hash_one(bytes) as u32;
        if let Some(index) = self.index.0.find(hash, |index| self.get(index).as_bytes() == bytes) {
            return Ok(self.get(index));
        }
        let string = if is_limited { String::try_new(ctx, bytes)? } else { ctx.intern(bytes) };
        if self.last.len() == PIECE {
            self.end_piece(ctx, is_limited)?;
        }
        self.index.0.add(hash);
        self.last.push(string);
        Ok(string)
    }

    /// What is in the last piece becomes an object of its own.
    #[cold]
    fn end_piece(&mut self, ctx: Context<'gc>, is_limited: bool) -> Result<(), MemoryExceeded> {
        let index = self.index.0.bytes() + self.full.capacity() * size_of::<Gc<'_, Piece<'_>>>();
        self.charge.add(ctx.memory(), index.saturating_sub(self.charge.bytes()), is_limited)?;
        let bytes = 16 + size_of::<Piece<'_>>() + PIECE * size_of::<String<'_>>();
        let mut charge = Charge::default();
        charge.add(ctx.memory(), bytes, is_limited)?;
        charge.forget(bytes);
        ctx.memory().note_traceable();
        let strings = std::mem::take(&mut self.last).into_boxed_slice();
        self.full.push(Gc::new(ctx.mutation(), Piece { strings, _noted: Noted(bytes) }));
        self.last.reserve_exact(PIECE);
        Ok(())
    }

    /// Gives back what is charged for finding strings, which is not done any more.
    pub(super) fn release(&mut self, ctx: Context<'gc>) -> Result<(), MemoryExceeded> {
        self.index = Index::default();
        self.charge.set(ctx.memory(), 0)
    }
}

//! [`leave`]: frames of host functions that nobody goes on with, dropped in pieces.
//!
//! A coroutine may have thousands of them, each with a sequence in a box of its own. The collector drops a coroutine
//! at once, but not what it leaves here.
//!
//! Unsafe invariants: what is left is dropped and nothing else. Objects that it points to may be gone by then, as they may
//! be when the collector drops it: no type that is collected looks at objects while it is dropped. It goes where
//! the VM goes that it is of, or is dropped before.

use crate::{
    object::thread::NativeState,
    support::remains::{self, Piece, Pieces},
};

/// Up to how many frames are dropped at once.
const FEW: usize = 16;

/// The work of dropping a frame, in units of fuel.
const UNITS: usize = 160;

struct Left(Vec<NativeState<'static>>);

// SAFETY: it moves to another thread only with the VM that it is of, which does that with the feature `send` alone; then
// what frames hold may do it too.
unsafe impl Send for Left {}

/// Drops the frames, in pieces if they are many.
#[inline]
pub(super) fn leave(natives: Vec<NativeState<'_>>) {
    match natives.len() > FEW {
        true => leave_many(natives),
        false => remains::leave(natives),
    }
}

#[cold]
#[inline(never)]
fn leave_many(natives: Vec<NativeState<'_>>) {
    let bytes = natives.capacity() * size_of::<NativeState<'_>>();
    // SAFETY: no object is looked at through these any more.
    let natives = unsafe { core::mem::transmute::<Vec<NativeState<'_>>, Vec<NativeState<'static>>>(natives) };
    remains::leave_pieces(Box::new(Left(natives)), bytes);
}

impl Pieces for Left {
    fn drop_piece(&mut self) -> Option<Piece> {
        let dropped = self.0.len().min(FEW);
        if dropped == 0 {
            return None;
        }
        self.0.truncate(self.0.len() - dropped);
        remains::tidy_allocator();
        let mut bytes = 0;
        if self.0.is_empty() {
            bytes = self.0.capacity() * size_of::<NativeState<'_>>();
            remains::leave(core::mem::take(&mut self.0));
        }
        Some(Piece { units: dropped * UNITS, bytes })
    }
}

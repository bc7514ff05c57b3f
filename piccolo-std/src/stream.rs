//! [`Stream`]: what a file handle of Lua reads from and writes to.

mod buffered;

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use piccolo_core::object::held::MaybeSend;

pub(crate) use self::buffered::{Access, Buffered, Buffering};
use crate::system::{Termination, bad_file, not_seekable};

/// What a file handle of Lua reads from and writes to: bytes in order, without a buffer of its own, as the
/// library has one.
///
/// Files of the standard library are streams, and all else that implements [`Read`], [`Write`] and [`Seek`]. A
/// stream that can do less implements this trait alone.
pub trait Stream: MaybeSend {
    /// Reads some bytes, or none at the end.
    ///
    /// # Errors
    /// Those of the system; by default that it can not be read.
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let _ = buffer;
        Err(bad_file())
    }

    /// Writes some bytes, and tells how many.
    ///
    /// # Errors
    /// Those of the system; by default that it can not be written.
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = bytes;
        Err(bad_file())
    }

    /// Brings what was written to its destination.
    ///
    /// # Errors
    /// Those of the system.
    fn flush_written(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Goes to a position, and gives it, counted from the beginning.
    ///
    /// # Errors
    /// Those of the system; by default that it has no positions.
    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        let _ = to;
        Err(not_seekable())
    }

    /// Ends it, and tells how the process that it belongs to ended, if it is a process's.
    ///
    /// # Errors
    /// Those of the system.
    fn close(self: Box<Self>) -> io::Result<Option<Termination>> {
        Ok(None)
    }
}

impl<T: Read + Write + Seek + MaybeSend> Stream for T {
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Read::read(self, buffer)
    }

    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Write::write(self, bytes)
    }

    fn flush_written(&mut self) -> io::Result<()> {
        Write::flush(self)
    }

    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        Seek::seek(self, to)
    }
}

/// A stream from a reader.
pub(crate) struct FromReader<R>(pub(crate) R);

impl<R: Read + MaybeSend> Stream for FromReader<R> {
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// A stream from a writer.
pub(crate) struct FromWriter<W>(pub(crate) W);

impl<W: Write + MaybeSend> Stream for FromWriter<W> {
    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush_written(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A buffered stream with several owners.
#[derive(Clone)]
pub(crate) struct SharedStream(Arc<Mutex<Buffered>>);

impl SharedStream {
    #[allow(clippy::arc_with_non_send_sync, reason = "it is if streams have to be `Send`")]
    pub(crate) fn new(stream: Buffered) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    /// The stream, for as long as the guard lives.
    #[inline]
    pub(crate) fn lock(&self) -> MutexGuard<'_, Buffered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A reference that does not keep it open.
    pub(crate) fn downgrade(&self) -> WeakStream {
        WeakStream(Arc::downgrade(&self.0))
    }

    /// An address that identifies it.
    pub(crate) fn as_ptr(&self) -> *const () {
        Arc::as_ptr(&self.0).cast()
    }
}

/// A reference to a [`SharedStream`] that does not keep it open.
pub(crate) struct WeakStream(Weak<Mutex<Buffered>>);

impl WeakStream {
    pub(crate) fn upgrade(&self) -> Option<SharedStream> {
        self.0.upgrade().map(SharedStream)
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }
}

//! [`Output`]: where `print` writes.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

use piccolo_core::object::held::MaybeSend;

use crate::{
    stream::{Access, Buffered, Buffering, FromWriter, SharedStream, Stream},
    system::{StandardError, StandardOutput},
};

const BUFFER_BYTES: usize = 64 * 1024;

/// A shared, buffered writer. All clones write to the same place. What is buffered is written by
/// [`Output::flush`], and when the last clone is dropped.
///
/// ```
/// use piccolo_std::Output;
/// let (output, written) = Output::captured();
/// output.write(b"hello");
/// assert_eq!(written.take(), b"hello");
/// ```
#[derive(Clone)]
pub struct Output(SharedStream);

impl Output {
    /// An output to `writer`.
    pub fn new(writer: impl Write + MaybeSend + 'static) -> Self {
        Self::buffered(FromWriter(writer), Buffering::Full)
    }

    /// The standard output of the process. On a terminal, lines are written when they are complete.
    // Where it is called, to keep what runs at the start in few pages of code.
    #[inline(always)]
    pub fn stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        Self::buffered(StandardOutput, if is_terminal { Buffering::Line } else { Buffering::Full })
    }

    /// The standard error output of the process, unbuffered.
    #[inline(always)]
    pub fn stderr() -> Self {
        Self::buffered(StandardError, Buffering::None)
    }

    fn buffered(stream: impl Stream + 'static, buffering: Buffering) -> Self {
        let access = Access { read: false, write: true };
        Self(SharedStream::new(Buffered::new(Box::new(stream), access, buffering, BUFFER_BYTES)))
    }

    /// An output that drops what is written.
    pub fn discarding() -> Self {
        Self::new(io::sink())
    }

    /// An output to memory, and the handle to read it.
    pub fn captured() -> (Self, Captured) {
        let captured = Captured::default();
        let output = Self::new(captured.clone());
        (output.clone(), Captured { output: Some(output), ..captured })
    }

    /// Appends `bytes`. As `print` has no way to report it, an error of the writer is dropped.
    #[inline]
    pub fn write(&self, bytes: &[u8]) {
        // A script can do nothing about it.
        let _ = self.0.lock().write(bytes);
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// That of the writer.
    pub fn flush(&self) -> io::Result<()> {
        self.0.lock().flush()
    }

    pub(crate) fn stream(&self) -> &SharedStream {
        &self.0
    }
}

/// The standard output of the process.
impl Default for Output {
    fn default() -> Self {
        Self::stdout()
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

/// What was written to an output of [`Output::captured`].
#[derive(Clone, Debug, Default)]
pub struct Captured {
    bytes: Arc<Mutex<Vec<u8>>>,
    output: Option<Output>,
}

impl Captured {
    /// Everything written since the last call.
    pub fn take(&self) -> Vec<u8> {
        if let Some(output) = &self.output {
            // Writing to memory can not fail.
            let _ = output.flush();
        }
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

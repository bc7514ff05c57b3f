//! [`Output`]: where `print` writes.

use std::{
    fmt,
    io::{self, BufWriter, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use piccolo_core::object::held::MaybeSend;

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
pub struct Output(Arc<Mutex<BufWriter<Box<Writer>>>>);

#[cfg(not(feature = "send"))]
type Writer = dyn Write;

#[cfg(feature = "send")]
type Writer = dyn Write + Send;

impl Output {
    /// An output to `writer`.
    // Without the feature `send` the writer need not be so, and then the output is not either.
    #[cfg_attr(not(feature = "send"), expect(clippy::arc_with_non_send_sync))]
    pub fn new(writer: impl Write + MaybeSend + 'static) -> Self {
        let writer: Box<Writer> = Box::new(writer);
        Self(Arc::new(Mutex::new(BufWriter::with_capacity(BUFFER_BYTES, writer))))
    }

    /// An output to memory, and the handle to read it.
    pub fn captured() -> (Self, Captured) {
        let captured = Captured::default();
        let output = Self::new(captured.clone());
        (output.clone(), Captured { output: Some(output), ..captured })
    }

    /// Appends `bytes`. As `print` has no way to report it, an error of the writer is dropped.
    pub fn write(&self, bytes: &[u8]) {
        // An error stays with the writer, and a script can do nothing about it.
        let _ = self.writer().write_all(bytes);
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// That of the writer.
    pub fn flush(&self) -> io::Result<()> {
        self.writer().flush()
    }

    fn writer(&self) -> MutexGuard<'_, BufWriter<Box<Writer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The standard output of the process.
impl Default for Output {
    fn default() -> Self {
        Self::new(io::stdout())
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
        std::mem::take(&mut self.bytes())
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

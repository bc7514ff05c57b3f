//! [`Input`]: the standard input of scripts.

use std::{
    fmt,
    io::{self, Read},
};

use piccolo_core::object::held::MaybeSend;

use crate::{
    stream::{Access, Buffered, Buffering, FromReader, SharedStream, Stream},
    system::StandardInput,
};

const BUFFER_BYTES: usize = 8 * 1024;

/// A shared, buffered reader: what `io.read` reads. All clones read from the same place.
///
/// ```
/// use piccolo_std::Input;
/// let input = Input::new(&b"first\nsecond"[..]);
/// assert_eq!(input.read_line()?, Some(b"first\n".to_vec()));
/// assert_eq!(input.read_to_end()?, b"second");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Input(SharedStream);

impl Input {
    /// An input from `reader`.
    pub fn new(reader: impl Read + MaybeSend + 'static) -> Self {
        Self::buffered(FromReader(reader))
    }

    fn buffered(stream: impl Stream + 'static) -> Self {
        let access = Access { read: true, write: false };
        Self(SharedStream::new(Buffered::new(Box::new(stream), access, Buffering::Full, BUFFER_BYTES)))
    }

    /// Reads a line with its end, if the input has not ended.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read_line(&self) -> io::Result<Option<Vec<u8>>> {
        let mut stream = self.0.lock();
        stream.retry_at_end();
        let mut line = Vec::new();
        while stream.fill()? {
            let (len, is_whole) = stream.line_ahead();
            line.extend_from_slice(&stream.unread()[..len]);
            stream.consume(len);
            if is_whole {
                break;
            }
        }
        Ok((!line.is_empty()).then_some(line))
    }

    /// Reads everything that is left.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read_to_end(&self) -> io::Result<Vec<u8>> {
        self.0.lock().read_to_end()
    }

    pub(crate) fn stream(&self) -> &SharedStream {
        &self.0
    }
}

/// The standard input of the process.
impl Default for Input {
    fn default() -> Self {
        Self::buffered(StandardInput)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Input")
    }
}

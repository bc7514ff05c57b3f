//! [`Buffered`]: a stream with buffers for reading and writing.

use std::io::{self, BufRead, ErrorKind, SeekFrom};

use super::{Stream, WeakStream};
use crate::system::{Termination, bad_file};

/// What a stream may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
}

/// When what is written goes to the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Buffering {
    /// At once.
    None,
    /// When a line is complete, or the buffer full.
    Line,
    /// When the buffer is full.
    Full,
}

/// A stream with buffers for reading and writing. At most one of them holds something.
///
/// What can not be written is dropped once that was reported, as more would only accumulate. Dropping the stream
/// writes what is left.
pub(crate) struct Buffered {
    /// The stream, until it is closed.
    stream: Option<Box<dyn Stream>>,
    access: Access,
    buffering: Buffering,
    capacity: usize,
    /// What was read and not yet consumed lies in `input` from `position` on.
    input: Vec<u8>,
    position: usize,
    /// Whether the last attempt to read found the end.
    at_end: bool,
    output: Vec<u8>,
    /// A stream whose readers should see what was written before more is read here.
    prompts: Option<WeakStream>,
}

impl Drop for Buffered {
    fn drop(&mut self) {
        // There is nobody left to be told. A process is not waited for: that could take any time.
        let _ = self.flush();
    }
}

impl Buffered {
    pub(crate) fn new(
        stream: Box<dyn Stream>,
        access: Access,
        buffering: Buffering,
        capacity: usize,
    ) -> Self {
        Self {
            stream: Some(stream),
            access,
            buffering,
            capacity,
            input: Vec::new(),
            position: 0,
            at_end: false,
            output: Vec::new(),
            prompts: None,
        }
    }

    /// Flushes `prompts` from now on before more is read.
    pub(crate) fn flush_before_read(&mut self, prompts: WeakStream) {
        self.prompts = Some(prompts);
    }

    fn stream(&mut self) -> io::Result<&mut (dyn Stream + 'static)> {
        self.stream.as_deref_mut().ok_or_else(bad_file)
    }

    /// What was read ahead.
    #[inline]
    pub(crate) fn unread(&self) -> &[u8] {
        &self.input[self.position..]
    }

    /// Takes `count` bytes of what was read ahead.
    #[inline]
    pub(crate) fn consume(&mut self, count: usize) {
        self.position = self.position.saturating_add(count).min(self.input.len());
    }

    /// Forgets that the end was reached: there may be more by now.
    pub(crate) fn retry_at_end(&mut self) {
        self.at_end = false;
    }

    /// Makes sure that something was read ahead; gives `false` at the end of the stream.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        if self.position < self.input.len() {
            return Ok(true);
        }
        if !self.access.read {
            return Err(bad_file());
        }
        self.write_out()?;
        if self.at_end {
            return Ok(false);
        }
        if let Some(prompts) = self.prompts.as_ref().and_then(WeakStream::upgrade) {
            // Whoever writes next is told.
            let _ = prompts.lock().flush();
        }
        self.position = 0;
        self.input.clear();
        let mut input = std::mem::take(&mut self.input);
        input.resize(self.capacity.max(1), 0);
        let read = retry(|| self.stream()?.read_some(&mut input));
        input.truncate(read.as_ref().map_or(0, |&read| read));
        self.input = input;
        self.at_end = read? == 0;
        Ok(!self.at_end)
    }

    /// Reads everything that is left.
    pub(crate) fn read_to_end(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while self.fill()? {
            bytes.extend_from_slice(self.unread());
            self.consume(usize::MAX);
        }
        Ok(bytes)
    }

    /// How many bytes of what was read ahead belong to the current line, and whether it ends there.
    pub(crate) fn line_ahead(&self) -> (usize, bool) {
        let mut rest = self.unread();
        // Reading from memory can not fail.
        let len = rest.skip_until(b'\n').unwrap_or(0);
        (len, len > 0 && self.unread()[len - 1] == b'\n')
    }

    /// Appends `bytes`.
    #[inline]
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fits = bytes.len() < self.capacity.saturating_sub(self.output.len());
        if fits && !self.output.is_empty() && self.buffering == Buffering::Full {
            self.output.extend_from_slice(bytes);
            return Ok(());
        }
        self.write_slow(bytes)
    }

    #[inline(never)]
    fn write_slow(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if !self.access.write {
            return Err(bad_file());
        }
        self.forget_read_ahead()?;
        if self.output.capacity() == 0 && self.buffering != Buffering::None {
            self.output.reserve_exact(self.capacity);
        }
        if self.output.len() + bytes.len() >= self.capacity {
            self.write_out()?;
        }
        if bytes.len() >= self.capacity || self.buffering == Buffering::None {
            return write_all(self.stream()?, bytes);
        }
        self.output.extend_from_slice(bytes);
        match self.buffering {
            Buffering::Line if bytes.contains(&b'\n') => self.write_out(),
            _ => Ok(()),
        }
    }

    /// Writes what the buffer holds. Whatever comes of it, the buffer is empty then.
    fn write_out(&mut self) -> io::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        let mut output = std::mem::take(&mut self.output);
        let result = self.stream().and_then(|stream| write_all(stream, &output));
        output.clear();
        self.output = output;
        result
    }

    /// Goes back to where the script is, if more was read.
    fn forget_read_ahead(&mut self) -> io::Result<()> {
        let ahead = self.unread().len();
        self.input.clear();
        self.position = 0;
        if ahead > 0 {
            self.stream()?.seek_to(SeekFrom::Current(-(ahead as i64)))?;
        }
        Ok(())
    }

    /// Brings what was written to its destination.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.write_out()?;
        match &mut self.stream {
            Some(stream) if self.access.write => stream.flush_written(),
            _ => Ok(()),
        }
    }

    /// Goes to a position, and gives it.
    pub(crate) fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.write_out()?;
        let ahead = self.unread().len() as u64;
        if to == SeekFrom::Current(0) {
            return Ok(self.stream()?.seek_to(to)?.saturating_sub(ahead));
        }
        let to = match to {
            SeekFrom::Current(offset) => SeekFrom::Current(offset.saturating_sub_unsigned(ahead)),
            other => other,
        };
        let position = self.stream()?.seek_to(to)?;
        self.input.clear();
        self.position = 0;
        self.at_end = false;
        Ok(position)
    }

    /// Says when what is written goes to the stream, and how large the buffers are.
    pub(crate) fn set_buffering(&mut self, buffering: Buffering, capacity: usize) -> io::Result<()> {
        self.write_out()?;
        self.buffering = buffering;
        self.capacity = capacity.max(1);
        Ok(())
    }

    /// Writes what is left and closes the stream.
    pub(crate) fn close(&mut self) -> io::Result<Option<Termination>> {
        let written = self.flush();
        self.input = Vec::new();
        self.position = 0;
        self.output = Vec::new();
        let Some(stream) = self.stream.take() else { return Ok(None) };
        let closed = stream.close()?;
        // How a process ended says more than that it did not read everything.
        if closed.is_none() { written.map(|()| None) } else { Ok(closed) }
    }
}

/// Calls `operation` until it is not interrupted.
fn retry<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match operation() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn write_all(stream: &mut dyn Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match retry(|| stream.write_some(bytes))? {
            0 => return Err(ErrorKind::WriteZero.into()),
            written => bytes = bytes.get(written..).unwrap_or_default(),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        io::Cursor,
        sync::{Arc, Mutex},
    };

    use super::*;

    const BOTH: Access = Access { read: true, write: true };

    /// A stream whose contents remain visible.
    #[derive(Clone)]
    struct Visible(Arc<Mutex<Cursor<Vec<u8>>>>);

    impl Visible {
        fn new(contents: &str) -> Self {
            Self(Arc::new(Mutex::new(Cursor::new(contents.into()))))
        }

        fn contents(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().get_ref().clone()).unwrap()
        }

        fn buffered(&self, buffering: Buffering) -> Buffered {
            Buffered::new(Box::new(self.clone()), BOTH, buffering, 8)
        }
    }

    impl Stream for Visible {
        fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            Stream::read_some(&mut *self.0.lock().unwrap(), buffer)
        }
        fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Stream::write_some(&mut *self.0.lock().unwrap(), bytes)
        }
        fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
            Stream::seek_to(&mut *self.0.lock().unwrap(), to)
        }
    }

    #[test]
    fn output_waits_for_its_buffering() {
        for (buffering, expected) in
            [(Buffering::None, "a\nb"), (Buffering::Line, "a\nb"), (Buffering::Full, "")]
        {
            let visible = Visible::new("");
            let mut buffered = visible.buffered(buffering);
            buffered.write(b"a\nb").unwrap();
            assert_eq!(visible.contents(), expected);
            buffered.write(b"cdefghijk").unwrap();
            buffered.write(b"!").unwrap();
            drop(buffered);
            assert_eq!(visible.contents(), "a\nbcdefghijk!");
        }
    }

    #[test]
    fn writing_after_reading_starts_where_the_reader_is() {
        let visible = Visible::new("0123456789abcdef");
        let mut buffered = visible.buffered(Buffering::Full);
        assert!(buffered.fill().unwrap());
        buffered.consume(2);
        assert_eq!(buffered.seek(SeekFrom::Current(0)).unwrap(), 2);
        buffered.write(b"xy").unwrap();
        assert!(buffered.fill().unwrap());
        assert_eq!(buffered.unread().first(), Some(&b'4'));
        assert_eq!(visible.contents(), "01xy456789abcdef");
        assert_eq!(buffered.seek(SeekFrom::Current(-3)).unwrap(), 1);
    }

    #[test]
    fn lines_end_at_newlines() {
        let mut buffered = Visible::new("ab\ncdefghijk").buffered(Buffering::Full);
        buffered.fill().unwrap();
        assert_eq!(buffered.line_ahead(), (3, true));
        buffered.consume(3);
        assert_eq!(buffered.line_ahead(), (5, false));
        buffered.consume(5);
        assert_eq!(buffered.line_ahead(), (0, false));
    }

    #[test]
    fn what_can_not_be_written_is_reported_once() {
        struct FullDisk;
        impl Stream for FullDisk {
            fn write_some(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::StorageFull.into())
            }
        }
        let mut buffered = Buffered::new(Box::new(FullDisk), BOTH, Buffering::Full, 8);
        buffered.write(b"x").unwrap();
        assert_eq!(buffered.flush().unwrap_err().kind(), ErrorKind::StorageFull);
        assert!(buffered.flush().is_ok());
        assert!(buffered.close().is_ok());
    }

    #[test]
    fn a_closed_stream_is_neither_read_nor_written() {
        let mut buffered = Visible::new("abc").buffered(Buffering::Full);
        buffered.close().unwrap();
        assert!(buffered.fill().is_err());
        assert!(buffered.write(b"0123456789").is_err());
    }
}

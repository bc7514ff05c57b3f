//! [`FileHandle`]: what a file handle stands for, and where files come from.

use std::{
    cell::{Cell, RefCell},
    ffi::OsStr,
    io::{self, SeekFrom},
};

use piccolo_core::object::{context::Context, table::Table, userdata::UserData, value::Value};

use crate::{
    Files, Options,
    buffer::Charge,
    library::Result,
    stream::{Access, Buffered, Buffering, SharedStream, Stream},
    system::{self, OpenMode, Pipe, SystemHandle, Termination},
};

/// How large the buffers of a file are at first.
const BUFFER_BYTES: usize = 8 * 1024;

/// The largest size of buffers that a script may ask for.
const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// A file that is or was open.
pub(super) struct FileHandle {
    stream: SharedStream,
    is_open: Cell<bool>,
    /// Whether it is one of the standard files, which scripts can not close.
    is_standard: bool,
    /// What is charged for its buffers.
    charge: RefCell<Charge>,
}

impl FileHandle {
    /// A handle for one of the standard files.
    pub(super) fn standard(stream: SharedStream) -> Self {
        Self { stream, is_open: Cell::new(true), is_standard: true, charge: RefCell::default() }
    }

    /// A handle for any other file.
    pub(super) fn open<'gc>(ctx: Context<'gc>, stream: SharedStream) -> Result<'gc, Self> {
        let mut charge = Charge::default();
        charge.add(ctx, BUFFER_BYTES)?;
        Ok(Self { stream, is_open: Cell::new(true), is_standard: false, charge: RefCell::new(charge) })
    }

    /// Moves it into the VM.
    pub(super) fn into_userdata<'gc>(self, ctx: Context<'gc>, metatable: Table<'gc>) -> UserData<'gc> {
        let userdata = UserData::new_static(ctx, self);
        userdata.set_metatable(ctx, Some(metatable));
        userdata
    }

    /// The stream, while it is open.
    #[inline]
    pub(super) fn stream(&self) -> Option<&SharedStream> {
        self.is_open.get().then_some(&self.stream)
    }

    pub(super) fn is_standard(&self) -> bool {
        self.is_standard
    }

    /// Closes it, unless it is a standard file or closed already.
    pub(super) fn close(&self) -> io::Result<Option<Termination>> {
        if self.is_standard || !self.is_open.replace(false) {
            return Ok(None);
        }
        self.charge.take();
        self.stream.lock().close()
    }

    /// Says when what is written goes to the stream, and how large the buffers should be.
    pub(super) fn set_buffering<'gc>(
        &self,
        ctx: Context<'gc>,
        buffering: Buffering,
        size: usize,
    ) -> Result<'gc, io::Result<()>> {
        let size = size.clamp(1, MAX_BUFFER_BYTES);
        self.charge.borrow_mut().raise_to(ctx, size)?;
        Ok(self.stream.lock().set_buffering(buffering, size))
    }
}

/// The file handle that a value is.
#[inline]
pub(super) fn file<'gc>(value: Value<'gc>) -> Option<&'gc FileHandle> {
    match value {
        Value::UserData(userdata) => userdata.downcast_static(),
        _ => None,
    }
}

/// Where files come from. All clones stand for the same host.
#[derive(Clone)]
pub(super) struct Host {
    system: SystemHandle,
    /// To be flushed before a command starts.
    files: Files,
}

impl Host {
    pub(super) fn new(options: &Options) -> Self {
        let files = options.files.clone();
        [options.output.stream(), options.error.stream()].into_iter().for_each(|stream| files.add(stream));
        Self { system: options.system.clone(), files }
    }

    /// Shares a stream, and remembers it.
    fn share(&self, stream: Box<dyn Stream>, access: Access) -> SharedStream {
        let stream = SharedStream::new(Buffered::new(stream, access, Buffering::Full, BUFFER_BYTES));
        self.files.add(&stream);
        stream
    }
}

/// Opens a file.
pub(super) fn open_file(host: &Host, name: &[u8], mode: OpenMode) -> io::Result<SharedStream> {
    let mut stream = host.system.lock().open(&system::path(name), mode)?;
    if mode.append && !mode.read {
        // What has no positions needs none.
        let _ = stream.seek_to(SeekFrom::End(0));
    }
    Ok(host.share(stream, Access { read: mode.read, write: mode.write }))
}

/// Opens a file that is removed when it is closed.
pub(super) fn temporary_file(host: &Host) -> io::Result<SharedStream> {
    let stream = host.system.lock().temporary_file()?;
    Ok(host.share(stream, Access { read: true, write: true }))
}

/// Starts a command.
pub(super) fn spawn(host: &Host, command: &OsStr, pipe: Pipe) -> io::Result<SharedStream> {
    host.files.flush();
    let stream = host.system.lock().spawn(command, pipe)?;
    Ok(host.share(stream, Access { read: pipe == Pipe::Read, write: pipe == Pipe::Write }))
}

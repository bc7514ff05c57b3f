//! [`Files`]: what scripts have open.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::stream::{SharedStream, WeakStream};

/// The files that the scripts of a VM have open. All clones stand for the same ones.
///
/// A file that a script leaves open is closed by its finalizer ([`Lua::close`](piccolo_core::lua::Lua::close)) or
/// when the VM is dropped. A process that ends without doing so can write out here what the files hold back.
///
/// ```
/// # use piccolo_core::lua::Lua;
/// use piccolo_std::{Libs, Options, load};
///
/// # let path = std::env::temp_dir().join(format!("piccolo-files-{}", std::process::id()));
/// let options = Options { libs: Libs::full(), ..Options::default() };
/// let mut lua = Lua::new();
/// assert!(lua.enter(|ctx| load(ctx, &options).is_ok()));
/// lua.load(&format!("file = io.open({path:?}, 'w') file:write('some text')")).exec()?;
/// assert_eq!(std::fs::read(&path)?, b"");
/// options.files.flush();
/// assert_eq!(std::fs::read(&path)?, b"some text");
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Files(Arc<Mutex<Vec<WeakStream>>>);

impl Default for Files {
    #[allow(clippy::arc_with_non_send_sync, reason = "it is if streams have to be `Send`")]
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Vec::new())))
    }
}

impl Files {
    /// Writes out what all files hold back. What fails is found out by whoever closes or flushes the file next,
    /// or by nobody, as in C.
    pub fn flush(&self) {
        let streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in streams.iter().filter_map(WeakStream::upgrade) {
            let _ = stream.lock().flush();
        }
    }

    /// Remembers a stream as long as it is open.
    pub(crate) fn add(&self, stream: &SharedStream) {
        let mut streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if streams.len() == streams.capacity() {
            streams.retain(WeakStream::is_alive);
            let len = streams.len();
            streams.reserve(len.max(4));
        }
        streams.push(stream.downgrade());
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").finish_non_exhaustive()
    }
}

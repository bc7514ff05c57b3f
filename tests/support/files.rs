//! Finds Lua programs.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

/// All `.lua` files at any depth below `dir`, sorted.
pub(crate) fn lua_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut pending = vec![dir.to_owned()];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension() == Some(OsStr::new("lua")) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The path of `file` below `base` without its extension, with `/` on every system.
pub(crate) fn name_below(base: &Path, file: &Path) -> String {
    let name = file.strip_prefix(base).expect("files lie below their base").with_extension("");
    name.to_string_lossy().replace('\\', "/")
}

//! Finds the benchmark programs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One Lua program.
#[derive(Debug)]
pub(crate) struct Program {
    /// Its file name without `.lua`.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// The programs of `directory` sorted by name: those that contain one of `filters` (all, if there are none)
/// and, when `only` names any, are among them.
pub(crate) fn list(directory: &Path, filters: &[String], only: &[String]) -> io::Result<Vec<Program>> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(directory).map_err(|error| described(directory, error))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lua") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            programs.push(Program { name, path });
        }
    }
    if let Some(unknown) = only.iter().find(|name| !programs.iter().any(|program| program.name == **name)) {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no program `{unknown}`")));
    }
    programs.retain(|program| {
        let name = &program.name;
        (only.is_empty() || only.contains(name))
            && (filters.is_empty() || filters.iter().any(|text| name.contains(text)))
    });
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    if programs.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no program is left to run"));
    }
    Ok(programs)
}

fn described(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filters: &[&str], only: &[&str]) -> io::Result<Vec<String>> {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
        let programs = list(&directory, &owned(filters), &owned(only))?;
        Ok(programs.into_iter().map(|program| program.name).collect())
    }

    #[test]
    fn filters_and_lists_select() {
        assert_eq!(names(&["fib_"], &[]).unwrap(), ["fib_global", "fib_upvalue"]);
        assert_eq!(names(&[], &["queens", "nbody"]).unwrap(), ["nbody", "queens"]);
    }

    #[test]
    fn selecting_nothing_is_an_error() {
        assert!(names(&["no such program"], &[]).is_err());
        assert!(names(&[], &["quens"]).is_err());
    }
}

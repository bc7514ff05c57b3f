//! Finds the benchmark programs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One Lua program.
#[derive(Debug)]
pub(crate) struct Program {
    /// Its file name without `.lua`, behind that of its group and a slash if it has one.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl Program {
    /// The directory that the program shares with others that are summed up on their own.
    pub(crate) fn group(&self) -> Option<&str> {
        self.name.split_once('/').map(|(group, _)| group)
    }
}

/// The groups of `programs`, each once, in the order of the programs; `None` stands for those in no group.
pub(crate) fn groups(programs: &[Program]) -> Vec<Option<&str>> {
    let mut groups: Vec<_> = programs.iter().map(Program::group).collect();
    groups.sort();
    groups.dedup();
    groups
}

/// The programs of `directory` and its groups, its subdirectories, sorted by group and name: those that contain
/// one of `filters` (all, if there are none) and, when `only` names any programs or groups, are among them.
pub(crate) fn list(directory: &Path, filters: &[String], only: &[String]) -> io::Result<Vec<Program>> {
    let mut programs = Vec::new();
    add_programs(directory, "", &mut programs)?;
    for entry in fs::read_dir(directory).map_err(|error| described(directory, error))? {
        let path = entry?.path();
        if path.is_dir() {
            let group = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            add_programs(&path, &format!("{group}/"), &mut programs)?;
        }
    }
    let is_named = |program: &Program, name: &str| program.name == name || program.group() == Some(name);
    if let Some(unknown) = only.iter().find(|name| !programs.iter().any(|program| is_named(program, name))) {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no program `{unknown}`")));
    }
    programs.retain(|program| {
        (only.is_empty() || only.iter().any(|name| is_named(program, name)))
            && (filters.is_empty() || filters.iter().any(|text| program.name.contains(text)))
    });
    programs.sort_by(|a, b| (a.group(), &a.name).cmp(&(b.group(), &b.name)));
    if programs.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no program is left to run"));
    }
    Ok(programs)
}

/// Adds the programs of one directory, with `prefix` before their names.
fn add_programs(directory: &Path, prefix: &str, programs: &mut Vec<Program>) -> io::Result<()> {
    for entry in fs::read_dir(directory).map_err(|error| described(directory, error))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lua") {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            programs.push(Program { name: format!("{prefix}{stem}"), path });
        }
    }
    Ok(())
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
    fn groups_are_named_and_come_last() {
        assert_eq!(names(&["format"], &["library"]).unwrap(), ["library/format"]);
        assert_eq!(names(&[], &["library/rep", "queens"]).unwrap(), ["queens", "library/rep"]);
        let program = |name: &str| Program { name: name.into(), path: name.into() };
        assert_eq!(groups(&[program("a"), program("b"), program("g/a")]), [None, Some("g")]);
    }

    #[test]
    fn selecting_nothing_is_an_error() {
        assert!(names(&["no such program"], &[]).is_err());
        assert!(names(&[], &["quens"]).is_err());
    }
}

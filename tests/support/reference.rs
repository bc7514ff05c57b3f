//! Finds what `scripts/reference.sh` provides: the reference interpreter and its test suite.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The path that `variable` names, or else `fallback` in the cache, if there is one.
///
/// Errors when the variable names nothing, and when a run of continuous integration has neither.
pub(crate) fn find(variable: &str, fallback: &str) -> Result<Option<PathBuf>, String> {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        return match path.canonicalize() {
            Ok(path) => Ok(Some(path)),
            Err(error) => Err(format!("{variable}: {}: {error}", path.display())),
        };
    }
    let cached = Path::new(env!("CARGO_MANIFEST_DIR")).join(".reference").join(fallback);
    if cached.exists() {
        return Ok(Some(cached));
    }
    let missing = missing(variable);
    if env::var_os("CI").is_some_and(|value| !value.is_empty()) { Err(missing) } else { Ok(None) }
}

/// Says what is missing without `variable`.
pub(crate) fn missing(variable: &str) -> String {
    format!("no reference: run scripts/reference.sh or set {variable}")
}

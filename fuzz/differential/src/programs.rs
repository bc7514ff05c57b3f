//! Finds the two interpreters.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace's directory.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The reference: what is `given`, what `PICCOLO_REFERENCE` names, or what `scripts/reference.sh` has built.
pub(crate) fn reference(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = given.map(Path::to_owned).or_else(|| named("PICCOLO_REFERENCE")) {
        return existing(path);
    }
    existing(Path::new(ROOT).join(".reference/lua"))
        .map_err(|_| "no reference: run scripts/reference.sh or set PICCOLO_REFERENCE".to_owned())
}

/// The command to test: what is `given`, what `PICCOLO_BIN` names, or what cargo builds beside this program.
pub(crate) fn piccolo(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = given.map(Path::to_owned).or_else(|| named("PICCOLO_BIN")) {
        return existing(path);
    }
    let own = env::current_exe().map_err(|error| error.to_string())?;
    let directory = own.parent().ok_or("this program is in no directory")?;
    let target = directory.parent().ok_or("this program is in no target directory; use --piccolo")?;
    let profile = match directory.file_name().and_then(|name| name.to_str()) {
        Some("debug") => "dev",
        Some(name) => name,
        None => return Err("this program is in no target directory; use --piccolo".to_owned()),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "piccolo-cli", "--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(ROOT)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !status.success() {
        return Err("piccolo-cli does not build".to_owned());
    }
    existing(directory.join(format!("piccolo{}", env::consts::EXE_SUFFIX)))
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn existing(path: PathBuf) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))
}

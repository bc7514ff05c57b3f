//! Finds the `piccolo` command.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The command to test: `PICCOLO_BIN`, or `piccolo` built beside the running harness.
pub(crate) fn piccolo() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("PICCOLO_BIN") {
        return fs::canonicalize(&path).map_err(|error| format!("PICCOLO_BIN: {error}"));
    }
    let harness = env::current_exe().map_err(|error| error.to_string())?;
    let profile_dir =
        harness.ancestors().nth(2).ok_or("the harness is not in a target directory; set PICCOLO_BIN")?;
    build(profile_dir)?;
    Ok(profile_dir.join(format!("piccolo{}", env::consts::EXE_SUFFIX)))
}

/// Builds `piccolo-cli` into `profile_dir`, such as `target/debug`.
fn build(profile_dir: &Path) -> Result<(), String> {
    let profile = match profile_dir.file_name().and_then(OsStr::to_str) {
        Some("debug") => "dev",
        Some(name) => name,
        None => return Err(format!("no profile name in {}", profile_dir.display())),
    };
    let target_dir =
        profile_dir.parent().ok_or("the harness is not in a target directory; set PICCOLO_BIN")?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "piccolo-cli", "--profile", profile, "--target-dir"])
        .arg(target_dir)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("piccolo-cli does not build".to_owned()) }
}

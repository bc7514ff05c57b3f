//! Search paths: templates, separated by `;`, in which `?` stands for a module's name.

use std::path::MAIN_SEPARATOR;

use piccolo_core::object::{callback::Action, context::Context, stack::Stack, string::String, value::Value};

use crate::{
    library::{Result, charge_bytes, optional_or},
    system::{self, SystemHandle},
};

/// Where libraries of other languages are looked for at first.
pub(super) const DEFAULT_LIBRARY_PATH: &str =
    "/usr/local/lib/lua/5.4/?.so;/usr/local/lib/lua/5.4/loadall.so;./?.so";

/// Where modules are looked for unless the host says otherwise.
pub fn default_path() -> Vec<u8> {
    [
        "/usr/local/share/lua/5.4/?.lua",
        "/usr/local/share/lua/5.4/?/init.lua",
        "/usr/local/lib/lua/5.4/?.lua",
        "/usr/local/lib/lua/5.4/?/init.lua",
        "./?.lua",
        "./?/init.lua",
    ]
    .join(";")
    .into_bytes()
}

/// The first file of `path` that can be read; or a message that lists all.
///
/// `separator` in `name` is replaced by `replacement`, unless it is empty.
pub(super) fn search(
    system: &SystemHandle,
    name: &[u8],
    path: &[u8],
    separator: &[u8],
    replacement: &[u8],
) -> core::result::Result<Vec<u8>, Vec<u8>> {
    let name = if separator.is_empty() { name.to_vec() } else { replace(name, separator, replacement) };
    let path = replace(path, b"?", &name);
    let mut templates = path.split(|&byte| byte == b';');
    let mut system = system.lock();
    match templates.find(|file| !file.is_empty() && system.is_readable(&system::path(file))) {
        Some(file) => Ok(file.to_vec()),
        None => Err([b"no file '", replace(&path, b";", b"'\n\tno file '").as_slice(), b"'"].concat()),
    }
}

/// `text` with `replacement` for each `pattern`, which is not empty.
fn replace(text: &[u8], pattern: &[u8], replacement: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&first) = rest.first() {
        match rest.strip_prefix(pattern) {
            Some(after) => {
                result.extend_from_slice(replacement);
                rest = after;
            }
            None => {
                result.push(first);
                rest = &rest[1..];
            }
        }
    }
    result
}

/// `package.searchpath(name, path [, sep [, rep]])`: the name of the first file in `path` that can be read,
/// where `?` stands for `name` with `rep` (by default the directory separator) for `sep` (by default a dot);
/// or nil and a message.
pub(super) fn searchpath<'gc>(
    system: &SystemHandle,
    ctx: Context<'gc>,
    mut stack: Stack<'gc, '_>,
) -> Result<'gc> {
    // The last argument is checked first.
    let replacement = optional_or(ctx, &stack, 3, ctx.intern(MAIN_SEPARATOR.to_string().as_bytes()))?;
    let separator = optional_or(ctx, &stack, 2, ctx.intern(b"."))?;
    let path: String = stack.argument(ctx, 1)?;
    let name: String = stack.argument(ctx, 0)?;
    charge_bytes(ctx, name.len().saturating_add(path.len()));
    let (name, path) = (name.as_bytes(), path.as_bytes());
    let found = search(system, name, path, separator.as_bytes(), replacement.as_bytes());
    stack.clear();
    match found {
        Ok(file) => stack.push(String::try_new(ctx, &file)?.into())?,
        Err(message) => {
            stack.push(Value::Nil)?;
            stack.push(String::try_new(ctx, &message)?.into())?;
        }
    }
    Ok(Action::Return)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_was_tried_is_listed() {
        let system = SystemHandle::default();
        let message = search(&system, b"a.b", b"nowhere/?.x;?", b".", b"/").unwrap_err();
        assert_eq!(message, b"no file 'nowhere/a/b.x'\n\tno file 'a/b'");
    }

    #[test]
    fn names_stay_as_they_are_without_a_separator() {
        let system = SystemHandle::default();
        assert_eq!(search(&system, b"a.b", b"no/?", b"", b"/").unwrap_err(), b"no file 'no/a.b'");
    }
}

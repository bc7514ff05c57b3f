//! Holds the rules that the compiler cannot: the layers, where `unsafe` may stand and how it is argued for,
//! and the sizes and names of files and functions.

use std::{
    fs,
    path::{Path, PathBuf},
};

use support::rust_source::{code_only, word};

mod support {
    pub(crate) mod rust_source;
}

/// The modules of `piccolo-core`, lower layers first: a module imports its own layer and those before it.
const LAYERS: &[&[&str]] = &[
    &["support"],
    &["syntax", "bytecode"],
    &["compile"],
    &["object"],
    &["convert"],
    &["meta"],
    &["sequence"],
    &["exec"],
    &["lua"],
];

/// What a module may use `unsafe` for.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    /// Anything that its invariants cover.
    Any,
    /// Implementing `Collect` and `Held` by hand, and nothing else.
    CollectOnly,
}

use Extent::{Any, CollectOnly};

/// The files and directories (with `/` at the end) that may use `unsafe`, and why. Those that do not say which
/// crate they are in lie in `piccolo-core/src`.
const UNSAFE: &[(&str, Extent, &str)] = &[
    ("object/boxed_sequence.rs", Any, "keeps small sequences of any type in place"),
    ("object/callback.rs", Any, "calls through a thin pointer whose type only its own function knows"),
    ("object/closure.rs", Any, "stores upvalues behind the closure and reads them unchecked"),
    (
        "object/closure/gathering.rs",
        Any,
        "long lists of a function are traced in segments that point into them",
    ),
    ("object/context.rs", CollectOnly, "the state is traced field by field"),
    ("object/error.rs", CollectOnly, "host errors hold nothing to trace"),
    ("object/fiber.rs", CollectOnly, "a fiber's thread is traced, its key and wakers need not be"),
    ("object/finalizer.rs", CollectOnly, "lists hold weak pointers that tracing passes over"),
    ("object/function.rs", CollectOnly, "both variants are pointers of their own"),
    ("object/held.rs", Any, "declares the unsafe trait of what moves between threads with its VM"),
    ("object/held/holders.rs", Any, "lists the types that move between threads with their VM"),
    ("object/interner.rs", Any, "weak entries are looked up by hash before the collector has swept them"),
    ("object/stack.rs", Any, "reaches the VM's state through the thread, to be two words itself"),
    ("object/stash.rs", CollectOnly, "slots that the host has dropped are skipped"),
    ("object/serial.rs", Any, "objects of values start with their serial"),
    ("object/string.rs", Any, "the bytes follow the header in one allocation"),
    ("object/table.rs", Any, "looks keys up in parts that are raw allocations"),
    ("object/table/growth.rs", Any, "moves entries between old and new parts"),
    ("object/table/moving.rs", Any, "moves entries from old nodes to those that replace them"),
    ("object/table/nodes.rs", Any, "the node part is one allocation, reached by unchecked index"),
    ("object/table/relocation.rs", Any, "moves elements to a block that replaces theirs"),
    ("object/table/segment.rs", Any, "segments lead to their table and are listed behind its parts"),
    ("object/table/state.rs", Any, "the array part is one allocation behind a thin pointer"),
    ("object/table/traversal.rs", Any, "walks over both parts by index"),
    ("object/table/weak.rs", Any, "traced by hand; keys and values are seen as addresses"),
    ("object/thread/deep.rs", Any, "the collector reads stacks that nobody uses meanwhile"),
    ("object/thread/left.rs", Any, "keeps what the collector dropped, to drop it in pieces"),
    ("object/thread/relocation.rs", Any, "moves stacks that nobody uses meanwhile"),
    ("object/thread.rs", Any, "frames and registers are reached by raw pointers"),
    ("object/userdata.rs", Any, "a thin pointer is cast to the type that its object's tag says"),
    ("object/userdata/class.rs", CollectOnly, "functions hold nothing to trace"),
    ("object/userdata/lent.rs", Any, "points to what is lent by the host, until that ends"),
    ("object/userdata/part.rs", CollectOnly, "functions hold nothing to trace"),
    ("object/userdata/typed.rs", CollectOnly, "a handle is a pointer of its own, whose type is a marker"),
    ("object/value.rs", Any, "reads tag and payload as two words"),
    ("support/remains.rs", Any, "frees blocks of memory, from their ends"),
    ("object/values.rs", CollectOnly, "a vector that frees its memory in pieces"),
    ("sequence/boxed.rs", CollectOnly, "a boxed trait object is traced through its vtable"),
    ("exec/dispatch.rs", Any, "registers, constants and code are reached by raw pointers"),
    ("exec/outlined.rs", Any, "the loop's outlined functions take its pointers"),
    ("exec/heap.rs", Any, "says that a VM may move to another thread, with the feature `send`"),
    ("piccolo-derive/src/collect/expand.rs", Any, "writes the code that implements `Collect` and `Held`"),
    ("tests/releasing.rs", Any, "an allocator that counts"),
    ("exec/executor.rs", Any, "reads and changes the state of threads that do not run"),
];

/// The functions that may be longer than [`LONGEST_FUNCTION`], by file and name.
const LONG_FUNCTIONS: &[(&str, &str)] = &[("piccolo-core/src/exec/dispatch.rs", "run")];

const LONGEST_FUNCTION: usize = 100;

/// The most lines of a file, [`LONG_FUNCTIONS`] aside.
const LONGEST_FILE: usize = 1000;

/// Names that say nothing about what a module is for.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "misc", "common", "shared", "inner"];

/// A Rust file of the workspace.
struct File {
    /// Relative to the workspace, with `/`.
    path: String,
    source: String,
    /// The source without comments and literals.
    code: String,
}

impl File {
    /// The path below `piccolo-core/src`, if it lies there.
    fn in_core(&self) -> Option<&str> {
        self.path.strip_prefix("piccolo-core/src/")
    }

    /// The complaint `text` about the line with the byte `at`.
    fn complaint(&self, at: usize, text: &str) -> String {
        let line = self.code[..at].matches('\n').count() + 1;
        format!("{}:{line}: {text}", self.path)
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut pending = vec![root.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                // What is below `tests/ui` shows mistakes.
                if !name.starts_with('.') && name != "target" && !path.ends_with("tests/ui") {
                    pending.push(path);
                }
            } else if name.ends_with(".rs") {
                files.push(read(root, path));
            }
        }
    }
    assert!(files.len() > 20, "the workspace has its source files");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read(root: &Path, path: PathBuf) -> File {
    let source = fs::read_to_string(&path).unwrap();
    let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    File { path, code: code_only(&source), source }
}

#[track_caller]
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// The positions in `code` at which `text` stands as a word of its own.
fn words<'a>(code: &'a str, text: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(text)
        .map(|(at, _)| at)
        .filter(move |&at| word(&code[at..]) == text && !code[..at].ends_with(part_of_word))
}

/// The index of the entry of [`UNSAFE`] that covers a file.
fn unsafe_entry(file: &File) -> Option<usize> {
    let path = file.in_core().unwrap_or(&file.path);
    UNSAFE.iter().position(|&(entry, ..)| path == entry || (entry.ends_with('/') && path.starts_with(entry)))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The positions and first segments of all paths that start at `crate::`, those in groups included.
fn imports(code: &str) -> Vec<(usize, &str)> {
    let mut imports = Vec::new();
    for at in words(code, "crate") {
        let Some(rest) = code[at..].strip_prefix("crate::") else { continue };
        let Some(group) = rest.strip_prefix('{') else {
            imports.push((at, word(rest)));
            continue;
        };
        let (mut depth, mut at_start) = (1, true);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 1 && at_start && !c.is_whitespace() => imports.push((at, word(&group[i..]))),
                _ => {}
            }
            if depth == 0 {
                break;
            }
            at_start = c == ',' || (at_start && c.is_whitespace());
        }
    }
    imports
}

#[test]
fn modules_import_from_their_layer_or_below() {
    let mut complaints = Vec::new();
    for file in files() {
        let Some(path) = file.in_core().filter(|&path| path != "lib.rs") else { continue };
        let module = word(path);
        let Some(own) = layer(module) else {
            complaints.push(format!("{}: `{module}` is in no layer", file.path));
            continue;
        };
        for (at, target) in imports(&file.code) {
            match layer(target) {
                Some(layer) if layer <= own => {}
                Some(_) => complaints.push(file.complaint(at, &format!("imports upwards from `{target}`"))),
                None => complaints.push(file.complaint(at, &format!("`crate::{target}` is in no layer"))),
            }
        }
    }
    assert_none(complaints);
}

#[test]
fn unsafe_stands_only_where_it_is_listed() {
    let traits = ["Collect<'gc> for ", "Held<'gc> for "];
    let mut complaints = Vec::new();
    let mut used = vec![false; UNSAFE.len()];
    for file in files() {
        let listed = unsafe_entry(&file);
        for at in words(&file.code, "unsafe") {
            let Some(listed) = listed else {
                complaints.push(file.complaint(at, "`unsafe` in a file that is not listed for it"));
                continue;
            };
            used[listed] = true;
            let implements = file.code[at..].lines().next().is_some_and(|line| {
                line.starts_with("unsafe impl") && traits.iter().any(|name| line.contains(name))
            });
            if UNSAFE[listed].1 == CollectOnly && !implements {
                complaints.push(file.complaint(at, "this file may only implement `Collect` and `Held`"));
            }
        }
    }
    let idle = UNSAFE.iter().zip(used).filter(|(_, used)| !used);
    complaints.extend(idle.map(|((path, ..), _)| format!("{path} is listed for `unsafe` and has none")));
    assert_none(complaints);
}

#[test]
fn modules_with_unsafe_state_their_invariants() {
    let stated = |file: &File| {
        let docs = file.source.lines().take_while(|line| line.starts_with("//!"));
        docs.into_iter().any(|line| line.to_lowercase().contains("invariant"))
    };
    let listed = |file: &&File| {
        let entry = unsafe_entry(file);
        entry.is_some_and(|entry| UNSAFE[entry].1 == Any) && words(&file.code, "unsafe").next().is_some()
    };
    let files = files();
    let silent = files.iter().filter(listed).filter(|file| !stated(file));
    assert_none(silent.map(|file| format!("{}: the module's doc states no invariant", file.path)).collect());
}

#[test]
fn unsafe_is_argued_for() {
    let mut complaints = Vec::new();
    for file in files() {
        for at in words(&file.code, "unsafe") {
            let next = word(file.code[at + "unsafe".len()..].trim_start());
            // An `unsafe fn` asks its callers for something; `missing_safety_doc` sees to those.
            if (next.is_empty() || next == "impl") && !is_argued_for(&file, at) {
                complaints
                    .push(file.complaint(at, "`unsafe` without a `// SAFETY:` comment before its statement"));
            }
        }
    }
    assert_none(complaints);
}

/// Whether a comment with the reason stands right before the statement, arm or item around the byte `at`.
fn is_argued_for(file: &File, at: usize) -> bool {
    let line = file.code[..at].matches('\n').count();
    let lines = file.source.lines().take(line).zip(file.code.lines()).collect::<Vec<_>>();
    let mut before = lines.into_iter().rev();
    before.try_fold((), |(), (source, code)| {
        let (source, code) = (source.trim(), code.trim_end());
        let is_comment = source.starts_with("//");
        if is_comment && source.contains("SAFETY:") {
            return Err(true);
        }
        let goes_on = is_comment || source.starts_with("#[") || !code.ends_with([';', '{', '}', ',']);
        if goes_on && !source.is_empty() { Ok(()) } else { Err(false) }
    }) == Err(true)
}

#[test]
fn files_and_functions_are_short() {
    let mut complaints = Vec::new();
    for file in files() {
        let mut lines = file.source.lines().count();
        for (line, name, length) in functions(&file.code) {
            if LONG_FUNCTIONS.contains(&(&file.path, name)) {
                lines -= length;
            } else if length > LONGEST_FUNCTION {
                complaints.push(format!("{}:{line}: `{name}` has {length} lines", file.path));
            }
        }
        if lines > LONGEST_FILE {
            complaints.push(format!("{} has {lines} lines", file.path));
        }
    }
    assert_none(complaints);
}

/// The first line, name and length of each function with a body of more than one line. The code is formatted,
/// so a function ends at the first brace that is indented like its start.
fn functions(code: &str) -> Vec<(usize, &str, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(at) = words(line, "fn").next() else { continue };
        let name = word(line[at + "fn".len()..].trim_start());
        if name.is_empty() || line.trim_end().ends_with([';', '}']) {
            continue;
        }
        let is_end = |line: &str| indentation(line) == indentation(lines[start]) && line.trim() == "}";
        if let Some(length) = lines[start..].iter().position(|line| is_end(line)) {
            functions.push((start + 1, name, length + 1));
        }
    }
    functions
}

#[test]
fn examples_have_no_ceremony() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = File { path: "README.md".to_owned(), ..read(root, root.join("README.md")) };
    // In the README, code stands between text.
    let readme = File { code: readme.source.clone(), ..readme };
    let examples = files().into_iter().filter(|file| file.path.starts_with("examples/"));
    let mut complaints = Vec::new();
    for file in examples.chain([readme]) {
        for (at, line) in file.code.lines().enumerate() {
            let found = ["rootable!", "gc::write", "stash"].map(|word| line.to_lowercase().contains(word));
            if found.contains(&true) {
                complaints.push(format!("{}:{}: hosts need not know this: {line}", file.path, at + 1));
            }
        }
    }
    assert_none(complaints);
}

#[test]
fn modules_are_named_after_what_they_are_for() {
    let mut complaints = Vec::new();
    for file in files() {
        let segments: Vec<&str> = file.path.trim_end_matches(".rs").split('/').collect();
        if segments.iter().any(|segment| EMPTY_NAMES.contains(segment)) {
            complaints.push(format!("{} has a name that says nothing", file.path));
        }
        if segments.windows(2).any(|pair| pair[0] == pair[1]) {
            complaints.push(format!("{} repeats its directory's name", file.path));
        }
    }
    assert_none(complaints);
}

#[test]
fn comments_and_literals_are_no_code() {
    let source = r##"a("\"//", 'x', '\'', b"q") /* b
c */ 'd: r#"e"f"# // g
h"##;
    let expected = "a(     ,    ,     ,     )     \n      'd:           \nh";
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeeze(&code_only(source)), squeeze(expected));
    assert_eq!(code_only(source).lines().count(), 3);
}

#[test]
fn imports_are_found_in_paths_and_groups() {
    let code =
        "use crate::object::value::Value; use crate::{\n    exec, meta::{index, call},\n    support::x,\n};";
    let names: Vec<&str> = imports(code).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["object", "exec", "meta", "support"]);
}

#[test]
fn function_lengths_are_counted() {
    let code = "impl A {\n    pub fn a(\n        b: C,\n    ) {\n        if d {\n        }\n    }\n    fn e() {}\n}\n";
    assert_eq!(functions(code), [(2, "a", 6)]);
}

#!/usr/bin/env python3
"""Checks the spec programs against any Lua interpreter.

Usage: scripts/check_spec.py INTERPRETER [ARG...] [-- FILTER...]

Every `tests/lua/**/*.lua` must print exactly the texts of its `--> ` comments,
write the texts of its `--! ` comments to stderr, and exit with status 0.
Every `tests/lua_errors/*.lua` must exit with status 1; the first line of its
stderr starts with the interpreter's name and a colon, which are not compared.
A line `--! ...` stands for any number of lines of stderr. Each program runs in
its own directory and under its bare file name, so chunk names are relative.
See tests/README.md for the whole form.
ARGs are passed to the interpreter before the file name. FILTERs are parts of
file names; a file is checked when it contains one of them.
"""

import concurrent.futures
import difflib
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent / "tests"
TIMEOUT_SECONDS = 60


def expectations(source):
    """The expected lines of stdout and of stderr, as the comments state them."""
    stdout, stderr = [], []
    for line in source.split("\n"):
        _, marker, text = line.partition("-->")
        if marker:
            stdout.append(text.removeprefix(" "))
        elif line.startswith("--!"):
            stderr.append(line.removeprefix("--!").removeprefix(" "))
    return stdout, stderr


def lines(output):
    text = output.decode("utf-8", "backslashreplace")
    return text.removesuffix("\n").split("\n") if text else []


def fill_wildcard(expected, actual):
    """`expected` with its line `...` replaced by the actual lines it stands for."""
    if "..." not in expected:
        return expected
    start = expected.index("...")
    end = len(actual) - (len(expected) - start - 1)
    return expected[:start] + actual[start : max(start, end)] + expected[start + 1 :]


def difference(name, expected, actual):
    if expected == actual:
        return []
    diff = difflib.unified_diff(expected, actual, "expected " + name, "actual " + name, lineterm="", n=1)
    return [line for line in diff][:20]


def check(command, path):
    """A list of complaints, empty when the file passes."""
    stdout, stderr = expectations(path.read_text(encoding="utf-8"))
    fails = path.parent.name == "lua_errors"
    try:
        run = subprocess.run(
            [*command, path.name],
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return [f"no end after {TIMEOUT_SECONDS} s"]
    actual = lines(run.stderr)
    if fails and actual:
        actual[0] = actual[0].partition(": ")[2]
    complaints = difference("stdout", stdout, lines(run.stdout))
    complaints += difference("stderr", fill_wildcard(stderr, actual), actual)
    if run.returncode != int(fails):
        complaints.append(f"exit status {run.returncode}")
    return complaints


def main():
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit(__doc__)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    command, filters = arguments[:split], arguments[split + 1 :]
    if os.sep in command[0]:
        command[0] = os.path.abspath(command[0])
    paths = sorted([*TESTS.glob("lua/**/*.lua"), *TESTS.glob("lua_errors/*.lua")])
    if filters:
        paths = [path for path in paths if any(part in str(path) for part in filters)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, complaints in zip(paths, pool.map(lambda path: check(command, path), paths)):
            if complaints:
                failed += 1
                print(f"FAILED {path.relative_to(TESTS)}")
                print("\n".join("    " + complaint for complaint in complaints))
    print(f"{len(paths) - failed} of {len(paths)} pass")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

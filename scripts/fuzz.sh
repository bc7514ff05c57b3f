#!/usr/bin/env bash
# Runs a target of fuzz/libfuzzer with libFuzzer under AddressSanitizer: scripts/fuzz.sh TARGET [SECONDS [LIBFUZZER-FLAG...]].
# Installs cargo-fuzz if it is missing. What was found to be interesting stays in fuzz/libfuzzer/corpus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${1:?which target? They are in fuzz/libfuzzer/targets}
seconds=${2:-1800}
shift $(($# < 2 ? $# : 2))

cargo fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz
export PICCOLO_REFERENCE=${PICCOLO_REFERENCE:-$(scripts/reference.sh | head -n 1)}

# Whole programs to begin with, where the input is source text.
corpus=fuzz/libfuzzer/corpus/$target
mkdir -p "$corpus"
case $target in
parse | compile | limits | messages) find tests/lua tests/lua_sandbox -name '*.lua' -size -8k -exec cp -n {} "$corpus" \; ;;
esac

# The sanitizer and the counters of coverage are options that stable compilers keep for themselves.
RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz/libfuzzer "$target" "$PWD/$corpus" -- \
  -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=8192 \
  -dict=fuzz/libfuzzer/lua.dict -print_final_stats=1 "$@"

#!/usr/bin/env bash
# Writes piccolo-cli/text_order.ld: which functions of the command programs really run, so that the linker puts them
# side by side and the pages of the others stay out of memory. Run it when much code was moved. Needs valgrind, and
# some minutes; arguments are the programs to watch, the benchmarks if there are none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

order=piccolo-cli/text_order.ld
[ $# -gt 0 ] || set -- benches/programs/*.lua
# Nothing is ordered while the functions are counted, so that old entries do not stay.
binary=$(PICCOLO_TEXT_ORDER=off cargo build --release -p piccolo-cli --message-format=json |
  sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

for program in "$@"; do
  # The first seconds of a program run nearly everything that it ever runs.
  timeout -s INT 8 valgrind --tool=callgrind --demangle=no --callgrind-out-file="$counts/$(basename "$program").out" \
    "$binary" "$program" >"$counts/output" 2>&1 || true
done

# What runs in all programs comes first. Patterns stand for what differs from build to build: the hashes of crates.
functions() {
  sed -n "s/^c\{0,1\}fn=([0-9]*) \([A-Za-z0-9_.\$]*\).*/\1/p" "$1" | sort -u
}
for profile in "$counts"/*.out; do functions "$profile"; done |
  grep -Fxf <(nm "$binary" | sed -n 's/^[0-9a-f]* [tTwW] //p') |
  sed -E 's/\.llvm\.[0-9]+$/*/; s/Cs[0-9A-Za-z]+_([0-9])/Cs*_\1/g' |
  sort | uniq -c | sort -k1,1nr -k2 |
  awk 'BEGIN {
         print "/* The functions that ordinary programs run, as scripts/text_order.sh found them. */"
         print "SECTIONS {\n  .text.ran : {"
       }
       { print "    *(.text." $2 " .text.unlikely." $2 ")" }
       END { print "  }\n}\nINSERT BEFORE .text;" }' >"$order"
echo "$order: $(grep -c 'text\._R' "$order") functions"

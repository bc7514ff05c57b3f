#!/usr/bin/env bash
# Runs the official test suite with the `piccolo` command, in its user mode and in full, and prints the score.
# Arguments go to the harness: `user::` runs the user mode only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

paths=$(scripts/reference.sh)
PICCOLO_PUC_TESTS=$(tail -n 1 <<<"$paths")
export PICCOLO_PUC_TESTS

cargo test --quiet --profile tests --test conformance -- "$@"

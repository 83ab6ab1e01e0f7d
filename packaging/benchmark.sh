#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# benchmark.sh [SIZE …]: builds Release, makes mailboxes of these sizes (10000 and 100000 unless told; 1000000 is for a patient
# reader) and prints every figure beside that of a peer or floor in the same run. tests/benchmarks/README.md has what came out.
# QN_BENCHMARK_PRESET=dev measures another build.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${QN_BENCHMARK_PRESET:-release}
log=build/benchmark-build.log
mkdir -p build
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
if ! { cmake --preset "$preset" && cmake --build "build/$preset" --target qingniao qingniaoctl benchmarks; } >"$log" 2>&1; then
  tail -n 60 "$log" >&2
  exit 1
fi
QT_LOGGING_RULES="*.info=false" packaging/with-desktop.sh python3 tests/benchmarks/benchmark.py "$PWD/build/$preset" "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fuzz.sh [SECONDS]: builds the libFuzzer targets of tests/fuzz with Clang and runs each of them that long (20 s unless told),
# beginning with tests/fuzz/corpus/TARGET and what earlier runs found (build/fuzz/found/TARGET). A failing input stays in
# build/fuzz/failed; run it alone with build/fuzz/targets/TARGET FILE.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
mkdir -p build/fuzz/failed
if ! { cmake --preset fuzz && cmake --build --preset fuzz; } >build/fuzz/build.log 2>&1; then
  tail -n 60 build/fuzz/build.log >&2
  exit 1
fi
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
failed=0
for target in build/fuzz/targets/*fuzz; do
  name=$(basename "$target")
  mkdir -p "build/fuzz/found/$name"
  log=build/fuzz/$name.log
  if "$target" -max_total_time="$seconds" -max_len=20000 -timeout=10 -rss_limit_mb=1024 -use_value_profile=1 \
      -artifact_prefix="build/fuzz/failed/$name-" "build/fuzz/found/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
    echo "$name: $(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$log" | tail -n 1)s, nothing found"
  else
    tail -n 40 "$log" >&2
    echo "$name FAILED; the input is in build/fuzz/failed, the output in $log." >&2
    failed=1
  fi
done
exit $failed

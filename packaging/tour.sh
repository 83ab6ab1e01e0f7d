#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tour.sh BIN_DIR OUT_DIR: walks through the main job against the built-in server, in real windows under Xvfb, in English and
# in Chinese, and leaves a screenshot of every step.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
out=$2
rm -rf "$out"
for language in en zh_CN; do
  mkdir -p "$out/$language"
  data=$(mktemp -d)
  if ! QN_LANGUAGE=$language "$here/with-desktop.sh" "$bin/qingniao_tour" --data-dir "$data" --out "$out/$language" >"$out/$language/tour.log" 2>&1; then
    tail -n 20 "$out/$language/tour.log" >&2
    echo "The tour stopped; its output is in $out/$language/tour.log and the last screenshot beside it." >&2
    rm -rf "$data"
    exit 1
  fi
  rm -rf "$data"
done
echo "The tour is done. Screenshots:"
find "$out" -name '*.png' | sort

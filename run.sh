#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is needed, builds Qingniao and opens it. Without a display it walks through the main job in real windows
# under Xvfb instead, and leaves a screenshot of every step in build/tour/. Arguments go to the program.
set -euo pipefail
cd "$(dirname "$0")"

packaging/install-dependencies.sh build
log=build/run.log
mkdir -p build
build() {
  cmake --preset release -DBUILD_TESTING=OFF && cmake --build --preset release --target qingniao qingniaoctl qingniao_webview qingniao_tour
}
echo "Building Qingniao (the first time takes some minutes) …"
if ! build >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "The build failed; its whole output is in $log." >&2
  exit 1
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
  exec build/release/bin/qingniao "$@"
fi
echo "There is no display: taking the tour under Xvfb."
exec packaging/tour.sh build/release/bin build/tour

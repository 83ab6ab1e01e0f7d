#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is needed, builds and runs the tests: all of them with GCC, in a desktop session of their own (Xvfb, keyring),
# then the part without windows once more with Clang under AddressSanitizer and UndefinedBehaviorSanitizer, then some seconds
# of fuzzing (a whole run only).
# test.sh [ctest arguments]: for example ./test.sh -R store
set -euo pipefail
cd "$(dirname "$0")"

packaging/install-dependencies.sh test
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
mkdir -p build

say() { printf '\n== %s\n' "$*"; }
build() { # preset, cmake arguments
  local preset=$1 log=build/$1.log
  shift
  if ! { cmake --preset "$preset" "$@" && cmake --build --preset "$preset"; } >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "The build of preset $preset failed; its whole output is in $log." >&2
    exit 1
  fi
}

say "OpenID provider of the sign-in tests"
if ! cmp -s tests/auth/oidc/package-lock.json build/oidc/package-lock.json; then
  mkdir -p build/oidc
  cp tests/auth/oidc/package.json tests/auth/oidc/package-lock.json build/oidc/
  if ! npm ci --prefix build/oidc --no-audit --no-fund >build/npm.log 2>&1; then
    tail -n 20 build/npm.log >&2
    rm -f build/oidc/package-lock.json
    echo "npm could not install the OpenID provider; its output is in build/npm.log." >&2
    exit 1
  fi
fi

say "Building with GCC (preset dev)"
build dev
say "Tests"
packaging/with-desktop.sh ctest --preset dev -j2 "$@"

say "Building with Clang and sanitizers (preset asan)"
build asan -DQN_GUI=OFF
say "Tests under AddressSanitizer and UndefinedBehaviorSanitizer"
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
packaging/with-desktop.sh ctest --preset asan -j2 "$@"

if [ $# -eq 0 ]; then
  say "Fuzzing the readers of mail, of the Open API and of queries"
  packaging/fuzz.sh 8
fi

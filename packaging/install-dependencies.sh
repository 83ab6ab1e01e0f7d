#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# install-dependencies.sh build|test: installs what building (or also testing) Qingniao needs on Debian 12 and later.
# Asks nothing, does nothing where everything is there already.
set -euo pipefail

build=(cmake ninja-build g++ ccache pkg-config git
  qt6-base-dev qt6-webengine-dev qt6-httpserver-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-svg-dev
  qtkeychain-qt6-dev qcoro-qt6-dev libexpected-dev libgmime-3.0-dev libsqlite3-dev libicu-dev libsecret-1-dev zlib1g-dev libfontconfig-dev
  fonts-noto-cjk fonts-noto-core libgl1-mesa-dri qt6-wayland
  xvfb dbus dbus-x11 gnome-keyring qt6-translations-l10n openbox imagemagick x11-utils)
test=(clang libclang-rt-14-dev gzip python3 python3-requests python3-yaml python3-jsonschema libpython3.11-testsuite
  openssl xdotool curl libsecret-tools dovecot-imapd radicale python3-aiosmtpd)

wanted=("${build[@]}")
[ "${1:-build}" = test ] && wanted+=("${test[@]}")
here=$(cd "$(dirname "$0")" && pwd)
courier() { [ "${1:-build}" != test ] || "$here/courier.sh" "$here/../build/courier"; }

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
# Node.js need not come from Debian; npm comes with it elsewhere and is a package of its own there.
if [ "${1:-build}" = test ]; then
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
fi
if [ ${#missing[@]} -eq 0 ]; then
  courier "$@"
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "These Debian packages are needed, and this system has no apt-get to install them: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Run this once as root, or install sudo. Needed: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp)
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 install -y --no-install-recommends "${missing[@]}"; }
if ! { "${as_root[@]}" apt-get -o Acquire::Retries=3 update && install; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "The packages could not be installed. The end of apt-get's output is above; is the network up?" >&2
  exit 1
fi
rm -f "$log"
courier "$@"

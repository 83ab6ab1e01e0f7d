#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# courier.sh FOLDER: unpacks Courier's IMAP server there, for tests. It is not installed: its package would take Dovecot's place and start
# services. Needs no root. Does nothing where it is there already.
set -euo pipefail
folder=${1:?courier.sh FOLDER}
[ -x "$folder/usr/bin/imapd" ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "The tests want Courier's imapd below $folder, and this system has no apt-get to fetch it." >&2
  exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fetch() {
  local libraries
  # Libraries that a Debian has anyway are left out; of alternatives all that exist are taken.
  libraries=$(apt-cache depends courier-imap | sed -n 's/^ *|\?Depends: \(lib[^ ]*\)$/\1/p' | grep -vx 'libc6\|libgcc-s1\|libstdc++6')
  # shellcheck disable=SC2086
  (cd "$scratch" && apt-get download courier-imap courier-base courier-authlib $libraries)
}
log=$scratch/log
if ! fetch >"$log" 2>&1; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  if ! { "${as_root[@]}" apt-get update && fetch; } >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Courier's packages could not be fetched. The end of apt-get's output is above; is the network up?" >&2
    exit 1
  fi
fi
mkdir -p "$scratch/root"
for package in "$scratch"/*.deb; do
  dpkg-deb -x "$package" "$scratch/root"
done
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
mv "$scratch/root" "$folder"

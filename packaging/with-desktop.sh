#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-desktop.sh COMMAND …: runs a command in a desktop session of its own: Xvfb with a window manager, a session bus and
# an unlocked keyring that lasts as long as the command. Touches neither the user's keyring nor their settings.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" || :' EXIT
export XDG_RUNTIME_DIR=$scratch/run XDG_DATA_HOME=$scratch/data XDG_CONFIG_HOME=$scratch/config XDG_CACHE_HOME=$scratch/cache
mkdir -p -m 700 "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
export QT_QPA_PLATFORM=xcb XDG_CURRENT_DESKTOP=GNOME
[ "$(id -u)" -eq 0 ] && export QTWEBENGINE_DISABLE_SANDBOX=1
inner='
  eval "$(printf "pw\n" | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
  openbox >/dev/null 2>&1 &
  ready() {
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
      string:org.freedesktop.secrets 2>/dev/null | grep -q true &&
      xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q "window id"
  }
  for _ in $(seq 300); do ready && break; sleep 0.1; done
  ready || echo "with-desktop.sh: the keyring or the window manager has not come up" >&2
  set +e
  "$@"
  code=$?
  kill %1 2>/dev/null
  pkill -P $$ gnome-keyring-d 2>/dev/null
  exit $code'
xvfb-run -a -s "-screen 0 ${QN_SCREEN:-1600x1200x24} -dpi 96" dbus-run-session -- bash -c "$inner" with-desktop "$@"

#!/usr/bin/env bash
# Debian's Chromium for the tests of the dashboard, where it can be had; else a line that says why not.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null; then echo "chromium: not installed (no apt-get here); browser tests will be skipped"; exit 0; fi
if [ "$(id -u)" != 0 ]; then echo "chromium: not installed (not root); browser tests will be skipped"; exit 0; fi
export DEBIAN_FRONTEND=noninteractive
if apt-get update -qq >/dev/null && apt-get install -y -qq chromium >/dev/null; then
    echo "chromium: installed"
else
    echo "chromium: could not be installed; browser tests will be skipped"
fi

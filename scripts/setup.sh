#!/usr/bin/env bash
# Make .venv (or $VENV) and install Tradewind with the pinned, hashed dependencies of constraints.txt.
# usage: scripts/setup.sh EXTRA[,EXTRA]     e.g. scripts/setup.sh web,test
# Needs a Python from 3.11 on with its venv module, and nothing else. PYTHON=… chooses one.
set -euo pipefail
cd "$(dirname "$0")/.."
extras="${1:-web}"
venv="${VENV:-.venv}"
export UV_LINK_MODE="${UV_LINK_MODE:-copy}" PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS="${UV_NO_PROGRESS:-1}"

works() { # a name on PATH may be a shim of a version that is not chosen, so it is tried
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

choose_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        if works "$candidate"; then echo "$candidate"; return; fi
    done
    echo "error: no Python from 3.11 on with its venv module was found. Try: apt-get install python3 python3-venv" >&2
    exit 2
}

if ! works "$venv/bin/python" || ! scripts/venv_is_here.sh "$venv"; then
    python="$(choose_python)"
    echo "setup: $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
if ! "$venv/bin/python" -m uv --version >/dev/null 2>&1; then
    pinned="$(mktemp)"
    trap 'rm -f "$pinned"' EXIT
    awk '/^uv==/ {on=1} on {print} on && !/\\$/ {exit}' constraints.txt >"$pinned"
    echo "setup: uv"
    "$venv/bin/python" -m pip install -qq --require-hashes -r "$pinned"
fi
echo "setup: tradewind[$extras] and its pinned dependencies"
"$venv/bin/python" -m uv pip install --quiet --python "$venv/bin/python" --constraints constraints.txt \
    --build-constraints constraints.txt --editable ".[$extras]"
"$venv/bin/tradewind" --version

#!/usr/bin/env bash
# Make .venv-peers (or $VENV) of the peers that can't share an environment with Tradewind: they ask for an older numpy.
# `tradewind bench kernel` finds them there, or where PEERS_PYTHON says. PYTHON=… chooses the Python: from 3.12 on
# NautilusTrader's newest version is installed, on 3.11 its last one for that.
set -euo pipefail
cd "$(dirname "$0")/.."
venv="${VENV:-.venv-peers}"
works() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
for python in ${PYTHON:+"$PYTHON"} python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23].*/bin/python3 python3.11 python3; do
    if works "$python"; then break; fi
done
echo "setup: $venv with $("$python" --version)"
rm -rf "$venv"
"$python" -m venv "$venv"
UV_LINK_MODE="${UV_LINK_MODE:-copy}" "${UV_PYTHON_BIN:-.venv/bin/python}" -m uv pip install --quiet --require-hashes \
    --python "$venv/bin/python" -r constraints-peers.txt
"$venv/bin/python" -c 'import nautilus_trader, hftbacktest; print(nautilus_trader.__version__, hftbacktest.__version__)'

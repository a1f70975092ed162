#!/usr/bin/env bash
# Whether the virtual environment $1 works and was made where it lies: its programs name the place where it was made, so
# that a copied or moved one would run the other's Python.
set -euo pipefail
prefix="$("$1/bin/python" -c 'import sys; print(sys.prefix)' 2>/dev/null)" || exit 1
grep -qF "$prefix" "$1/bin/activate" 2>/dev/null

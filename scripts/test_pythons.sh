#!/usr/bin/env bash
# Run the suite on each Python 3.11 to 3.13 that is installed, each in a .venv-VERSION of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
ran=0
for version in 3.11 3.12 3.13; do
    python=""
    for candidate in "python$version" "$HOME"/.pyenv/versions/"$version".*/bin/python3; do
        if "$candidate" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" >/dev/null 2>&1; then
            python="$candidate"
            break
        fi
    done
    if [ -z "$python" ]; then echo "Python $version: not installed here, left out"; continue; fi
    echo "Python $version: $("$python" --version)"
    PYTHON="$python" VENV=".venv-$version" scripts/setup.sh web,test
    ".venv-$version/bin/python" -m pytest -n "${TEST_WORKERS:-2}" -m "not deep"
    ran=$((ran + 1))
done
if [ "$ran" = 0 ]; then echo "error: none of Python 3.11 to 3.13 is installed" >&2; exit 2; fi
echo "the suite passed on $ran Python versions"

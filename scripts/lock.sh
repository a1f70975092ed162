#!/usr/bin/env bash
# Write constraints.txt anew: every dependency of every extra, pinned and hashed, for Python 3.11 to 3.13.
# Run it after a change of pyproject.toml; it names no index, so that it works with whichever one is configured.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-.venv/bin/python}"
"$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file constraints.new pyproject.toml scripts/setup.in
{
    echo "# Pinned and hashed dependencies for Python 3.11 to 3.13; written by scripts/lock.sh."
    cat constraints.new
} > constraints.tmp
rm constraints.new
mv constraints.tmp constraints.txt
grep -c '==' constraints.txt

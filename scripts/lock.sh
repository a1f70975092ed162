#!/usr/bin/env bash
# Write constraints.txt anew: every dependency of every extra, pinned and hashed, for Python 3.11 to 3.13.
# Run it after a change of pyproject.toml; it names no index, so that it works with whichever one is configured.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-.venv/bin/python}"

lock() { # FILE INPUT…
    local file="$1"
    shift
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file "$file.new" "$@"
    {
        echo "# Pinned and hashed dependencies for Python 3.11 to 3.13; written by scripts/lock.sh."
        cat "$file.new"
    } > "$file.tmp"
    rm "$file.new"
    mv "$file.tmp" "$file"
    echo "$file: $(grep -c '==' "$file")"
}

extras() { # those that share one environment, or with "apart" the dependencies of the one that does not
    "$python" - "$@" <<'END'
import sys, tomllib
extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]
apart = extras.pop("peers-apart")
print(*(apart if sys.argv[1:] else (f"--extra={name}" for name in extras)), sep="\n")
END
}

mapfile -t shared < <(extras)
extras apart > peers.in
trap 'rm -f peers.in' EXIT
lock constraints-peers.txt peers.in
lock constraints.txt "${shared[@]}" pyproject.toml scripts/setup.in

"""Check the dashboard's types and run its tests, with the Node.js that builds it."""

from __future__ import annotations

import subprocess
import sys

from build_web import WEB, BuildError, find_npm, install


def main() -> int:
    """0: fine; 1: a check failed; 2: it could not be run, which is no success."""
    try:
        _, npm = find_npm()
        install(npm)
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    outcome: subprocess.CompletedProcess[str] = npm(["run", "check"], {})
    print(outcome.stdout[-2000:])
    print(outcome.stderr[-2000:], file=sys.stderr)
    print(f"dashboard {WEB.name}/: {'checked' if outcome.returncode == 0 else 'check failed'}")
    return 1 if outcome.returncode else 0


if __name__ == "__main__":
    sys.exit(main())

"""Paper nodes to be killed: a parent that has everything loaded forks one process for each life of the node.

`python node_process.py FOLDER COUNT`, then for each life a line on standard input: `FROM SECONDS`, where FROM is `start` or `open`, kills it
(kill -9) that long after it was started or had the session open; `never` lets it come to its end. Lines that it prints are passed on.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def life(folder: Path, bars, setup, say: int) -> None:
    """One node from start to end, saying after each pause how many moments are done."""
    session = Desk(folder, bars, setup).open()
    os.write(say, b"open %d\n" % session.node.status().bars_done)
    session.node.start()
    while not session.node.finished:
        session.node.wait(0.001)
        os.write(say, b"done %d\n" % session.node.status().bars_done)
    session.close()
    os.write(say, b"ended 0\n")


def watch(child: int, heard: int, kill_from: str, seconds: float) -> str:
    """Kill the child in time, and return all that it said."""
    said = os.read(heard, 4096) if kill_from == "open" else b""
    if kill_from != "never":
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    while more := os.read(heard, 4096):
        said += more
    os.waitpid(child, 0)
    return said.decode()


def main(folder: Path, count: int) -> None:
    bars = some("AAPL", "IBM", count=count)
    setup = setup_for(bars)
    setup.machine()
    for line in sys.stdin:
        kill_from, seconds = line.split()
        heard, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            life(folder, bars, setup, say)
            os._exit(0)
        os.close(say)
        said = watch(child, heard, kill_from, float(seconds))
        os.close(heard)
        print(" ".join(said.split()) or "nothing 0", flush=True)


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
    from tests.live.conftest import Desk, setup_for, some

    main(Path(sys.argv[1]), int(sys.argv[2]))

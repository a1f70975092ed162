"""Paper nodes to be killed: a parent that has everything loaded forks one process for each life of the node.

`python node_process.py FOLDER COUNT`, then for each life a line on standard input, `MOMENTS SECONDS`: it is killed (kill -9) so
many seconds after it has said that so many moments were done (-1: after its start); `never 0` lets it come to its end. What it said is
passed on.
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


def watch(child: int, heard: int, moments: str, seconds: float) -> str:
    """Kill the child in time, and return all that it said."""
    said = b""
    if moments != "never":
        while moments != "-1" and (more := os.read(heard, 4096)):
            said += more
            done = [int(word) for word in said.split()[1::2]]
            if b"ended" in said or done[-1] >= done[0] + int(moments):
                break
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
        moments, seconds = line.split()
        heard, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            life(folder, bars, setup, say)
            os._exit(0)
        os.close(say)
        said = watch(child, heard, moments, float(seconds))
        os.close(heard)
        print(" ".join(said.split()) or "nothing 0", flush=True)


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
    from tests.live.conftest import Desk, setup_for, some

    main(Path(sys.argv[1]), int(sys.argv[2]))

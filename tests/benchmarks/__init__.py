"""Benchmarks: each compares one of our commands with its peer, in the same run, on the same machine.

A script is a module here with `PEER` (one line: what it is compared with) and `measure() -> list[Result]`.
`python -m tests.benchmarks.run` (`make bench`) runs every script and writes docs/benchmarks.md. Seconds differ
between machines, ratios hardly: targets are ratios, or a limit of memory.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

# On Linux the peak memory of a process starts at that of the process it was forked from: this one is small.
_LAUNCH = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(json.dumps([time.perf_counter() - began, os.waitstatus_to_exitcode(status), usage.ru_maxrss]))
"""


class Result(NamedTuple):
    """One measurement: medians over all rounds, and the ratio of ours to the peer's round by round."""

    name: str
    """What was measured: `check, real tables (5,530 rows)`."""
    ours: float
    """Median, in `unit`."""
    peer: float | None
    """Median of the peer in `unit`; None where a limit is the target."""
    ratio: float | None
    """Median of ours divided by the peer's in the same round."""
    spread: tuple[float, float] | None
    """Lowest and highest ratio of all rounds."""
    target: float | None
    """The highest ratio allowed; without a peer the highest value of `ours`. None: reported only."""
    unit: str = "s"

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        measured = self.ours if self.ratio is None else self.ratio
        return None if self.target is None else measured <= self.target


def run(command: Sequence[str | Path], cwd: Path = ROOT) -> tuple[float, float]:
    """Seconds of wall clock and peak resident memory (MiB) of one process. Raises if its status is above 1."""
    launch = [sys.executable, "-c", _LAUNCH, *map(str, command)]
    done = subprocess.run(launch, cwd=cwd, capture_output=True, text=True, check=True)
    seconds, status, peak = json.loads(done.stdout)
    if status not in {0, 1}:
        raise subprocess.CalledProcessError(status, launch[3:])
    return seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024)  # bytes on macOS, KiB on Linux


def compare(name: str, ours: Sequence[float], peer: Sequence[float], target: float | None = None) -> Result:
    """The result of rounds measured in turn: `ours[n]` and `peer[n]` belong to round n."""
    ratios = [one / other for one, other in zip(ours, peer, strict=True)]
    spread = min(ratios), max(ratios)
    return Result(name, statistics.median(ours), statistics.median(peer), statistics.median(ratios), spread, target)

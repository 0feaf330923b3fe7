"""Benchmarks: each compares one of our commands with its peers, in the same run, on the same machine.

A script is a module here with `PEER` (one line: what it is compared with) and `measure() -> list[Result]`; the
page has its docstring, but for indented commands, above its table.
`python -m tests.benchmarks.run` (`make bench`) runs every script and writes docs/benchmarks.md. Seconds differ
between machines, ratios hardly: targets are ratios, or a limit of memory.

Ours and a peer run in turn, each in a process of its own, from its start to its end: what a person waits for.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

Command = Sequence[str | Path]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""With it, every import would compile what an installation has compiled."""

# On Linux the peak memory of a process starts at that of the process it was forked from: this one is small.
_LAUNCH = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - began
print(json.dumps([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))
"""


class Cost(NamedTuple):
    """What one process cost: seconds of wall clock and of processor time, and peak resident memory in MiB."""

    seconds: float
    cpu: float
    mib: float


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
    cpu: float | None = None
    """Median ratio of processor time, where that was measured: it hardly feels what else the machine does."""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        measured = self.ours if self.ratio is None else self.ratio
        return None if self.target is None else measured <= self.target


def cost(command: Command, cwd: Path = ROOT, highest: int = 0) -> Cost:
    """What one process costs. Raises if its status is above the highest one that is no failure."""
    launch = [sys.executable, "-c", _LAUNCH, *map(str, command)]
    done = subprocess.run(launch, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    seconds, cpu, peak, status = json.loads(done.stdout)
    if not 0 <= status <= highest:
        raise subprocess.CalledProcessError(status, launch[3:])
    return Cost(seconds, cpu, peak / (1024 * 1024 if sys.platform == "darwin" else 1024))  # bytes on macOS, else KiB


def in_turn(rounds: int, *commands: Command, cwd: Path = ROOT) -> list[list[Cost]]:
    """What each command cost in every round; in a round they run one after the other."""
    measured = [[cost(command, cwd) for command in commands] for _ in range(rounds)]
    return [list(costs) for costs in zip(*measured, strict=True)]


def said(script: str, cwd: Path = ROOT) -> str:
    """What a Python script prints. Raises if it fails."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


def compare(name: str, ours: Iterable[float], peer: Iterable[float], target: float | None = None) -> Result:
    """The result of rounds measured in turn: `ours[n]` and `peer[n]` belong to round n."""
    ours, peer = [*ours], [*peer]
    ratios = [one / other for one, other in zip(ours, peer, strict=True)]
    spread = min(ratios), max(ratios)
    return Result(name, statistics.median(ours), statistics.median(peer), statistics.median(ratios), spread, target)


def time(name: str, ours: Sequence[Cost], peer: Sequence[Cost], target: float | None = None) -> Result:
    """Wall clock of ours and of a peer, round by round, with the ratio of their processor time."""
    cpu = compare(name, (one.cpu for one in ours), (one.cpu for one in peer)).ratio
    found = compare(name, (one.seconds for one in ours), (one.seconds for one in peer), target)
    return found._replace(name=f"{name}: time", cpu=cpu)


def memory(name: str, ours: Sequence[Cost], peer: Sequence[Cost], target: float | None = None) -> Result:
    """Peak memory of ours and of a peer, round by round."""
    found = compare(name, (one.mib for one in ours), (one.mib for one in peer), target)
    return found._replace(name=f"{name}: memory", unit="MiB")


def limited(name: str, value: float, limit: float | None = None, unit: str = "s") -> Result:
    """A value of ours that has a limit, or none, and no peer."""
    return Result(name, value, None, None, None, limit, unit)

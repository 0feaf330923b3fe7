"""The fast check against the full one, whole processes in turn, after one round that nobody counts.

    python tests/benchmarks/fast_against_full.py [ROUNDS]

Prints the median of each and the ratio of the medians (target: at most 0.2). Exit status 1 when it
is missed. It is no unit test: machines differ.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECK = [sys.executable, "-m", "sino_pak_data", "check"]
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As after an installation: modules are compiled once, not in every process."""


def seconds(command: list[str]) -> float:
    """How long one process takes."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=COMPILED, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def main(rounds: int) -> int:
    pairs = [(seconds([*CHECK, "--fast"]), seconds(CHECK)) for _ in range(rounds + 1)][1:]
    fast, full = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"fast {fast:.2f} s, full {full:.2f} s, ratio {fast / full:.3f}")
    return int(fast / full > 0.2)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))

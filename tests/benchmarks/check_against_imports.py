"""The whole check against a process that only imports its two libraries, cold, in turn.

    python tests/benchmarks/check_against_imports.py [ROUNDS]

Prints the median of each, their ratio (target: at most 2) and the peak memory (target: at most
400 MB). Exit status 1 when a target is missed. It is no unit test: machines differ.
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
IMPORTS = [sys.executable, "-c", "import frictionless, pandera.pandas"]


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak resident memory (MB) of one process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main(rounds: int) -> int:
    pairs = [(run(CHECK), run(IMPORTS)) for _ in range(rounds)]
    check = statistics.median(one[0] for one, _ in pairs)
    imports = statistics.median(other[0] for _, other in pairs)
    ratio = statistics.median(one[0] / other[0] for one, other in pairs)
    memory = max(one[1] for one, _ in pairs)
    print(f"check {check:.2f} s, imports alone {imports:.2f} s, ratio {ratio:.2f}, peak {memory:.0f} MB")
    return int(ratio > 2 or memory > 400)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))

"""`import sino_pak_data` against an interpreter that does nothing."""

from __future__ import annotations

import sys

from tests.benchmarks import Result, compare, run

PEER = "python -c pass"
ROUNDS = 30


def measure() -> list[Result]:
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(run([sys.executable, "-c", "import sino_pak_data"])[0])
        bare.append(run([sys.executable, "-c", "pass"])[0])
    return [compare("import sino_pak_data", ours, bare, target=1.4)]


if __name__ == "__main__":
    print(*measure(), sep="\n")

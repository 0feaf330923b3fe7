"""`import sino_pak_data` against an interpreter that does nothing."""

from __future__ import annotations

import sys

from tests.benchmarks import Result, in_turn, time

PEER = "python -c pass"
ROUNDS = 30


def measure(rounds: int = ROUNDS) -> list[Result]:
    ours, bare = in_turn(rounds, [sys.executable, "-c", "import sino_pak_data"], [sys.executable, "-c", "pass"])
    return [time("import sino_pak_data", ours, bare, target=1.4)]


if __name__ == "__main__":
    print(*measure(), sep="\n")

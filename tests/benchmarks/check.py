"""The check of all rules against `frictionless validate` of the same descriptor, for the real tables and larger ones.

    python -m tests.benchmarks.check_against_frictionless

The largest copy is checked for its memory; frictionless is left out there, for it takes a minute.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import ROOT, Result, compare, run
from tests.benchmarks.growth import grow

PEER = "frictionless validate"
_ROUNDS = 5


def measure() -> list[Result]:
    """Ratios of time for 16,600 and 124,000 rows, peak memory for 600,000."""
    with tempfile.TemporaryDirectory() as scratch:
        middle, large = Path(scratch) / "124000", Path(scratch) / "600000"
        grow(middle, 124_000)
        grow(large, 600_000)
        seconds, mib = _check(large)
        return [
            _against("check, the real tables", ROOT, 0.4),
            _against("check, 124,000 observations", middle, 0.3),
            Result("check, 600,000 observations", seconds, None, None, None, None),
            Result("check, 600,000 observations: peak memory", mib, None, None, None, 1024, "MiB"),
        ]


def _against(name: str, folder: Path, target: float) -> Result:
    rounds = [(_check(folder)[0], run(_peer(), folder)[0]) for _ in range(_ROUNDS)]
    return compare(name, [ours for ours, _ in rounds], [peer for _, peer in rounds], target)


def _check(folder: Path) -> tuple[float, float]:
    return run([sys.executable, "-m", "sino_pak_data", "check"], folder)


def _peer() -> list[str | Path]:
    return [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json"]


if __name__ == "__main__":
    print(*measure(), sep="\n")

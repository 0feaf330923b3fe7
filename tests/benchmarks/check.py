"""The check of all rules against `frictionless validate` of the same descriptor, for the real tables and larger ones.

The bare imports are an interpreter that imports what a check imports of the standard library and of others, and ends. The
largest copy is checked for its memory; frictionless is left out there, for it takes a minute.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import ROOT, Command, Result, cost, in_turn, limited, said, time
from tests.benchmarks.growth import grow

PEER = "the peer named"
ROUNDS = 5
_CHECK = [sys.executable, "-m", "sino_pak_data", "check"]
_FRICTIONLESS = [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json"]
_IMPORTED = """
import contextlib, io, sys
from sino_pak_data.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
    main(["check"])
names = [name for name in sys.modules if not name.startswith(("sino_pak_data", "__main__")) and sys.modules[name]]
print(*sorted(names), sep=",")
"""


def measure(sizes: tuple[int, int] = (124_000, 600_000), rounds: int = ROUNDS) -> list[Result]:
    """Ratios of time for the real tables and a larger copy, time and peak memory for the largest."""
    with tempfile.TemporaryDirectory() as scratch:
        middle, large = (Path(scratch) / str(rows) for rows in sizes)
        for folder, rows in ((middle, sizes[0]), (large, sizes[1])):
            grow(folder, rows)
        whole = cost(_CHECK, large)
        return [
            _against("frictionless", _FRICTIONLESS, "the real tables", ROOT, rounds, 0.4),
            _against("bare imports", bare_imports(), "the real tables", ROOT, rounds),
            _against("frictionless", _FRICTIONLESS, f"{sizes[0]:,} observations", middle, rounds, 0.3),
            limited(f"{sizes[1]:,} observations: time", whole.seconds),
            limited(f"{sizes[1]:,} observations: memory", whole.mib, 1024, "MiB"),
        ]


def _against(peer: str, command: Command, what: str, folder: Path, rounds: int, target: float | None = None) -> Result:
    return time(f"{what}, against {peer}", *in_turn(rounds, _CHECK, command, cwd=folder), target)


def bare_imports() -> Command:
    """An interpreter that imports every module that a check has imported at its end, our own excepted."""
    return [sys.executable, "-c", f"import {said(_IMPORTED).strip()}"]


if __name__ == "__main__":
    print(*measure(), sep="\n")

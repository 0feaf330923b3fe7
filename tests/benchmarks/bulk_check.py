"""`bulk check` of generated events, every problem with its line and column, against peers that check the same rules.

frictionless reads a million rows only, the peers in memory ten million. The scan of DuckDB reads the same file with its own
types. The slope is the time of a hundred million rows by that of ten million; ten is linear. `BULK_MILLIONS=10 make bench` stops
at ten: a hundred million rows are a file of 5 GB.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import Cost, Result, cost, limited, time
from tests.benchmarks.generate import write, write_schema

PEER = "the peer named"
_MILLION = 10**6
_SIZES = {
    1: (3, ("frictionless", "pandera", "dataframely", "duckdb")),
    10: (3, ("pandera", "dataframely", "duckdb")),
    100: (1, ("duckdb",)),
}
"""Rounds and peers, by millions of rows."""
_TARGETS = {"frictionless": 0.1, "duckdb": 1.5}
_MEMORY = 2048


def measure(most: int = int(os.environ.get("BULK_MILLIONS", "100"))) -> list[Result]:
    """Times for 1, 10 and 100 million rows, the peak memory and the slope of the largest."""
    results, seconds = [], {}
    with tempfile.TemporaryDirectory() as scratch:
        schema, csv = write_schema(Path(scratch) / "events.json"), Path(scratch) / "events.csv"
        for millions, (rounds, peers) in _SIZES.items():
            if millions > most:
                break
            write(millions * _MILLION, csv)
            name, peak = f"{millions:,} million rows", 0.0
            for peer in filter(_there, peers):
                ours, theirs = _in_turn(csv, schema, peer, rounds)
                label = f"{name}, against {peer}{' (scan alone)' if peer == 'duckdb' else ''}"
                results.append(time(label, ours, theirs, _TARGETS.get(peer)))
                seconds[millions], peak = results[-1].ours, max(one.mib for one in ours)
            results.append(limited(f"{name}: memory", peak, _MEMORY, "MiB"))
    if {10, 100} <= seconds.keys():
        results.append(limited("slope from 10 to 100 million rows", seconds[100] / seconds[10], unit="times"))
    return results


def _there(peer: str) -> bool:
    return find_spec({"pandera": "pandera.polars"}.get(peer, peer)) is not None


def _in_turn(csv: Path, schema: Path, peer: str, rounds: int) -> tuple[list[Cost], list[Cost]]:
    """What ours and a peer cost in each round; both end with 1, as there are bad rows."""
    both = [(cost(_ours(csv, schema), highest=1), cost(_theirs(csv, schema, peer), highest=1)) for _ in range(rounds)]
    return [ours for ours, _ in both], [theirs for _, theirs in both]


def _ours(csv: Path, schema: Path) -> list[str | Path]:
    return [sys.executable, "-m", "sino_pak_data", "bulk", "check", csv, "--schema", schema, "--memory", "1GB"]


def _theirs(csv: Path, schema: Path, peer: str) -> list[str | Path]:
    if peer == "frictionless":
        tool = Path(sys.executable).with_name("frictionless")
        return [tool, "validate", csv, "--schema", schema, "--limit-errors", "1000000", "--trusted"]
    return [sys.executable, "-m", "tests.benchmarks.bulk_peers", peer, csv]


if __name__ == "__main__":
    print(*measure(), sep="\n")

"""`bulk check` of generated events, every problem with its line and column, against peers that check the same rules.

    python -m tests.benchmarks.bulk_check [MOST_ROWS]

frictionless reads a million rows only, the peers in memory ten million. The scan of DuckDB reads the same file with its own
types. The slope is the time of a hundred million rows by that of ten million; ten is linear.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import Result, compare, run
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


def measure(most: int = 100) -> list[Result]:
    """Ratios of time for 1, 10 and 100 million rows, the peak memory and the slope of the largest."""
    results, seconds = [], {}
    with tempfile.TemporaryDirectory() as scratch:
        schema = write_schema(Path(scratch) / "events.json")
        for millions, (rounds, peers) in _SIZES.items():
            if millions > most:
                break
            csv = Path(scratch) / "events.csv"
            write(millions * _MILLION, csv)
            found = [
                _peer_against(csv, schema, peer, rounds, f"{millions:,} million rows") for peer in peers if _there(peer)
            ]
            results += found
            seconds[millions] = found[-1].ours
            if millions == most:
                _, peak = run(_ours(csv, schema))
                results.append(
                    Result(f"{millions:,} million rows: peak memory", peak, None, None, None, _MEMORY, "MiB")
                )
    if {10, 100} <= seconds.keys():
        results.append(
            Result("slope from 10 to 100 million rows", seconds[100] / seconds[10], None, None, None, None, "times")
        )
    return results


def _there(peer: str) -> bool:
    return find_spec({"pandera": "pandera.polars"}.get(peer, peer)) is not None


def _peer_against(csv: Path, schema: Path, peer: str, rounds: int, name: str) -> Result:
    times = [(run(_ours(csv, schema))[0], run(_theirs(csv, schema, peer))[0]) for _ in range(rounds)]
    label = f"{name} against {peer}{' (scan alone)' if peer == 'duckdb' else ''}"
    return compare(label, [ours for ours, _ in times], [theirs for _, theirs in times], _TARGETS.get(peer))


def _ours(csv: Path, schema: Path) -> list[str | Path]:
    return [sys.executable, "-m", "sino_pak_data", "bulk", "check", csv, "--schema", schema, "--memory", "1GB"]


def _theirs(csv: Path, schema: Path, peer: str) -> list[str | Path]:
    if peer == "frictionless":
        tool = Path(sys.executable).with_name("frictionless")
        return [tool, "validate", csv, "--schema", schema, "--limit-errors", "1000000", "--trusted"]
    return [sys.executable, "-m", "tests.benchmarks.bulk_peers", peer, csv]


if __name__ == "__main__":
    print(*measure(int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("BULK_MILLIONS", "100"))), sep="\n")

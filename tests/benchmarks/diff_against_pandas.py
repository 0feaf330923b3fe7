"""The row diff of two tables of a million rows, against an outer merge in pandas.

The tables have five columns; in the newer one every hundredth row is changed, a thousandth removed and a
thousandth added. Each way runs in a process of its own, so that its peak memory is its own, and both must find
the same keys.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.release import diff
from tests.benchmarks import ROOT, Result, compare

PEER = "pandas outer merge"
ROWS = 1_000_000
WIDTH = 3


def write(folder: Path, rows: int, newer: bool) -> None:
    """A package of one table, sorted by key."""
    names = ["row_id", "date", *(f"text_{n}" for n in range(WIDTH))]
    fields = [{"name": n, "type": "string", "title": n, "description": n} for n in names]
    schema = {"title": "Rows", "description": "Rows.", "fields": fields, "primaryKey": ["row_id"]}
    table = {"name": "rows", "path": "tables/rows.csv", "schema": "schemas/rows.json"}
    for name, content in (
        ("schemas/rows.json", schema),
        ("datapackage.json", {"version": "1.0.0", "resources": [table]}),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    (folder / "tables").mkdir()
    with (folder / "tables" / "rows.csv").open("w", encoding="utf-8") as file:
        file.write(csv_lines.write(names) + "\n")
        for n in range(rows):
            if newer and n % 1000 == 7:
                continue
            date = f"{1947 + n % 79}-0{1 + n % 9}-1{n % 10}" if not newer or n % 100 else "2026"
            texts = [f"text {n % (1000 + k)}, and more" if k == 1 else f"text {n % (1000 + k)}" for k in range(WIDTH)]
            file.write(csv_lines.write([f"row-{n:08d}", date, *texts]) + "\n")
            if newer and n % 1000 == 8:
                file.write(csv_lines.write([f"row-{n:08d}-b", date, *texts]) + "\n")


def by_walk(old: Path, new: Path) -> dict[str, list[str]]:
    """What `sino-pak-data diff` does."""
    table = diff.compare(Descriptor(Folder(old)), Descriptor(Folder(new)), ["rows"]).tables["rows"]
    return {what: [key for (key,) in getattr(table, what)] for what in ("added", "removed", "changed")}


def by_merge(old: Path, new: Path) -> dict[str, list[str]]:
    """What one writes in pandas: read as text, outer merge on the key, compare column by column."""
    import pandas as pd  # here, so that the other process does not carry it

    before, after = (pd.read_csv(f / "tables" / "rows.csv", dtype=str, keep_default_na=False) for f in (old, new))
    both = before.merge(after, on="row_id", how="outer", suffixes=("_old", "_new"), indicator=True)
    shared = both[both["_merge"] == "both"]
    differs = pd.concat([shared[f"{n}_old"] != shared[f"{n}_new"] for n in before.columns[1:]], axis=1).any(axis=1)
    kept = {"added": both["_merge"] == "right_only", "removed": both["_merge"] == "left_only"}
    found = {what: both.loc[mask, "row_id"].tolist() for what, mask in kept.items()}
    return {**found, "changed": shared.loc[differs, "row_id"].tolist()}


WAYS = {"walk": by_walk, "merge": by_merge}


def measured(way: str, old: Path, new: Path) -> dict[str, Any]:
    """Seconds, peak MiB and what was found, from a process of its own."""
    command = [sys.executable, "-m", __spec__.name, way, old, new]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure() -> list[Result]:
    """Time and memory of both ways, three rounds in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        old, new = Path(scratch) / "old", Path(scratch) / "new"
        for folder, newer in ((old, False), (new, True)):
            folder.mkdir()
            write(folder, ROWS, newer)
        rounds = [(measured("walk", old, new), measured("merge", old, new)) for _ in range(3)]
    assert all(walk["found"] == merge["found"] for walk, merge in rounds), "the two ways disagree"
    results = []
    for quantity, unit in (("seconds", "s"), ("peak", "MiB")):
        ours, peer = ([pair[n][quantity] for pair in rounds] for n in (0, 1))
        name = f"diff, {ROWS:,} rows: {'time' if unit == 's' else 'memory'}"
        results.append(compare(name, ours, peer, target=1)._replace(unit=unit))
    return results


def main(way: str, old: Path, new: Path) -> None:
    """Print as JSON what one way costs and finds."""
    began = time.perf_counter()
    keys = WAYS[way](old, new)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {what: [len(found), found[0], found[-1]] for what, found in keys.items()}
    print(json.dumps({"seconds": seconds, "peak": peak, "found": counts}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

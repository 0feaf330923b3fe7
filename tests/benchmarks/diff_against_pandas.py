"""Time and memory of the row diff over a million rows, beside an outer merge in pandas in the same run.

    python tests/benchmarks/diff_against_pandas.py [ROWS]

Two tables of ROWS rows (default 1,000,000) and 5 columns are written, close to the 64 MiB that a store
reads of one file; in the newer one every hundredth row is changed, a thousandth removed and a
thousandth added. Both ways must find the same keys. Each runs in a process of its own, so that its
peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.release.diff import compare

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
    table = compare(Descriptor(Folder(old)), Descriptor(Folder(new)), ["rows"]).tables["rows"]
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


def measured(way: str, old: Path, new: Path) -> dict[str, object]:
    """Seconds, peak MiB and what was found, from a process of its own."""
    done = subprocess.run([sys.executable, __file__, way, old, new], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as scratch:
        old, new = Path(scratch) / "old", Path(scratch) / "new"
        for folder, newer in ((old, False), (new, True)):
            folder.mkdir()
            write(folder, rows, newer)
        size = (old / "tables" / "rows.csv").stat().st_size / 2**20
        walk, merge = measured("walk", old, new), measured("merge", old, new)
    assert walk["found"] == merge["found"], "the two ways disagree"
    print(f"{rows:,} rows, {size:.0f} MiB a side; found {walk['found']}")
    for name, told in (("walk", walk), ("merge", merge)):
        print(f"{name:>6}: {told['seconds']:.1f} s, peak {told['peak']:.0f} MiB")
    print(f"walk/merge: time {walk['seconds'] / merge['seconds']:.2f}, memory {walk['peak'] / merge['peak']:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        began = time.perf_counter()
        keys = WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counts = {what: [len(found), found[0], found[-1]] for what, found in keys.items()}
        print(json.dumps({"seconds": seconds, "peak": peak, "found": counts}))
    else:
        main()

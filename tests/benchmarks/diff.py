"""The row diff of two tables of a million rows, against what else compares tables by key. All find the same keys.

The tables have five columns; in the newer one every hundredth row is changed, a thousandth removed and a
thousandth added. Each peer does least of what it can that tells which keys were added, removed and changed; ours
tells every changed cell as well, as csv-diff and daff do. A package in no fixed form may have spaces around its cells, line
breaks in them and blank lines.

    python -m tests.benchmarks.diff PEER OLD NEW FOUND  # writes the keys that a peer finds, as JSON, to the file FOUND
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks import Command, Cost, Result, in_turn, memory, time

PEER = "the peer named"
ROWS = 1_000_000
_COLUMNS = ("date", "text_0", "text_1", "text_2")
_TABLE = Path("tables") / "rows.csv"
_KINDS = ("added", "removed", "changed")

Keys = tuple[Iterable[str], Iterable[str], Iterable[str]]
"""Of the rows added, removed and changed."""


def write(folder: Path, rows: int, newer: bool) -> None:
    """A package of one table, sorted by key."""
    names = ["row_id", *_COLUMNS]
    fields = [{"name": n, "type": "string", "title": n, "description": n} for n in names]
    schema = {"title": "Rows", "description": "Rows.", "fields": fields, "primaryKey": ["row_id"]}
    resource = {"name": "rows", "path": _TABLE.as_posix(), "schema": "schemas/rows.json"}
    for part in ("schemas", "tables"):
        (folder / part).mkdir(parents=True)
    (folder / "schemas" / "rows.json").write_text(json.dumps(schema))
    (folder / "datapackage.json").write_text(
        json.dumps({"version": "1.0.0", "canonical": True, "resources": [resource]})
    )
    with (folder / _TABLE).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(names)
        for n in range(rows):
            if newer and n % 1000 == 7:
                continue
            date = "2026" if newer and n % 100 == 0 else f"{1947 + n % 79}-0{1 + n % 9}-1{n % 10}"
            texts = [f"text {n % 1000}", f"text {n % 1001}, and more", f"text {n % 1002}"]
            lines.writerow([f"row-{n:08d}", date, *texts])
            if newer and n % 1000 == 8:
                lines.writerow([f"row-{n:08d}-b", date, *texts])


def ours(old: Path, new: Path) -> Keys:
    """What `sino-pak-data diff` does, with every changed cell."""
    from sino_pak_data.package.descriptor import Descriptor
    from sino_pak_data.package.store import Folder
    from sino_pak_data.release.diff import compare

    table = compare(Descriptor(Folder(old)), Descriptor(Folder(new)), ["rows"]).tables["rows"]
    added, removed, changed = ([key for (key,) in getattr(table, kind)] for kind in _KINDS)
    return added, removed, changed


def csv_diff(old: Path, new: Path) -> Keys:
    """Its two functions, as its own command calls them."""
    import csv_diff

    def read(folder: Path) -> object:
        with (folder / _TABLE).open(newline="", encoding="utf-8") as file:
            return csv_diff.load_csv(file, key="row_id")

    found = csv_diff.compare(read(old), read(new))
    added, removed = ([row["row_id"] for row in found[kind]] for kind in ("added", "removed"))
    return added, removed, [row["key"] for row in found["changed"]]


def daff(old: Path, new: Path) -> Keys:
    """Its command, with the key named, and the keys of the tabular diff that it writes."""
    import daff

    with tempfile.NamedTemporaryFile(suffix=".csv") as out:
        tables = [str(folder / _TABLE) for folder in (old, new)]
        daff.Coopy().run(["diff", "--id", "row_id", "--output", out.name, *tables], daff.TableIO())
        with Path(out.name).open(newline="", encoding="utf-8") as file:
            found = [(row[0], row[1]) for row in csv.reader(file)]
    added, removed, changed = ([key for mark, key in found if mark == wanted] for wanted in ("+++", "---", "->"))
    return added, removed, changed


def diffly(old: Path, new: Path) -> Keys:
    """Its three questions, of frames that polars reads as text."""
    import polars as pl
    from diffly import compare_frames

    before, after = (pl.scan_csv(folder / _TABLE, infer_schema=False) for folder in (old, new))
    found = compare_frames(before, after, primary_key="row_id")
    parts = (found.right_only(), found.left_only(), found.joined_unequal())
    added, removed, changed = (part.lazy().select("row_id").collect()["row_id"].to_list() for part in parts)
    return added, removed, changed


def pandas(old: Path, new: Path) -> Keys:
    """Read as text, outer merge on the key, compare column by column."""
    import pandas as pd

    before, after = (pd.read_csv(folder / _TABLE, dtype=str, keep_default_na=False) for folder in (old, new))
    both = before.merge(after, on="row_id", how="outer", suffixes=("_old", "_new"), indicator=True)
    shared = both[both["_merge"] == "both"]
    differs = pd.concat([shared[f"{name}_old"] != shared[f"{name}_new"] for name in _COLUMNS], axis=1).any(axis=1)
    added, removed = (both.loc[both["_merge"] == side, "row_id"].tolist() for side in ("right_only", "left_only"))
    return added, removed, shared.loc[differs, "row_id"].tolist()


def duckdb_join(old: Path, new: Path) -> Keys:
    """One full outer join on the key."""
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in _COLUMNS)
    return _duckdb(
        old,
        new,
        f"""
        SELECT CASE WHEN a.row_id IS NULL THEN 'added' WHEN b.row_id IS NULL THEN 'removed' ELSE 'changed' END,
            coalesce(a.row_id, b.row_id)
        FROM old a FULL JOIN new b ON a.row_id = b.row_id WHERE a.row_id IS NULL OR b.row_id IS NULL OR {differs}""",
    )


def duckdb_except(old: Path, new: Path) -> Keys:
    """The rows of each side that the other lacks, joined on the key."""
    return _duckdb(
        old,
        new,
        """
        SELECT CASE WHEN a.row_id IS NULL THEN 'added' WHEN b.row_id IS NULL THEN 'removed' ELSE 'changed' END,
            coalesce(a.row_id, b.row_id)
        FROM (FROM old EXCEPT FROM new) a FULL JOIN (FROM new EXCEPT FROM old) b ON a.row_id = b.row_id""",
    )


def _duckdb(old: Path, new: Path, query: str) -> Keys:
    import duckdb

    connection = duckdb.connect()
    for name, folder in (("old", old), ("new", new)):
        connection.execute(f"CREATE VIEW {name} AS FROM read_csv('{folder / _TABLE}', all_varchar = true)")
    found = connection.execute(query).fetchall()
    added, removed, changed = ([key for kind, key in found if kind == wanted] for wanted in _KINDS)
    return added, removed, changed


WAYS: dict[str, Callable[[Path, Path], Keys]] = {
    "ours": ours, "csv-diff": csv_diff, "daff": daff, "diffly": diffly, "pandas outer merge": pandas,
    "DuckDB full join": duckdb_join, "DuckDB EXCEPT": duckdb_except,
}  # fmt: skip
_ROUNDS = dict.fromkeys(WAYS, 3) | {"daff": 1}  # minutes
_TARGETS = {"csv-diff": 0.2, "diffly": 1.0}


def measure(rows: int = ROWS) -> list[Result]:
    """Time and memory against each peer in turn; all must find the same keys."""
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        old, new = Path(scratch) / "old", Path(scratch) / "new"
        for folder, newer in ((old, False), (new, True)):
            write(folder, rows, newer)
        for peer in [way for way in WAYS if way != "ours"]:
            mine, theirs = _against(peer, old, new)
            name = f"{rows:,} rows, against {peer}{' (one round)' if _ROUNDS[peer] == 1 else ''}"
            results += [time(name, mine, theirs, _TARGETS.get(peer)), memory(name, mine, theirs, 1)]
        for folder in (old, new):
            descriptor = folder / "datapackage.json"
            descriptor.write_text(json.dumps(json.loads(descriptor.read_text()) | {"canonical": False}))
        name = f"{rows:,} rows of a package in no fixed form, against csv-diff"
        return [*results, time(name, *_against("csv-diff", old, new))]


def _against(peer: str, old: Path, new: Path) -> list[list[Cost]]:
    """What ours and a peer cost, which must find the same keys."""
    found = {way: old.parent / f"{way}.json" for way in ("ours", peer)}
    costs = in_turn(_ROUNDS[peer], *(_command(old, new, way, file) for way, file in found.items()))
    assert len({file.read_text() for file in found.values()}) == 1, f"{peer} finds other keys"
    return costs


def _command(old: Path, new: Path, way: str, found: Path) -> Command:
    return [sys.executable, "-m", f"{__package__}.diff", way, old, new, found]


def main(way: str, old: Path, new: Path, found: Path) -> None:
    """Write the keys that one way finds."""
    keys = dict(zip(_KINDS, map(sorted, WAYS[way](old, new)), strict=True))
    found.write_text(json.dumps(keys))


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))

"""Larger copies of the repository's data: observations multiplied under new indicators, so that a check stays clean."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Row, Table, read_table
from tests.benchmarks import ROOT


def grow(folder: Path, rows: int) -> None:
    """Write a copy of the data into `folder`, with `rows` observations, or as many as there are if that is more.

    Each copy of the observations has indicators of its own, as if more series had been collected: keys stay unique,
    and no value gets more rivals than it has.
    """
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    shutil.copytree(ROOT / "tables", folder / "tables")
    for name in ("datapackage.json", "excuses.toml"):
        shutil.copy(ROOT / name, folder)
    descriptor = Descriptor(Folder(folder))
    names = ("indicators", "observations", "discrepancies")
    indicators, observations, discrepancies = (read_table(descriptor, descriptor.table(name)) for name in names)
    domains = Counter(row["domain"] for row in indicators.rows)
    # a code that one record carries needs one example; copies of it would need more
    common = {row["indicator_id"] for row in indicators.rows if domains[row["domain"]] > 1}
    copied = [row for row in observations.rows if row["indicator_id"] in common]
    copies = range(1, 1 + -(-max(0, rows - len(observations.rows)) // len(copied)))
    values = observations.rows + [_copied(row, n) for n in copies for row in copied]
    values = values[: max(rows, len(observations.rows))]
    measured = {row["indicator_id"] for row in values}
    known = {observations.address(row) for row in values}
    series = (_copied(row, n) for n in copies for row in indicators.rows)
    differing = (_of_copy(row, n) for n in copies for row in discrepancies.rows)
    _write(folder, observations, values)
    _write(folder, indicators, indicators.rows + [row for row in series if row["indicator_id"] in measured])
    _write(folder, discrepancies, discrepancies.rows + [row for row in differing if row["record"] in known])


def grow_alone(folder: Path, rows: int) -> Path:
    """Write a copy of the data into `folder`, with `rows` observations that no other table knows, a line at a time.

    Their values are drawn anew with as many digits, or a file of copies would compress to nothing. Returns their file.
    """
    grow(folder, 0)
    path, draw = folder / "tables" / "observations.csv", random.Random(17).randrange
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    with path.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for n in range(rows):
            copy, at = divmod(n, len(lines))
            indicator, reporter, partner, period, value, rest = lines[at].split(",", 5)
            whole, point, decimals = value.partition(".")
            drawn = (
                f"{draw(1, 10 ** len(whole.lstrip('-')))}{point}{draw(1, 10 ** max(1, len(decimals))) if point else ''}"
            )
            file.write(f"{indicator}.copy{copy:04},{reporter},{partner},{period},{drawn},{rest}\n")
    return path


def _copied(row: Row, n: int) -> Row:
    """The row under copy `n` of its indicator."""
    changed = {"indicator_id": f"{row['indicator_id']}.copy{n}"}
    if "name" in row:
        changed["name"] = f"{row['name']} (copy {n})"
    return Row({**row, **changed})


def _of_copy(row: Row, n: int) -> Row:
    """The discrepancy about copy `n` of an observation."""
    indicator, colon, rest = row["record"].partition(":")
    return Row({**row, "record": f"{indicator}.copy{n}{colon}{rest}"})


def _write(folder: Path, table: Table, rows: list[Row]) -> None:
    key: Callable[[Row], tuple[str, ...]] = table.key
    content = csv_lines.document(table.header, (row.values() for row in sorted(rows, key=key)))
    (folder / table.file).write_text(content, encoding="utf-8")

"""A larger copy of the repository's data: observations multiplied under new sources, so that a check stays clean."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Row, Table, read_table
from tests.benchmarks import ROOT


def grow(folder: Path, rows: int) -> None:
    """Write a copy of the data into `folder`, with `rows` observations, at least as many as there are.

    Each copy of the observations cites copies of their sources: no key, page, DOI or title occurs twice.
    """
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    shutil.copytree(ROOT / "tables", folder / "tables")
    for name in ("datapackage.json", "excuses.toml"):
        shutil.copy(ROOT / name, folder)
    descriptor = Descriptor(Folder(folder))
    sources, observations = (read_table(descriptor, descriptor.table(name)) for name in ("sources", "observations"))
    cited = {row["source"].partition("[")[0] for row in observations.rows}
    copies = -(-rows // len(observations.rows))
    works = [row for row in sources.rows if row["source_id"] in cited]
    _write(folder, sources, sources.rows + [_work(row, n) for n in range(1, copies) for row in works])
    values = (_value(row, n) for n in count() for row in observations.rows)
    _write(folder, observations, list(islice(values, rows)))


def _work(row: Row, n: int) -> Row:
    """A source under another id, with another title, page and DOI."""
    changed = {"source_id": f"{row['source_id']}copy{n}", "title": f"{row['title']} (copy {n})"}
    if row["doi"]:
        changed["doi"] = f"{row['doi']}.copy{n}"
    if row["url"]:
        changed["url"] = f"{row['url']}{'&' if '?' in row['url'] else '?'}copy={n}"
    return Row({**row, **changed})


def _value(row: Row, n: int) -> Row:
    """An observation as the copied source gives it."""
    work, bracket, locator = row["source"].partition("[")
    return Row({**row, "source": f"{work}copy{n}{bracket}{locator}"}) if n else row


def _write(folder: Path, table: Table, rows: list[Row]) -> None:
    key: Callable[[Row], tuple[str, ...]] = table.key
    content = csv_lines.document(table.header, (row.values() for row in sorted(rows, key=key)))
    (folder / table.file).write_text(content, encoding="utf-8")

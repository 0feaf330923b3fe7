"""Draws stratified random samples of a table, the same again for the same seed, rows and strata.

In each stratum the records are ranked by a hash of seed and address, so another row in the table hardly changes who is
drawn. The size is shared out in proportion to the strata; each gives at least one record if the size allows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from hashlib import sha256

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.cells import edtf
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import counted
from sino_pak_data.package.table import Package, Row, Table

STRATA = {
    "events": ("domain", "decade"),
    "agreements": ("instrument", "decade"),
    "evidence": ("stance", "record_table"),
}
"""The strata of each table if none are named: columns, the `decade` of a record, the `record_table` it is linked to."""


def draw(table: Table, size: int, seed: int, strata: Sequence[str], left_out: Collection[str] = ()) -> list[Row]:
    """A sample of the rows whose addresses are not among `left_out`, in random order. Raises `Unusable`."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in table.rows:
        if table.address(row) not in left_out:
            groups[tuple(_stratum(table, row, name) for name in strata)].append(row)
    there = sum(map(len, groups.values()))
    if size > there:
        raise Unusable(f"cannot draw {size} of {table.name}: {counted(there, 'row')} left to draw from")

    def rank(row: Row) -> str:
        return sha256(f"{seed}:{table.address(row)}".encode()).hexdigest()

    shares = _shared_out(size, {stratum: len(rows) for stratum, rows in sorted(groups.items())})
    return sorted((row for key, n in shares.items() for row in sorted(groups[key], key=rank)[:n]), key=rank)


def _stratum(table: Table, row: Row, name: str) -> str:
    if name == "decade":
        date = edtf.parsed(table.schema.date_of(row))
        return str(date.years()[0] // 10 * 10) if date else ""
    if name == "record_table" and "record" in row:
        return row["record"].partition("/")[0]
    if name not in table.schema.by_name:
        raise Unusable(unknown("stratum", name, [*table.schema.names, "decade", "record_table"], f" in {table.name}"))
    return row[name]


def _shared_out(size: int, counts: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """How many to draw of each stratum: one each if there are enough, then to whoever is furthest below its share."""
    total = sum(counts.values())
    given = dict.fromkeys(counts, 1 if size >= len(counts) else 0)
    while sum(given.values()) < size:
        behind = {key: size * count / total - given[key] for key, count in counts.items() if given[key] < count}
        given[max(behind, key=behind.__getitem__)] += 1
    return given


def sampled_before(package: Package, table: str) -> set[str]:
    """The addresses of the records that were coded or read in any sample of a table."""
    made = (*package["codings"].rows, *package["readings"].rows)
    return {row["record"] for row in made if row["record"].partition("/")[0] == table}


def frame(package: Package, table: Table, left_out: Collection[str]) -> str:
    """What a sample is drawn from, so that the draw can be repeated: version, rows and hash of the table."""
    content = package.descriptor.store.read(table.file)
    without = f" without {len(left_out)} of earlier samples" if left_out else ""
    return f"{package.descriptor.version}, {len(table.rows)} rows{without}, sha256 {sha256(content).hexdigest()[:12]}"

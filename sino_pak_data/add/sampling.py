"""Draws stratified random samples of a table, the same again for the same seed, rows and strata.

In each stratum the records are ranked by a hash of seed and address, so another row in the table hardly changes who is
drawn. The size is shared out in proportion to the strata; each gives at least one record if the size allows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import counted
from sino_pak_data.derive import citations, verdicts
from sino_pak_data.package.table import Package, Row, Table

_MADE = ("decade", "record_table", "section")
STRATA = {
    "events": ("domain", "decade"),
    "agreements": ("instrument", "decade"),
    "evidence": ("stance", "record_table"),
    "claims": ("kind", "section"),
    "verdicts": ("kind", "section"),
}
"""The strata of each table if none are named.

Columns, or the `decade` of a record, the `record_table` it is linked to, the `section` of its source.
"""


def population(package: Package, name: str, where: Mapping[str, str] | None = None) -> Table:
    """The rows that a sample of a table is drawn from: all, or those with these cells, or items of them. Raises `Unusable`."""
    table = package[name] if name in package.descriptor.authored else _judged(package)
    for column in where or ():
        if column not in table.header:
            raise Unusable(unknown("column", column, table.header, f" in {name}"))
    wanted = (where or {}).items()
    rows = [row for row in table.rows if all(cell in (row[name], *ids.split(row[name])) for name, cell in wanted)]
    return replace(table, rows=rows) if where else table


def _judged(package: Package) -> Table:
    """The claims that have a verdict of their own, each with the cells of claim and verdict: no wholes, no repeats."""
    claims, schema = package["claims"], package["verdicts"].schema
    wholes = claims.distinct("part_of")
    built = {row["claim_id"]: row for row in verdicts.rows(package) if row["verdict"]}
    rows = [Row({**row, **built[row["claim_id"]]}) for row in claims.rows if row["claim_id"] in built]
    single = [row for row in rows if row["claim_id"] not in wholes and not row["repeats"]]
    return Table(schema, claims.file, [*dict.fromkeys((*claims.header, *schema.names))], single)


def address(table: Table, row: Row) -> str:
    """The record that a row of a table describes: itself, or of a verdict, its claim."""
    return ids.address(table.schema.about, table.key(row))


def draw(table: Table, size: int, seed: int, strata: Sequence[str], left_out: Collection[str] = ()) -> list[Row]:
    """A sample of the rows whose addresses are not among `left_out`, in random order. Raises `Unusable`."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in table.rows:
        if address(table, row) not in left_out:
            groups[tuple(_stratum(table, row, name) for name in strata)].append(row)
    there = sum(map(len, groups.values()))
    if size > there:
        raise Unusable(f"cannot draw {size} of {table.name}: {counted(there, 'row')} left to draw from")

    def rank(row: Row) -> str:
        return sha256(f"{seed}:{address(table, row)}".encode()).hexdigest()

    shares = _shared_out(size, {stratum: len(rows) for stratum, rows in sorted(groups.items())})
    return sorted((row for key, n in shares.items() for row in sorted(groups[key], key=rank)[:n]), key=rank)


def _stratum(table: Table, row: Row, name: str) -> str:
    if name == "decade":
        date = edtf.parsed(table.schema.date_of(row))
        return str(date.years()[0] // 10 * 10) if date else ""
    if name == "record_table" and "record" in row:
        return row["record"].partition("/")[0]
    if name == "section" and (cited := citations.parsed(row["source"])):
        return cited[0].locator.partition(".")[0]
    if name not in table.header:
        raise Unusable(unknown("stratum", name, [*table.header, *_MADE], f" in {table.name}"))
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
    samples = {name for name, row in package.identifiers("samples").items() if row["table"] == table}
    made = (*package["codings"].rows, *package["readings"].rows)
    return {row["record"] for row in made if row["sample_id"] in samples}


def frame(package: Package, table: Table, left_out: Collection[str], where: Mapping[str, str] | None = None) -> str:
    """What a sample is drawn from, so that the draw can be repeated: version, rows and hash of the table."""
    content = package.descriptor.store.read(table.file)
    only = "".join(f" with {column} {cell}" for column, cell in (where or {}).items())
    before = sum(address(table, row) in left_out for row in table.rows)
    without = f" without {before} of earlier samples" if before else ""
    rows = f"{len(table.rows)} rows{only}{without}"
    return f"{package.descriptor.version}, {rows}, sha256 {sha256(content).hexdigest()[:12]}"

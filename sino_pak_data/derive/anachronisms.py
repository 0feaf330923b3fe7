"""`anachronisms`: references whose work is older than what it is cited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.cells.references import Reference
from sino_pak_data.derive import citations
from sino_pak_data.package.table import Package, Row, Table

_WHEN = {"events": ("date",), "observations": ("period",), "agreements": ("announced", "signed"), "claims": ("period",)}
"""The time of a record, by table: the first of these columns that is not empty."""

_LATEST = {"claims"}
"""Tables whose statements are judged by the latest time they speak of; a record by its beginning."""


class Anachronism(NamedTuple):
    """A reference with the time it is cited for, how far its work reaches, and the grade."""

    table: Table
    row: Row
    field: str
    reference: Reference
    period: str
    reaches_to: str
    grade: str


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per record, column and work."""
    seen = set()
    for one in each(package):
        key = (one.table.address(one.row), one.field, one.reference.source_id)
        if key not in seen:
            seen.add(key)
            yield {
                "record": key[0],
                "field": one.field,
                "source_id": key[2],
                "period": one.period,
                "reaches_to": one.reaches_to,
                "grade": one.grade,
            }


def each(package: Package) -> Iterator[Anachronism]:
    """Every such reference, in the order of its table and record."""
    works = {row["source_id"]: row for row in package["sources"].rows}
    for table in package.authored:
        times = _WHEN.get(table.name)
        if times is None:
            continue
        for field in table.schema.reference_fields:
            cells_of = itemgetter(field.name, times[0], times[-1])
            judged: dict[tuple[str, ...], list[tuple[Reference, str, str, str]]] = {}
            for row in table.rows:
                cells = cells_of(row)
                if cells not in judged:
                    judged[cells] = list(_older(works, cells[0], _period(table.name, cells[1] or cells[2])))
                for one in judged[cells]:
                    yield Anachronism(table, row, field.name, *one)


def _period(table: str, period: str) -> str:
    return period if table in _LATEST else period.partition("/")[0]


def _older(works: Mapping[str, Row], cell: str, period: str) -> Iterator[tuple[Reference, str, str, str]]:
    """The references of a cell whose work is older than a period, with the period, the reach of the work and the grade."""
    for reference in citations.parsed(cell) if period else ():
        work = works.get(reference.source_id)
        found = grade(work, period) if work is not None else None
        if found is not None:
            yield reference, period, *found


def grade(work: Row, period: str) -> tuple[str, str] | None:
    """How far a work reaches and the grade, if that is short of the latest time of `period`.

    >>> grade(Row({"published": "1981"}), "2008")
    ('1981', 'published_earlier')
    >>> grade(Row({"published": "2014", "first_published": "1979"}), "2005")
    ('1979', 'reissue')
    """
    for field, name in (
        ("covers_to", "impossible"),
        ("published", "published_earlier"),
        ("first_published", "reissue"),
    ):
        if work[field] and _ends_before(work[field], period):
            return work[field], name
    return None


@lru_cache(maxsize=65536)
def _ends_before(reach: str, period: str) -> bool:
    """Is this surely over before the latest time of the period began? An open period has no latest time."""
    latest = period.rpartition("/")[2]
    if reach[:4] > latest[:4] != "..":
        return False
    try:
        return latest != ".." and edtf.parse(reach).before(edtf.parse(latest)) is True
    except Malformed:
        return False

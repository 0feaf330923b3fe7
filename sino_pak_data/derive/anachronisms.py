"""`anachronisms`: references to works older than what they are cited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.cells.references import Reference
from sino_pak_data.cells.text import Malformed
from sino_pak_data.derive import citations
from sino_pak_data.package.table import Package, Row, Table

_LATEST = {"claims"}
"""Tables whose statements are judged by the latest time they speak of; any other record by its beginning."""

_REACHES = {"covers_to": "impossible", "published": "published_earlier", "first_published": "reissue"}
"""Columns of `sources` that say how far a work reaches, with the grade if that is too early."""


class Anachronism(NamedTuple):
    """A reference, the time it is cited for, how far its work reaches, and the grade."""

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
    """Every anachronistic reference, by table, column and record."""
    works = {row["source_id"]: row for row in package["sources"].rows}
    for table in package.authored:
        dates = table.schema.cited_for or table.schema.dated_by
        for field in table.schema.reference_fields if dates else ():
            cells = itemgetter(field.name, *dates)
            samples = dict(zip(map(cells, table.rows), table.rows, strict=True))  # many rows share reference and date
            older = {key: found for key, row in samples.items() if (found := _older(works, table, row, field.name))}
            for row in table.rows if older else ():
                for reference, *grading in older.get(cells(row), ()):
                    yield Anachronism(table, row, field.name, reference, *grading)


def _older(works: Mapping[str, Row], table: Table, row: Row, field: str) -> list[tuple[Reference, str, str, str]]:
    """The references of a cell to works older than its record, with its period, the reach of the work and the grade."""
    period = table.schema.cited_date_of(row)
    if table.name not in _LATEST:
        period = period.partition("/")[0]
    cited = (
        [(reference, works.get(reference.source_id)) for reference in citations.parsed(row[field])] if period else []
    )
    return [
        (reference, period, *graded)
        for reference, work in cited
        if work is not None and (graded := grade(work, period)) is not None
    ]


def grade(work: Row, period: str) -> tuple[str, str] | None:
    """How far a work reaches and the grade, if that is before the latest time of `period`.

    >>> grade(Row({"published": "1981"}), "2008")
    ('1981', 'published_earlier')
    >>> grade(Row({"published": "2014", "first_published": "1979"}), "2005")
    ('1979', 'reissue')
    """
    for field, name in _REACHES.items():
        if work[field] and _ends_before(work[field], period):
            return work[field], name
    return None


@lru_cache(maxsize=65536)
def _ends_before(reach: str, period: str) -> bool:
    """Is this certainly over before the latest time of the period begins? An open period has no latest time."""
    latest = period.rpartition("/")[2]
    if latest == ".." or reach[:4] > latest[:4]:
        return False
    try:
        return edtf.parse(reach).before(edtf.parse(latest)) is True
    except Malformed:
        return False

"""`anachronisms`: references to works older than what they are cited for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.cells.references import Reference
from sino_pak_data.derive import citations
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, Row, Table

_PRINTED = {"published": "published_earlier", "first_published": "reissue"}
_STATED: dict[str, str] = {"covers_to": "impossible", **_PRINTED}
_SUPPLIED: dict[str, str] = {**_PRINTED, "covers_to": "ends_earlier"}
"""Columns of `sources` that say how far a work reaches, with the grade if that is too early: for a time that is stated,
and for one that we supplied, of which a work of another period proves less than the day on which it was printed.
"""
_ORIGIN = "period_from"


class Time(NamedTuple):
    """The time that decides whether a work is too old: EDTF without an interval, or "" for none.

    supplied  Did we date the claim, because its source does not?
    """

    decides: str
    supplied: bool = False

    @classmethod
    def of(cls, schema: Schema, row: Mapping[str, str]) -> Time:
        """The latest time of a claim; of an open period, of one that we supplied, and of other records the beginning."""
        first, _, last = schema.cited_date_of(row).partition("/")
        supplied = row.get(_ORIGIN) == "coder"
        closed = schema.table == "claims" and not supplied and last not in ("", "..")
        decides = last if closed else first
        return cls("" if decides == ".." else decides, supplied)


def rows(package: Package) -> Iterable[dict[str, str]]:
    """One row per record, column and work: the first reference of several."""
    first: dict[tuple[str, ...], dict[str, str]] = {}
    for _, _, _, found in each(package):
        first.setdefault((found["record"], found["field"], found["source_id"]), found)
    return first.values()


def each(package: Package) -> Iterator[tuple[Table, Row, Reference, dict[str, str]]]:
    """Every anachronistic reference by table, column and record, with its cells in the built table."""
    works = package.identifiers("sources")
    for table in package.authored:
        dates = table.schema.cited_for or table.schema.dated_by
        for field in table.schema.reference_fields if dates else ():
            cells = itemgetter(field.name, *dates, _ORIGIN)
            samples = dict(zip(map(cells, table.rows), table.rows, strict=True))  # many rows share reference and date
            older = {key: some for key, row in samples.items() if (some := _older(works, table, row, field.name))}
            for row in table.rows if older else ():
                for reference, found in older.get(cells(row), ()):
                    yield table, row, reference, {"record": table.address(row), **found}


def _older(works: Mapping[str, Row], table: Table, row: Row, field: str) -> list[tuple[Reference, dict[str, str]]]:
    """The references of a cell to works older than its record, with their cells in the built table but the record."""
    time = Time.of(table.schema, row)
    return [
        (reference, {"field": field, "source_id": reference.source_id, "period": time.decides, **graded})
        for reference in citations.parsed(row[field])
        if (graded := grade(works.get(reference.source_id), time))
    ]


def grade(work: Row | None, time: Time) -> dict[str, str]:
    """How far a work reaches and the grade, if that is before the time that decides; else empty.

    >>> grade(Row({"published": "1981"}), Time("2008"))
    {'reaches_to': '1981', 'grade': 'published_earlier'}
    >>> grade(Row({"published": "2014", "first_published": "1979"}), Time("2005"))
    {'reaches_to': '1979', 'grade': 'reissue'}
    >>> grade(Row({"published": "2014", "covers_to": "2008"}), Time("2010", supplied=True))
    {'reaches_to': '2008', 'grade': 'ends_earlier'}
    """
    for field, name in (_SUPPLIED if time.supplied else _STATED).items():
        reaches_to = work[field] if work is not None else ""
        if reaches_to and _ends_before(reaches_to, time.decides):
            return {"reaches_to": reaches_to, "grade": name}
    return {}


@lru_cache(maxsize=65536)
def _ends_before(reach: str, time: str) -> bool:
    """Is one certainly over before the other begins?"""
    if reach[:4] > time[:4]:  # most pairs: spares the parsing
        return False
    first, second = edtf.parsed(reach), edtf.parsed(time)
    return first is not None and second is not None and first.before(second) is True

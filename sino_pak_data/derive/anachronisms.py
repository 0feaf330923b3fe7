"""`anachronisms`: references whose work is older than what it is cited for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sino_pak_data.derive import citations
from sino_pak_data.grammar import edtf
from sino_pak_data.grammar.malformed import Malformed
from sino_pak_data.grammar.references import Reference
from sino_pak_data.model.table import Package, Row, Table

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
    judged: dict[tuple[str, str], tuple[str, str] | None] = {}
    for table, row, field, reference, _ in citations.each(package):
        times = _WHEN.get(table.name)
        if times is None:
            continue
        period = row[times[0]] or row[times[-1]]
        if table.name not in _LATEST:
            period = period.partition("/")[0]
        pair = (reference.source_id, period)
        if pair not in judged:
            work = works.get(reference.source_id)
            judged[pair] = grade(work, period) if work is not None and period else None
        found = judged[pair]
        if found is not None:
            yield Anachronism(table, row, field, reference, period, *found)


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


def _ends_before(reach: str, period: str) -> bool:
    """Is this surely over before the latest time of the period began? An open period has no latest time."""
    latest = period.rpartition("/")[2]
    if reach[:4] > latest[:4] != "..":
        return False
    try:
        return latest != ".." and edtf.parse(reach).before(edtf.parse(latest)) is True
    except Malformed:
        return False

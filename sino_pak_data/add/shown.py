"""What a sheet shows of a sampled record.

A reader sees every cell. A blind coder sees what the record is and what it rests on, and nothing that was coded:

    events, agreements   date and title
    evidence             the claim and the record that the row joins
    claims               the statement
    verdicts             the claim, its linked records without their stances, and the values that its figure is compared with
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import isinf

from sino_pak_data.cells.references import Reference
from sino_pak_data.derive import citations
from sino_pak_data.derive.comparables import Comparables
from sino_pak_data.package.table import Package, Row, Table

Cells = dict[str, str]

_OF_LINK = ("statement", "actors", "period", "mechanism", "source")
_OF_VERDICT = ("statement", "period", "value", "unit", "qualifier")


class Shown:
    """A package whose records are put on a sheet."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def blind(self, table: Table, row: Row) -> Cells:
        """What a blind coder may see of a record."""
        match table.name:
            case "evidence":
                return self._of_link(row)
            case "claims":
                return {"statement": row["statement"]}
            case "verdicts":
                records = (self._record(link["record"]) for link in self._links.get(row["claim_id"], []))
                return {
                    **{name: row[name] for name in _OF_VERDICT},
                    **_numbered("record", records),
                    **self._values(row),
                }
        return {"date": table.schema.date_of(row), "title": table.schema.heading_of(row)}

    def in_full(self, table: Table, row: Row) -> Cells:
        """Every cell of a record, and for a link or verdict what it rests on."""
        match table.name:
            case "evidence":
                return {**row, **self._of_link(row)}
            case "verdicts":
                links = self._links.get(row["claim_id"], [])
                said = (
                    f"{one['stance']}: {self._record(one['record'])} Note: {one['note'] or 'none'}" for one in links
                )
                return {**row, **_numbered("record", said), **self._values(row)}
        return {**row}

    def works(self, table: Table, row: Row) -> list[str]:
        """The works that a record rests on; of a link, those of the linked record."""
        linked = self._package.record(row["record"]) if table.name == "evidence" else None
        known, cited = self._package.identifiers("sources"), row if linked is None else linked
        return [_work(one, known.get(one.source_id)) for one in citations.of_record(cited)]

    @cached_property
    def _links(self) -> Mapping[str, Sequence[Row]]:
        return self._package["evidence"].grouped("claim_id")

    @cached_property
    def _comparables(self) -> Comparables:
        return Comparables(self._package)

    def _of_link(self, row: Row) -> Cells:
        claim, linked = self._package.identifiers("claims").get(row["claim_id"]), self._package.record(row["record"])
        if claim is None or linked is None:
            return {}
        schema = self._package[row["record"].partition("/")[0]].schema
        return {
            **{f"claim: {name}": claim[name] for name in _OF_LINK},
            "record: title": schema.heading_of(linked),
            "record: date": schema.date_of(linked),
            "record: text": self._text(linked),
        }

    def _text(self, record: Row) -> str:
        """What a record says: its summary, or what its value measures."""
        series = self._package.identifiers("indicators").get(record["indicator_id"])
        measured = series and f"{series['name']}, {series['frequency']}: {record['qualifier']} {record['value']}"
        return record["summary"] or f"{measured or record['value']} {record['unit']}".strip()

    def _record(self, address: str) -> str:
        """A linked record in one cell, with the works it rests on."""
        record = self._package.record(address) or Row({})
        schema = self._package[address.partition("/")[0]].schema
        name = "" if record["indicator_id"] else schema.heading_of(record)  # that of a value repeats its address
        parts = (address, name, schema.date_of(record), self._text(record), self._sources(record))
        return ". ".join(part.rstrip(".") for part in parts if part) + "."

    def _sources(self, record: Row) -> str:
        """The works of a record with their dates and origins."""
        known = self._package.identifiers("sources")
        works = ((name, known.get(name, Row({}))) for name in citations.works_of(record))
        return f"Sources: {'; '.join(f'{name} ({_dated(work)})' for name, work in works)}"

    def _values(self, row: Row) -> Cells:
        """The independent values that a figure is compared with, and how far from them it may be."""
        if not row["indicator_id"]:
            return {}
        relations = {one.value: one.label for one in self._package["comparisons"].schema.by_name["relation"].codes}
        series = self._package.identifiers("indicators").get(row["indicator_id"], Row({}))
        values = (
            f"{relations.get(one.relation, one.relation)}: {'at least ' if isinf(one.upper) else ''}{one.value:,.10g} {row['unit']} "
            f"for {one.period.start} to {one.period.end}. {' '.join(map(self._record, one.records))}"
            for one in self._comparables.of(row)
        )
        return {"tolerance in per cent": series["tolerance"], **_numbered("value", values)}


def _numbered(name: str, texts: Iterator[str]) -> Cells:
    return {f"{name} {number}": text for number, text in enumerate(texts, 1)}


def _dated(work: Row) -> str:
    """When a work was published, or else how far it reaches, and what it derives from."""
    date = work["published"] or (f"covers to {work['covers_to']}" if work["covers_to"] else "no date")
    return f"{date}, from {work['derived_from']}" if work["derived_from"] else date


def _work(reference: Reference, work: Row | None) -> str:
    """A work with the place in it, and what its weight depends on."""
    if work is None:
        return str(reference)
    authors, date = work["authors"].replace(";", "; "), f"({work['published'] or 'no date'})"
    home = ", ".join(filter(None, (work["container"], work["publisher"])))
    parts = [authors, date, work["title"], home, work["url"] or work["doi"]]
    weight = [f"{name} {work[name]}" for name in ("kind", "side", "primary", "status", "derived_from") if work[name]]
    place = f" Place: {reference.locator}." if reference.locator else ""
    cited = ". ".join(part.rstrip(".") for part in parts if part)
    return f"{cited}.{place} [{reference.source_id}: {'; '.join(weight)}]"

"""What `show`, `search` and `claims` answer: objects that print as the commands of the same name do, and render in notebooks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells.ids import check, unknown
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Package
from sino_pak_data.records import claims as judged
from sino_pak_data.records.find import (
    Record,
    citing,
    find,
    independent,
    linking,
    search,
    similar,
    word_counts,
)  # fmt: skip
from sino_pak_data.records.pages import Page
from sino_pak_data.records.pages import claims as claim_pages
from sino_pak_data.records.pages import records as record_pages
from sino_pak_data.records.trace import Trace, dyad_year, trace

if TYPE_CHECKING:
    import pandas as pd


class Shown(Page):
    """One record, or several of the same identifier in different tables, with sources and what links to them."""

    def __init__(self, package: Package, records: Sequence[Record]) -> None:
        self._package = package
        self.records = records

    @property
    def rows(self) -> list[dict[str, str]]:
        """The records as text, as the CSV has them."""
        return [dict(record.row) for record in self.records]

    def page(self, columns: int | None = None) -> str:
        return "\n\n".join(self._page(record, columns) for record in self.records)

    def json(self) -> list[dict[str, Any]]:
        """Each record with its references, their origins and what links to it."""
        return [
            {
                "record": record.address,
                "row": dict(record.row),
                "sources": [{"source_id": r.source_id, "locator": r.locator, "work": work} for r, work in cited],
                "independent_sources": independent(self._package, cited),
                "linked_from": [{"record": other.address, "field": field} for other, field in links],
            }
            for record in self.records
            for cited, links in [(citing(self._package, record), list(linking(self._package, record)))]
        ]

    def _page(self, record: Record, columns: int | None) -> str:
        package = self._package
        claim = record.table.name == "claims" and "verdicts" in package.descriptor.built
        cited, links = citing(package, record), list(linking(package, record))
        if claim:  # the trail below lists its evidence and the works it cites
            cited, links = cited[:1], [(other, field) for other, field in links if other.table.name != "evidence"]
        text = record_pages.page(record, cited, independent(package, cited), links, columns)
        if claim:
            rules = package.descriptor.built["verdicts"].schema.by_name["rule"]
            text += "\n\n" + claim_pages.trail(judged.trail(package, record.row["claim_id"]), rules, columns)
        return text


class DyadYear(Page):
    """A row of `dyad_years` with the records behind its counts and values."""

    def __init__(self, package: Package, key: str) -> None:
        panel, dyad, year = dyad_year(package, key)
        self.address = panel.address(dyad, year)
        self.row = panel.row(dyad, year)
        self._package = package
        self._schema = package.descriptor.built["dyad_years"].schema

    @cached_property
    def traces(self) -> list[Trace]:
        """The trace of every column that has a value."""
        traced = [field.name for field in self._schema.fields if field.count or field.series]
        return [trace(self._package, self.address, name) for name in traced if self.row[name]]

    @property
    def rests_on(self) -> dict[str, list[str]]:
        """The columns that each record bears on, by its address."""
        found: dict[str, list[str]] = {}
        for one in self.traces:
            for address in one.records:
                found.setdefault(address, []).append(one.column)
        return found

    def page(self, columns: int | None = None) -> str:
        return record_pages.derived(self.address, self._schema, self.row, self.rests_on, self._package, columns)

    def json(self) -> list[dict[str, Any]]:
        """The row, with recipe and records of every column."""
        traces = {one.column: one.json() for one in self.traces}
        return [{"record": self.address, "row": self.row, "traces": traces}]


def show(package: Package, wanted: str) -> Shown | DyadYear:
    """The records of an identifier or address. Raises ValueError with the nearest if there are none."""
    table, _, key = wanted.partition("/")
    if table == "dyad_years":
        return DyadYear(package, key)
    found = find(package, wanted.removeprefix("verdicts/"))
    if not found:
        close = similar(package, wanted)
        hint = f", did you mean {close!r}?" if close else "; `search` finds records by words"
        raise ValueError(f"no record {wanted!r}{hint}")
    return Shown(package, found)


class Found(Page):
    """Records that contain all of some words, the best first. A sequence of records; `frame()` gives a DataFrame."""

    def __init__(self, package: Package, words: str, tables: tuple[str, ...], limit: int) -> None:
        self._package, self._words, self._tables, self._limit = package, words, tables, limit
        self._hits = search(package, words, tables)

    def __len__(self) -> int:
        return len(self._hits)

    def __iter__(self) -> Iterator[Record]:
        return iter(record for record, _ in self._hits)

    def __getitem__(self, place: int) -> Record:
        return self._hits[place][0]

    def json(self) -> list[dict[str, Any]]:
        """Every record found with its table, score and row."""
        return [{"record": r.address, "table": r.table.name, "score": s, "row": r.row} for r, s in self._hits]

    def frame(self) -> pd.DataFrame:
        """A row per record: `record`, `table`, `date`, `heading`, `score`."""
        import pandas as pd

        rows = [(r.address, r.table.name, r.date, r.heading, score) for r, score in self._hits]
        return pd.DataFrame(rows, columns=["record", "table", "date", "heading", "score"])

    def page(self, columns: int | None = None) -> str:
        if not self._hits:
            return record_pages.nothing(word_counts(self._package, self._words, self._tables))
        return record_pages.hits([*self], self._limit or len(self), columns)


def found(package: Package, words: str, tables: str | Sequence[str] = (), limit: int = 20) -> Found:
    """The records that contain every word of a text. Raises ValueError for an unknown table."""
    asked = (tables,) if isinstance(tables, str) else tuple(tables)
    for name in asked:
        check("table", name, package.descriptor.authored)
    return Found(package, words, asked, limit)


class Claims(Page):
    """Claims with their parts, verdicts and evidence, the most surprising verdicts first."""

    def __init__(self, package: Package, every: list[judged.Judged], narrowed: bool, evidence: bool = False) -> None:
        self._package, self._every, self._evidence = package, every, evidence
        self._shown = every if narrowed else [one for one in every if one.verdict["verdict"]]

    def __len__(self) -> int:
        return len(self._shown)

    def __iter__(self) -> Iterator[judged.Judged]:
        return iter(self._shown)

    def json(self) -> list[dict[str, Any]]:
        """Each claim with its verdict, parts and evidence."""
        return claims_json(self._shown)

    def frame(self) -> pd.DataFrame:
        """A row per claim: `claim_id`, `kind`, `statement`, `verdict`, `reason`, `would_change`, `independent_sources`."""
        import pandas as pd

        names = ("verdict", "reason", "would_change")
        rows = [
            {name: one.claim[name] for name in ("claim_id", "kind", "statement")}
            | {name: one.verdict[name] for name in names}
            | {"independent_sources": int(one.verdict["independent_sources"] or 0)}
            for one in self._shown
        ]
        return pd.DataFrame(rows)

    def page(self, columns: int | None = None) -> str:
        return claim_pages.board(self._shown, len(self._every) - len(self._shown), columns, self._evidence)


def claims_json(some: list[judged.Judged]) -> list[dict[str, Any]]:
    """Claims with verdicts, parts and evidence, ready for JSON."""
    return [
        {
            "claim": one.claim,
            "verdict": one.verdict,
            "parts": [part.claim["claim_id"] for part in one.parts],
            "evidence": [link for link, _ in one.evidence],
        }
        for one in some
    ]


def board(package: Package, *, evidence: bool = False, listed: bool = False, **asked: str | Collection[str]) -> Claims:
    """The claims of some verdicts, kinds, theories, subjects and types; by default figures and events.

    Raises ValueError for a code that there is not.
    """
    verdict, claim = package.descriptor.table("verdicts").schema.by_name, package["claims"].schema.by_name
    fields = {
        "verdict": verdict["verdict"], "kind": claim["kind"], "theory": claim["theory"],
        "subject": claim.get("subject"), "type": claim.get("claim_type"),  # packages up to 0.3.0 lack these two
    }  # fmt: skip
    codes = {name: _codes(asked.get(name, ()), field, name) for name, field in fields.items()}
    every = judged.board(package, codes["verdict"], codes["kind"], codes["theory"], codes["subject"], codes["type"])
    narrowed = any(codes[name] for name in fields if name != "verdict")
    return Claims(package, every, narrowed or listed, evidence)


def _codes(names: str | Collection[str], field: Field | None, what: str) -> list[str]:
    """Codes, which may be written as they are printed: "different measure" for different_measure."""
    codes = [name.replace(" ", "_") for name in ([names] if isinstance(names, str) else names)]
    for code in codes:
        if field is None or code not in field.values:
            raise ValueError(unknown(what, code, field.values if field else ()))
    return codes

"""The bibliography of exactly these rows: of a frame, identifiers, a series, a panel or a trace.

A frame is cited by the key columns that it has kept, in columns or index, whatever was sorted, filtered, joined or grouped:

    a table's key                 the references of these rows
    `sources` of a series         the works of its values
    dyad and year                 of the columns present, the datasets behind values and the records behind counts
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from sino_pak_data.bibliography import works as bibliography
from sino_pak_data.cells.references import Reference, parse
from sino_pak_data.derive.dyad_years import panel_of
from sino_pak_data.package.facts import facts
from sino_pak_data.package.table import Package, Row
from sino_pak_data.records.find import Record, find, unknown_record
from sino_pak_data.records.trace import Trace

if TYPE_CHECKING:
    import pandas as pd

LOST = (
    "no row can be told from these columns: {columns}. Keep the key of the table ({keys}) when you select, group or join, "
    "or cite before you do"
)


@dataclass(frozen=True)
class Citations:
    """The works behind some rows, the dataset first, each once and in the order of their first use.

    Prints as a list. `bibtex()`, `csl()` and `text("apa")` give whole bibliographies, `sources()` the places in the works.
    """

    dataset: Row
    works: Sequence[Row]
    places: Sequence[tuple[str, Reference]]
    """Which record cites which place."""

    def __len__(self) -> int:
        return len(self.works)

    @property
    def ids(self) -> list[str]:
        """The works by `source_id`, the dataset left out."""
        return [work["source_id"] for work in self.works]

    def bibtex(self) -> str:
        """BibTeX, for `bibtex` and `biber`."""
        return bibliography.bibtex([self.dataset, *self.works])

    def csl(self) -> list[dict[str, Any]]:
        """CSL-JSON, for Zotero, pandoc and citation processors."""
        items: list[dict[str, Any]] = json.loads(bibliography.csl([self.dataset, *self.works]))
        return items

    def text(self, style: str = "apa") -> str:
        """Formatted references, one per line and sorted as the style says; needs sino-pak-data[cite]."""
        from sino_pak_data.bibliography.styled import styled

        return styled(self.csl(), style)

    def sources(self) -> pd.DataFrame:
        """A row per record and reference: `record`, `source_id`, `locator`, `title`, `url`."""
        import pandas as pd

        by_id = {work["source_id"]: work for work in self.works}
        rows = [
            {
                "record": record,
                "source_id": reference.source_id,
                "locator": reference.locator,
                **{name: by_id.get(reference.source_id, Row({}))[name] for name in ("title", "url")},
            }
            for record, reference in self.places
        ]
        return pd.DataFrame(rows, columns=["record", "source_id", "locator", "title", "url"])

    def __str__(self) -> str:
        from sino_pak_data.records.pages.records import work_line

        return "\n".join(work_line(work) for work in (self.dataset, *self.works))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from sino_pak_data.records.pages.records import work_line

        items = "".join(f"<li>{escape(work_line(work))}</li>" for work in (self.dataset, *self.works))
        return f"<ol>{items}</ol>"


def cite(package: Package, what: Any) -> Citations:
    """The citations of a frame, an identifier or several, a series, a panel or a trace.

    Raises ValueError for an unknown identifier, and if no row can be told from a frame.
    """
    cells = list(_cells(package, what))
    places = [(address, reference) for address, cell in dict.fromkeys(cells) for reference in _references(cell)]
    names = dict.fromkeys(reference.source_id for _, reference in places)
    works = package.identifiers("sources")
    return Citations(dataset_of(package), [works[name] for name in names if name in works], places)


def dataset_of(package: Package) -> Row:
    """The dataset itself, in this version, as a work."""
    known = facts(package.descriptor)
    authors = ";".join(one.cited if one.is_person else f"{{{one.name}}}" for one in known.creators)
    return Row({
        "source_id": f"{known.name}-{known.version}", "kind": "dataset", "authors": authors, "title": known.title,
        "edition": known.version, "published": known.date, "doi": known.doi, "url": known.address,
    })  # fmt: skip


def _references(cell: str) -> Sequence[Reference]:
    return parse(cell) if cell else ()


def _cells(package: Package, what: Any) -> Iterator[tuple[str, str]]:
    """The records that are cited, each with a cell of references."""
    if isinstance(what, Trace):
        yield from (_cited(record) for record in (*what.certain, *what.possible))
    elif isinstance(what, Record):
        yield _cited(what)
    elif isinstance(what, str):
        yield from map(_cited, _named(package, what))
    elif hasattr(what, "columns") and not isinstance(what, Mapping):
        yield from _of_frame(package, what)
    elif hasattr(what, "to_frame"):  # a pandas or polars Series, such as the sizes of groups
        yield from _of_frame(package, what.to_frame("value"))
    elif isinstance(what, Iterable):
        for one in what:
            yield from _cells(package, one)
    else:
        raise ValueError(f"cite takes a frame, identifiers, a series, a panel or a trace, not {type(what).__name__}")


def _named(package: Package, name: str) -> list[Record]:
    found = find(package, name)
    if not found:
        raise ValueError(unknown_record(package, name))
    return found


def _cited(record: Record) -> tuple[str, str]:
    """A record with its references: of a work itself, the work."""
    row = record.row
    return record.address, row["source_id"] if record.table.name == "sources" else row["sources"] or row["source"]


def _of_frame(package: Package, frame: Any) -> Iterator[tuple[str, str]]:
    columns, attrs = _columns(frame), getattr(frame, "attrs", {})
    if "series" in attrs and "sources" in columns:
        yield from _of_series(columns, attrs["series"])
    elif "dyad_years" in (attrs.get("table"), attrs.get("panel")) or _dyadic(columns):
        yield from _of_panel(package, columns)
    else:
        table = _table(package, columns, attrs.get("table"))
        by_key = package.identifiers(table)
        keys = dict.fromkeys(zip(*(map(_text, columns[part]) for part in package[table].schema.key), strict=True))
        for key in keys:
            row = by_key.get(":".join(key))
            if row is not None:  # a row of one's own, or one without an identifier after an outer join
                yield _cited(Record(package[table], row))


def _columns(frame: Any) -> dict[str, Sequence[Any]]:
    """The columns of a frame of any engine, those of a named index too."""
    if hasattr(frame, "reset_index"):
        named = [name for name in frame.index.names if name is not None and name not in frame.columns]
        frame = frame.reset_index(named) if named else frame
        return {str(name): frame[name].tolist() for name in frame.columns}
    if hasattr(frame, "to_arrow_table"):
        frame = frame.to_arrow_table()
    if hasattr(frame, "to_pydict"):
        return dict(frame.to_pydict())
    return {name: frame[name].to_list() for name in frame.columns}


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _table(package: Package, columns: Mapping[str, Any], remembered: Any) -> str:
    """The table whose rows a frame has: the one it was loaded from, else one whose whole key it has kept."""
    if remembered in package.descriptor.built:
        about = package.descriptor.built[remembered].schema.about
        remembered = about if about != remembered else None
    kept = [table for table in package.authored if {*table.schema.key} <= {*columns}]
    if remembered in [table.name for table in kept]:
        return str(remembered)
    # of several keys, one that refers to another kept one tells its rows apart: an event names its agreement
    pointed = {key.table for table in kept for key in table.schema.foreign_keys if key.field in columns}
    own = [table for table in kept if table.name not in pointed] or kept
    if not own:
        keys = ", ".join(" and ".join(package[name].schema.key) for name in ("events", "agreements", "observations"))
        raise ValueError(LOST.format(columns=", ".join(columns) or "none", keys=keys))
    return max(own, key=lambda table: len(table.schema.key)).name


def _of_series(columns: Mapping[str, Any], about: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for period, sources in zip(columns["period"], columns["sources"], strict=True):
        key = [about["indicator_id"], about["reporter"], about["partner"], str(period)]
        yield from ((f"observations/{':'.join([*key, source])}", source) for source in sources)


def _dyadic(columns: Mapping[str, Any]) -> bool:
    return "year" in columns and ("dyad" in columns or {"ccode1", "ccode2"} <= {*columns})


def _of_panel(package: Package, columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not _dyadic(columns):
        raise ValueError(LOST.format(columns=", ".join(columns), keys="dyad and year, or ccode1, ccode2 and year"))
    panel = panel_of(package)
    numbers = {str(number): state for state, number in panel.states.numbers.items()}
    pairs = columns["dyad"] if "dyad" in columns else [*zip(columns["ccode1"], columns["ccode2"], strict=True)]
    fields = package.descriptor.built["dyad_years"].schema.fields
    used = [
        field
        for field in fields
        if (field.count.get("bound") in ("low", "high") or field.series) and field.name in columns
    ]
    # the bounds of a count rest on the same records
    names = {str(field.count | {"bound": ""}) if field.count else field.name: field.name for field in used}.values()
    cells = []
    for pair, year in dict.fromkeys(zip(pairs, map(_text, columns["year"]), strict=True)):
        states = pair.split("-") if isinstance(pair, str) else [numbers.get(_text(number), "") for number in pair]
        dyad = next((one for one in panel.states.dyads if {*one} == {*states}), None)
        if dyad is not None and int(year) in panel.years:  # otherwise a row of one's own
            cells.append((dyad, int(year)))
    records = (found for name in names for found in panel.records(name, cells))
    once = {id(row): Record(package[table], row) for table, row in records}
    yield from map(_cited, once.values())

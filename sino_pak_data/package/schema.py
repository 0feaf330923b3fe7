"""The columns and records of one table, as its Table Schema describes them.

Custom properties of a field:
    holds   date, reference, references, ids, codes, names, record or records: the grammar of its cells
    of      for `ids` and references: the table that the identifiers belong to
    codes   name of the code list; with `holds` "codes", a cell lists several of them, in alphabetical order
    calendar  of a date: the column that names a record, a dot, and the coded column of that record whose `year_starts`
              say when years begin
    unit    unit of a number
    categoriesOrdered  of the standard: the codes rise in the order of their list
    recipe  for a column of a built table: how it is made
    counted_as  of references: name of the column, added by the build, that counts the independent works
    named_as  of a reference: name of the column, added by the build, with the work alone
    count, series  for a column of `dyad_years`: what it counts or takes, see `derive.dyad_years`

All else is of the Table Schema standard, and none of it is needed but the names of the columns.

Custom properties of a table, in `record`; without them its records have no date or no name:
    dated_by    columns that date a record: the first one that is filled
    cited_for   the same for what its references document, where that is not its date
    chronology  date columns in the order in which their days must follow each other
    named_by    columns that name a record to a person: the first one that is filled
    shown_as    one line about a record that has no name, with {column} for a cell

Custom property of a table: `begins`, the first year of the time that it is about. A record dated before it is a mistake.

Rows are sorted by their primary key; a table without one keeps their order, and a row is named by its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from sino_pak_data.cells import edtf, ids, references
from sino_pak_data.package import lexical

Json = dict[str, Any]
Cells = TypeVar("Cells", bound=Mapping[str, str])

CATEGORIES, ITEMS = "categories", "itemCategories"
"""Where a published field has its codes. The standard keeps `categories` for whole cells, so lists of codes have the
other."""
DERIVED = "derived"
"""True in a published field that the build adds, see `package.derived`: it is no field of ours."""

_RECORD = ("dated_by", "cited_for", "chronology", "named_by")
_TEXTS = ("description", "holds", "of", "unit", "recipe", "calendar", "counted_as", "named_as")
_COLUMN = re.compile(r"\{(\w+)\}")

_GRAMMARS = {"date": edtf.PATTERN, "reference": references.ONE, "references": references.MANY, "record": ids.ADDRESS}


@dataclass(frozen=True)
class Code:
    """One value of a code list; the properties are those of its JSON, "" or empty if it lacks them.

    sources    works that define it
    include    what is coded so, and `exclude`: what is not, and where it goes instead
    examples   ids of rows that carry it, in a table that uses the list
    plover     nearest events and modes of PLOVER, joined with |
    roles      by column of a row with this code: "required", "empty", "optional" or "either", that is, one of these
    actors     fewest actors of such a row
    balancing  the only balancing that such a row may have
    confronts  Is the balancing of such a row done to the state that it is against, by vote, voice or talks?
    year_starts  when the years of a series begin, as `edtf.Calendar.of` takes it; empty for 1 January
    """

    value: str
    label: str
    description: str
    sources: str = ""
    include: str = ""
    exclude: str = ""
    examples: Sequence[str] = ()
    plover: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    actors: int = 0
    balancing: str = ""
    confronts: bool = False
    year_starts: Sequence[str] = ()


_CODE = [one.name for one in fields(Code)]


@dataclass(frozen=True)
class Field:
    """One column; the properties are those of its JSON, "" or empty if it lacks them.

    missing  cells that are no value; the empty one always is
    options  those of its type, see `lexical`
    plain    Are numbers and booleans written as this project writes them, or in any way of the standard?
    """

    name: str
    type: str
    title: str
    description: str
    example: str
    holds: str
    of: str
    codes: tuple[Code, ...]
    code_list: str
    unit: str
    recipe: str
    constraints: Json
    count: Json
    series: Json
    calendar: str = ""
    counted_as: str = ""
    named_as: str = ""
    ordered: bool = False
    missing: frozenset[str] = frozenset({""})
    options: Json = field(default_factory=dict)
    plain: bool = True

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed codes, in the order of their list."""
        return tuple(code.value for code in self.codes)

    @property
    def many(self) -> bool:
        """Does a cell hold a list?"""
        return self.holds in {"references", "ids", "codes", "names", "records"}

    @property
    def coded(self) -> bool:
        """Does a cell hold one code?"""
        return bool(self.codes) and not self.many

    def items(self, cell: str) -> list[str]:
        """The codes or identifiers of a cell, one or several."""
        return ids.split(cell) if self.many else [cell] if cell else []


@dataclass(frozen=True)
class ForeignKey:
    """A column that holds one identifier of another table.

    others  more pairs of a column here and one there, if it takes several to name a row
    """

    field: str
    table: str
    target: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every column with the one that it refers to."""
        return ((self.field, self.target), *self.others)


@dataclass(frozen=True)
class Schema:
    """One table: its columns, its key, and what dates and names its records.

    key          none, if nothing in a row identifies it
    unique_keys  columns whose cells, taken together, no other row has
    match        how the columns of the file must agree with these: `fieldsMatch` of the standard
    canonical    Is the table kept as `format` writes it?
    """

    table: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    built: bool = False
    dated_by: tuple[str, ...] = ()
    cited_for: tuple[str, ...] = ()
    chronology: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    shown_as: str = ""
    begins: int = 0
    unique_keys: tuple[tuple[str, ...], ...] = ()
    match: str = "exact"
    canonical: bool = True

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def holding(self, *grammars: str) -> list[Field]:
        """The columns whose cells obey one of these grammars, in order."""
        return [field for field in self.fields if field.holds in grammars]

    @property
    def about(self) -> str:
        """The table whose records its rows describe: its own, or for a built table the one that its key refers to."""
        described = (key.table for key in self.foreign_keys if self.built and (key.field,) == self.key)
        return next(described, self.table)

    @property
    def reference_fields(self) -> list[Field]:
        return self.holding("reference", "references")

    def date_of(self, row: Mapping[str, str]) -> str:
        """The cell that dates a record, in EDTF, or ""."""
        return next((row[name] for name in self.dated_by if row[name]), "")

    def cited_date_of(self, row: Mapping[str, str]) -> str:
        """The date of what the references of a record document, in EDTF, or ""."""
        return next((row[name] for name in self.cited_for or self.dated_by if row[name]), "")

    def heading_of(self, row: Mapping[str, str]) -> str:
        """The name of a record to a person, else one line about it, else ""."""
        name = next((row[name] for name in self.named_by if row[name]), "")
        return name or _COLUMN.sub(lambda column: row[column[1]], self.shown_as).rstrip(": ")

    def in_order(self, rows: Iterable[Cells]) -> list[Cells]:
        """Rows sorted by the parts of their key: integers by size, everything else as text; as they are without a key."""
        if not self.key:
            return [*rows]
        integers = {part for part in self.key if self.by_name[part].type == "integer"}
        if not integers:
            return sorted(rows, key=itemgetter(*self.key))

        def rank(part: str, cell: str) -> tuple[int, str]:
            return (int(cell), "") if part in integers and cell.removeprefix("-").isdecimal() else (0, cell)

        return sorted(rows, key=lambda row: tuple(rank(part, row[part]) for part in self.key))


def id_pattern(table: str) -> str:
    """An identifier of a table, as a regular expression."""
    return {"actors": ids.ACTOR, "indicators": ids.INDICATOR}.get(table, ids.SLUG)


def grammar_pattern(field: Field) -> str:
    """The grammar that the cells of a column obey, as a regular expression; "" for none."""
    item = {"ids": id_pattern(field.of), "codes": f"(?:{'|'.join(map(re.escape, field.values))})"}.get(field.holds)
    return f"{item}(?:;{item})*" if item else _GRAMMARS.get(field.holds, "")


def code_list(raw: Iterable[Json]) -> tuple[Code, ...]:
    """The codes of a list from their JSON; raises as `parsed` does."""
    found = tuple(Code(**{name: one[name] for name in _CODE if name in one}) for one in raw)
    for code in found:
        edtf.Calendar.of(code.year_starts)
    return found


def code_lists(raw: Json) -> list[str]:
    """The code lists that the columns of a table need, see `parsed`."""
    fields = (one for one in raw["fields"] if not one.get(DERIVED) and not _spelled_out(one))
    return sorted({one["codes"] for one in fields if "codes" in one})


def _spelled_out(field: Json) -> list[Any] | None:
    return field.get(CATEGORIES) or field.get(ITEMS)


def parsed(
    table: str, raw: Json, codes: Callable[[str], tuple[Code, ...]], built: bool, canonical: bool = True
) -> Schema:
    """The schema of a table from its JSON, see `form.schema`; `codes` gives a code list by its name.

    Raises LookupError, TypeError, AttributeError or ValueError if the JSON is something else.
    """
    missing = _missing(raw.get("missingValues", ()))
    columns = tuple(_field(one, codes, missing, canonical) for one in raw["fields"] if not one.get(DERIVED))
    record, own = raw.get("record", {}), {one.name for one in columns}
    places = {name: tuple(record.get(name, ())) for name in _RECORD}
    shown_as = str(record.get("shown_as", ""))
    if unknown := {*chain(*places.values()), *_COLUMN.findall(shown_as)} - own:
        raise ValueError(f"record: no column {', '.join(sorted(unknown))}")
    keys = (
        ForeignKey(first[0], one["reference"].get("resource") or table, first[1], tuple(others))
        for one in raw.get("foreignKeys", [])
        for first, *others in [list(zip(one["fields"], one["reference"]["fields"], strict=True))]
        if own.issuperset(one["fields"])  # those of derived columns follow from the others
    )
    match = raw.get("fieldsMatch", "exact")
    return Schema(
        table, raw.get("title", table), raw.get("description", ""), columns, tuple(raw.get("primaryKey", ())),
        tuple(keys), built, **places, shown_as=shown_as, begins=int(raw.get("begins", 0)),
        unique_keys=tuple(map(tuple, raw.get("uniqueKeys", ()))), match="".join(match), canonical=canonical,
    )  # fmt: skip


def _field(raw: Json, codes: Callable[[str], tuple[Code, ...]], missing: frozenset[str], plain: bool) -> Field:
    spelled_out = _spelled_out(raw)
    return Field(
        **{"type": "any", "title": raw["name"]} | {name: raw[name] for name in ("name", "type", "title") if name in raw},
        **{name: raw.get(name, "") for name in _TEXTS},
        **{name: raw.get(name, {}) for name in ("constraints", "count", "series")},
        example=str(raw.get("example", "")),
        codes=code_list(map(_code, spelled_out)) if spelled_out else codes(raw["codes"]) if "codes" in raw else (),
        code_list=raw.get("codes", ""),
        ordered=bool(raw.get("categoriesOrdered")),
        missing=_missing(raw["missingValues"]) if "missingValues" in raw else missing,
        options={name: raw[name] for name in lexical.OPTIONS if name in raw},
        plain=plain,
    )  # fmt: skip


def _missing(listed: Iterable[str | Json]) -> frozenset[str]:
    return frozenset({"", *(one if isinstance(one, str) else one["value"] for one in listed)})


def _code(raw: Any) -> Json:
    """A category, which may be a bare value or lack all but that, as a code."""
    given = raw if isinstance(raw, dict) else {"value": raw}
    value = str(given["value"])
    return {"label": value, "description": ""} | given | {"value": value}

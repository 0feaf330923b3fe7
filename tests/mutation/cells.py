"""Damage to single cells: first what follows from the schemas, then what only meaning can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema
from tests.mutation.sheets import Cells

ADDED = -1
"""The fault stands at what was added to the end of a list."""


@dataclass(frozen=True)
class Damage:
    """What is done to one cell of some row, and what the check must say of it.

    damaged  old cell to new cell
    at       character of the new cell at which the fault stands, or ADDED
    fits     rows to which the damage does what it says, and nothing beside it
    """

    rule: str
    table: str
    field: str
    damaged: Callable[[str], str]
    at: int = 0
    fits: Callable[[Cells], bool] = lambda row: True

    def __str__(self) -> str:
        return f"{self.rule} in {self.table}.{self.field}"


ENTANGLED = {
    ("indicators", "unit"): "every value of the series would be in another unit than it",
    ("indicators", "measure"): "sums and shares are declared by it",
    ("indicators", "price_basis"): "a series of money has prices and a stage",
    ("indicators", "stage"): "a series of money has prices and a stage",
    ("indicators", "directed"): "pairs are read by it",
    ("claims", "kind"): "a figure must have what another claim may not",
    ("claims", "unit"): "compared with the unit of the indicator",
    ("observations", "unit"): "compared with the unit of the indicator",
    ("observations", "value"): "compared with what other sources give",
    ("actors", "iso3"): "the code of a state is its id",
    ("agreements", "currency"): "an amount has value, currency and stage",
    ("agreements", "stage"): "an amount has value, currency and stage",
}
"""Columns that rightly give a second fault when they are empty or hold no code."""


def all_damages(descriptor: Descriptor) -> list[Damage]:
    schemas = [resource.schema for resource in descriptor.authored.values() if resource.name != "retired"]
    return [*(damage for schema in schemas for damage in of_schema(schema)), *OF_MEANING]


def of_schema(schema: Schema) -> Iterator[Damage]:
    """Every damage that a schema suggests; a key is left whole, because others point to it."""
    for field in schema.fields:
        if field.name not in schema.key:
            yield from _of_column(schema.table, field)


def _of_column(table: str, field: Field) -> Iterator[Damage]:
    def damage(rule: str, damaged: Callable[[str], str], at: int = 0) -> Damage:
        return Damage(rule, table, field.name, damaged, at, _filled(field))

    if field.required and (table, field.name) not in ENTANGLED:
        rule = "unsourced-row" if field.holds.startswith("reference") else "missing-value"
        yield damage(rule, lambda old: "")
    if field.codes and (table, field.name) not in ENTANGLED:
        fits = (lambda row: row["note"] != "") if table == "evidence" else _filled(field)
        yield Damage("unknown-code", table, field.name, lambda old: old + "x", fits=fits)
    if field.holds in {"references", "reference"}:
        yield damage("malformed-reference", lambda old: old + ";", ADDED)
        other = "repeated-reference" if field.many else "several-references"
        yield damage(
            other, lambda old: f"{old};{old.partition(';')[0] if field.many else 'yousaf2025drive[9.p9]'}", ADDED
        )
        yield damage("unknown-source", lambda old: "nobody1066")
    if field.holds == "date":
        yield Damage("malformed-date", table, field.name, lambda old: "12 March")
        yield Damage("impossible-date", table, field.name, lambda old: "2023-02-29", 8)
        yield Damage("spreadsheet-date", table, field.name, lambda old: "Apr-05")
        yield Damage("spreadsheet-date", table, field.name, lambda old: "4/5/2005")
        yield Damage("serial-date", table, field.name, lambda old: "38447")
    if field.holds == "ids":
        yield damage("unknown-item", lambda old: old + ";nowhere", ADDED)
        yield damage("loose-list", lambda old: old + ";", ADDED)
        yield damage("repeated-item", lambda old: f"{old};{old.partition(';')[0]}", ADDED)
    if field.type == "number":
        yield damage("thousands-separator", lambda old: "1,234,567.5")
        yield damage("unit-in-number", lambda old: "12 bn")
        yield damage("decimal-comma", lambda old: "12,5")
        yield damage("scientific-notation", lambda old: "1.2E+09")
    if field.type == "boolean":
        yield damage("wrong-type", lambda old: "perhaps")
        yield damage("spreadsheet-boolean", lambda old: old.upper())
    if field.type == "string" and not field.codes and not field.holds and not field.constraints:
        yield damage("mojibake", lambda old: "LibertÃ© " + old, 6)
        yield damage("spreadsheet-error", lambda old: "#REF!")
        yield damage("formula", lambda old: "=1+1")
        yield damage("word-for-missing", lambda old: "N/A")
        fits = _longer(field)
        yield Damage("invisible-character", table, field.name, lambda old: f"{old[:1]}\u200b{old[1:]}", 1, fits)
    if "pattern" in field.constraints and not field.holds and (table, field.name) not in ENTANGLED:
        yield damage("wrong-form", lambda old: "Ünfit " + old)
    if "minimum" in field.constraints:
        yield damage("out-of-range", lambda old: "-7")


_RIVALLED = ("arms.tiv", "aid.us.csf")


def _filled(field: Field) -> Callable[[Cells], bool]:
    """A cell to damage; of values one that no other source gives, whose loss would leave another alone."""
    return lambda row: row[field.name] != "" and not row.get("indicator_id", "").startswith(_RIVALLED)


def _longer(field: Field) -> Callable[[Cells], bool]:
    return lambda row: len(row[field.name]) > 2


def _figure(row: Cells) -> bool:
    return row["kind"] == "figure"


def _proposition(row: Cells) -> bool:
    return row["kind"] == "proposition"


def _priced(row: Cells) -> bool:
    return row["value"] != ""


def _doubtful(row: Cells) -> bool:
    return row["confidence"] == "low"


def _dated(row: Cells) -> bool:
    return len(row["signed"]) == 10 and not row["in_force"] and not row["ended"] and row["status"] != "in_force"


OF_MEANING = [
    Damage("typographic-character", "events", "agreement_id", lambda old: "jf17–contract", 4),
    Damage("typographic-character", "coverage", "completeness", lambda old: "“systematic”"),
    Damage("proposition-incomplete", "claims", "theory", lambda old: "", fits=_proposition),
    Damage("stance-without-note", "evidence", "note", lambda old: "", fits=lambda row: row["stance"] == "qualifies"),
    Damage("money-without-stage", "indicators", "stage", lambda old: "", fits=lambda row: row["stage"] != ""),
    Damage("unknown-id", "events", "agreement_id", lambda old: "no-such-agreement"),
    Damage("unknown-id", "claims", "indicator_id", lambda old: "trade.no_such_series", fits=_figure),
    Damage("unknown-id", "claims", "reporter", lambda old: "PAX", fits=_figure),
    Damage("unknown-id", "actors", "parent", lambda old: "CHIN", fits=lambda row: row["parent"] == ""),
    Damage("date-in-future", "agreements", "in_force", lambda old: "2091-01-01", fits=_dated),
    Damage("dates-out-of-order", "agreements", "in_force", lambda old: "1901", fits=_dated),
    Damage("amount-incomplete", "agreements", "value", lambda old: "", fits=_priced),
    Damage("figure-incomplete", "claims", "indicator_id", lambda old: "", fits=_figure),
    Damage("wrong-unit", "claims", "unit", lambda old: "percent", fits=lambda row: row["unit"] == "USD million"),
    Damage("doubt-without-note", "events", "note", lambda old: "", fits=_doubtful),
    Damage("doubtful-agreement-without-note", "agreements", "note", lambda old: "", fits=_doubtful),
    Damage("state-without-code", "actors", "iso3", lambda old: "", fits=lambda row: row["kind"] == "state"),
    Damage(
        "duplicate-source",
        "sources",
        "doi",
        lambda old: "10.2307/2010133",
        fits=lambda row: not row["doi"] and row["source_id"] > "e",
    ),
]

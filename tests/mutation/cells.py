"""Damage to single cells: most follows from the schemas, some from what the columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema

Cells = dict[str, str]

ADDED = -1
"""The fault is at the item added to the end of a list."""


@dataclass(frozen=True)
class Damage:
    """A change of one cell, and the rule that the check must report for it.

    damaged  from the old cell to the new one
    at       place of the fault in the new cell, or ADDED
    fits     rows in which the change breaks this rule and no other
    """

    rule: str
    table: str
    field: str
    damaged: Callable[[str], str]
    at: int = 0
    fits: Callable[[Cells], bool] = lambda row: True


ENTANGLED = {
    ("indicators", "unit"): "every value of the series would be in another unit",
    ("indicators", "measure"): "sums and shares depend on it",
    ("indicators", "price_basis"): "a series of money has prices and a stage",
    ("indicators", "stage"): "a series of money has prices and a stage",
    ("indicators", "directed"): "it says whether a series is of pairs",
    ("claims", "kind"): "figures need columns that other claims must leave empty",
    ("claims", "unit"): "compared with the unit of the indicator",
    ("observations", "unit"): "compared with the unit of the indicator",
    ("observations", "value"): "compared with what other sources give",
    ("actors", "iso3"): "the code of a state is its id",
    ("agreements", "currency"): "an amount has value, currency and stage",
    ("agreements", "stage"): "an amount has value, currency and stage",
}
"""Columns that rightly break a second rule when they are empty or hold no code."""


def all_damages(descriptor: Descriptor) -> list[Damage]:
    schemas = [resource.schema for resource in descriptor.authored.values() if resource.name != "retired"]
    return [*(damage for schema in schemas for damage in of_schema(schema)), *OF_MEANING]


def of_schema(schema: Schema) -> Iterator[Damage]:
    """Every damage that a schema suggests; keys are left alone, because other rows refer to them."""
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
        yield damage("wrong-type", lambda old: "+60.")
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
        yield Damage(
            "invisible-character",
            table,
            field.name,
            lambda old: f"{old[:1]}\u200b{old[1:]}",
            1,
            lambda row: len(row[field.name]) > 2,
        )
    if "pattern" in field.constraints and not field.holds and (table, field.name) not in ENTANGLED:
        yield damage("wrong-form", lambda old: "Ünfit " + old)
    if "minimum" in field.constraints:
        yield damage("out-of-range", lambda old: "-7")


_RIVALLED = ("arms.tiv", "aid.us.csf")


def _filled(field: Field) -> Callable[[Cells], bool]:
    """Rows in which the column is filled, except values of rival sources: the loss of one leaves the other alone."""
    return lambda row: row[field.name] != "" and not row.get("indicator_id", "").startswith(_RIVALLED)


def _is(field: str, cell: str) -> Callable[[Cells], bool]:
    return lambda row: row[field] == cell


def _has(field: str) -> Callable[[Cells], bool]:
    return lambda row: row[field] != ""


def _dated(row: Cells) -> bool:
    return len(row["signed"]) == 10 and not row["in_force"] and not row["ended"] and row["status"] != "in_force"


def _emptied(old: str) -> str:
    return ""


OF_MEANING = [
    Damage("typographic-character", "events", "agreement_id", lambda old: "jf17–contract", 4),
    Damage("typographic-character", "coverage", "completeness", lambda old: "“systematic”"),
    Damage("proposition-incomplete", "claims", "theory", _emptied, fits=_is("kind", "proposition")),
    Damage("stance-without-note", "evidence", "note", _emptied, fits=_is("stance", "qualifies")),
    Damage("money-without-stage", "indicators", "stage", _emptied, fits=_has("stage")),
    Damage("unknown-id", "events", "agreement_id", lambda old: "no-such-agreement"),
    Damage("unknown-id", "claims", "indicator_id", lambda old: "trade.no_such_series", fits=_is("kind", "figure")),
    Damage("unknown-id", "claims", "reporter", lambda old: "PAX", fits=_is("kind", "figure")),
    Damage("unknown-id", "actors", "parent", lambda old: "CHIN", fits=_is("parent", "")),
    Damage("date-in-future", "agreements", "in_force", lambda old: "2091-01-01", fits=_dated),
    Damage("dates-out-of-order", "agreements", "in_force", lambda old: "1901", fits=_dated),
    Damage("amount-incomplete", "agreements", "value", _emptied, fits=_has("value")),
    Damage("figure-incomplete", "claims", "indicator_id", _emptied, fits=_is("kind", "figure")),
    Damage("wrong-unit", "claims", "unit", lambda old: "percent", fits=_is("unit", "USD million")),
    Damage("doubt-without-note", "events", "note", _emptied, fits=_is("confidence", "low")),
    Damage("doubtful-agreement-without-note", "agreements", "note", _emptied, fits=_is("confidence", "low")),
    Damage("state-without-code", "actors", "iso3", _emptied, fits=_is("kind", "state")),
    Damage(
        "duplicate-source",
        "sources",
        "doi",
        lambda old: "10.2307/2010133",
        fits=lambda row: not row["doi"] and row["source_id"] > "e",
    ),
]

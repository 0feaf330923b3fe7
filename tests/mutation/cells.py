"""Damage to single cells: most follows from the schemas, some from what the columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import itemgetter

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema

Cells = dict[str, str]

ADDED = -1
"""The fault is at the item added to the end of a list."""


@dataclass(frozen=True)
class Damage:
    """A change of one cell, and the rule that the check must report for it.

    new   the new cell: {old} is the old one, {first} the first item of its list
    at    place of the fault in the new cell, or ADDED
    fits  rows in which the change breaks this rule and no other
    """

    rule: str
    table: str
    field: str
    new: str
    at: int = 0
    fits: Callable[[Cells], object] = lambda row: True

    def damaged(self, old: str) -> str:
        return self.new.format(old=old, first=old.partition(";")[0])


ENTANGLED = {
    ("indicators", "unit"): "every value of the series would be in another unit",
    ("indicators", "measure"): "sums and shares depend on it",
    ("indicators", "price_basis"): "a series of money has prices and a stage",
    ("indicators", "stage"): "a series of money has prices and a stage",
    ("indicators", "directed"): "it says whether a series is of pairs",
    ("claims", "kind"): "figures need columns that other claims must leave empty",
    ("claims", "claim_type"): "a causal claim has cause and effect",
    ("claims", "unit"): "compared with the unit of the indicator",
    ("observations", "unit"): "compared with the unit of the indicator",
    ("observations", "value"): "compared with what other sources give",
    ("actors", "iso3"): "the code of a state is its id",
    ("agreements", "currency"): "an amount has value, currency and stage",
    ("agreements", "stage"): "an amount has value, currency and stage",
    ("samples", "purpose"): "codings and readings must fit their sample",
    ("samples", "table"): "codings and readings must fit their sample",
    ("readings", "verdict"): "it says whether there is a finding",
}
"""Columns that rightly break a second rule when they are empty or hold no code."""


REFERENCES = [("malformed-reference", "{old};", ADDED), ("unknown-source", "nobody1066", 0)]
DATES = [
    ("malformed-date", "12 March", 0),
    ("impossible-date", "2023-02-29", 8),
    ("spreadsheet-date", "Apr-05", 0),
    ("spreadsheet-date", "4/5/2005", 0),
    ("serial-date", "38447", 0),
]
IDS = [
    ("unknown-item", "{old};nowhere", ADDED),
    ("loose-list", "{old};", ADDED),
    ("repeated-item", "{old};{first}", ADDED),
]
CODES = [
    ("unknown-code", "{old};zzz", ADDED),
    ("loose-list", "{old};", ADDED),
    ("repeated-item", "{old};{first}", ADDED),
]
NUMBERS = [
    ("wrong-type", "+60.", 0),
    ("thousands-separator", "1,234,567.5", 0),
    ("unit-in-number", "12 bn", 0),
    ("decimal-comma", "12,5", 0),
    ("scientific-notation", "1.2E+09", 0),
]
BOOLEANS = [("wrong-type", "perhaps", 0), ("spreadsheet-boolean", "TRUE", 0)]
PROSE = [
    ("mojibake", "LibertÃ© {old}", 6),
    ("spreadsheet-error", "#REF!", 0),
    ("formula", "=1+1", 0),
    ("formula", "+1*cmd", 0),
    ("html-markup", "&amp; {old}", 0),
    ("lost-letter", "M?nchen {old}", 0),
    ("lookalike-letter", "\ufb01rst {old}", 0),
    ("word-for-missing", "N/A", 0),
    ("invisible-character", "{old[0]}\u200b{old}", 1),
]
RIVALLED = ("arms.tiv", "aid.us.csf")
"""Series whose values have rivals in other sources: the loss of one leaves the other alone."""


def all_damages(descriptor: Descriptor) -> list[Damage]:
    schemas = [resource.schema for resource in descriptor.authored.values() if resource.name != "retired"]
    return [*chain.from_iterable(map(of_schema, schemas)), *OF_MEANING]


def of_schema(schema: Schema) -> Iterator[Damage]:
    """Every damage that a schema suggests; keys are left alone, because other rows refer to them."""
    for field in schema.fields:
        for rule, new, at in _of_column(schema.table, field) if field.name not in schema.key else ():
            yield Damage(rule, schema.table, field.name, new, at, partial(_suits, schema.table, field))


def _suits(table: str, field: Field, row: Cells) -> bool:
    if field.holds == "date":
        return True
    annotated = table != "evidence" or row["note"] != ""
    alone = field.holds == "codes" and row[field.name] == "none"
    return annotated and row[field.name] != "" and not alone and not row.get("indicator_id", "").startswith(RIVALLED)


def _of_column(table: str, field: Field) -> Iterator[tuple[str, str, int]]:
    """Rule, new cell and place of the fault for each damage to a column."""
    alone = (table, field.name) not in ENTANGLED
    if field.required and alone:
        yield "unsourced-row" if field.holds.startswith("reference") else "missing-value", "", 0
    if field.coded and alone:
        yield "unknown-code", "{old}x", 0
    if field.holds in {"references", "reference"}:
        yield from REFERENCES
        repeated = ("repeated-reference", "{old};{first}"), ("several-references", "{old};yousaf2025drive[9.p9]")
        yield *repeated[not field.many], ADDED
    yield from {"date": DATES, "ids": IDS, "codes": CODES}.get(field.holds, [])
    yield from {"number": NUMBERS, "boolean": BOOLEANS}.get(field.type, [])
    if field.type == "string" and not field.codes and not field.holds and not field.constraints:
        yield from PROSE
    if "pattern" in field.constraints and not field.holds and alone:
        yield "wrong-form", "Ünfit {old}", 0
    if "minimum" in field.constraints:
        yield "out-of-range", str(field.constraints["minimum"] - 7), 0


def _is(field: str, cell: str) -> Callable[[Cells], bool]:
    return lambda row: row[field] == cell


def _dated(row: Cells) -> bool:
    return len(row["signed"]) == 10 and not row["in_force"] and not row["ended"] and row["status"] != "in_force"


def _without_doi(row: Cells) -> bool:
    return not row["doi"] and row["source_id"] > "e"  # after the work that has it


OF_MEANING = [
    Damage("typographic-character", "events", "agreement_id", "jf17–contract", 4),
    Damage("typographic-character", "coverage", "completeness", "“systematic”"),
    Damage("unsorted-codes", "claims", "subject", "trade;corridor", 6),
    Damage("proposition-incomplete", "claims", "theory", "", fits=_is("kind", "proposition")),
    Damage("stance-without-note", "evidence", "note", "", fits=_is("stance", "qualifies")),
    Damage("money-without-stage", "indicators", "stage", "", fits=itemgetter("stage")),
    Damage("unknown-id", "events", "agreement_id", "no-such-agreement"),
    Damage("unknown-id", "claims", "indicator_id", "trade.no_such_series", fits=_is("kind", "figure")),
    Damage("unknown-id", "claims", "reporter", "PAX", fits=_is("kind", "figure")),
    Damage("unknown-id", "actors", "parent", "CHIN", fits=_is("parent", "")),
    Damage("date-in-future", "agreements", "in_force", "2091-01-01", fits=_dated),
    Damage("dates-out-of-order", "agreements", "in_force", "1901", fits=_dated),
    Damage("amount-incomplete", "agreements", "value", "", fits=itemgetter("value")),
    Damage("figure-incomplete", "claims", "indicator_id", "", fits=_is("kind", "figure")),
    Damage("wrong-unit", "claims", "unit", "percent", fits=_is("unit", "USD million")),
    Damage("doubt-without-note", "events", "note", "", fits=_is("confidence", "low")),
    Damage("doubtful-agreement-without-note", "agreements", "note", "", fits=_is("confidence", "low")),
    Damage("event-roles", "events", "recipients", "", fits=_is("event_type", "delivery")),
    Damage(
        "balancing-of-type",
        "events",
        "balancing",
        "soft",
        fits=lambda row: row["event_type"] == "attack" and row["against"] in {"CHN", "IND"},
    ),
    Damage(
        "balancing-against-nobody",
        "events",
        "against",
        "",
        fits=lambda row: (row["event_type"], row["balancing"]) == ("exercise", "hard"),
    ),
    Damage(
        "confidence-exceeds-sources",
        "events",
        "confidence",
        "high",
        fits=lambda row: row["confidence"] == "medium" and not row["note"],
    ),
    Damage(
        "confidence-below-sources",
        "events",
        "confidence",
        "medium",
        fits=lambda row: row["confidence"] == "high" and not row["note"],
    ),
    Damage("state-without-code", "actors", "iso3", "", fits=_is("kind", "state")),
    Damage("duplicate-source", "sources", "doi", "10.2307/2010133", fits=_without_doi),
    Damage("double-space", "events", "summary", "a  b {old}", 1),
    Damage("loose-doi", "sources", "doi", "10.2307/2010134?seq=1", fits=_without_doi),
    Damage("tracking-address", "sources", "url", "https://example.org/mutant?utm_source=x", 26, fits=_without_doi),
    Damage("loose-author", "sources", "authors", "et al."),
    Damage("date-too-early", "agreements", "announced", "1895", fits=lambda row: _dated(row) and not row["announced"]),
]

"""The Data Package standard: types, constraints, keys and foreign keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import partial

from sino_pak_data.cells import ids
from sino_pak_data.cells.text import bare_doi
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import declared, rule
from sino_pak_data.package.constraints import Violation, listed, violation
from sino_pak_data.package.schema import Field, ForeignKey

_NAMES = {
    "integer": "a whole number", "number": "a number", "boolean": "true or false", "date": "a day such as 2024-01-26",
    "time": "a time such as 15:00:00", "datetime": "a time such as 2024-01-26T15:00:00Z", "year": "a year such as 2024",
    "yearmonth": "a month such as 2024-01", "object": "a JSON object", "array": "a JSON array", "string": "of its format",
}  # fmt: skip
_LIMITS = {
    "minimum": "below the minimum of", "maximum": "above the maximum of", "exclusiveMinimum": "not above",
    "exclusiveMaximum": "not below", "minLength": "shorter than", "maxLength": "longer than",
}  # fmt: skip
_JOINS = re.compile(r"\s*[,;/|+&\s]\s*(?:and\s+)?")
_LOOSE_NUMBER = re.compile(r"(?:\+|(-))?([0-9]*)(?:\.([0-9]*))?")


Guess = Callable[[str, str, Collection[str]], str]
"""The known word, of a table or code list, that is probably meant, or "", see `CheckContext.guess`."""


def worded(guess: Guess, kind: str, field: Field, cell: str) -> tuple[str, str]:
    """Message and hint for a cell that violates a constraint of its column."""
    example = f"for example {field.example}" if field.example else ""
    as_given = field.title == field.name or field.title[1:2].isupper()
    title = field.title if as_given else field.title.lower()
    if kind == "source":
        return "the row has no source", f"write a source id and the place in it, {example}"
    if kind == "required":
        return f"{field.name} is empty", example
    if kind == "type":
        plain = plain_number(cell)
        hint = f"write {plain}" if plain and not violation(field, plain) else example
        name = _NAMES.get(field.type, f"of type {field.type}")
        form = field.options.get("format", "default")
        return f"{cell!r} is not {name if form == 'default' else f'a {field.type} of the format {form}'}", hint
    if kind == "enum" and field.many and (joined := semicolons(cell, field.values)):
        return f"{cell!r} has no semicolon between its codes", f"write {joined}"
    if kind == "enum":
        codes = [str(code) for code in field.constraints.get("enum", ())] or field.values
        close = guess(field.code_list or ";".join(codes), cell, codes)
        hint = f"did you mean {close!r}? The codes are" if close else "use one of"
        return f"{cell!r} is not a valid {title}", f"{hint} {', '.join(codes)}"
    if kind in _LIMITS:
        unit = " characters" if kind.endswith("Length") else ""
        return f"{cell} is {_LIMITS[kind]} {field.constraints[kind]}{unit}", example
    doi = bare_doi(cell) if field.name == "doi" else ""
    return f"{cell!r} is not a valid {title}", f"write {doi}" if doi and not violation(field, doi) else example


def semicolons(cell: str, known: Collection[str]) -> str:
    """A list whose items are known but joined by something else than semicolons, as it is written; else "".

    >>> semicolons("CHN, PAK", ["CHN", "PAK"]), semicolons("CHN and PAK", ["CHN", "PAK"]), semicolons("CHN/X", ["CHN"])
    ('CHN;PAK', 'CHN;PAK', '')
    """
    items = [item for item in _JOINS.split(cell) if item]
    return ";".join(items) if len(items) > 1 and all(item in known for item in items) else ""


def plain_number(cell: str) -> str:
    """A number as the tables write it, or "" for what is not one.

    >>> plain_number("+60"), plain_number("60."), plain_number("-.5"), plain_number("٦٠"), plain_number("1e5")
    ('60', '60', '-0.5', '60', '')
    """
    found = _LOOSE_NUMBER.fullmatch("".join(str(unicodedata.decimal(char, char)) for char in cell))
    if found is None or not (found[2] or found[3]):
        return ""
    return f"{found[1] or ''}{found[2] or '0'}{f'.{found[3]}' if found[3] else ''}"


def _violated(context: CheckContext, kinds: tuple[str, ...]) -> Iterator[Finding]:
    for kind in kinds:
        for one in context.violations[kind]:
            yield from findings(context.guess, kind, one)


def findings(guess: Guess, kind: str, one: Violation) -> Iterator[Finding]:
    """What is wrong with a cell that violates a constraint; of a list of codes, with each item."""
    for item, at in _of_codes(one) if one.column.many and kind == "enum" else ((one.value, 0),):
        yield Finding(one.table, one.row, one.field, *worded(guess, kind, one.column, item), at)


def _of_codes(one: Violation) -> Iterator[tuple[str, int]]:
    """The items of a list that are not codes, each with its place; of loose items there is a rule of its own."""
    at = 0
    for item in ids.split(one.value):
        if item == item.strip() and item and item not in one.column.values:
            yield item, at
        at += len(item) + 1


def _lost(context: CheckContext, retired: bool) -> Iterator[Finding]:
    """The foreign keys that refer to retired rows, or to rows that never were."""
    for one in context.violations["foreign-key"]:
        key = one.target
        assert key is not None
        other, at = context.package[key.table], 0
        for item in listed(one.column, one.value):
            if other.schema.key == (key.target,) and not key.others:
                found = context.absent(key.table, item, retired)
            else:
                found = None if retired else _unfound(context, one, key, item)
            if found:
                yield Finding(one.table, one.row, one.field, *found, at)
            at += len(item) + len(one.column.options.get("delimiter", ","))


def _unfound(context: CheckContext, one: Violation, key: ForeignKey, item: str) -> tuple[str, str] | None:
    """Message and hint for a key to columns that are not the key of their table."""
    other = context.package[key.table]
    if not context.readable(key.table) or (not key.others and item in other.distinct(key.target)):
        return None
    value = ":".join(one.row[name] for name, _ in key.pairs) if key.others else item
    columns = " and ".join(target for _, target in key.pairs)
    close = "" if key.others else context.guess(f"{key.table}.{key.target}", item, other.distinct(key.target))
    hint = f"did you mean {close!r}?" if close else f"correct it, or add a row to {other.file}"
    return f"{value!r} is not in {columns} of {key.table}", hint


_OF_CELLS = {
    ("type",): """wrong-type: A cell has the type of its column.
Why:  One word in a column of numbers turns all of them into text.
Fix:  Write a number as plain digits, with a point before decimals; write true or false in lower case.
Bad:  sources: primary=perhaps
Bad:  observations: value=+60
Bad:  observations: value=.5
Good: sources: primary=false""",
    ("required",): """missing-value: A required cell is filled.
Why:  Without it the row cannot be found, counted or dated.
Fix:  Fill it; the codebook says what a required column holds.
Bad:  events: title=
Good: events: title=A visit""",
    ("source",): """unsourced-row: Every row of facts names its source.
Why:  A row without a source cannot be verified, and so cannot be cited.
Fix:  Write the id of a work, with the place in square brackets; add a new work to sources first.
Bad:  events: sources=
Good: events: sources=yousaf2025drive[5.p4]""",
    ("enum",): """unknown-code: A coded column holds one of its codes.
Why:  "millitary" would be a domain of its own in every table and figure.
Fix:  Use a code of the list; a new code is a reviewed line in schemas/codes.
Bad:  events: domain=millitary
Bad:  claims: subject=corridor;trad
Good: events: domain=military""",
    ("pattern",): """wrong-form: A cell matches the pattern of its column.
Why:  Identifiers, DOIs and addresses are compared letter by letter.
Fix:  Write it like the example in the codebook.
Bad:  sources: doi=https://doi.org/10.1057/palgrave.jird.1800065
Good: sources: doi=10.1057/palgrave.jird.1800065""",
    tuple(_LIMITS): """out-of-range: A number, and the length of a text, is within the bounds of its column.
Why:  A number out of bounds is a typing error, or belongs in another column.
Fix:  Correct it; the bounds are in the codebook.
Bad:  actors: cow_code=7700
Good: actors: cow_code=770""",
}
_OF_FOREIGN_KEYS = {
    False: """unknown-id: An id refers to a row that exists.
Why:  An id that leads nowhere breaks every join.
Fix:  Correct the id, or add the row that it names.
Bad:  observations: reporter=CHM
Good: observations: reporter=CHN""",
    True: """retired-id: No row refers to a retired id.
Why:  Its row is gone, for a stated reason.
Fix:  Refer to the record that replaces it, or leave the cell empty.
Bad:  retired: record=agreements/lost | version=0.1.0 | reason=Same as another
      events: agreement_id=lost
Good: retired: record=agreements/lost | version=0.1.0 | reason=Same as another
      events: agreement_id=""",
}
for kinds, manual in _OF_CELLS.items():
    declared(manual, "datapackage", partial(_violated, kinds=kinds))
for retired, manual in _OF_FOREIGN_KEYS.items():
    declared(manual, "datapackage", partial(_lost, retired=retired), needs=("retired.record",) if retired else ())


@rule("duplicate-key", "datapackage")
def duplicate_key(context: CheckContext) -> Iterator[Finding]:
    """A key belongs to one row, and so does each value of columns that the schema declares unique.

    Why:  Whoever cites it must mean one thing.
    Fix:  Merge the two rows, or give the later one an id or value of its own.
    Bad:  actors: file: {file}PAK,Pakistan twice,state,PAK,,,,,,cow2017states,\\n
    """
    yield from map(repeated, context.violations["key"] + context.violations["unique"])


def repeated(one: Violation, where: str = "") -> Finding:
    """What is wrong with a row whose key an earlier one has; `where` names its place if it is in another file."""
    assert one.first is not None
    name = "key" if one.kind == "key" else " and ".join(one.parts)
    value = ":".join(one.row[part] for part in one.parts)
    message = f"duplicate {name} {value!r}: {where or f'line {one.first.line}'} has it too"
    hint = f"merge the rows, or give this one another {'id' if one.kind == 'key' else name}"
    return Finding(one.table, one.row, one.field, message, hint)


RULE_OF = {kind: manual.partition(":")[0] for kinds, manual in _OF_CELLS.items() for kind in kinds} | {
    "foreign-key": "unknown-id", "key": "duplicate-key", "unique": "duplicate-key",
}  # fmt: skip
"""The rule that reports a kind of violation; `source` is a required reference that is missing."""

"""The Data Package standard: types, constraints, keys and foreign keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sino_pak_data.checks.context import CheckContext, retired_hint
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.constraints import Violation
from sino_pak_data.package.constraints import violation as breaks

_NAMES = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
_LOOSE_NUMBER = re.compile(r"(?:\+|(-))?([0-9]*)(?:\.([0-9]*))?")


@rule("wrong-type", "datapackage")
def wrong_type(context: CheckContext) -> Iterator[Finding]:
    """A cell has the type of its column.

    Why:  One word in a column of numbers turns all of them into text.
    Fix:  Write a number as plain digits, with a point before decimals; write true or false in lower case.
    Bad:  sources: primary=perhaps
    Bad:  observations: value=+60
    Bad:  observations: value=.5
    Good: sources: primary=true
    """
    for violation in context.violations("type"):
        column, plain = violation.column, plain_number(violation.value)
        hint = f"write {plain}" if plain and not breaks(column, plain) else ""
        wanted = _NAMES.get(column.type, f"of type {column.type}")
        yield _finding(violation, f"{violation.value!r} is not {wanted}", hint)


def plain_number(cell: str) -> str:
    """A number as the tables write it, or "" for what is not one.

    >>> plain_number("+60"), plain_number("60."), plain_number("-.5"), plain_number("٦٠"), plain_number("1e5")
    ('60', '60', '-0.5', '60', '')
    """
    found = _LOOSE_NUMBER.fullmatch("".join(str(unicodedata.decimal(char, char)) for char in cell))
    if found is None or not (found[2] or found[3]):
        return ""
    return f"{found[1] or ''}{found[2] or '0'}{f'.{found[3]}' if found[3] else ''}"


@rule("missing-value", "datapackage")
def missing_value(context: CheckContext) -> Iterator[Finding]:
    """A required cell is filled.

    Why:  Without it the row cannot be found, counted or dated.
    Fix:  Fill it; the codebook says what a required column holds.
    Bad:  events: title=
    Good: events: title=A visit
    """
    for violation in context.violations("required"):
        if not violation.column.holds.startswith("reference"):
            yield _finding(violation, f"{violation.field} is empty")


@rule("unsourced-row", "datapackage")
def unsourced_row(context: CheckContext) -> Iterator[Finding]:
    """Every row of facts names its source.

    Why:  A row without a source cannot be verified, and so cannot be cited.
    Fix:  Write the id of a work, with the place in square brackets; add a new work to sources first.
    Bad:  events: sources=
    Good: events: sources=yousaf2025drive[5.p4]
    """
    for violation in context.violations("required"):
        if violation.column.holds.startswith("reference"):
            hint = f"write a source id and the place in it, for example {violation.column.example}"
            yield _finding(violation, "the row has no source", hint)


@rule("unknown-code", "datapackage")
def unknown_code(context: CheckContext) -> Iterator[Finding]:
    """A coded column holds one of its codes.

    Why:  "millitary" would be a domain of its own in every table and figure.
    Fix:  Use a code of the list; a new code is a reviewed line in schemas/codes.
    Bad:  events: domain=millitary
    Good: events: domain=military
    """
    for violation in context.violations("enum"):
        column = violation.column
        close = context.guess(violation.value, column.code_list, column.values)
        hint = f"did you mean {close!r}? The codes are" if close else "use one of"
        message = f"{violation.value!r} is not a valid {column.title.lower()}"
        yield _finding(violation, message, f"{hint} {', '.join(column.values)}")


@rule("wrong-form", "datapackage")
def wrong_form(context: CheckContext) -> Iterator[Finding]:
    """A cell matches the pattern of its column.

    Why:  Identifiers, DOIs and addresses are compared letter by letter.
    Fix:  Write it like the example in the codebook.
    Bad:  sources: doi=https://doi.org/10.1057/palgrave.jird.1800065
    Good: sources: doi=10.1057/palgrave.jird.1800065
    """
    for violation in context.violations("pattern"):
        title = violation.column.title
        yield _finding(
            violation, f"{violation.value!r} is not a valid {title if title[1:2].isupper() else title.lower()}"
        )


@rule("out-of-range", "datapackage")
def out_of_range(context: CheckContext) -> Iterator[Finding]:
    """A number is within the bounds of its column.

    Why:  A number out of bounds is a typing error, or belongs in another column.
    Fix:  Correct it; the bounds are in the codebook.
    Bad:  actors: cow_code=7700
    Good: actors: cow_code=770
    """
    for violation in context.violations("minimum", "maximum"):
        side = "below" if violation.kind == "minimum" else "above"
        bound = violation.column.constraints[violation.kind]
        yield _finding(violation, f"{violation.value} is {side} the {violation.kind} of {bound}")


@rule("duplicate-key", "datapackage")
def duplicate_key(context: CheckContext) -> Iterator[Finding]:
    """A key belongs to one row.

    Why:  Whoever cites it must mean one thing.
    Fix:  Merge the two rows, or give the later one an id of its own.
    Bad:  actors: file: {file}PAK,Pakistan twice,state,PAK,,,,,,cow2017states,\\n
    Good: actors: file: {file}
    """
    for violation in context.violations("key"):
        assert violation.first is not None
        key = ":".join(violation.table.key(violation.row))
        message = f"duplicate key {key!r}: line {violation.first.line} has it too"
        yield _finding(violation, message, "merge the rows, or give this one another id")


@rule("unknown-id", "datapackage")
def unknown_id(context: CheckContext) -> Iterator[Finding]:
    """An id of another table exists there.

    Why:  An id that leads nowhere breaks every join.
    Fix:  Correct the id, or add the row that it names.
    Bad:  observations: reporter=CHM
    Good: observations: reporter=CHN
    """
    for violation, table in _lost_ids(context):
        if context.retired(table, violation.value) is None:
            close = context.guess(violation.value, table, context.package.identifiers(table))
            hint = f"did you mean {close!r}?" if close else f"add it to tables/{table}.csv"
            yield _finding(violation, f"{violation.value!r} is not in {table}", hint)


@rule("retired-id", "datapackage", needs=("retired",))
def retired_id(context: CheckContext) -> Iterator[Finding]:
    """No row refers to a retired id.

    Why:  Its row is gone, for a stated reason.
    Fix:  Refer to the record that replaces it, or to none.
    Bad:  retired: record=agreements/lost | version=0.1.0 | reason=Same as another
          events: agreement_id=lost
    Good: retired: record=agreements/lost | version=0.1.0 | reason=Same as another
          events: agreement_id=
    """
    for violation, table in _lost_ids(context):
        row = context.retired(table, violation.value)
        if row is not None:
            yield _finding(violation, f"{violation.value!r} was retired", retired_hint(row))


def _lost_ids(context: CheckContext) -> Iterator[tuple[Violation, str]]:
    """The violated foreign keys, each with the table that it refers to."""
    for violation in context.violations("foreign-key"):
        for key in violation.table.schema.foreign_keys:
            if key.field == violation.field and context.readable(key.table):
                yield violation, key.table


def _finding(violation: Violation, message: str, hint: str = "") -> Finding:
    """A finding at the place of a violation; the hint is an example unless there is a better one."""
    example = violation.column.example
    hint = hint or (f"for example {example}" if example else "")
    return Finding(violation.table, violation.row, violation.field, message, hint)

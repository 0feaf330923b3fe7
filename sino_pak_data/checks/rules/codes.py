"""Code lists: a list that defines its codes by examples defines all of them, by rows that carry them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.schema import Code, Field
from sino_pak_data.package.table import Table

_EXAMPLES = 2
"""Examples that a code needs, if so many rows carry it."""

_LIST = "schemas/codes/{}.json"


@rule("code-examples")
def code_examples(context: CheckContext) -> Iterator[Finding]:
    """Where a code list gives examples, each code says what it includes and names two rows that carry it.

    Why:  People code by examples, and an example that was recoded since teaches the old code.
    Fix:  Name other rows in schemas/codes, or correct the row; a code that no row carries has none.
    Bad:  agreements: agreement_id=friendship-treaty-2005 | instrument=agreement
    Bad:  agreements: agreement_id=friendship-treaty-2005 | instrument=mou
    Good: agreements: agreement_id=friendship-treaty-2005 | instrument=treaty
    """
    for name, uses in _uses(context).items():
        table, field = uses[0]
        if any(code.examples for code in field.codes) and context.readable(*(used.name for used, _ in uses)):
            place = Table(table.schema, _LIST.format(name), table.header)
            for code in field.codes:
                for message, hint in _faults(context, code, uses):
                    yield Finding(place, None, field.name, f"{name}: {code.value}: {message}", hint)


def _uses(context: CheckContext) -> dict[str, list[tuple[Table, Field]]]:
    """The columns that use a code list, by its name."""
    found: dict[str, list[tuple[Table, Field]]] = {}
    for table in context.tables:
        for field in table.schema.fields:
            if field.code_list:
                found.setdefault(field.code_list, []).append((table, field))
    return found


def _faults(context: CheckContext, code: Code, uses: list[tuple[Table, Field]]) -> Iterator[tuple[str, str]]:
    """Message and hint of each fault of a code and its examples."""
    if not code.include:
        yield "include is missing", "say what is coded so"
    for example in code.examples:
        rows = [(context.package.identifiers(table.name).get(example), field) for table, field in uses]
        carried = [row[field.name] for row, field in rows if row is not None]
        if not carried:
            tables = " or ".join(dict.fromkeys(table.name for table, _ in uses))
            yield f"the example {example!r} is not in {tables}", "name a row that carries the code"
        elif code.value not in carried and not {*carried}.isdisjoint(uses[0][1].values):
            yield f"the example {example!r} carries {' and '.join(carried)}", "name another row, or correct the row"
    carrying = (row for table, field in uses for row in table.rows if row[field.name] == code.value)
    wanted = len([*islice(carrying, _EXAMPLES)])
    if len({*code.examples}) < wanted:
        yield f"{len(code.examples)} of {wanted} examples", "add ids of rows that carry the code"

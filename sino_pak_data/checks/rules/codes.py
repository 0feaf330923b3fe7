"""Code lists: a list that defines its codes by examples defines all of them, by rows that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import rule
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package.schema import Code, Field
from sino_pak_data.package.table import Row, Table

_EXAMPLES = 2
"""Examples that a code needs, if so many rows carry it."""

_LIST = "schemas/codes/{}.json"


@rule("code-examples")
def code_examples(context: CheckContext) -> Iterator[Finding]:
    """Where a code list gives examples, each code says what it includes and names two rows that carry it.

    Why:  People code by examples, and an example that was recoded since teaches the old code. A code of a built table
          that no row carries, such as a rule of verdicts, was never tried.
    Fix:  Name other rows in schemas/codes, or correct the row; a code that no row carries has none, and is deleted if
          the table is built.
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
    for table in (*context.tables, *_built(context)):
        for field in table.schema.fields:
            if field.code_list:
                found.setdefault(field.code_list, []).append((table, field))
    return found


def _built(context: CheckContext) -> Iterator[Table]:
    """The built tables with examples in lists of their own; none if a cell that they may be built from is wrong."""
    own = {field.code_list for table in context.tables for field in table.schema.fields}
    for name, resource in context.package.descriptor.built.items():
        lists = (field for field in resource.schema.fields if field.code_list not in own)
        if any(code.examples for field in lists for code in field.codes) and _sound(context):
            schema = resource.schema
            yield Table(schema, resource.path, schema.names, [*map(Row, BUILT[name](context.package))])


def _sound(context: CheckContext) -> bool:
    """Is every table read, and every cell what its schema allows?"""
    package = context.package
    return not (package.broken or context.violations) and context.readable(*package.descriptor.authored)


def _named(context: CheckContext, table: Table) -> Mapping[str, Row]:
    """The rows of a table, authored or built, by their identifier."""
    authored = context.package.identifiers(table.name)
    return authored or {":".join(key): row for key, row in table.by_key.items()}


def _faults(context: CheckContext, code: Code, uses: list[tuple[Table, Field]]) -> Iterator[tuple[str, str]]:
    """Message and hint of each fault of a code and its examples."""
    if not code.include:
        yield "include is missing", "say what is coded so"
    for example in code.examples:
        rows = [(_named(context, table).get(example), field) for table, field in uses]
        carried = [code for row, field in rows if row is not None for code in field.items(row[field.name]) or [""]]
        if not carried:
            tables = " or ".join(dict.fromkeys(table.name for table, _ in uses))
            yield f"the example {example!r} is not in {tables}", "name a row that carries the code"
        elif code.value not in carried and not {*carried}.isdisjoint(uses[0][1].values):
            yield f"the example {example!r} carries {' and '.join(carried)}", "name another row, or correct the row"
    carrying = (row for table, field in uses for row in table.rows if code.value in field.items(row[field.name]))
    wanted = len([*islice(carrying, _EXAMPLES)])
    if len({*code.examples}) < wanted:
        yield f"{len(code.examples)} of {wanted} examples", "add ids of rows that carry the code"
    elif not wanted and uses[0][0].schema.built:
        yield f"no row of {uses[0][0].name} carries it", "delete the code"

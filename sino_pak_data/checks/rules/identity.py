"""Identity: one thing has one row, and an id that was withdrawn stays withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import ids
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.checks.context import Review, retired_hint
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule


@rule("retired-id-reused")
def retired_id_reused(review: Review) -> Iterator[Mark]:
    """A withdrawn id is never given again.

    Why:  Whoever cited it meant the old record.
    Fix:  Give the new record another id.
    Bad:  retired: record=actors/PAK | version=0.1.0 | reason=Test
    Good: retired: record=actors/XYZ | version=0.1.0 | reason=Test
    """
    for gone in review.package["retired"].rows:
        name, _, key = gone["record"].partition("/")
        row = review.package.record(gone["record"])
        if row is not None and name != "retired":
            table = review.package[name]
            yield Mark(table, row, table.schema.key[0], f"{name}/{key} was retired", retired_hint(gone))


@rule("unknown-record")
def unknown_record(review: Review) -> Iterator[Mark]:
    """An address names a record that is there; in retired, one that is not.

    Why:  Evidence that points to nothing proves nothing.
    Fix:  Write TABLE/KEY as `sino-pak-data search` prints it.
    Bad:  evidence: record=events/no-such-event
    Good: evidence: record=events/diplomatic-relations-established-1951
    """
    for table in review.tables:
        for field in table.schema.holding("record"):
            if (table.name, field.name) == ("retired", "record"):
                continue
            for row in table.rows:
                message, hint = _address_fault(review, row[field.name])
                if row[field.name] and message:
                    yield Mark(table, row, field.name, message, hint)


def _address_fault(review: Review, cell: str) -> tuple[str, str]:
    try:
        table, key = ids.parse_address(cell)
    except Malformed as fault:
        return f"{cell!r}: {fault.message}", "the address of a record is TABLE/KEY"
    if table not in review.package.descriptor.authored:
        close = review.guess(table, review.package.descriptor.authored)
        return f"there is no table {table!r}", f"did you mean {close!r}?" if close else ""
    known = review.package.identifiers(table)
    if key in known or not review.readable(table):
        return "", ""
    gone = review.retired(table, key)
    if gone is not None:
        return f"{cell!r} was retired", retired_hint(gone)
    close = review.guess(key, known)
    return f"there is no record {cell!r}", f"did you mean '{table}/{close}'?" if close else ""

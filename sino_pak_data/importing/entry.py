"""What an import writes: rows of observations, the edition in sources and at its indicators, and the disagreements it makes.

No row is taken away. A revised value stands beside that of the edition before; only where the file is an edition that the
tables have already is a value replaced in its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sino_pak_data.add.candidates import New, extended
from sino_pak_data.add.settle import Settled, replaced
from sino_pak_data.importing.comparison import Change
from sino_pak_data.importing.editions import Edition
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading.reader import Authored


def entered(
    package: Authored, root: Path, changes: Sequence[Change], edition: Edition, cited: bool = False
) -> Settled:  # fmt: skip
    """The tables with the changes, checked as a whole; nothing is written yet. Values that are gone change nothing.

    cited  candidates are to cite the edition: it becomes a source even if it changes no value
    """
    taken = [change for change in changes if change.new is not None]
    if not taken:
        return replaced(package, root, [_sources(package["sources"], edition)] if cited and not edition.known else [])
    tables = [
        _observations(package["observations"], taken, edition),
        _indicators(package["indicators"], taken, edition),
    ]
    tables.append(_sources(package["sources"], edition))
    if "discrepancies" in package.descriptor.authored:
        tables.append(extended(package["discrepancies"], list(_disagreements(package, taken, edition))))
    return replaced(package, root, tables)


def _sources(table: Table, edition: Edition) -> Table:
    """The works, with the edition, or with its row naming the file that was read now."""
    if not edition.known:
        return extended(table, [New(table.name, edition.cells)])
    rows = [
        Row({**row, "note": " ".join(filter(None, [_ended(row["note"]), edition.read_from]))})
        if row["source_id"] == edition.source_id and edition.sha256 not in row["note"]
        else row
        for row in table.rows
    ]
    return Table(table.schema, table.file, table.header, rows)


def _ended(note: str) -> str:
    """A note as sentences, to which another can be added."""
    return note if not note or note.endswith((".", "!", "?")) else f"{note}."


def _observations(table: Table, changes: Iterable[Change], edition: Edition) -> Table:
    """The values of the edition in their rows, or in new ones."""
    written = {table.key(row): row for row in table.rows}
    for change in changes:
        row = _row(change, edition)
        there = written.get(table.key(row), Row({}))
        written[table.key(row)] = Row({**row, **{name: there[name] for name in ("qualifier", "note") if there[name]}})
    return Table(table.schema, table.file, table.header, [*written.values()])


def _row(change: Change, edition: Edition) -> Row:
    indicator, reporter, partner, period = change.key
    old, new = change.old, change.new
    assert new is not None  # `entered` takes no others
    revised = f"revised; {old['source']} has the older value" if old and not _of(old, edition) else ""
    return Row({
        "indicator_id": indicator, "reporter": reporter, "partner": partner, "period": period,
        "value": new.value, "unit": new.unit, "qualifier": "exact", "flag": "; ".join(filter(None, [new.flag, revised])),
        "source": old["source"] if old and _of(old, edition) else edition.source_id, "note": new.note,
    })  # fmt: skip


def _of(row: Row, edition: Edition) -> bool:
    return row["source"].partition("[")[0] == edition.source_id


def _indicators(table: Table, changes: Iterable[Change], edition: Edition) -> Table:
    """The indicators, those with new values naming the edition among their sources."""
    given = {change.key[0] for change in changes}

    def naming(row: Row) -> Row:
        sources = row["sources"].split(";")
        if row["indicator_id"] not in given or edition.source_id in (one.partition("[")[0] for one in sources):
            return row
        return Row({**row, "sources": ";".join([*sources, edition.source_id])})

    return Table(table.schema, table.file, table.header, [naming(row) for row in table.rows])


def _disagreements(package: Authored, changes: Iterable[Change], edition: Edition) -> Iterable[New]:
    """A row of discrepancies for each value that is revised by more than the tolerance of its indicator."""
    indicators, table = package.identifiers("indicators"), package["observations"]
    known = {(row["record"], row["field"], row["value"]) for row in package["discrepancies"].rows}
    for change in changes:
        if change.old is None or change.new is None or _of(change.old, edition):
            continue
        old, new = float(change.old["value"]), float(change.new.value)
        apart = abs(new - old) * 100 / (max(abs(old), abs(new)) or 1)
        record = table.address(change.old)
        if apart > float(indicators[change.key[0]]["tolerance"]) and (record, "value", change.new.value) not in known:
            cells = {"record": record, "field": "value", "value": change.new.value, "source": edition.source_id}
            yield New("discrepancies", {**cells, "note": "Revised by the later edition."})

"""The section of CHANGELOG.md that a release generates: what a reader of the last version must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sino_pak_data.cli.render.changes import code, derived_line, entry_line, schema_line
from sino_pak_data.package.table import Package
from sino_pak_data.release.diff import PackageDiff
from sino_pak_data.release.impact import Entry, Weight, entries
from sino_pak_data.release.metadata.subject import markdown_text
from sino_pak_data.release.schema_diff import Bump

_SHOWN = 30


def section(difference: PackageDiff, version: str, people: Sequence[str], homepage: str) -> str:
    """Counts, then what matters most: every removed or renamed row, schemas, corrected figures, new rows."""
    found = entries(difference)
    file = f"changes/{version}.csv"
    parts = [
        f"Since {difference.old.version}; every row is in [{file}]({homepage}/blob/v{version}/{file}) "
        "and in the table `changes` of the package.",
        _counts(difference),
    ]
    corrected = list(_corrected(found))
    more = [f"* … and {len(corrected) - _SHOWN:,} more"] if len(corrected) > _SHOWN else []
    lists = {
        "Withdrawn and renamed": list(_gone(found, difference)),
        "Schemas": [f"* {schema_line(c, code)}" for c in difference.schemas if c.bump > Bump.patch],
        "Verdicts that changed": list(_verdicts(difference)),
        "Corrected figures, dates and codes": [*corrected[:_SHOWN], *more],
        "New rows": list(_added(difference)),
    }
    parts += [f"### {title}\n\n" + "\n".join(lines) for title, lines in lists.items() if lines]
    if people:
        parts.append(f"### Thanks\n\n{markdown_text(', '.join(people))}.")
    return "\n\n".join(parts)


def first_section(package: Package) -> str:
    """What the first release contains: a line per table."""
    lines = ["First release.", "", "| table | rows |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {table.name} | {len(table.rows):,} |" for table in package.authored)])


def _counts(difference: PackageDiff) -> str:
    """A line per table that differs, with its number of rows in both versions."""
    lines = ["| table | was | added | removed | renamed | changed | is |", "|---|---:|---:|---:|---:|---:|---:|"]
    for table in difference.tables.values():
        if table:
            counts = [table.old.rows, *table.counts.values(), table.new.rows]
            lines.append(f"| {code(table.name)} | {' | '.join(f'{n:,}' for n in counts)} |")
    if len(lines) == 2:
        return "No row differs."
    texts = sum(change.bump is Bump.patch for change in difference.schemas)
    more = [derived_line(difference, code), f"{texts} texts of schemas were reworded." if texts else ""]
    return "\n\n".join(["\n".join(lines), *filter(None, more)])


def _gone(found: Sequence[Entry], difference: PackageDiff) -> Iterator[str]:
    """Every row that can no longer be cited, why, and what to cite instead; rows without an identifier are counted."""
    for entry in found:
        if entry.weight >= Weight.renamed:
            retired = difference.retired.get(entry.record, {})
            to = f", now {code(entry.successor)}" if entry.successor else ""
            reason = f": {markdown_text(retired['reason'])}" if retired.get("reason") else ""
            yield f"* {entry.change} {code(entry.record)}{to}{reason}"
    for table in difference.tables.values():
        if table.removed and not table.identified:
            yield f"* {len(table.removed):,} of {code(table.name)}, whose rows have no identifier of their own"


def _verdicts(difference: PackageDiff) -> Iterator[str]:
    """Claims on which the independent sources now say something else."""
    verdicts = difference.derived.get("verdicts")
    for key, cells in verdicts.changed.items() if verdicts else ():
        for old, new in [(cell.old, cell.new) for cell in cells if cell.field == "verdict"]:
            yield f"* {code(f'claims/{key[0]}')}: {old or 'none'} -> {new or 'none'}"


def _corrected(found: Sequence[Entry]) -> Iterator[str]:
    """Rows with a changed cell that enters results, with those cells only."""
    for entry in found:
        if entry.change == "changed" and entry.weight >= Weight.code:
            kept = sum(weight >= Weight.code for weight in entry.weights)
            yield entry_line(entry._replace(cells=entry.cells[:kept]))


def _added(difference: PackageDiff) -> Iterator[str]:
    """The new rows of each table with an identifier of their own."""
    for table in difference.tables.values():
        if table.added and table.identified and table.name != "retired":
            names = [code(":".join(key)) for key in list(table.added)[:_SHOWN]]
            rest = len(table.added) - len(names)
            yield f"* {table.name}: {', '.join(names)}{f' and {rest:,} more' if rest else ''}"

"""Files and lines: a table can be read, each row is one line with its cells in place, and there is one way to write it."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import declared, rule
from sino_pak_data.package import constraints
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading.source_text import FORMAT


@rule("unchecked", "canonical", "warning")
def unchecked(context: CheckContext) -> Iterator[Finding]:
    """Everything that the descriptor and the schemas say of a table is checked.

    Why:  A table that nobody looked at seems to be clean, and so does one without the constraint that would tell.
    Fix:  Keep tables as CSV in UTF-8 with commas, each with a schema here; write a pattern that RE2 knows.
    Bad:  datapackage: samples={"encoding": "latin-1"}
    Bad:  datapackage: samples={"dialect": {"delimiter": ";"}}
    Good: datapackage: samples={"dialect": {"delimiter": ","}}
    """
    descriptor = context.package.descriptor
    found = [(name, f"{name} is not checked: {reason}") for name, reason in descriptor.unchecked]
    for table in context.tables:
        for field in table.schema.fields:
            ignored = [name for name in field.constraints if name not in constraints.ENFORCED]
            if constraints.unknown(field.constraints.get("pattern", "")):
                ignored.append("pattern, which RE2 does not know")
            found += [(table.name, f"{table.name}.{field.name} is not checked for its {name}") for name in ignored]
    for name, message in found:
        place = Table(Schema(name, name, "", (), (), ()), DESCRIPTOR, [])
        yield Finding(place, None, "", message, "look at it yourself, or write it in a way that can be checked")


declared("""missing-table: Every table of the descriptor has a file.
Why:  A missing table takes the sources of other rows with it.
Fix:  Restore the file, or remove the table from datapackage.json.
Bad:  retired: file: {missing}""")

declared("""unreadable-table: The file of a table can be opened and read.
Why:  A folder, a device or a file without read permission cannot hold rows.
Fix:  Find out what is at that path, and who may read it.
Bad:  retired: file: {folder}""")

declared("""too-large: Tables and cells have a size that people can read and programs can hold.
Why:  A file of hundreds of megabytes is a dataset of its own; a cell of 10 MB is a file pasted into a row.
Fix:  Restore the file, or shorten the cell. Machine-coded data do not belong in hand-kept tables.
Bad:  retired: file: {huge}""")

declared("""empty-file: A table has at least a header.
Why:  An empty file is more likely a failed export than a table without rows.
Fix:  Write the header that the schema gives, or restore the file.
Bad:  retired: file:
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""not-utf8: A table is UTF-8 text.
Why:  Names with accents would be garbled, and differently on each machine.
Fix:  Save the file again as "CSV UTF-8".
Bad:  retired: file: {file}\\xff""")

declared("""byte-order-mark: A table starts with its first column name, without a byte order mark.
Why:  Many readers take the mark as part of the first column name.
Fix:  Run `sino-pak-data format`.
Bad:  retired: file: \\xef\\xbb\\xbf{file}""")

declared("""line-ending: Every line ends with LF, including the last.
Why:  Another line ending changes every line of the file and hides what really changed.
Fix:  Run `sino-pak-data format`.
Bad:  retired: file: record,version,reason,replaced_by\\r\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""wrong-delimiter: Cells are separated by commas.
Why:  Some spreadsheets export semicolons or tabs, and other readers then see a single column.
Fix:  Run `sino-pak-data format`, which converts such a file if all its rows agree; otherwise export it again.
Bad:  retired: file: record;version;reason;replaced_by\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""separator-line: A table begins with its header, not with a line for one spreadsheet.
Why:  Only Excel reads `sep=,` as an instruction; every other reader takes it for the header.
Fix:  Run `sino-pak-data format`, which deletes the line.
Bad:  retired: file: sep=,\\nrecord,version,reason,replaced_by\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""wrong-header: The header has the columns of the schema, all of them and no others.
Why:  Nobody reads a column under another name.
Fix:  Use the column names in CODEBOOK.md.
Bad:  retired: file: record,versoin,reason,replaced_by\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""duplicated-column: Each column appears once.
Why:  Two columns of the same name give two answers to one question.
Fix:  Delete the one that is wrong or empty.
Bad:  retired: file: record,version,reason,reason,replaced_by\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""nameless-column: Every column has a name.
Why:  A column that was inserted, or cleared but not deleted, shifts the others or hides a note.
Fix:  `sino-pak-data format` removes empty columns; name or delete a column that has content.
Bad:  retired: file: record,version,reason,replaced_by,,\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""column-order: Columns are in the order of the schema.
Why:  In another order, every line of a diff differs.
Fix:  Run `sino-pak-data format`.
Bad:  retired: file: record,reason,version,replaced_by\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""ragged-row: A row has as many cells as the header.
Why:  One comma too many or too few moves every later cell under the wrong name.
Fix:  Put a cell that contains a comma in double quotes; an empty cell is two commas in a row.
Bad:  actors: file: {file}PAX,Pax\\n""")

declared("""empty-row: A row has at least one filled cell.
Why:  Spreadsheets export cleared rows as lines of commas.
Fix:  Run `sino-pak-data format`.
Bad:  actors: file: {file},,,,,,,,,,\\n,,,,,,,,,,\\n""")

declared("""blank-line: No line is blank.
Why:  Some readers take a blank line for a row of missing values.
Fix:  Run `sino-pak-data format`.
Bad:  retired: file: {file}\\n""")

declared("""conflict-marker: No merge conflict is left in a table.
Why:  Both versions of the rows are still there, and someone has to choose between them.
Fix:  Keep the right rows and delete the lines of <, = and >.
Bad:  retired: file: {file}<<<<<<< HEAD\\n""")

declared("""stray-quote: A double quote opens or closes a cell, or is doubled inside a quoted one.
Why:  Readers disagree about where such a cell ends.
Fix:  Quote the whole cell and double the quotes inside it: "the ""all-weather"" tie".
Bad:  retired: file: {file}events/x,1.0.0,the "same" event,\\n""")

declared("""newline-in-cell: A cell does not contain a line break.
Why:  A row that is a single line can be cited by its line number, compared and merged.
Fix:  Join the lines of the cell with a space.
Bad:  retired: file: {file}events/x,1.0.0,"two\\nlines",\\n""")

declared("""stray-space: There are no spaces around a cell.
Why:  "PAK " and "PAK" look the same but do not match.
Fix:  Run `sino-pak-data format`.
Bad:  actors: name=Pakistan\\x20
Bad:  retired: file: record,version,reason ,replaced_by\\n
Bad:  retired: file: record,version,\\xc2\\xa0reason,replaced_by\\n
Bad:  retired: file: record,version,reason\\xe2\\x80\\xa8,replaced_by\\n
Good: actors: name=Pakistan""")


@rule("double-space", "canonical")
def double_space(context: CheckContext) -> Iterator[Finding]:
    """Words are one space apart.

    Why:  Nobody sees the second space, and "Gwadar  port" does not match "Gwadar port".
    Fix:  Run `sino-pak-data format`.
    Bad:  actors: name=Democratic  Republic
    Good: actors: name=Democratic Republic
    """
    for table in context.tables:
        for field in table.schema.fields:
            for row, _ in context.column_where(table, field.name, lambda cell: "  " in cell):
                yield Finding(table, row, field.name, "two spaces in a row", FORMAT, row[field.name].index("  "))


declared("""needless-quotes: A cell is quoted only if a comma or a quote in it requires that.
Why:  If a cell can be written in two ways, diffs show changes where there are none.
Fix:  Run `sino-pak-data format`.
Bad:  retired: file: record,version,reason,"replaced_by"\\n
Bad:  retired: file: record,version,reason,replaced_by\\nevents/x,1.0.0,"same",\\n
Good: retired: file: record,version,reason,replaced_by\\n""")

declared("""row-order: Rows are sorted by their key.
Why:  Each row has one place, and two people who add rows seldom touch the same line.
Fix:  Run `sino-pak-data format`.
Bad:  actors: file: {header}{reversed}""")


@rule("shifted-row", "damage")
def shifted_row(context: CheckContext) -> Iterator[Finding]:
    """The cells of a row are in their own columns.

    Why:  A cell that was deleted, inserted or merged moves its neighbours under the wrong names.
    Fix:  Move the cells back; an empty cell is two commas in a row.
    Bad:  actors: file: {file}PAX,Pax,,state,PAX,,,,,,cow2017states\\n
    """
    for table, row, place in _lines(context, context.shifted):
        name = table.header[place]
        message = f"from {name!r} on, the cells belong one column to the left or right"
        yield Finding(table, row, "", message, f"move them back, starting at {name!r}")


@rule("repeated-row", "damage")
def repeated_row(context: CheckContext) -> Iterator[Finding]:
    """No row is repeated, and neither is the header.

    Why:  A row that was pasted twice counts twice.
    Fix:  Delete the later one.
    Bad:  actors: file: {file}{last}
    Bad:  retired: file: {file}{header}
    """
    for table, row, first in _lines(context, context.repeated):
        yield Finding(table, row, "", f"identical to line {first}", "delete the row")


def _lines(context: CheckContext, lines: dict[str, dict[int, int]]) -> Iterator[tuple[Table, Row, int]]:
    """The rows on these lines of the tables, each with the number given for its line."""
    for table in context.tables:
        found = lines[table.name]
        yield from ((table, row, found[row.line]) for row in (table.rows if found else ()) if row.line in found)

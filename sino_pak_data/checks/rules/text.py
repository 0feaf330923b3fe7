"""The bytes of a table: what must hold before a cell can be read, and the one way it is written."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.registry import rule
from sino_pak_data.checks.review import Mark, Review
from sino_pak_data.model.problem import Problem

_FORMAT = "run `sino-pak-data format`"


@rule("missing-table", "canonical")
def missing_table(review: Review) -> Iterator[Problem]:
    """Every table of the descriptor has its file.

    Why:  A table that is gone takes the sources of other rows with it.
    Fix:  Restore the file, or take the table out of datapackage.json.
    Bad:  retired: file: {missing}
    Good: retired: file: {file}
    """
    yield from review.faults("missing-table")


@rule("unreadable-table", "canonical")
def unreadable_table(review: Review) -> Iterator[Problem]:
    """The file of a table can be opened and read.

    Why:  A folder, a device or a file without permission cannot hold rows.
    Fix:  Look what stands at that path, and who may read it.
    Bad:  retired: file: {folder}
    Good: retired: file: {file}
    """
    yield from review.faults("unreadable-table")


@rule("empty-file", "canonical")
def empty_file(review: Review) -> Iterator[Problem]:
    """A table has at least its header.

    Why:  An empty file is more often a failed export than a table without rows.
    Fix:  Write the header that the schema names, or restore the file.
    Bad:  retired: file:
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("empty-file")


@rule("not-utf8", "canonical")
def not_utf8(review: Review) -> Iterator[Problem]:
    """A table is UTF-8 text.

    Why:  Names with accents would come out wrong, or differently on each machine.
    Fix:  Save the file again as "CSV UTF-8".
    Bad:  retired: file: {file}\\xff
    Good: retired: file: {file}
    """
    yield from review.faults("not-utf8")


@rule("byte-order-mark", "canonical")
def byte_order_mark(review: Review) -> Iterator[Problem]:
    """A table begins with its first column name, without a byte order mark.

    Why:  Many readers take the mark for a part of the first column's name.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: \\xef\\xbb\\xbf{file}
    Good: retired: file: {file}
    """
    yield from review.faults("byte-order-mark")


@rule("line-ending", "canonical")
def line_ending(review: Review) -> Iterator[Problem]:
    """Lines end with LF, the last one too.

    Why:  Another line end changes every line of the file, and hides what was really changed.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,version,reason,replaced_by\\r\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("line-ending")


@rule("wrong-header", "canonical")
def wrong_header(review: Review) -> Iterator[Problem]:
    """The header has the columns of the schema, all of them and no other.

    Why:  A column under another name is a column that nobody reads.
    Fix:  Write the names as `sino-pak-data explain` and CODEBOOK.md give them.
    Bad:  retired: file: record,versoin,reason,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("wrong-header")


@rule("duplicated-column", "canonical")
def duplicated_column(review: Review) -> Iterator[Problem]:
    """A column stands once.

    Why:  Two columns of one name hold two answers to one question.
    Fix:  Delete the one that is wrong or empty.
    Bad:  retired: file: record,version,reason,reason,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("duplicated-column")


@rule("column-order", "canonical")
def column_order(review: Review) -> Iterator[Mark]:
    """Columns stand in the order of the schema.

    Why:  Two orders make every line of a comparison differ.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,reason,version,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from _differences(review, "column-order")


@rule("ragged-row", "canonical")
def ragged_row(review: Review) -> Iterator[Problem]:
    """A row has as many cells as the header.

    Why:  One comma too many or too few moves every later cell under a wrong name.
    Fix:  Put a cell with a comma in it in double quotes; an empty cell is two commas in a row.
    Bad:  actors: file: {file}PAX,Pax\\n
    Good: actors: file: {file}
    """
    yield from review.faults("ragged-row")


@rule("blank-line", "canonical")
def blank_line(review: Review) -> Iterator[Problem]:
    """No line is blank.

    Why:  Some readers take it for a row of missing values.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: {file}\\n
    Good: retired: file: {file}
    """
    yield from review.faults("blank-line")


@rule("stray-quote", "canonical")
def stray_quote(review: Review) -> Iterator[Problem]:
    """A double quote opens or closes a cell, or stands doubled inside a quoted one.

    Why:  Every reader guesses differently where such a cell ends.
    Fix:  Put the whole cell in quotes and double the quotes inside: "the ""all-weather"" tie".
    Bad:  retired: file: {file}events/x,1.0.0,the "same" event,\\n
    Good: retired: file: {file}
    """
    yield from review.faults("stray-quote")


@rule("newline-in-cell", "canonical")
def newline_in_cell(review: Review) -> Iterator[Problem]:
    """A cell stays on its line.

    Why:  A row that is one line can be named by its line, compared and merged.
    Fix:  Join the lines of the cell with a space.
    Bad:  retired: file: {file}events/x,1.0.0,"two\\nlines",\\n
    Good: retired: file: {file}
    """
    yield from review.faults("newline-in-cell")


@rule("stray-space", "canonical")
def stray_space(review: Review) -> Iterator[Mark]:
    """No spaces stand around a cell.

    Why:  "PAK " and "PAK" look the same and are not.
    Fix:  Run `sino-pak-data format`.
    Bad:  actors: name=Pakistan\\x20
    Good: actors: name=Pakistan
    """
    yield from _differences(review, "stray-space")


@rule("needless-quotes", "canonical")
def needless_quotes(review: Review) -> Iterator[Mark]:
    """A cell stands in quotes only where a comma or a quote in it needs them.

    Why:  Two ways to write one cell make a comparison show changes where there are none.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,version,reason,"replaced_by"\\nevents/x,1.0.0,"same",\\n
    Good: retired: file: {file}
    """
    yield from _differences(review, "needless-quotes")


@rule("row-order", "canonical")
def row_order(review: Review) -> Iterator[Mark]:
    """Rows stand in the order of their key.

    Why:  A row has one place, so that two people who add rows seldom touch the same line.
    Fix:  Run `sino-pak-data format`.
    Bad:  actors: file: {header}{reversed}
    Good: actors: file: {file}
    """
    yield from _differences(review, "row-order")


def _differences(review: Review, rule: str) -> Iterator[Mark]:
    for table, found in review.differences.get(rule, []):
        yield Mark(table, found.row, found.field, found.message, _FORMAT)

"""Rows: that each is one line with its cells in place, and the one way it is written."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.problem import Problem


@rule("ragged-row", "canonical")
def ragged_row(review: Review) -> Iterator[Problem]:
    """A row has as many cells as the header.

    Why:  One comma too many or too few moves every later cell under a wrong name.
    Fix:  Put a cell with a comma in it in double quotes; an empty cell is two commas in a row.
    Bad:  actors: file: {file}PAX,Pax\\n
    Good: actors: file: {file}
    """
    yield from review.faults("ragged-row")


@rule("shifted-row", "damage")
def shifted_row(review: Review) -> Iterator[Mark]:
    """The cells of a row stand under their own columns.

    Why:  A cell that was deleted, inserted or merged moves all cells beside it under wrong names.
    Fix:  Move the cells back; an empty cell is two commas in a row.
    Bad:  actors: file: {file}PAX,Pax,,state,PAX,,,,,,cow2017states\\n
    Good: actors: file: {file}
    """
    for table in review.tables:
        slipped = review.slipped(table)
        for row in table.rows if slipped else ():
            if row.line in slipped:
                name = table.header[slipped[row.line]]
                message = f"from {name!r} on the cells fit a column further on or back"
                yield Mark(table, row, "", message, f"move them, so that {name!r} is right again")


@rule("repeated-row", "damage")
def repeated_row(review: Review) -> Iterator[Mark]:
    """A row, and the header, stands once.

    Why:  Rows that were pasted twice count twice.
    Fix:  Delete the later one.
    Bad:  actors: file: {file}{last}
    Bad:  retired: file: {file}{header}
    Good: actors: file: {file}
    """
    for table in review.tables:
        again = review.repeated(table)
        for row in table.rows if again else ():
            if row.line in again:
                yield Mark(table, row, "", f"the same as line {again[row.line]}", "delete the row")


@rule("empty-row", "canonical")
def empty_row(review: Review) -> Iterator[Problem]:
    """A row has something in it.

    Why:  Spreadsheets export rows that were cleared as lines of commas.
    Fix:  Run `sino-pak-data format`.
    Bad:  actors: file: {file},,,,,,,,,,\\n,,,,,,,,,,\\n
    Good: actors: file: {file}
    """
    yield from review.faults("empty-row")


@rule("blank-line", "canonical")
def blank_line(review: Review) -> Iterator[Problem]:
    """No line is blank.

    Why:  Some readers take it for a row of missing values.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: {file}\\n
    Good: retired: file: {file}
    """
    yield from review.faults("blank-line")


@rule("conflict-marker", "canonical")
def conflict_marker(review: Review) -> Iterator[Problem]:
    """No mark of an unfinished merge stands between the rows.

    Why:  Two versions of the same rows are there, and someone has yet to decide.
    Fix:  Keep the right rows and delete the lines of <, = and >.
    Bad:  retired: file: {file}<<<<<<< HEAD\\n
    Good: retired: file: {file}
    """
    yield from review.faults("conflict-marker")


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
    yield from review.departures("stray-space")


@rule("needless-quotes", "canonical")
def needless_quotes(review: Review) -> Iterator[Mark]:
    """A cell stands in quotes only where a comma or a quote in it needs them.

    Why:  Two ways to write one cell make a comparison show changes where there are none.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,version,reason,"replaced_by"\\nevents/x,1.0.0,"same",\\n
    Good: retired: file: {file}
    """
    yield from review.departures("needless-quotes")


@rule("row-order", "canonical")
def row_order(review: Review) -> Iterator[Mark]:
    """Rows stand in the order of their key.

    Why:  A row has one place, so that two people who add rows seldom touch the same line.
    Fix:  Run `sino-pak-data format`.
    Bad:  actors: file: {header}{reversed}
    Good: actors: file: {file}
    """
    yield from review.departures("row-order")

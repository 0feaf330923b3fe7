"""Spreadsheets: what they make of a cell that is opened and saved again."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks import spreadsheet_dates
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule

_TRUE = frozenset({"true", "1", "yes", "y"})


@rule("spreadsheet-date", "damage")
def spreadsheet_date(review: Review) -> Iterator[Mark]:
    """A date is not in the form that a spreadsheet shows.

    Why:  Apr-05 is a month of 2005 or a day of April, 4/5/2005 is April or May; what was typed is gone.
    Fix:  Look at the source and write year, month, day. Format the column as text before you open the file again.
    Bad:  events: date=Apr-05
    Bad:  events: date=4/5/2005
    Good: events: date=2005-04-05
    """
    for table, row, field in review.damaged_by("spreadsheet-date"):
        cell = row[field]
        if table.schema.by_name[field].holds == "date":
            hint = spreadsheet_dates.month_and_number(cell) or spreadsheet_dates.shown(cell)
        else:
            hint = "type again what the source has, such as 4-5 or 2005-04"
        yield Mark(table, row, field, f"{cell!r} is how a spreadsheet shows a date", hint)


@rule("serial-date", "damage")
def serial_date(review: Review) -> Iterator[Mark]:
    """A date is not the number of a day.

    Why:  Spreadsheets store days as numbers, counted from 1900, and export them so when the format is lost.
    Fix:  Write the date that the number stands for, after a look at the source.
    Bad:  events: date=38447
    Good: events: date=2005-04-05
    """
    for table, row, field in review.damaged_by("serial-date"):
        day = spreadsheet_dates.serial(row[field])
        message = f"{row[field]!r} is how a spreadsheet stores a date"
        yield Mark(table, row, field, message, f"it stands for {day}: write that, if the source says so")


@rule("spreadsheet-error", "damage")
def spreadsheet_error(review: Review) -> Iterator[Mark]:
    """No cell holds the error of a formula.

    Why:  #REF! says that a formula lost what it pointed to; the value is gone.
    Fix:  Type the value again from its source, or leave the cell empty.
    Bad:  events: place=#REF!
    Good: events: place=Beijing
    """
    for table, row, field in review.damaged_by("spreadsheet-error"):
        message = f"{row[field]!r} is the error of a spreadsheet's formula"
        yield Mark(table, row, field, message, "type the value again, or leave the cell empty")


@rule("formula", "damage")
def formula(review: Review) -> Iterator[Mark]:
    """No cell begins like a formula.

    Why:  A spreadsheet that opens the file would carry it out, whatever it does.
    Fix:  Write the result; a text that must begin so gets a word before it.
    Bad:  events: note==HYPERLINK("http://example.org")
    Good: events: note=See the page of the ministry.
    """
    for table, row, field in review.damaged_by("formula"):
        shown = row[field][:40]
        yield Mark(table, row, field, f"{shown!r} begins like a formula", "write the value that it stands for")


@rule("spreadsheet-boolean", "damage")
def spreadsheet_boolean(review: Review) -> Iterator[Mark]:
    """True and false are written in small letters.

    Why:  TRUE, True, yes and 1 would be four answers where there is one.
    Fix:  Write true or false.
    Bad:  sources: primary=TRUE
    Good: sources: primary=true
    """
    for table, row, field in review.damaged_by("spreadsheet-boolean"):
        plain = "true" if row[field].casefold() in _TRUE else "false"
        yield Mark(table, row, field, f"{row[field]!r} is not true or false in small letters", f"write {plain}")


@rule("word-for-missing", "damage")
def word_for_missing(review: Review) -> Iterator[Mark]:
    """What is missing is an empty cell.

    Why:  NA, null, - and n.d. are four words for nothing, and each of them is something to a program.
    Fix:  Leave the cell empty; say in the note why, if that is known.
    Bad:  events: place=N/A
    Bad:  observations: value=NaN
    Good: events: place=
    """
    for table, row, field in review.damaged_by("word-for-missing"):
        column = table.schema.by_name[field]
        code = next((one for one in column.values if one.casefold() == row[field].casefold()), "")
        hint = "write the value, or leave the row out" if column.required else "leave the cell empty"
        hint = f"did you mean {code!r}?" if code else hint
        yield Mark(table, row, field, f"{row[field]!r} is a word for nothing", hint)

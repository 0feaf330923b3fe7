"""Characters: that every one of them can be seen, and is the one that was meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sino_pak_data.checks import damage
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule

_PLAIN = {"’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"', "″": '"', "…": "..."}
_CONTROL = {"\t": "TAB", "\0": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x07": "BELL"}


@rule("mojibake", "damage")
def mojibake(review: Review) -> Iterator[Mark]:
    """Letters with accents are what they were.

    Why:  Text in UTF-8 that was read as Windows-1252 and saved again comes out as Ã© for é.
    Fix:  Write the letters that the source has, and save the file as CSV UTF-8.
    Bad:  events: place=Xi\\u00e2\\u20ac\\u2122an
    Bad:  events: place=\\u00c3\\u0153r\\u00c3\\u00bcmqi
    Good: events: place=\\u00dcr\\u00fcmqi
    """
    for table, row, field in review.damaged_by("mojibake"):
        cell = row[field]
        before = damage.mojibake(cell)
        if "\ufffd" in cell or not before:
            lost = cell.find("\ufffd")
            yield Mark(table, row, field, "a letter was lost when the text was saved", "look it up in the source", lost)
        else:
            at = next(at for at, pair in enumerate(zip(cell, before + "\0", strict=False)) if pair[0] != pair[1])
            message = f"{cell[at : at + 20]!r} is UTF-8 that was read in another encoding"
            yield Mark(table, row, field, message, f"write {before[:60]!r}", at)


@rule("invisible-character", "damage")
def invisible_character(review: Review) -> Iterator[Mark]:
    """Every character of a cell can be seen.

    Why:  A cell with a character of no width looks like another one and is not; some turn the text around.
    Fix:  Delete it, or write a plain space for a hard one.
    Bad:  events: title=A hard\\u00a0blank
    Bad:  events: title=No\\u200bwidth
    Good: events: title=A plain blank
    """
    for table, row, field in review.damaged_by("invisible-character"):
        char = damage.hidden(row[field], damage.kind_of(table.schema.by_name[field], table.schema))
        name = _CONTROL.get(char) or unicodedata.name(char, "a character without a name")
        hint = "write a plain space" if unicodedata.category(char) == "Zs" else "delete it"
        message = f"U+{ord(char):04X} ({name}) stands in the cell and cannot be seen"
        yield Mark(table, row, field, message, f"{hint}: type the cell again", row[field].index(char))


@rule("typographic-character", "damage")
def typographic_character(review: Review) -> Iterator[Mark]:
    """Ids, codes, dates and numbers are written with the characters of the keyboard.

    Why:  Word processors put curly quotes and long dashes for plain ones; they look right and match nothing.
    Fix:  Type the character again. In titles, summaries and notes they may stand.
    Bad:  events: sources=\\u201cyousaf2025drive\\u201d
    Bad:  events: date=2001\\u20132004
    Good: events: sources=yousaf2025drive
    """
    for table, row, field in review.damaged_by("typographic-character"):
        found = damage.typographic(row[field], damage.kind_of(table.schema.by_name[field], table.schema))
        if found is not None:
            char = found[0]
            plain = _PLAIN.get(char) or (chr(ord(char) - 0xFEE0) if char > "\uff00" else "-")
            quotes = "delete it" if plain in {'"', "'"} else f"write {plain}"
            message = f"{char!r} stands where only plain characters may"
            yield Mark(table, row, field, message, quotes, found.start())

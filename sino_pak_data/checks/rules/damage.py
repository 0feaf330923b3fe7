"""Damaged cells: what spreadsheets, word processors and wrong encodings have done to text and numbers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from sino_pak_data.checks import damage, spreadsheet_dates
from sino_pak_data.checks.context import DamagedCell
from sino_pak_data.checks.registry import damage_rule

_PLAIN = {"’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"', "″": '"', "…": "..."}
_CONTROLS = {"\t": "TAB", "\0": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x07": "BELL"}
_FULL_WIDTH = ord("！") - ord("!")
_TRUE = frozenset({"true", "1", "yes", "y"})
_LARGEST_EXPONENT = 40


@damage_rule("mojibake")
def mojibake(cell: DamagedCell) -> tuple[str, str, int]:
    """Accented letters are intact.

    Why:  UTF-8 text that is read as Windows-1252 and saved again has Ã© in place of é.
    Fix:  Write the letters as the source has them, and save the file as CSV UTF-8.
    Bad:  events: place=Xi\\u00e2\\u20ac\\u2122an
    Bad:  events: place=\\u00c3\\u0153r\\u00c3\\u00bcmqi
    Good: events: place=\\u00dcr\\u00fcmqi
    """
    original = damage.mojibake(cell.text)
    if "\ufffd" in cell.text or not original:
        return "a letter was lost when the text was saved", "look it up in the source", cell.text.find("\ufffd")
    at = next(at for at, pair in enumerate(zip(cell.text, original + "\0", strict=False)) if pair[0] != pair[1])
    return f"{cell.text[at : at + 20]!r} is UTF-8 read in another encoding", f"write {original[:60]!r}", at


@damage_rule("invisible-character")
def invisible_character(cell: DamagedCell) -> tuple[str, str, int]:
    """Every character of a cell is visible.

    Why:  A cell with an invisible character looks like another one but does not match it; some reverse the text.
    Fix:  Delete the character; write a plain space in place of a non-breaking one.
    Bad:  events: title=A hard\\u00a0blank
    Bad:  events: title=No\\u200bwidth
    Good: events: title=A plain blank
    """
    char = damage.hidden(cell.text, cell.kind)
    name = _CONTROLS.get(char) or unicodedata.name(char, "unnamed character")
    hint = "write a plain space" if unicodedata.category(char) == "Zs" else "delete it"
    return f"U+{ord(char):04X} ({name}) is invisible", f"{hint}, or type the cell again", cell.text.index(char)


@damage_rule("typographic-character")
def typographic_character(cell: DamagedCell) -> tuple[str, str, int]:
    """Ids, codes, dates and numbers use plain keyboard characters only.

    Why:  Word processors insert curly quotes and long dashes, which look right and match nothing.
    Fix:  Type the character again. Titles, summaries and notes may contain them.
    Bad:  events: sources=\\u201cyousaf2025drive\\u201d
    Bad:  events: date=2001\\u20132004
    Good: events: sources=yousaf2025drive
    """
    at, char = damage.typographic(cell.text, cell.kind)
    plain = _PLAIN.get(char) or (chr(ord(char) - _FULL_WIDTH) if char >= "！" else "-")
    hint = "delete it" if plain in {'"', "'"} else f"write {plain}"
    return f"{char!r} is not allowed here, only plain characters are", hint, at


@damage_rule("spreadsheet-date")
def spreadsheet_date(cell: DamagedCell) -> tuple[str, str]:
    """A date is not in the display format of a spreadsheet.

    Why:  Apr-05 is a month of 2005 or a day in April, 4/5/2005 is in April or May; what was typed is lost.
    Fix:  Look up the date in the source. Format the column as text before you open the file again.
    Bad:  events: date=Apr-05
    Bad:  events: date=4/5/2005
    Good: events: date=2005-04-05
    """
    hint = "type what the source has, such as 4-5 or 2005-04"
    if cell.field.holds == "date":
        hint = spreadsheet_dates.month_and_number(cell.text) or spreadsheet_dates.shown(cell.text)
    return f"{cell.text!r} is how a spreadsheet displays a date", hint


@damage_rule("serial-date")
def serial_date(cell: DamagedCell) -> tuple[str, str]:
    """A date is not stored as a number of days.

    Why:  Spreadsheets store dates as days since 1900, and export that number when the format is lost.
    Fix:  Check the source, and write the date that the number represents.
    Bad:  events: date=38447
    Good: events: date=2005-04-05
    """
    day = spreadsheet_dates.serial(cell.text)
    return f"{cell.text!r} is how a spreadsheet stores a date", f"write {day} if the source agrees"


@damage_rule("spreadsheet-error")
def spreadsheet_error(cell: DamagedCell) -> tuple[str, str]:
    """No cell holds a formula error.

    Why:  #REF! means that a formula lost the cell it referred to; the value is gone.
    Fix:  Type the value again from its source, or leave the cell empty.
    Bad:  events: place=#REF!
    Good: events: place=Beijing
    """
    return f"{cell.text!r} is a spreadsheet error", "type the value again, or leave the cell empty"


@damage_rule("formula")
def formula(cell: DamagedCell) -> tuple[str, str]:
    """No cell starts like a formula.

    Why:  A spreadsheet that opens the file would execute it, whatever it does.
    Fix:  Write the result; text that has to start like this gets a word in front.
    Bad:  events: note==HYPERLINK("http://example.org")
    Good: events: note=See the page of the ministry.
    """
    return f"{cell.text[:40]!r} starts like a formula", "write the value in place of the formula"


@damage_rule("spreadsheet-boolean")
def spreadsheet_boolean(cell: DamagedCell) -> tuple[str, str]:
    """True and false are in lower case.

    Why:  TRUE, True, yes and 1 would be four answers where there is one.
    Fix:  Write true or false.
    Bad:  sources: primary=TRUE
    Good: sources: primary=true
    """
    plain = "true" if cell.text.casefold() in _TRUE else "false"
    return f"{cell.text!r} is neither true nor false in lower case", f"write {plain}"


@damage_rule("word-for-missing")
def word_for_missing(cell: DamagedCell) -> tuple[str, str]:
    """A missing value is an empty cell.

    Why:  NA, null, - and n.d. all mean that nothing is known, and to a program each of them is a value.
    Fix:  Leave the cell empty; if you know why the value is missing, say so in the note.
    Bad:  events: place=N/A
    Bad:  observations: value=NaN
    Bad:  observations: value=-inf
    Good: events: place=
    """
    code = next((one for one in cell.field.values if one.casefold() == cell.text.casefold()), "")
    hint = "write the value, or leave out the row" if cell.field.required else "leave the cell empty"
    return f"{cell.text!r} is a word for a missing value", f"did you mean {code!r}?" if code else hint


@damage_rule("thousands-separator")
def thousands_separator(cell: DamagedCell) -> tuple[str, str]:
    """A number has no thousands separators.

    Why:  1,200 is twelve hundred to one reader and one point two to another.
    Fix:  Write 1200.
    Bad:  observations: value=1,243.5
    Bad:  observations: value=12,43,500
    Good: observations: value=1243.5
    """
    return f"{cell.text!r} has thousands separators", f"write {re.sub(r'[^0-9.-]', '', cell.text)}"


@damage_rule("decimal-comma")
def decimal_comma(cell: DamagedCell) -> tuple[str, str]:
    """Decimals follow a point.

    Why:  12,5 is a number in half of the world, and two cells in this file.
    Fix:  Write 12.5.
    Bad:  observations: value=16968,24
    Bad:  observations: value=16.968,24
    Good: observations: value=16968.24
    """
    whole, _, decimals = cell.text.replace(".", "").partition(",")
    return f"{cell.text!r} has a decimal comma", f"write {whole.lstrip('+')}.{decimals}"


@damage_rule("scientific-notation")
def scientific_notation(cell: DamagedCell) -> tuple[str, str]:
    """A number is written out in full.

    Why:  A spreadsheet that shows 1.2E+09 has dropped the other digits, or turned an id into a number.
    Fix:  Copy all digits from the source.
    Bad:  observations: value=1.7E+04
    Good: observations: value=16968.24166
    """
    hint = "type what the source has"
    if abs(int(re.split("[eE]", cell.text)[1])) < _LARGEST_EXPONENT:
        hint = f"copy all digits from the source; only {format(Decimal(cell.text), 'f')} is left"
    return f"{cell.text!r} is a number rounded by a spreadsheet", hint


@damage_rule("unit-in-number")
def unit_in_number(cell: DamagedCell) -> tuple[str, str]:
    """A number has no text in its cell; its unit belongs to a column or an indicator.

    Why:  "12 bn" and "12000" are the same amount in two notations, and only one of them can be computed with.
    Fix:  Convert to the unit of the series and write the bare number.
    Bad:  observations: value=12 bn
    Good: observations: value=12000
    """
    unit = cell.row["unit"] or cell.field.unit
    return f"{cell.text!r} has text besides the number", f"write the bare number{f', in {unit}' if unit else ''}"

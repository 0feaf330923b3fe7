"""Damaged cells: what spreadsheets, word processors and wrong encodings do to text and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import declared, rule

damaged = partial(declared, layer="damage")

damaged("""mojibake: Accented letters are intact.
Why:  UTF-8 text that is read as Windows-1252 and saved again has Ã© in place of é.
Fix:  Write the letters as the source has them, and save the file as CSV UTF-8.
Bad:  events: title=Xi\\u00e2\\u20ac\\u2122an
Bad:  events: title=\\u00c3\\u0153r\\u00c3\\u00bcmqi
Good: events: title=\\u00dcr\\u00fcmqi""")

damaged("""lost-letter: No letter of a word has become a question mark.
Why:  A file saved in an encoding without ü or 新 has ? in their place, and nothing tells which letter it was.
Fix:  Look the word up in the source, and save the file as CSV UTF-8.
Bad:  events: title=A visit to ?r?mqi
Bad:  events: title=M?nchen
Bad:  sources: authors=????
Good: events: title=Was it a visit?""")

damaged("""lookalike-letter: A letter is the one it looks like.
Why:  The ligature in \ufb01rst, an accent typed by itself or a Cyrillic \u0430 look right, and no search finds the word.
Fix:  Type the word again.
Bad:  events: title=The \\ufb01rst \\ufb02ight
Bad:  events: title=U\\u0308r\\u00fcmqi
Bad:  events: title=P\\u0430kistan
Good: events: title=The first flight""")

damaged("""html-markup: Text has no HTML in it.
Why:  Text copied from the source of a page has &amp; for an ampersand, and tags that readers would see.
Fix:  Write the character itself, and delete the tags.
Bad:  events: title=Trade &amp; transit
Bad:  events: title=A visit by the <i>Tughril</i>
Bad:  events: title=Pakistan&#8217;s port
Good: events: title=Trade & transit, R&D; a < b""")

damaged("""invisible-character: Every character of a cell is visible.
Why:  A cell with an invisible character looks like another one but does not match it; some reverse the text.
Fix:  Delete the character; write a plain space in place of a non-breaking one.
Bad:  events: title=A hard\\u00a0blank
Bad:  events: title=No\\u200bwidth
Good: events: title=A plain blank""")

damaged("""typographic-character: Ids, codes, dates and numbers use plain keyboard characters only.
Why:  Word processors insert curly quotes and long dashes, which look right and match nothing.
Fix:  Type the character again. Titles, summaries and notes may contain them.
Bad:  events: sources=\\u201cyousaf2025drive\\u201d
Bad:  events: date=2001\\u20132004
Good: events: sources=yousaf2025drive""")

damaged("""spreadsheet-date: A date is not in the display format of a spreadsheet.
Why:  Apr-05 is a month of 2005 or a day in April, 4/5/2005 is in April or May; what was typed is lost.
Fix:  Look up the date in the source. Format the column as text before you open the file again.
Bad:  events: date=Apr-05
Bad:  events: date=4/5/2005
Good: events: date=2005-04-05""")

damaged("""serial-date: A date is not stored as a number of days.
Why:  Spreadsheets store dates as days since 1900, and export that number when the format is lost.
Fix:  Check the source, and write the date that the number represents.
Bad:  events: date=38447
Good: events: date=2005-04-05""")

damaged("""spreadsheet-error: No cell holds a formula error.
Why:  #REF! means that a formula lost the cell it referred to; the value is gone.
Fix:  Type the value again from its source, or leave the cell empty.
Bad:  events: title=#REF!
Good: events: title=Beijing""")

damaged("""formula: No cell starts like a formula.
Why:  A spreadsheet that opens the file would execute it, whatever it does.
Fix:  Write the result; text that has to start like this gets a word in front.
Bad:  events: note==HYPERLINK("http://example.org")
Bad:  events: note=+1*cmd
Bad:  events: note=-2+3+A1
Bad:  observations: value=+1*2
Good: events: note=See the page of the ministry.""")

damaged("""spreadsheet-boolean: True and false are in lower case.
Why:  TRUE, True, yes and 1 would be four answers where there is one.
Fix:  Run `sino-pak-data format`, which turns TRUE and FALSE into true and false; write them for any other word.
Bad:  sources: primary=TRUE
Good: sources: primary=false""")

damaged("""word-for-missing: A missing value is an empty cell.
Why:  NA, null, - and n.d. all mean that nothing is known, and to a program each of them is a value.
Fix:  Leave the cell empty; if you know why the value is missing, say so in the note.
Bad:  events: place=N/A
Bad:  observations: value=NaN
Bad:  observations: value=-inf
Good: events: place=""")

damaged("""thousands-separator: A number has no thousands separators.
Why:  1,200 is twelve hundred to one reader and one point two to another.
Fix:  Write 1200.
Bad:  observations: value=1,243.5
Bad:  observations: value=12,43,500
Good: observations: value=1243.5""")

damaged("""decimal-comma: Decimals follow a point.
Why:  12,5 is a number in half of the world, and two cells in this file.
Fix:  Write 12.5.
Bad:  observations: value=16968,24
Bad:  observations: value=16.968,24
Good: observations: value=16968.24""")

damaged("""scientific-notation: A number is written out in full.
Why:  A spreadsheet that shows 1.2E+09 has dropped the other digits, or turned an id into a number.
Fix:  Copy all digits from the source.
Bad:  observations: value=1.7E+04
Good: observations: value=16968.24166""")


@rule("unit-in-number", "damage")
def unit_in_number(context: CheckContext) -> Iterator[Finding]:
    """A number has no text in its cell; its unit belongs to a column or an indicator.

    Why:  "12 bn" and "12000" are the same amount in two notations, and only one of them can be computed with.
    Fix:  Convert to the unit of the series and write the bare number.
    Bad:  observations: value=12 bn
    Good: observations: value=12000
    """
    for finding in context.damaged_by("unit-in-number"):
        unit = finding.row and (finding.row["unit"] or finding.table.schema.by_name[finding.field].unit)
        yield finding._replace(hint=f"{finding.hint}, in {unit}") if unit else finding

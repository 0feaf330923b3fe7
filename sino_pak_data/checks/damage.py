"""What spreadsheets, word processors and wrong encodings do to a cell, recognised by its form.

`named` gives the code of the rule in `rules/damage.py` that describes the damage. A cell has at most
one kind of damage, and no other rule reports a damaged cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from typing import Literal

from sino_pak_data.cells import edtf
from sino_pak_data.checks import spreadsheet_dates
from sino_pak_data.package.constraints import NUMBER, unmatched
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.reading.canonical import INVISIBLE

Kind = Literal["number", "boolean", "date", "reference", "code", "prose"]
"""How a cell is looked at; a code is any text that is compared letter by letter."""

_ERRORS = frozenset(
    {"#REF!", "#NAME?", "#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
)
_MISSING = frozenset({"NA", "N/A", "n/a", "N.A.", "n.a.", "NULL", "null", "NaN", "nan", "None", "-", "--", "?", "n.d.", "TBD", "tbd", "INF", "-INF", "inf", "Infinity"})  # fmt: skip
_MISSING_NUMBER = re.compile(
    r"[+-]?(?:inf|infinity|s?nan)|na|n/a|n\.a\.|null|none|nil|n\.d\.|tbd|\?|[-–—]{1,2}|\.{1,3}|:", re.IGNORECASE
)
_FORMULA = re.compile(r"[=@].*|[+-][A-Za-z]+[(|!].*", re.DOTALL)
_MOJIBAKE = re.compile("[ÂÃÐÑØÙâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+|\ufffd")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?E[+-]?[0-9]+")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+")
_THOUSANDS = re.compile(
    r"[+-]?[0-9]{1,3}([, '_\u00a0\u2009\u202f’])(?:[0-9]{2,3}\1)*[0-9]{3}(?:\.[0-9]+)?|[+-]?[0-9]+(?:_[0-9]+)+"
)
_DECIMAL_COMMA = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+")
_WITH_UNIT = re.compile(r"[^0-9+-]{0,4}[+-]?[0-9][0-9,.]*\s*[^0-9\s,.].*|[^0-9+\-\s.][^0-9]{0,4}[0-9][0-9,.]*")
_TYPOGRAPHIC = re.compile("[‘’‚‛“”„‟′″´`‐‑‒–—―−…\uff01-\uff5e]")
_LOCATOR = re.compile(r"\[[^\]]*\]")
_JOINERS = "\u200c\u200d"
_BLANKS = "\u00a0\u2007\u2009\u202f\u3000"

_SOUND: dict[Kind, str] = {
    "number": NUMBER,
    "boolean": "true|false",
    "date": edtf.PATTERN,
    "reference": r"[a-z0-9-]+(?:\[[ -Z^-~]*\])?(?:;[a-z0-9-]+(?:\[[ -Z^-~]*\])?)*",
    "code": r"[A-Za-z0-9_.:;/-]+",
}
"""Cells that cannot be damaged. Prose has no such pattern and is searched as a whole."""

_ODD_PROSE = re.compile(r"^(?:[=@#+-].*|.{1,12})$", re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x1f\x7f]")


def kind_of(field: Field, schema: Schema) -> Kind:
    """The kind of the cells of a column."""
    if field.type in {"number", "integer"}:
        return "number"
    if field.type == "boolean":
        return "boolean"
    if field.holds == "date":
        return "date"
    if field.holds.startswith("reference"):
        return "reference"
    pointing = any(key.field == field.name for key in schema.foreign_keys)
    exact = field.codes or field.holds in {"ids", "record", "records"} or pointing or "pattern" in field.constraints
    return "code" if exact else "prose"


def suspects(cells: Set[str], kind: Kind) -> Set[str]:
    """The cells worth a call of `named`: few, because one regular expression over all cells passes most of them."""
    if kind != "prose":
        return (unmatched(_SOUND[kind], cells) - {""}) | (_MISSING & cells)
    together = "\n".join(cells)
    odd = set(_ODD_PROSE.findall(together)) & cells
    if not (together.isascii() and together.replace("\n", " ").isprintable()):
        odd |= {cell for cell in cells if not cell.isascii() or _CONTROLS.search(cell)}
    return odd


def named(cell: str, kind: Kind) -> str:
    """The code of the rule that describes the damage of a cell, or "" if there is none."""
    if cell in _ERRORS:
        return "spreadsheet-error"
    if cell in _MISSING or (kind in {"number", "date"} and _MISSING_NUMBER.fullmatch(cell)):
        return "word-for-missing"
    if _FORMULA.fullmatch(cell) if kind != "number" else cell.startswith("="):
        return "formula"
    if not cell.isascii():
        code = _character(cell, kind)
        if code:
            return code
    if _CONTROLS.search(cell):
        return "invisible-character"
    if kind == "number":
        return _number(cell)
    if kind == "boolean":
        return "spreadsheet-boolean" if cell.casefold() in {"true", "false", "1", "0", "yes", "no", "y", "n"} else ""
    if kind == "date" and spreadsheet_dates.serial(cell):
        return "serial-date"
    if spreadsheet_dates.month_and_number(cell) or (kind == "date" and spreadsheet_dates.shown(cell)):
        return "spreadsheet-date"
    return "scientific-notation" if _SCIENTIFIC.fullmatch(cell) else ""


def hidden(cell: str, kind: Kind) -> str:
    """The first invisible character of a cell, or "".

    Joiners are part of Persian and Urdu words. Non-breaking spaces do no harm in prose but defeat a search.
    """
    for char in cell:
        category = unicodedata.category(char)
        if char in _JOINERS and kind in {"prose", "reference"}:
            continue
        if category in {"Cc", "Cf", "Zl", "Zp", "Co", "Cn"} or char in _BLANKS or char in INVISIBLE:
            return char
    return ""


def typographic(cell: str, kind: Kind) -> tuple[int, str]:
    """Place and text of the first typographic character of a cell, "" if there is none; a locator may contain them."""
    if kind == "reference":
        cell = _LOCATOR.sub(lambda locator: " " * len(locator[0]), cell)
    found = _TYPOGRAPHIC.search(cell)
    return (found.start(), found[0]) if found else (0, "")


def mojibake(cell: str) -> str:
    """The text of a cell before its UTF-8 was read as Windows-1252; "" if it cannot be restored.

    >>> mojibake("SchlÃ¼ssel")
    'Schlüssel'
    """
    try:
        return _MOJIBAKE.sub(lambda part: _bytes(part[0]).decode("utf-8"), cell)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return ""


def _bytes(text: str) -> bytes:
    """Text in Windows-1252; the bytes it leaves undefined are kept, as browsers do."""
    return b"".join(char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252") for char in text)


def _character(cell: str, kind: Kind) -> str:
    if kind == "number" and _THOUSANDS.fullmatch(cell):
        return "thousands-separator"
    if "\ufffd" in cell or (_MOJIBAKE.search(cell) and mojibake(cell)):
        return "mojibake"
    if hidden(cell, kind):
        return "invisible-character"
    return "typographic-character" if kind != "prose" and typographic(cell, kind)[1] else ""


def _number(cell: str) -> str:
    if _EXPONENT.fullmatch(cell):
        return "scientific-notation"
    if _THOUSANDS.fullmatch(cell):
        return "thousands-separator"
    if _DECIMAL_COMMA.fullmatch(cell):
        return "decimal-comma"
    return "unit-in-number" if _WITH_UNIT.fullmatch(cell) else ""

"""What spreadsheets, word processors and wrong encodings do to a cell, recognised by its form.

A cell has at most one kind of damage, and no other rule reports a damaged cell. `rules/damage.py` has the
manual of each kind.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Set
from decimal import Decimal
from itertools import filterfalse
from typing import Literal, NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.checks import spreadsheet_dates
from sino_pak_data.package.constraints import NUMBER
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.reading.canonical import BOOLEANS, INVISIBLE
from sino_pak_data.reading.source_text import FORMAT

Kind = Literal["number", "boolean", "date", "reference", "code", "prose"]
"""How a cell is looked at; a code is any text that is compared letter by letter."""

_ERRORS = {"#REF!", "#NAME?", "#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
_MISSING = {"NA", "N/A", "n/a", "N.A.", "n.a.", "NULL", "null", "NaN", "nan", "None", "-", "--", "?", "n.d.", "TBD", "tbd", "INF", "-INF", "inf", "Infinity"}  # fmt: skip
_MISSING_NUMBER = re.compile(
    r"[+-]?(?:inf|infinity|s?nan)|na|n/a|n\.a\.|null|none|nil|n\.d\.|tbd|\?|[-–—]{1,2}|\.{1,3}|:", re.IGNORECASE
)
_FORMULA = re.compile(
    r"[=@＝＠].*|[+＋-]+(?:[=@(].*|[A-Za-z.]+[0-9]*[(|!].*|[0-9.]+%?\s*[-+*/^&=<>(].*|\$?[A-Za-z]{1,3}\$?[0-9]+\b.*)",
    re.DOTALL,
)
"""Begins like a formula: after a plus or minus a name with a bracket, a number with an operator, or an address of a cell."""
_MARKUP = re.compile(
    r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]+);|</?(?:i|b|em|strong|u|sub|sup|sc|br|p|span|a|div|li|[ou]l|h[1-6]|img|font|table|t[rdh]|blockquote|center|script|style|iframe|jats:\w+)\b[^<>]*>",
    re.IGNORECASE,
)
_LOST = re.compile(r"(?<![\w?/=&.])(?:\w*[^\W\d_])?\?[^\W\d_]\w*|\?{3,}")
"""A letter that an encoding lost: a question mark inside a word or at its beginning. Not in an address."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_COMPOSED = re.compile(
    "[\u0300-\u036f\ufb00-\ufb06\u0132\u0133\u01c4-\u01cc\ufb50-\ufdfb\ufe70-\ufefc\U0001d400-\U0001d7ff]"
)
"""Accents by themselves; letters in a form that only typesetting knows: ligatures, Arabic as it joins, bold of mathematics."""
_LOOKALIKE = re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
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

_ODD_PROSE = re.compile(r"^(?:[=@#+＝＠＋-].*|.{1,12})$", re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x1f\x7f]")

_PLAIN = {"’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"', "″": '"', "…": "..."}
_CONTROL_NAMES = {"\t": "TAB", "\0": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x07": "BELL"}
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cn"}
_FULL_WIDTH = ord("！") - ord("!")
_WORDS_FOR = dict.fromkeys(("true", "1", "yes", "y"), "true") | dict.fromkeys(("false", "0", "no", "n"), "false")
_LARGEST_EXPONENT = 40
_FEW_CODES, _MOSTLY = 3, 0.9


class Damage(NamedTuple):
    """The rule that a damaged cell breaks, and what to report at which place of the cell."""

    code: str
    message: str
    hint: str
    at: int = 0


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
    """The cells worth a call of `damage_of`: few, because one regular expression over all cells passes most of them."""
    if kind != "prose":
        return {*filterfalse(re.compile(_SOUND[kind]).fullmatch, cells - {""})} | (_MISSING & cells)
    together = "\n".join(cells)
    odd = set(_ODD_PROSE.findall(together)) & cells
    odd |= {cell for cell in cells if "&" in cell or "<" in cell or "?" in cell}
    if not (together.isascii() and together.replace("\n", " ").isprintable()):
        odd |= {cell for cell in cells if not cell.isascii() or _CONTROLS.search(cell)}
    return odd


def is_told_apart(field: Field) -> bool:
    """Does the schema tell sound cells of a column from others, or is any text as good?"""
    return (
        field.type not in {"string", "any", "list"}
        or not {"enum", "pattern"}.isdisjoint(field.constraints)
        or bool(field.codes)
    )


def is_code_among(cell: str, cells: Set[str]) -> bool:
    """Is a word for a missing value a code here? NA is Namibia in a column of ISO codes."""
    if not (cell.isalpha() and cell.isupper()):
        return False
    alike = sum(len(one) == len(cell) and one.isalpha() and one.isupper() for one in cells)
    return alike > _FEW_CODES and alike > _MOSTLY * len(cells)


def damage_of(cell: str, field: Field, kind: Kind) -> Damage | None:
    """How a cell is damaged, or None."""
    if field.type == "list":  # its delimiter may be a TAB
        cell = cell.replace(delimiter := field.options.get("delimiter", ","), " " * len(delimiter))
    if cell in _ERRORS:
        hint = "type the value again, or leave the cell empty"
        return Damage("spreadsheet-error", f"{cell!r} is a spreadsheet error", hint)
    if cell in _MISSING or (kind in {"number", "date"} and _MISSING_NUMBER.fullmatch(cell)):
        hint = "write the value, or leave out the row" if field.required else "leave the cell empty"
        hint = next((f"did you mean {code!r}?" for code in field.values if code.casefold() == cell.casefold()), hint)
        return Damage("word-for-missing", f"{cell!r} is a word for a missing value", hint)
    if _FORMULA.fullmatch(cell):
        return Damage("formula", f"{cell[:40]!r} starts like a formula", "write the value in place of the formula")
    damage = _characters(cell, kind) if not cell.isascii() or _CONTROLS.search(cell) else None
    damage = damage or (_leftover(cell) if kind in {"prose", "code"} else None)
    if damage or kind == "number":
        return damage or _number(cell)
    if kind != "boolean":
        return _date(cell, kind) or (_scientific(cell) if _SCIENTIFIC.fullmatch(cell) else None)
    if plain := _WORDS_FOR.get(cell.casefold()):
        hint = f"{FORMAT}, or write {plain}" if cell in BOOLEANS else f"write {plain}"
        return Damage("spreadsheet-boolean", f"{cell!r} is neither true nor false in lower case", hint)
    return None


def _characters(cell: str, kind: Kind) -> Damage | None:
    if kind == "number" and _THOUSANDS.fullmatch(cell):  # their separator may be a non-breaking space
        return None
    if (at := cell.find("\ufffd")) >= 0:
        return Damage("mojibake", "a letter was lost when the text was saved", "look it up in the source", at)
    original = mojibake(cell)
    if original not in {"", cell}:
        at = next(at for at, (old, new) in enumerate(zip(cell, original + "\0", strict=False)) if old != new)
        message = f"{cell[at : at + 20]!r} is UTF-8 read in another encoding"
        return Damage("mojibake", message, f"write {original[:60]!r}", at)
    for at, char in enumerate(cell):
        category = unicodedata.category(char)
        joins = char in _JOINERS and kind in {"prose", "reference"}  # part of Persian and Urdu words
        if not joins and (category in _UNSEEN or char in _BLANKS or char in INVISIBLE):
            name = _CONTROL_NAMES.get(char) or unicodedata.name(char, "unnamed character")
            hint = f"{'write a plain space' if category == 'Zs' else 'delete it'}, or type the cell again"
            return Damage("invisible-character", f"U+{ord(char):04X} ({name}) is invisible", hint, at)
    if composed := _COMPOSED.search(cell) or _LOOKALIKE.search(cell):
        return _letter(cell, composed.start())
    plain_part = _LOCATOR.sub(lambda locator: " " * len(locator[0]), cell) if kind == "reference" else cell
    found = _TYPOGRAPHIC.search(plain_part) if kind != "prose" else None
    if found is None:
        return None
    plain = _PLAIN.get(found[0]) or (chr(ord(found[0]) - _FULL_WIDTH) if found[0] >= "！" else "-")
    hint = "delete it" if plain in {'"', "'"} else f"write {';' if kind == 'reference' and plain == ',' else plain}"
    message = f"{found[0]!r} is not allowed here, only plain characters are"
    return Damage("typographic-character", message, hint, found.start())


def _letter(cell: str, at: int) -> Damage | None:
    """The damage of a letter that is not the one it looks like: a ligature, an accent by itself, another alphabet."""
    if _LOOKALIKE.match(cell, at):
        foreign = cell[at] if cell[at] > "z" else cell[at + 1]
        message = f"{foreign!r} is {unicodedata.name(foreign)}, inside a word of Latin letters"
        return Damage("lookalike-letter", message, "type the word again", at)
    part = cell[max(0, at - 1) : at + 1] if unicodedata.combining(cell[at]) else cell[at]
    plain = unicodedata.normalize("NFC" if unicodedata.combining(cell[at]) else "NFKC", part)
    if plain == part:  # no such letter exists in one piece
        return None
    at -= len(part) - 1
    return Damage("lookalike-letter", f"{part!r} is not the letter {plain!r}", f"write {plain!r}", at)


def _leftover(cell: str) -> Damage | None:
    """What a web page or another encoding left in a text."""
    for found in _MARKUP.finditer(cell):
        plain = html.unescape(found[0])
        if plain != found[0]:
            return Damage(
                "html-markup",
                f"{found[0]!r} is HTML",
                f"write {plain.strip()!r}" if plain.strip() else "write a space",
                found.start(),
            )
        if found[0].startswith("<"):
            return Damage("html-markup", f"{found[0][:40]!r} is HTML", "delete it", found.start())
    if "?" in cell and (lost := _LOST.search(_ADDRESS.sub(lambda address: " " * len(address[0]), cell))):
        return Damage(
            "lost-letter",
            f"{lost[0]!r} has a question mark in place of a letter",
            "look it up in the source",
            lost.start(),
        )
    return None


def mojibake(cell: str) -> str:
    """The text of a cell before its UTF-8 was read as Windows-1252; "" if it cannot be restored.

    >>> mojibake("SchlÃ¼ssel")
    'Schlüssel'
    """

    def restored(part: re.Match[str]) -> str:
        # the bytes that Windows-1252 leaves undefined are kept, as browsers do
        codecs = ("latin-1" if "\x80" <= char <= "\x9f" else "cp1252" for char in part[0])
        return b"".join(map(str.encode, part[0], codecs)).decode("utf-8")

    try:
        return _MOJIBAKE.sub(restored, cell)
    except UnicodeError:
        return ""


def _number(cell: str) -> Damage | None:
    if _EXPONENT.fullmatch(cell):
        return _scientific(cell)
    if _THOUSANDS.fullmatch(cell):
        plain = re.sub("[^0-9.-]", "", cell)
        return Damage("thousands-separator", f"{cell!r} has thousands separators", f"write {plain}")
    if _DECIMAL_COMMA.fullmatch(cell):
        whole, _, decimals = cell.lstrip("+").replace(".", "").partition(",")
        return Damage("decimal-comma", f"{cell!r} has a decimal comma", f"write {whole}.{decimals}")
    if _WITH_UNIT.fullmatch(cell):
        return Damage("unit-in-number", f"{cell!r} has text besides the number", "write the bare number")
    return None


def _scientific(cell: str) -> Damage:
    hint = "type what the source has"
    if abs(int(re.split("[eE]", cell)[1])) < _LARGEST_EXPONENT:
        hint = f"copy all digits from the source; only {format(Decimal(cell), 'f')} is left"
    return Damage("scientific-notation", f"{cell!r} is a number rounded by a spreadsheet", hint)


def _date(cell: str, kind: Kind) -> Damage | None:
    hint = spreadsheet_dates.month_and_number(cell)
    if kind == "date":
        if day := spreadsheet_dates.serial(cell):
            hint = f"write {day} if the source agrees"
            return Damage("serial-date", f"{cell!r} is how a spreadsheet stores a date", hint)
        hint = hint or spreadsheet_dates.shown(cell)
    elif hint:
        hint = "type what the source has, such as 4-5 or 2005-04"
    return Damage("spreadsheet-date", f"{cell!r} is how a spreadsheet displays a date", hint) if hint else None

r"""Conditions on text in SQL: regular expressions, and the dates of `cells.edtf`.

Python, RE2 (DuckDB) and Java (Spark) read the plain parts of a regular expression alike; where they differ, it is
spelled out, so that all three say the same of a cell.

>>> print(portable(r"10\.[0-9]{4,9}/[^\sA-Z]+")[:24], portable(r"(?=a)b"))
10\.[0-9]{4,9}/[^\t\n\x0 None
"""

from __future__ import annotations

import re

from sino_pak_data.bulk.engines import literal
from sino_pak_data.cells import edtf
from sino_pak_data.package.constraints import linear, unknown

_SPACES = r"\t\n\x0B\f\r\x1C-\x1F \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
"""What Python's `\\s` matches, for the inside of a class."""
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|(?P<open>\[\^?\]?)|(?P<close>\])|(?P<group>\((?:\?.)?)|(?P<dot>\.)|(?P<char>.)", re.DOTALL
)
_PUNCTUATION = frozenset(r"\.[]{}()*+?^$|/-_:;,!#%&=<>@~'\" ")


def portable(pattern: str) -> str | None:
    """A pattern that RE2 and Java take as `constraints.unmatched` does; None if there is no such."""
    if not linear(pattern):  # `constraints` matches it by RE2 too
        return None if unknown(pattern) else _spelled_out(pattern, spaces=r"\t\n\f\r ", digits="0-9")
    return _spelled_out(pattern, _SPACES, r"\p{Nd}")


def _spelled_out(pattern: str, spaces: str, digits: str) -> str | None:
    inside, parts = False, []
    for token in _TOKEN.finditer(pattern):
        escaped, text = token["escaped"], token[0]
        if escaped and escaped in "sd":
            shorthand = spaces if escaped == "s" else digits
            parts.append(shorthand if inside else f"[{shorthand}]")
        elif escaped and escaped in "tnrf":
            parts.append(text)
        elif (escaped and escaped not in _PUNCTUATION) or (token["group"] and text not in {"(", "(?:"}) or "&&" in text:
            return None
        elif text == "(":
            parts.append(text if inside else "(?:")
        elif token["dot"] and not inside:
            parts.append(r"[^\n]")
        elif token["open"]:
            parts.append(text.replace("[", r"\[", 1) if inside else text)
            inside = True
        else:
            inside = inside and not token["close"]
            parts.append(text)
    return "".join(parts)


def matches(text: str, pattern: str) -> str:
    r"""The condition that a text matches a portable pattern whole.

    >>> print(matches("code", "[0-9]+"))
    regexp_matches(code, '\A(?:[0-9]+)\z')
    """
    whole = literal(rf"\A(?:{pattern})\z")
    return f"regexp_matches({text}, {whole})"


DATE = edtf.PATTERN
"""The form of a date; `dated` says whether it exists."""


def dated(text: str) -> str:
    """The condition that a text of the form of a date is one that exists, and no interval that runs backwards."""
    left, right = (f"rtrim(split_part({text}, '/', {side}), '~?%')" for side in (1, 2))
    whole = _exists(f"rtrim({text}, '~?%')")
    sides = f"({left} = '..' OR {_exists(left)}) AND ({right} = '..' OR {_exists(right)})"
    ordered = f"({left} = '..' OR {right} = '..' OR {_first(left)} <= {_last(right)})"
    return f"CASE WHEN {text} LIKE '%/%' THEN {sides} AND {ordered} ELSE {whole} END"


def _first(date: str) -> str:
    return f"try_cast(CASE length({date}) WHEN 4 THEN {date} || '-01-01' WHEN 7 THEN {date} || '-01' ELSE {date} END AS DATE)"


def _last(date: str) -> str:
    ends = f"WHEN 4 THEN try_cast({date} || '-12-31' AS DATE) WHEN 7 THEN last_day(try_cast({date} || '-01' AS DATE))"
    return f"CASE length({date}) {ends} ELSE try_cast({date} AS DATE) END"


def _exists(date: str) -> str:
    return f"({date} >= '0001' AND {_first(date)} IS NOT NULL)"  # there is no year 0000

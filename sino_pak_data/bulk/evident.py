r"""Lines that are sound at first sight: one regular expression for a whole row, with the rules of all its columns.

To match a line costs an engine less than to take it apart into cells and look at each. What the expression matches breaks
no rule. Of the rest, which is mostly little, nothing is said: a fault, or another way of writing.

A rule that is not said here makes a column `Unsaid`, and the file has no such expression: nothing is sound by mistake.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable
from decimal import Decimal
from math import ceil, floor

from sino_pak_data.bulk.patterns import portable
from sino_pak_data.bulk.plan import Column, Plan
from sino_pak_data.bulk.sql import Layout, literal
from sino_pak_data.package.constraints import BOOLEANS, violation
from sino_pak_data.package.lexical import FALSE, TRUE
from sino_pak_data.package.schema import Field
from sino_pak_data.reading.canonical import EDGES

_SAFE_DIGITS = 18
"""An integer of so many fits into 64 bits, and a number is finite."""
_LONGEST = 500
_MOST = 50_000
_TEXTS = frozenset({"string", "any", ""})
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_TOKEN = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|\\[xp]\{\w+\}|\\.|(?P<syntax>\{[0-9,]*\}|\(\?:|[()|*+?])|.", re.DOTALL
)
_DAYS = "(?:0[1-9]|1[0-2])~(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])~(?:29|30)|(?:0[13578]|1[02])~31"
"""The days of a year, with a tilde where there may be a hyphen."""
_COMPACT = {"format": "%Y%m%d"}


class Unsaid(Exception):
    """There is no such expression for the rules of a column."""


def evident(plan: Plan, layout: Layout) -> str:
    """The expression that matches a sound line of a file; "" if there is none.

    Cells with keys, and those before them, stand in no quotes: so `cut` finds them.
    """
    if layout.kind != "csv" or plan.foreigns or len(layout.delimiter) != 1:
        return ""
    columns, last = {column.field.name: column for column in plan.columns}, max(_keyed(plan, layout), default=-1)
    try:
        cells = [_Cell(layout, quoted=at > last).form(columns.get(one)) for at, one in enumerate(layout.names)]
    except Unsaid:
        return ""
    line = rf"\A{_escaped(layout.delimiter).join(cells)}\z"
    return line if len(line) <= _MOST else ""


def cut(plan: Plan, layout: Layout, line: str) -> dict[str, str]:
    """The cells of keys, by their columns, cut out of a line that is evidently sound."""
    mark, found = literal(layout.delimiter), {}
    for at in _keyed(plan, layout):
        field = plan.schema.by_name[layout.names[at]]
        part = f"split_part({line}, {mark}, {at + 1})"  # takes four times as long as the first cell does
        if not at:
            part = f"substr({line}, 1, strpos({line}, {mark}) - 1)" if len(layout.names) > 1 else line
        part = f"trim({part})" if layout.padded and field.type in _TEXTS else part
        found[field.name] = part if field.name in filled(plan) else f"nullif({part}, '')"
    return found


def filled(plan: Plan) -> set[str]:
    """The columns that are not empty in a line that is evidently sound."""
    return {column.field.name for column in plan.columns if column.required}


def _keyed(plan: Plan, layout: Layout) -> list[int]:
    return sorted({layout.names.index(part) for _, key in plan.keys for part in key})


class _Cell:
    """Says what may stand in a cell.

    barred  characters that end a cell, or would if they were not in quotes
    """

    def __init__(self, layout: Layout, quoted: bool) -> None:
        self.barred = f"{layout.delimiter}{layout.quote}\0\r\n"
        self.any = f"[^{_escaped(self.barred)}]"
        self.quoted = quoted and layout.quote == '"'

    def form(self, column: Column | None) -> str:
        """What matches a sound cell of a column, or any cell of none. Raises `Unsaid`."""
        if column is None or not column.judged:
            return self._free(required=False)
        if column.function and (column.field.type, column.field.options) != ("date", _COMPACT):
            raise Unsaid
        form, missing = self._said(column.field), column.field.missing - {""}
        if not form and not (column.required and missing):
            return self._free(column.required)
        if not column.required:
            return f"(?:{'|'.join([form, *self._listed(missing)])})?"
        if not form or any(re.fullmatch(_for_python(form), one) for one in missing):
            raise Unsaid
        return f"(?:{form})"

    def _free(self, required: bool) -> str:
        """A cell whose text is free; if it is required, it begins with a character of ASCII that is no space."""
        seen = "".join(chr(code) for code in range(ord("!"), 127))
        first = f"[{_escaped(one for one in seen if one not in self.barred)}]" if required else ""
        if not self.quoted:
            return f"{first}{self.any}*"
        return rf'(?:{first}{self.any}*|"{"[!#-~]" if required else ""}(?:[^"\x00\r\n]|"")*")'

    def _said(self, field: Field) -> str:
        """What the rules of a column say of a cell that is not empty; "" if they say nothing."""
        limits = field.constraints.keys() - {"required", "unique"}
        if field.many and not field.codes and not limits and field.type in _TEXTS:
            return ""
        if field.many or (field.holds == "date" and limits | {*field.codes}):
            raise Unsaid
        if field.codes or (field.type in _TEXTS and "enum" in limits):
            values = field.values or field.constraints["enum"]
            return "|".join(self._listed({one for one in values if not violation(field, one)}))
        if field.type in _TEXTS:
            return self._text(field, limits)
        if field.type == "boolean" and not limits:
            own = {*field.options.get("trueValues", TRUE), *field.options.get("falseValues", FALSE)}
            return "|".join(self._listed(BOOLEANS if field.plain else own))
        if field.holds == "date" or limits - _BOUNDS or field.type not in _TYPES:
            raise Unsaid
        return _TYPES[field.type](field)

    def _text(self, field: Field, limits: set[str]) -> str:
        if field.holds == "date":
            year = digits(1, 9999, 4)
            return f"(?:(?:{year})(?:-(?:0[1-9]|1[0-2]))?|{_day(1, 9999)})[~?%]?"
        if not limits:
            return ""
        if limits == {"pattern"}:
            return confined(field.constraints["pattern"], self.barred)
        if limits <= {"minLength", "maxLength"}:
            least, most = field.constraints.get("minLength", 0), field.constraints.get("maxLength", _LONGEST)
            if max(least, 2) <= most <= _LONGEST:
                edge = f"[^{_escaped(self.barred + EDGES)}]"
                return f"{edge}{self.any}{{{max(least - 2, 0)},{most - 2}}}{edge}" + (f"|{edge}" if least < 2 else "")
        raise Unsaid

    def _listed(self, values: Iterable[str]) -> list[str]:
        """Those of some texts that can stand in a cell without quotes. Raises `Unsaid` if none can."""
        plain = [one for one in sorted(values) if one.strip(EDGES) == one != "" and not {*one} & {*self.barred}]
        if values and not plain:
            raise Unsaid
        return [_escaped(one) for one in plain]


def confined(pattern: str, barred: str) -> str:
    r"""A pattern for RE2 that matches less: nothing with one of these characters, or with a space. Raises `Unsaid`.

    >>> print(confined("^[A-Z]{3}$", ","))
    [A-Z]{3}
    """
    whole = (
        pattern.removeprefix("^").removesuffix("$") if "|" not in pattern and not pattern.endswith(r"\$") else pattern
    )
    parts, no = [], barred + EDGES
    for token in _TOKEN.finditer(portable(whole) or "^"):
        text = token[0]
        if token["set"] and text.startswith("[^") and not text.endswith("-]"):
            text = f"{text[:-1]}{_escaped(no)}]"
        elif text in {"^", "$"} or (not token["syntax"] and re.search(_for_python(text), no)):
            raise Unsaid
        parts.append(text)
    return "".join(parts)


def digits(low: int, high: int, width: int) -> str:
    """The numbers from one to another, both included, in so many digits.

    >>> digits(1979, 2015, 4)
    '1(?:9(?:79|[8-9][0-9]))|2(?:0(?:0[0-9]|1[0-5]))'
    """
    if width == 0 or low > high:
        return ""
    if (low, high) == (0, 10**width - 1):
        return "[0-9]" * width
    step = 10 ** (width - 1)
    first, last = low // step, high // step
    if width == 1:
        return f"[{low}-{high}]" if low < high else str(low)
    if first == last:
        rest = digits(low % step, high % step, width - 1)
        return f"{first}(?:{rest})" if "|" in rest else f"{first}{rest}"
    parts = []
    if low % step:
        parts.append(digits(low, first * step + step - 1, width))
        first += 1
    ends = high % step != step - 1
    if first <= last - ends:
        parts.append(digits(first, last - ends, 1) + "[0-9]" * (width - 1))
    if ends:
        parts.append(digits(last * step, high, width))
    return "|".join(parts)


def _naturals(low: int, high: int | None) -> str:
    """Whole numbers from 0 between bounds, without zeros before them; "" if there is none."""
    low, most = max(low, 0), 10**_SAFE_DIGITS - 1
    if high is None and low == 0:
        return f"[0-9]{{1,{_SAFE_DIGITS}}}"
    high, parts = most if high is None else min(high, most), []
    for width in range(len(str(low)), len(str(high)) + 1):
        least = max(low, 10 ** (width - 1) if width > 1 else 0)
        parts.append(digits(least, min(high, 10**width - 1), width))
    return "|".join(filter(None, parts)) if low <= high else ""


def _limits(field: Field) -> tuple[Decimal | None, bool, Decimal | None, bool]:
    """The lower and the upper bound, each with whether it is itself allowed."""
    found = field.constraints
    low, above = (Decimal(str(found[one])) if one in found else None for one in ("minimum", "exclusiveMinimum"))
    high, below = (Decimal(str(found[one])) if one in found else None for one in ("maximum", "exclusiveMaximum"))
    if (low is not None and above is not None) or (high is not None and below is not None):
        raise Unsaid
    return (low if above is None else above), above is None, (high if below is None else below), below is None


def _whole(field: Field) -> tuple[int | None, int | None]:
    """The least and the largest whole number within the bounds of a column."""
    low, least, high, most = _limits(field)
    return (
        None if low is None else ceil(low) + (not least and low == ceil(low)),
        None if high is None else floor(high) - (not most and high == floor(high)),
    )


def _integer(field: Field) -> str:
    low, high = _whole(field)
    plus = "" if field.plain else r"\+?"
    if low is None is high:
        return f"-?[0-9]{{1,{_SAFE_DIGITS}}}" if field.plain else "[+-]?[0-9]+"
    above = _naturals(low or 0, high) if high is None or high >= 0 else ""
    below = (
        _naturals(1 if high is None else max(1, -high), None if low is None else -low) if low is None or low < 0 else ""
    )
    return _signed(f"{plus}0*", above, "0*", below)


def _signed(plus: str, above: str, minus: str, below: str) -> str:
    parts = [f"{plus}(?:{above})"] if above else []
    parts += [f"-{minus}(?:{below})"] if below else []
    if not parts:
        raise Unsaid
    return "|".join(parts)


def _number(field: Field) -> str:
    low, least, high, most = _limits(field)
    plus, digit = ("", "+") if field.plain else (r"\+?", "*")
    if low is None is high:
        power = "" if field.plain else "(?:[eE][+-]?[0-9]+)?"
        return rf"(?:{plus}|-)[0-9]{{1,{_SAFE_DIGITS}}}(?:\.[0-9]{digit})?{power}"
    above = _reals(low, least, high, most, digit)
    return _signed(plus, above, "", _reals(_minus(high), most, _minus(low), least, digit))


def _minus(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


def _reals(low: Decimal | None, least: bool, high: Decimal | None, most: bool, digit: str) -> str:
    """Numbers from 0 between bounds, but some of those whose whole part is that of a bound."""
    if high is not None and (high < 0 or (high == 0 and not most)):
        return ""
    start = 0 if low is None or low < 0 else ceil(low) + (not least and low == ceil(low))
    last = None if high is None else floor(high)
    within = _naturals(start, None if last is None else last - 1) if last is None or last > start else ""
    parts = [rf"(?:{within})(?:\.[0-9]{digit})?"] if within else []
    if high is not None and last is not None and last >= start and (most or high > last):
        parts.append(rf"{last}(?:\.0{digit})?")
    return "|".join(parts)


def _date(field: Field) -> str:
    limits = field.constraints
    low, high = str(limits.get("minimum", "0001-01-01")), str(limits.get("maximum", "9999-12-31"))
    compact = field.options == _COMPACT
    if limits.keys() & {"exclusiveMinimum", "exclusiveMaximum"} or not _is_day(low) or not _is_day(high):
        raise Unsaid
    if compact and limits.keys() & _BOUNDS:
        raise Unsaid
    return _day(int(low[:4]) + (low[4:] > "-01-01"), int(high[:4]) - (high[4:] < "-12-31"), "" if compact else "-")


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def _day(first: int, last: int, mark: str = "-") -> str:
    """The days of the calendar from one year to another; of leap days those of the years that data are mostly of."""
    years = digits(max(first, 1), min(last, 9999), 4)
    if not years:
        raise Unsaid
    leap = "|".join(str(year) for year in range(max(first, 1900), min(last, 2100) + 1) if isleap(year))
    days = _DAYS.replace("~", mark)
    return f"(?:{years}){mark}(?:{days})" + (f"|(?:{leap}){mark}02{mark}29" if leap else "")


def _year(field: Field) -> str:
    low, high = _whole(field)
    if low is None is high:
        return "-?[0-9]{4,9}"
    form = digits(max(low or 0, 0), 9999 if high is None else min(high, 9999), 4)
    if not form:
        raise Unsaid
    return form


_TYPES = {"integer": _integer, "number": _number, "date": _date, "year": _year}


def _escaped(characters: Iterable[str]) -> str:
    r"""Characters as RE2 writes them, whatever they mean elsewhere.

    >>> print(_escaped("a,|"))
    a\x{2c}\x{7c}
    """
    return "".join(one if one.isascii() and one.isalnum() else rf"\x{{{ord(one):x}}}" for one in characters)


def _for_python(pattern: str) -> str:
    """A pattern of RE2 as `re` writes it."""
    spelled = re.sub(r"\\x\{(\w+)\}", lambda found: rf"\U{int(found[1], 16):08x}", pattern)
    return spelled.replace(r"\p{Nd}", r"\d").replace(r"\z", r"\Z")

r"""The types of the Table Schema standard: what a cell of each may look like, and the value that it has.

`reader` gives the function from a cell to its value, which bounds and lists of values are compared with. It raises
ValueError for a cell of another form. Options of a field are those of the standard: `format`, `decimalChar`,
`groupChar`, `bareNumber`, `trueValues`, `falseValues`, `delimiter` and `itemType`.

>>> reader("number", {"groupChar": " ", "bareNumber": False})("EUR 1 200.50")
1200.5
>>> reader("list", {"itemType": "integer", "delimiter": ";"})("1;2")
[1, 2]
>>> reader("date", {"format": "%d/%m/%Y"})("26/01/2024").isoformat()
'2024-01-26'
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

Options = Mapping[str, Any]
Reader = Callable[[str], Any]

OPTIONS = (
    "format", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues", "delimiter", "itemType",
)  # fmt: skip
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[+-]?[0-9]+)?|NaN|[+-]?INF", re.IGNORECASE)
_AROUND = re.compile(r"^[^0-9+.-]*|[^0-9.]*$")
_YEAR = re.compile(r"-?[0-9]{4,9}")
_YEARMONTH = re.compile(r"(-?[0-9]{4,9})-(0[1-9]|1[0-2])")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DURATION = re.compile(
    r"(-?)P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
_SECONDS = (31_556_952, 2_629_746, 86_400, 3_600, 60, 1)
"""Of the parts of a duration; of years and months on average."""
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def reader(kind: str, options: Options) -> Reader:
    """The reader of a type with these options. Raises ValueError for a `format` that no cell can have."""
    form = str(options.get("format", "default")).removeprefix("fmt:")
    match kind:
        case "integer" | "number":
            return _numeral(kind, options)
        case "boolean":
            known = dict.fromkeys(options.get("falseValues", FALSE), False)
            known |= dict.fromkeys(options.get("trueValues", TRUE), True)
            return lambda cell: _looked_up(known, cell)
        case "list":
            item = reader(options.get("itemType", "string"), {})
            delimiter = options.get("delimiter", ",")
            return lambda cell: [item(one) for one in cell.split(delimiter)]
        case "date" | "time" | "datetime":
            return _moment(kind, form)
        case "geopoint":
            return lambda cell: _geopoint(cell, form)
        case "string":
            return _TEXTS.get(form, str)
    return _READERS.get(kind, str)


def _numeral(kind: str, options: Options) -> Reader:
    group, point = options.get("groupChar", ""), options.get("decimalChar", ".")
    bare, whole = options.get("bareNumber", True), _INTEGER if kind == "integer" else _NUMBER

    def read(cell: str) -> int | float:
        plain = cell.replace(group, "") if group else cell
        if point != ".":
            plain = plain.replace(".", "?").replace(point, ".")
        if not bare:
            plain = _AROUND.sub("", plain)
        if whole.fullmatch(plain) is None:
            raise ValueError(cell)
        return int(plain) if kind == "integer" else float(plain)  # int() refuses thousands of digits: ValueError too

    return read


def _moment(kind: str, form: str) -> Reader:
    if form == "any":
        return str
    if form != "default":
        datetime.strptime(datetime(2000, 1, 1, tzinfo=UTC).strftime(form), form)  # refuses what is no pattern
        parts = {"date": datetime.date, "time": datetime.timetz}.get(kind, lambda moment: moment)
        return lambda cell: parts(datetime.strptime(cell, form))
    parse: Mapping[str, tuple[str, Reader]] = {
        "date": (_DATE, date.fromisoformat),
        "time": (_TIME + _ZONE, time.fromisoformat),
        "datetime": (f"{_DATE}T{_TIME}{_ZONE}", datetime.fromisoformat),
    }
    pattern, read = parse[kind]
    whole = re.compile(pattern)
    return lambda cell: read(cell) if whole.fullmatch(cell) else _wrong(cell)


def _geopoint(cell: str, form: str) -> tuple[float, float]:
    if form == "default":
        pair = re.split(r",\s*", cell)
        longitude, latitude = map(reader("number", {}), pair) if len(pair) == 2 else _wrong(cell)
    else:
        found = _of_json(cell, list if form == "array" else dict)
        if form == "object" and found.keys() != {"lon", "lat"}:
            raise ValueError(cell)
        numbers = [found["lon"], found["lat"]] if form == "object" else found
        if len(numbers) != 2 or not all(type(one) in (int, float) for one in numbers):
            raise ValueError(cell)
        longitude, latitude = numbers
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(cell)
    return longitude, latitude


def _duration(cell: str) -> float:
    found = _DURATION.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    sign, *parts = found.groups()
    seconds = sum(float(part or 0) * size for part, size in zip(parts, _SECONDS, strict=True))
    return -seconds if sign else seconds


def _yearmonth(cell: str) -> tuple[int, int]:
    found = _YEARMONTH.fullmatch(cell)
    return (int(found[1]), int(found[2])) if found else _wrong(cell)


def _of_json(cell: str, kind: type) -> Any:
    try:
        found = json.loads(cell, parse_constant=_wrong)
    except RecursionError:
        raise ValueError(cell) from None
    return found if isinstance(found, kind) else _wrong(cell)


def _looked_up(known: Mapping[str, bool], cell: str) -> bool:
    return known[cell] if cell in known else _wrong(cell)


def _form(pattern: re.Pattern[str]) -> Reader:
    return lambda cell: cell if pattern.fullmatch(cell) else _wrong(cell)


def _wrong(cell: str) -> Any:
    raise ValueError(cell)


_TEXTS: dict[str, Reader] = {
    "email": _form(_EMAIL),
    "uri": _form(_URI),
    "uuid": UUID,
    "binary": lambda cell: b64decode(cell, validate=True),
}
_READERS: dict[str, Reader] = {
    "object": lambda cell: _of_json(cell, dict),
    "geojson": lambda cell: _of_json(cell, dict),
    "array": lambda cell: _of_json(cell, list),
    "year": lambda cell: int(cell) if _YEAR.fullmatch(cell) else _wrong(cell),
    "yearmonth": _yearmonth,
    "duration": _duration,
}

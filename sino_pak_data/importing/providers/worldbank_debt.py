"""International Debt Statistics of the World Bank: debt by debtor and creditor, from its API (v2, JSON, source 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given, day, number
from sino_pak_data.importing.provider import Content, Figure, Item, Left

_CONCEPTS = ("Country", "Series", "Counterpart-Area", "Time")
_EXPECTED = f'expected JSON: an object whose "source" has "data" with the concepts {", ".join(_CONCEPTS)}'


def mismatch(given: Given) -> str:
    """What the answer lacks of an object with one source and its data."""
    if not given.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return f"{_EXPECTED}; found no object"
    data = _data(given.json())
    if data is None:
        return f"{_EXPECTED}; found another object"
    concepts = set(_variables(data[0])) if data else {*_CONCEPTS}
    missing = [name for name in _CONCEPTS if name not in concepts]
    return f"{_EXPECTED}; no {', '.join(missing)}" if missing else ""


def read(given: Given) -> Content:
    """The debts of an answer. Raises `Unusable` for one page of several."""
    answer = given.json()
    pages = answer.get("pages", answer["source"].get("pages", 1))
    if str(pages) not in ("0", "1"):
        raise Unusable(f"{given.name}: one of {pages} pages: ask for all of it: add &per_page=20000 to the address")
    data = _data(answer) or []
    codes = sorted({_variables(one).get("Series", ("", ""))[0] for one in data})
    updated = day(str(answer.get("lastupdated", "")))
    edition = {"edition": f"{', '.join(codes)}{f', last updated {updated}' if updated else f', {given.name}'}"}
    return Content(edition | ({"published": updated} if updated else {}), _figures(given, data))


def _data(answer: Any) -> list[Any] | None:
    """The observations of an answer, or None if it is of another form."""
    source = answer.get("source") if isinstance(answer, dict) else None
    data = source.get("data") if isinstance(source, dict) else None
    return data if isinstance(data, list) else None


def _variables(one: Any) -> dict[str, tuple[str, str]]:
    """Code and name of each concept of an observation; their order is not fixed."""
    listed = one.get("variable") if isinstance(one, dict) else None
    given = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {str(each.get("concept")): (str(each.get("id")), str(each.get("value")).strip()) for each in given}


def _figures(given: Given, data: list[Any]) -> Iterator[Item]:
    for at, one in enumerate(data, 1):
        where, variables = f"{given.name}: observation {at}", _variables(one)
        if not {*_CONCEPTS} <= variables.keys() or "value" not in one:
            raise Unusable(f"{where}: no observation as the API prints it")
        (state, _), (series, _), (creditor, name), (_, year) = (variables[concept] for concept in _CONCEPTS)
        value = number(one["value"], where)
        if value is None:
            yield Left(name, "no value")
        elif not year.isdecimal():
            yield Left(year, "not a year")
        else:
            yield Figure(series, state, year, value, other=creditor)

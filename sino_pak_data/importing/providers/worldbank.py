"""World Bank: World Development Indicators, by API (v2, JSON) or in bulk (CSV), and International Debt Statistics."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given, day, lacking, number
from sino_pak_data.importing.provider import OTHER, STATE, Content, Figure, Item, Layout, Left, Provider, Series
from sino_pak_data.importing.providers import worldbank_debt

_SERIES = {
    "BX.KLT.DINV.CD.WD": Series("fdi.inflow_net", "USD", "current", "realised"),
    "MS.MIL.MPRT.KD": Series("arms.tiv", "TIV", reporter="WLD", partner=STATE),
    "MS.MIL.XPND.CD": Series("milex.current_usd", "USD", "current", "disbursed"),
    "MS.MIL.XPND.GD.ZS": Series("milex.share_gdp", "percent"),
    "MS.MIL.XPRT.KD": Series("arms.tiv", "TIV", partner="WLD"),
    "NY.GDP.MKTP.CD": Series("gdp.current_usd", "USD", "current", "realised"),
    "NY.GDP.MKTP.PP.KD": Series("gdp.ppp_constant_2021", "PPP dollar", "constant_2021", "realised"),
    "PV.EST": Series("governance.political_stability", "score"),
    "SP.POP.TOTL": Series("population.total", "persons"),
}
_WORK = {
    "kind": "dataset",
    "authors": "World Bank",
    "container": "World Development Indicators",
    "publisher": "World Bank",
    "url": "https://datacatalog.worldbank.org/search/dataset/0037712/World-Development-Indicators",
    "language": "en",
    "side": "INT",
    "primary": "true",
    "basis": "own",
    "licence": "CC-BY-4.0",
    "terms": "May be reused and passed on with the World Bank and the original source named: licence of entry 0037712 of the Data Catalog, as Our World in Data records it.",
    "redistribution": "attribution",
    "status": "seen",
}
_STATUS = {"E": "estimate", "F": "forecast", "P": "provisional"}
_OBSERVATION = ("indicator", "country", "countryiso3code", "date", "value")


def _not_json(given: Given) -> str:
    expected = 'expected JSON: an array of "page", "pages", "lastupdated" and of observations with "countryiso3code"'
    if not given.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"["):
        return f"{expected}; found {_beginning(given)}"
    read = given.json()
    about = read[0] if read and isinstance(read[0], dict) else {}
    if "message" in about:
        return f"{expected}; found an error of the API: {about['message']}"
    if len(read) != 2 or not {"page", "pages", "lastupdated"} <= about.keys() or not isinstance(read[1], list | None):
        return f"{expected}; found another array"
    first = read[1][0] if read[1] else {}
    lacks = [name for name in _OBSERVATION if first and name not in first]
    return f"{expected}; an observation has no {', '.join(lacks)}" if lacks else ""


def _beginning(given: Given) -> str:
    return "a zip archive" if given.archive else repr(given.head[:40].decode("utf-8", "replace"))


def _read_json(given: Given) -> Content:
    about, observations = given.json()
    if str(about["pages"]) not in ("0", "1"):
        asked = "ask for all of it: add &per_page=20000 to the address"
        raise Unusable(f"{given.name}: page {about['page']} of {about['pages']} only; {asked}")
    read = [_observation(one, f"{given.name}: observation {at}") for at, one in enumerate(observations or [], 1)]
    codes, names = sorted({one.code for one in read}), sorted({one.name for one in read})
    updated = day(str(about["lastupdated"]))
    edition = {
        "title": f"{'; '.join(names)}, {', '.join(codes)}",
        "published": updated,
        "edition": f"{', '.join(codes)}, last updated {updated}",
    }
    return Content(edition, _figures(read), _word(codes[0]) if len(codes) == 1 else "")


class _Observation(NamedTuple):
    """One object of the answer."""

    code: str
    name: str
    state: str
    period: str
    value: Decimal | None
    status: str


def _observation(one: Any, where: str) -> _Observation:
    """Raises `Unusable` for an object that is no observation."""
    try:
        series, country = one["indicator"], one["country"]
        state, status = one["countryiso3code"] or country["value"], one.get("obs_status") or ""
        code, name, period = str(series["id"]), str(series["value"]), str(one["date"])
        return _Observation(code, name, str(state), period, number(one["value"], where), str(status))
    except (KeyError, TypeError, AttributeError) as reason:
        raise Unusable(f"{where}: no observation as the API prints it ({reason})") from None


def _figures(observations: list[_Observation]) -> Iterator[Item]:
    for one in observations:
        if one.value is None:
            yield Left(one.state, "no value")
        else:
            yield Figure(one.code, one.state, one.period, one.value, flag=_STATUS.get(one.status, one.status))


_HEADER = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")


def _table(given: Given) -> str:
    """The member of an archive that has the values, "" for a file that is the table itself; metadata come beside it."""
    found = (name for name in given.members if not lacking(_HEADER, given.header(_HEADER, name)))
    return next(found, given.members[0] if given.members else "")


def _not_bulk(given: Given) -> str:
    if given.members and not any(name.lower().endswith(".csv") for name in given.members):
        return lacking(("a table (.csv)",), given.members)
    header = given.header(_HEADER, _table(given))
    if "Attribute" in header:
        return "expected years after 'Indicator Code'; found the columns of another provider, such as 'Attribute'"
    return lacking(_HEADER, header)


def _read_bulk(given: Given) -> Content:
    member = _table(given)
    above = {line.cells[0]: line.cells[1] for line in islice(given.lines(member), 4) if len(line.cells) > 1}
    updated = day(above.get("Last Updated Date", ""))
    codes = {record.get("Indicator Code") for record in islice(given.table(_HEADER, member), 2000)}
    one = codes.pop() if len(codes) == 1 else ""
    label = f"last updated {updated}" if updated else f"bulk download {given.name}"
    edition = {"title": "World Development Indicators", "edition": f"{one}, {label}" if one else label}
    if updated:
        edition["published"] = updated
    if one:
        name = next(given.table(_HEADER, member)).get("Indicator Name")
        edition["title"] = f"{name}, {one}"
    return Content(edition, _bulk_figures(given, member), _word(one))


def _bulk_figures(given: Given, member: str) -> Iterator[Item]:
    for record in given.table(_HEADER, member):
        code, years = record.get("Indicator Code"), [name for name in record.cells if name.isdecimal()]
        filled = [(year, record.cells[year]) for year in years if record.cells[year]]
        if code not in _SERIES:
            yield Left(code, "no indicator of ours", len(filled))
            continue
        for year, cell in filled:
            value = number(cell, f"{given.name}:{record.number}: {year}")
            if value is not None:
                yield Figure(code, record.get("Country Code"), year, value)


def _word(code: str) -> str:
    """The end of the id of an edition of one series, as worldbank2026gdp has it."""
    return _SERIES[code].indicator.partition(".")[0] if code in _SERIES else ""


_DEBT = _WORK | {
    "title": "International Debt Statistics: public and publicly guaranteed debt by creditor country",
    "title_kind": "described",
    "container": "",
    "url": "https://www.worldbank.org/en/programs/debt-statistics/ids",
    "licence": "",
    "terms": "The terms of this database were not seen (those of World Development Indicators do not name it).",
    "redistribution": "unclear",
}
_OWED = Series("finance.external_debt", "USD", "current", "realised", reporter=OTHER, partner=STATE)

PROVIDER = Provider(
    name="worldbank",
    title="World Bank",
    layouts=(
        Layout(
            title="World Development Indicators, API v2, JSON",
            mismatch=_not_json,
            read=_read_json,
            work=_WORK,
            series=_SERIES,
            word="wdi",
            editions=r"worldbank[0-9]{4}[a-z0-9]*",
            where="https://api.worldbank.org/v2/country/CHN;IND;PAK;USA/indicator/NY.GDP.MKTP.CD?format=json&per_page=20000",
            quirks=(
                "A file of several pages has one of them only: it is refused unless it is whole.",
                "Aggregates have a code of three letters too, or none.",
            ),
        ),
        Layout(
            title="World Development Indicators, bulk CSV",
            mismatch=_not_bulk,
            read=_read_bulk,
            work=_WORK,
            series=_SERIES,
            word="wdi",
            editions=r"worldbank[0-9]{4}[a-z0-9]*",
            where="https://data.worldbank.org/indicator/NY.GDP.MKTP.CD, Download, CSV (one series); https://datacatalog.worldbank.org/search/dataset/0037712, WDI_CSV.zip (all)",
            quirks=(
                "The archive holds metadata of countries and series beside the table; the table alone is read too.",
                "The file of one series says above the header when it was last updated; the archive of all does not: give --published.",
                "Every row ends with a comma, so with an empty cell. There is no mark of estimates.",
            ),
        ),
        Layout(
            title="International Debt Statistics, API v2, JSON",
            mismatch=worldbank_debt.mismatch,
            read=worldbank_debt.read,
            work=_DEBT,
            series={
                "DT.DOD.BLAT.CD": _OWED,
                "DT.DOD.PCBK.CD": _OWED._replace(indicator="finance.external_debt_banks"),
            },
            word="ids",
            editions=r"worldbank[0-9]{4}ids[a-z0-9]*",
            where="https://api.worldbank.org/v2/sources/6/country/PAK/series/DT.DOD.BLAT.CD;DT.DOD.PCBK.CD/counterpart-area/730/time/all/data?format=json&per_page=20000",
            quirks=(
                "Creditors have numbers of this database alone: China is 730.",
                "The debtor reports; the creditor is the reporter of our series.",
            ),
        ),
    ),
    by="iso3",
    actors={"730": "CHN"},
    terms="CC BY 4.0 with the World Bank and the original source named; some series are of other producers.",
)

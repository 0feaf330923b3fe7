"""World Bank: World Development Indicators, one series from its API (v2, JSON) or all of them in one archive (CSV)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import STATE, Content, Figure, Item, Layout, Left, Provider, Series

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
    if isinstance(read, list) and read and isinstance(read[0], dict) and "message" in read[0]:
        return f"{expected}; found an error of the API: {read[0]['message']}"
    if len(read) != 2 or not isinstance(read[0], dict) or "lastupdated" not in read[0]:
        return f"{expected}; found another array"
    observations = read[1] or []
    lacks = [name for name in _OBSERVATION if observations and name not in observations[0]]
    return f"{expected}; an observation has no {', '.join(lacks)}" if lacks else ""


def _beginning(given: Given) -> str:
    return "a zip archive" if given.archive else repr(given.head[:40].decode("utf-8", "replace"))


def _read_json(given: Given) -> Content:
    about, observations = given.json()
    if int(about["pages"]) > 1:
        asked = "ask for all of it: add &per_page=20000 to the address"
        raise Unusable(f"{given.name}: page {about['page']} of {about['pages']} only; {asked}")
    codes = sorted({one["indicator"]["id"] for one in observations or []})
    names = sorted({one["indicator"]["value"] for one in observations or []})
    edition = {
        "title": f"{'; '.join(names)}, {', '.join(codes)}",
        "published": about["lastupdated"],
        "edition": f"{', '.join(codes)}, last updated {about['lastupdated']}",
    }
    return Content(edition, _observations(observations or []))


def _observations(observations: list[Mapping[str, Any]]) -> Iterator[Item]:
    for one in observations:
        state = one["countryiso3code"] or one["country"]["value"]
        if one["value"] is None:
            yield Left(state, "no value")
        else:
            flag = _STATUS.get(one.get("obs_status") or "", one.get("obs_status") or "")
            yield Figure(one["indicator"]["id"], state, one["date"], Decimal(one["value"]), flag=flag)


PROVIDER = Provider(
    name="worldbank",
    title="World Bank, World Development Indicators",
    layouts=(
        Layout(
            title="API v2, JSON",
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
    ),
    by="iso3",
    terms="CC BY 4.0 with the World Bank and the original source named; some series are of other producers.",
)

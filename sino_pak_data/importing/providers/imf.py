"""International Monetary Fund: Direction of Trade Statistics (to 2024) and International Trade in Goods (IMTS), CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from sino_pak_data.importing.given import Given, Record, is_year, lacking_header, number
from sino_pak_data.importing.provider import OTHER, STATE, Content, Figure, Item, Layout, Left, Provider, Series

_PARTIES = ("Country Code", "Counterpart Country Code")
_PANEL = (*_PARTIES, "Time Period")
_WIDE = (*_PARTIES, "Indicator Code", "Attribute")
_SDMX = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")
_CODED = re.compile(r"\(([A-Z]+_[A-Z]+_USD|TBG_USD)\)$")
_STATUS = {"E": "estimate", "P": "provisional", "F": "forecast"}
_EXPORTS = Series("trade.goods.exports_fob", "USD", "current", "realised", reporter=STATE, partner=OTHER)
_IMPORTS = Series("trade.goods.imports_cif", "USD", "current", "realised", reporter=STATE, partner=OTHER)
_OLD = {"TXG_FOB_USD": _EXPORTS, "TMG_CIF_USD": _IMPORTS}
_NEW = {"XG_FOB_USD": _EXPORTS, "MG_CIF_USD": _IMPORTS}
_TERMS = "Data may be copied, changed, published and passed on if the IMF, the database and the address are named; commercial reuse needs a request, and later users are bound by the same: Copyright and Usage of 11 October 2024, The Use of IMF Data."
_WORK = {
    "kind": "dataset",
    "authors": "International Monetary Fund",
    "publisher": "International Monetary Fund",
    "url": "https://data.imf.org/en/datasets/IMF.STA:IMTS",
    "language": "en",
    "side": "INT",
    "primary": "true",
    "basis": "own",
    "licence": "https://www.imf.org/en/about/copyright-and-terms",
    "terms": _TERMS,
    "redistribution": "limited",
    "status": "seen",
}
_DOTS = _WORK | {"title": "Direction of Trade Statistics"}
_IMTS = _WORK | {"title": "International Trade in Goods (by partner country)"}
_EDITIONS = r"imf[0-9]{4}(?:dots|imts)[a-z0-9]*"


def _read_panel(given: Given) -> Content:
    return Content({"edition": f"panel file {given.name}"}, _panel_figures(given))


def _panel_figures(given: Given) -> Iterator[Item]:
    """The values of every series that has a column. A column of status follows each, under one name for all."""
    header = given.header(_PANEL, encoding=given.encoding)
    columns = {at: found[1] for at, name in enumerate(header) if (found := _CODED.search(name))}
    state, other, period = (header.index(name) for name in _PANEL)
    lines = given.lines(encoding=given.encoding)
    next(line for line in lines if line.cells == header)
    for line_number, cells in lines:
        for at, code in columns.items():
            value = number(cells[at], f"{given.name}:{line_number}: {code}") if at < len(cells) else None
            if value is None:
                continue
            if not is_year(cells[period]):
                yield Left(cells[period], "not a year")
                continue
            follows = at + 1 < len(header) and header[at + 1] == "Status" and at + 1 < len(cells)
            flag = _flag(cells[at + 1] if follows else "")
            yield Figure(code, cells[state], cells[period], value, cells[other], flag)


def _read_wide(given: Given) -> Content:
    return Content({"edition": f"bulk file {given.name}"}, _wide_figures(given))


def _wide_figures(given: Given) -> Iterator[Item]:
    """The values by year; the row of status that belongs to a row of values follows it."""
    waiting: Record | None = None
    for record in given.table(_WIDE, encoding=given.encoding):
        if record.get("Attribute") == "Value":
            if waiting:
                yield from _of_row(given, waiting, None)
            waiting = record
        elif record.get("Attribute") == "Status" and waiting and _series(record) == _series(waiting):
            yield from _of_row(given, waiting, record)
            waiting = None
    if waiting:
        yield from _of_row(given, waiting, None)


def _series(record: Record) -> tuple[str, ...]:
    return tuple(record.get(name) for name in (*_PARTIES, "Indicator Code"))


def _of_row(given: Given, values: Record, status: Record | None) -> Iterator[Item]:
    state, other, code = _series(values)
    for period, cell in values.cells.items():
        if not period[:4].isdecimal() or (value := number(cell, f"{given.name}:{values.number}: {period}")) is None:
            continue
        if not is_year(period):
            yield Left(period, "not a year")
        else:
            yield Figure(code, state, period, value, other, _flag(status.get(period) if status else ""))


def _read_sdmx(given: Given) -> Content:
    return Content({"edition": f"IMF.STA:IMTS, {given.name}"}, _sdmx_figures(given))


def _sdmx_figures(given: Given) -> Iterator[Item]:
    for record in given.table(_SDMX, encoding=given.encoding):
        value, period = number(record.get("OBS_VALUE"), f"{given.name}:{record.number}"), record.get("TIME_PERIOD")
        if value is None:
            yield Left(period, "no value")
        elif record.get("FREQUENCY") != "A" or not is_year(period):
            yield Left(period, "not a year")
        else:
            parties = record.get("COUNTRY"), record.get("COUNTERPART_COUNTRY")
            flag = _flag(record.get("STATUS"))
            yield Figure(record.get("INDICATOR"), parties[0], period, value, parties[1], flag)


def _flag(status: str) -> str:
    return _STATUS.get(status, status)


PROVIDER = Provider(
    name="imf",
    title="International Monetary Fund, trade by partner",
    layouts=(
        Layout(
            title="IMTS, SDMX-CSV",
            mismatch=partial(lacking_header, _SDMX),
            read=_read_sdmx,
            work=_IMTS,
            series=_NEW,
            word="imts",
            editions=_EDITIONS,
            where="https://api.imf.org/external/sdmx/3.0/data/dataflow/IMF.STA/IMTS/1.0.0/CHN+IND+PAK+USA.XG_FOB_USD+MG_CIF_USD.CHN+IND+PAK+USA.A, with Accept: application/vnd.sdmx.data+csv",
            quirks=(
                "Values are whole dollars although SCALE is 6.",
                "Regions have codes such as G001, the World.",
                "The file has no date: give --published.",
            ),
        ),
        Layout(
            title="Direction of Trade Statistics, panel CSV",
            mismatch=partial(lacking_header, _PANEL),
            read=_read_panel,
            work=_DOTS,
            series=_OLD,
            word="dots",
            editions=_EDITIONS,
            where="https://data.imf.org, as it was before IMTS: files of that time are read.",
            quirks=("Each series has a column of status behind it, and all of these have one name.",),
        ),
        Layout(
            title="Direction of Trade Statistics, bulk CSV",
            mismatch=partial(lacking_header, _WIDE),
            read=_read_wide,
            work=_DOTS,
            series=_OLD,
            word="dots",
            editions=_EDITIONS,
            where="https://data.imf.org, as it was before IMTS: files of that time are read.",
            quirks=("A row of status follows the row of values. Quarters and months are columns beside the years.",),
        ),
    ),
    by="iso3",
    terms=_TERMS,
    actors={
        "111": "USA", "112": "GBR", "132": "FRA", "134": "DEU", "136": "ITA", "144": "SWE", "158": "JPN", "193": "AUS",
        "429": "IRN", "436": "ISR", "456": "SAU", "466": "ARE", "512": "AFG", "513": "BGD", "518": "MMR", "532": "HKG",
        "534": "IND", "564": "PAK", "576": "SGP", "916": "KAZ", "922": "RUS", "923": "TJK", "924": "CHN", "926": "UKR",
    },
    left_out="World and regions; quarters and months; imports free on board, and the trade balance.",
)  # fmt: skip

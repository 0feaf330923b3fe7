"""UN Comtrade: annual trade in goods as reported, from the present service and from the one before 2023 (CSV)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sino_pak_data.importing.given import Given, Record, is_year, lacking_header, number
from sino_pak_data.importing.provider import OTHER, STATE, Content, Figure, Item, Layout, Left, Provider, Series

_NEW = ("freqCode", "period", "reporterCode", "flowCode", "partnerCode", "cmdCode", "primaryValue")
_OLD = ("Period", "Trade Flow", "Reporter Code", "Partner Code", "Commodity Code", "Trade Value (US$)")
_SERIES = {
    "Export": Series("trade.goods.exports_fob", "USD", "current", "realised", reporter=STATE, partner=OTHER),
    "Import": Series("trade.goods.imports_cif", "USD", "current", "realised", reporter=STATE, partner=OTHER),
}
_FLOWS = {"X": "Export", "M": "Import"}
_WHOLE = {"partner2Code": ("", "0"), "customsCode": ("", "C00"), "motCode": ("", "0"), "mosCode": ("", "0")}
"""The codes of all second partners, customs procedures, means of transport and modes of supply together."""
_NONE = ("", "N/A", "W00", "_X")
_WORK = {
    "kind": "dataset",
    "authors": "United Nations Statistics Division",
    "title": "UN Comtrade Database: annual trade in goods, all commodities",
    "publisher": "United Nations",
    "url": "https://comtradeplus.un.org",
    "language": "en",
    "side": "INT",
    "primary": "true",
    "basis": "own",
    "licence": "https://wits.worldbank.org/WITS/wits/registration/TermsAndCondtions.aspx",
    "terms": "For internal use; no passing on in any form without written leave of the Statistics Division: the World Bank's terms for these data, paragraph 1. The licence of Comtrade itself was not read.",
    "redistribution": "forbidden",
    "status": "seen",
}


def _read_new(given: Given) -> Content:
    return Content({"edition": "annual, downloaded from comtradeplus.un.org"}, _new_figures(given))


def _new_figures(given: Given) -> Iterator[Item]:
    for record in given.table(_NEW, encoding=given.encoding):
        flow, where = record.get("flowCode"), f"{given.name}:{record.number}"
        detail = [name for name, whole in _WHOLE.items() if record.get(name) not in whole]
        if record.get("freqCode") != "A":
            yield Left(record.get("period"), "not a year")
        elif record.get("cmdCode") != "TOTAL" or detail:
            yield Left(record.get("cmdCode") if not detail else detail[0], "a part of the total")
        elif (value := number(record.get("primaryValue"), where)) is None:
            yield Left(record.get("period"), "no value")
        elif flow == "M" and not number(record.get("cifvalue"), where):
            yield Left(record.get("period"), "imports without freight and insurance (fob)")
        else:
            state, other = _party(record, "reporter"), _party(record, "partner")
            flag = "estimate" if _estimated(record.cells) else ""
            yield Figure(_FLOWS.get(flow, f"flow {flow}"), state, record.get("period"), value, other, flag)


def _party(record: Record, role: str) -> str:
    """The letters of a state; its number where a download without descriptions has none."""
    letters = record.get(f"{role}ISO")
    return letters if letters not in _NONE else record.get(f"{role}Code")


def _estimated(cells: Mapping[str, str]) -> bool:
    """Neither as reported nor a sum of what was reported."""
    return all(cells.get(name, "").lower() in ("false", "0") for name in ("isReported", "isAggregate"))


def _read_old(given: Given) -> Content:
    return Content({"edition": "annual, downloaded from comtrade.un.org before 2023"}, _old_figures(given))


def _old_figures(given: Given) -> Iterator[Item]:
    for record in given.table(_OLD, encoding=given.encoding):
        period = record.get("Period")
        if not is_year(period):
            yield Left(period, "not a year")
        elif record.get("Commodity Code") != "TOTAL" or record.get("2nd Partner Code") not in ("", "0"):
            yield Left(record.get("Commodity Code"), "a part of the total")
        elif (value := number(record.get("Trade Value (US$)"), f"{given.name}:{record.number}")) is None:
            yield Left(period, "no value")
        else:
            state, other = (record.get(f"{role} ISO") or record.get(f"{role} Code") for role in ("Reporter", "Partner"))
            flow = record.get("Trade Flow")
            yield Figure(flow if flow in _SERIES else f"flow {flow}", state, period, value, other)


PROVIDER = Provider(
    name="comtrade",
    title="UN Comtrade",
    layouts=(
        Layout(
            title="present service, CSV",
            mismatch=partial(lacking_header, _NEW),
            read=_read_new,
            work=_WORK,
            series=_SERIES,
            word="comtrade",
            editions=r"comtrade[0-9]{4}[a-z0-9]*",
            where="https://comtradeplus.un.org/TradeFlow: goods, annual, HS, TOTAL, reporters and partners China, India, Pakistan, USA; Download",
            quirks=(
                "The text is Windows-1252, and each row ends with a comma more than the header.",
                "India has the number 699 and the United States 842, not those of ISO 3166.",
                "Rows by second partner, customs procedure or means of transport are parts of a total that is there too.",
                "A sum of what was reported is no estimate; a value that is neither is flagged as one.",
                "The file has no date: give --published.",
            ),
        ),
        Layout(
            title="service before 2023, CSV",
            mismatch=partial(lacking_header, _OLD),
            read=_read_old,
            work=_WORK,
            series=_SERIES,
            word="comtrade",
            editions=r"comtrade[0-9]{4}[a-z0-9]*",
            where="https://comtrade.un.org, as it was before 2023: files of that time are read.",
            quirks=("Re-exports and re-imports are flows of their own, and are in exports and imports already.",),
        ),
    ),
    by="iso3",
    terms=_WORK["terms"],
    actors={
        "156": "CHN", "344": "HKG", "586": "PAK", "643": "RUS", "699": "IND", "356": "IND", "842": "USA", "840": "USA",
        "841": "USA", "251": "FRA", "250": "FRA", "276": "DEU", "380": "ITA", "381": "ITA", "826": "GBR", "392": "JPN",
        "792": "TUR", "682": "SAU", "784": "ARE", "364": "IRN", "4": "AFG", "50": "BGD", "702": "SGP",
    },
    left_out="World, areas not elsewhere specified, free zones; re-exports and re-imports; single commodities.",
)  # fmt: skip

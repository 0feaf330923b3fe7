"""Measures: values have the right unit and partner, agree with other sources, and coverage does not deny them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from operator import itemgetter

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import parsed
from sino_pak_data.cells.numbers import NUMBER, shortest
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, row_rule, rule
from sino_pak_data.derive.dyad_years import Dyad, States, begun
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.table import Row, Table

_AMOUNT = ("value", "currency", "stage")
_SERIES = ("observations", "claims")
_FAR = 3.0
_AROUND = 2
"""Values on each side that a value is compared with."""
_TOO_LARGE, _TOO_SMALL = 250.0, 700.0
"""A factor of a thousand, less what neighbours of real series differ by; near zero they differ more."""
_CODE_FOR_MISSING = re.compile(r"-(?:[789]|9{2,}|8{2,}|7{2,}|6{2,})")


@rule("wrong-unit", needs=of("indicators", "indicator_id unit"))
def wrong_unit(context: CheckContext) -> Iterator[Finding]:
    """A value is in the unit of its indicator.

    Why:  A series in two units is two series.
    Fix:  Convert the value, then write the indicator's unit.
    Bad:  observations: unit=USD
    Good: observations: unit=USD million
    """
    units = {*context.package["indicators"].schema.by_name["unit"].values}
    for table, row, indicator in _values_where(context, "unit", lambda row, one: row["unit"] in units - {one["unit"]}):
        unit = indicator["unit"]
        message = f"the unit of {row['indicator_id']} is {unit!r}, not {row['unit']!r}"
        yield Finding(table, row, "unit", message, f"convert the value to {unit}")


@rule("number-form")
def number_form(context: CheckContext) -> Iterator[Finding]:
    """A number is written in the shortest way that gives it.

    Why:  The built files hold numbers, not their spelling: 11.0 would come back as 11, and no release could be rebuilt.
    Fix:  Leave out zeros at the end of decimals and at the beginning, and digits beyond the seventeenth.
    Bad:  observations: value=12000.50
    Bad:  observations: value=-0
    Good: observations: value=12000.5
    """
    for table in context.package.tables.values():
        for name in (field.name for field in table.schema.fields if field.type == "number" and field.plain):
            for row in table.rows:
                short = shortest(row[name])
                if short != row[name]:
                    yield Finding(table, row, name, f"{row[name]} is {short}", f"write {short}")


@rule("wrong-partner", needs=of("indicators", "indicator_id directed"))
def wrong_partner(context: CheckContext) -> Iterator[Finding]:
    """A monadic series has the partner NONE, and a series of pairs has another one.

    Why:  Otherwise one series would come in two forms.
    Fix:  Write NONE where the indicator is monadic, WLD for all partners together.
    Bad:  observations: partner=NONE
    Good: observations: partner=PAK
    """

    def wrong(row: Row, indicator: Row) -> bool:
        return row["partner"] != "" and (row["partner"] == "NONE") is not (indicator["directed"] == "monadic")

    for table, row, indicator in _values_where(context, "partner", wrong):
        directed = indicator["directed"]
        message = f"{row['indicator_id']} is {directed}: {row['partner']} cannot be its partner"
        hint = "write NONE" if directed == "monadic" else "name the partner, or write WLD for all"
        yield Finding(table, row, "partner", message, hint)


def _values_where(
    context: CheckContext, field: str, wrong: Callable[[Row, Row], bool]
) -> Iterator[tuple[Table, Row, Row]]:
    """Table, row and indicator of the values whose cell in this column is wrong for their indicator."""
    indicators = context.package.identifiers("indicators")

    def mismatched(row: Row) -> Row | None:
        indicator = indicators.get(row["indicator_id"])
        return indicator if indicator and wrong(row, indicator) else None

    for table in (table for table in context.tables if table.name in _SERIES):
        found = context.rows_where(table, ("indicator_id", field), mismatched)
        yield from ((table, row, indicator) for row, indicator in found)


@rule("pair-of-one")
def pair_of_one(context: CheckContext) -> Iterator[Finding]:
    """Reporter and partner are different.

    Why:  No state trades with itself; one of the two codes is wrong.
    Fix:  Correct the reporter or the partner; a series without a partner has NONE.
    Bad:  observations: reporter=PAK | partner=PAK
    Bad:  claims: claim_id=yousaf-trade-2018 | partner=CHN
    Good: observations: reporter=CHN | partner=PAK
    """
    for table in (table for table in context.tables if table.name in _SERIES):
        for row in table.rows:
            if row["partner"] and row["partner"] == row["reporter"]:
                message = f"{row['partner']} is both reporter and partner"
                hint = "correct the reporter or the partner; a series without a partner has NONE"
                yield Finding(table, row, "partner", message, hint)


@row_rule("amount-incomplete", "agreements", "value", reads=_AMOUNT[1:])
def amount_incomplete(row: Row) -> str:
    """An amount has value, currency and stage, or none of them.

    Why:  Counting pledges as payments is the most common error in the field.
    Fix:  Fill all three; the stage may be unclear.
    Bad:  agreements: value=1000 | currency=USD | stage=
    Good: agreements: value=1000 | currency=USD | stage=pledged
    """
    empty = [name for name in _AMOUNT if not row[name]]
    filled = [f"{name} {row[name]}" for name in _AMOUNT if row[name]]
    return f"{' and '.join(filled)} without {' and '.join(empty)}" if empty and filled else ""


@row_rule("money-without-stage", "indicators", "stage", reads=("price_basis",))
def money_without_stage(row: Row) -> str:
    """A series of money has a price basis and a stage; another series has no stage.

    Why:  Current and constant prices, pledges and payments, must not be mixed in one series.
    Fix:  Fill both columns; "unclear" is an answer.
    Bad:  indicators: price_basis=current | stage=
    Good: indicators: price_basis=current | stage=realised
    """
    if row["price_basis"] == "not_money":
        return f"a series that is not money has the stage {row['stage']}" if row["stage"] else ""
    return "" if row["stage"] else f"a series of money, in {row['price_basis']} prices, has no stage"


@rule("distant-value", severity="warning", needs=of("observations", "indicator_id reporter partner period value"))
def distant_value(context: CheckContext) -> Iterator[Finding]:
    """A value is close to that of at least one other source for the same thing.

    Why:  Otherwise it is a slip by a power of ten, or two things under one name.
    Fix:  Check unit and period; if the source is right, say so in excuses.toml.
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=99999999
          discrepancies: record=observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots | field=value | value=99999999 | source=yousaf2025drive[1.p1]
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=16900
    """
    table = context.package["observations"]
    for pairs in _rival_values(context):
        values = [value for value, _ in pairs]
        for value, row in pairs if _distance(min(values), max(values)) > _FAR else ():
            others = (other for other, rival in pairs if rival is not row)
            distance, nearest = min((_distance(value, other), other) for other in others)
            if distance > _FAR:
                message = f"{row['value']} is more than {_FAR:g} times off the closest other source, {nearest:.12g}"
                yield Finding(table, row, "value", message, "check unit and period, then the source")


@rule(
    "outlying-value", severity="warning", needs=of("observations", "indicator_id reporter partner period value source")
)
def outlying_value(context: CheckContext) -> Iterator[Finding]:
    """A value is of the same order as its neighbours in the series.

    Why:  Millions in place of thousands are a valid number, and no other source may have that year.
    Fix:  Check the unit and the decimal point; if the source is right, say so in excuses.toml.
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2017 | source=imf2024dots | value=16968241
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2017 | source=imf2024dots | value=0.016
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2017 | source=imf2024dots | value=1696
    """
    table = context.package["observations"]
    compared = {id(row) for pairs in _rival_values(context) for _, row in pairs}  # `distant-value` judges these
    series: dict[tuple[str, ...], list[tuple[date, float, Row]]] = defaultdict(list)
    for row in table.rows:
        value = _number(row["value"]) if NUMBER.fullmatch(row["value"]) else None
        when = parsed(row["period"])
        if value and when:
            thing = row["indicator_id"], row["reporter"], row["partner"]
            series[thing].append((when.widened()[0], abs(value), row))
    for values in series.values():
        values.sort(key=itemgetter(0))
        for at, (_, value, row) in enumerate(values):
            around = [*values[max(0, at - _AROUND) : at], *values[at + 1 : at + 1 + _AROUND]]
            nearest = min(around, key=lambda other: _distance(value, other[1]), default=None)
            if nearest is None or id(row) in compared:
                continue
            distance = _distance(value, nearest[1])
            if distance > (_TOO_LARGE if value > nearest[1] else _TOO_SMALL):
                other = nearest[2]
                message = f"{row['value']} is {distance:,.0f} times off every value around it, such as {other['value']} of {other['period']}"
                yield Finding(table, row, "value", message, "check unit and decimal point, then the source")


@rule("missing-code", severity="warning")
def missing_code(context: CheckContext) -> Iterator[Finding]:
    """A number is a number, and not a code for a missing one.

    Why:  Datasets of conflict write -9, -99 or -999 where they know nothing, and a mean takes them for amounts.
    Fix:  Leave out the row, or the cell empty; if the value is negative in truth, say so in excuses.toml.
    Bad:  observations: value=-999
    Good: observations: value=16900
    """
    for table in context.tables:
        for field in table.schema.fields:
            if field.type in {"number", "integer"}:
                by_series = "indicator_id" if "indicator_id" in table.schema.by_name else ""
                codes = {cell for cell in table.distinct(field.name) if _CODE_FOR_MISSING.fullmatch(cell)}
                suspects = {cell for cell in codes if not violation(field, cell)}
                negative = {
                    row[by_series]
                    for row in table.rows
                    if row[field.name][:1] == "-" and row[field.name] not in suspects
                }
                for row in table.rows if suspects else ():
                    if row[field.name] in suspects and row[by_series] not in negative:
                        message = (
                            f"{row[field.name]} is a code for a missing value, and no other value here is negative"
                        )
                        yield Finding(table, row, field.name, message, "leave out the row, or the cell empty")


@rule(
    "untold-disagreement",
    severity="warning",
    needs=of("observations", "indicator_id reporter partner period value source")
    + of("indicators", "indicator_id tolerance")
    + of("discrepancies", "record field"),
)
def untold_disagreement(context: CheckContext) -> Iterator[Finding]:
    """Where two sources differ by more than the tolerance of the indicator, discrepancies says so.

    Why:  A reader who uses one of two values must know about the other.
    Fix:  Add a row to tables/discrepancies.csv: the record, the field value, the other value and its source.
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=14000
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=14000
          discrepancies: record=observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots | field=value | value=14000 | source=yousaf2025drive[1.p1]
    """
    if not context.readable("discrepancies"):
        return
    table = context.package["observations"]
    known = {row["record"] for row in context.package["discrepancies"].rows if row["field"] == "value"}
    indicators = context.package.identifiers("indicators")
    for pairs in _rival_values(context):
        (low, one), (high, other) = min(pairs, key=itemgetter(0)), max(pairs, key=itemgetter(0))
        tolerance = _number(indicators.get(one["indicator_id"], Row({}))["tolerance"])
        apart = (high - low) * 100 / (max(abs(low), abs(high)) or 1)
        if tolerance is not None and apart > tolerance and not known & {table.address(row) for _, row in pairs}:
            message = f"{low:.12g} and {high:.12g} are {apart:.0f} per cent apart, and discrepancies has no row for it"
            hint = f"add {table.address(one)}, value, {other['value']}, {other['source']}"
            yield Finding(table, other, "value", message, hint)


@lru_cache(maxsize=1)  # three rules ask for it
def _rival_values(context: CheckContext) -> list[list[tuple[float, Row]]]:
    """The values, with their rows, that several sources give for one indicator, reporter, partner and period."""
    observations = context.package["observations"].rows
    things = list(map(itemgetter("indicator_id", "reporter", "partner", "period"), observations))
    sources = Counter(things)
    rivals: dict[tuple[str, ...], list[tuple[float, Row]]] = defaultdict(list)
    for thing, row in zip(things, observations, strict=True):
        if sources[thing] > 1 and (value := _number(row["value"])) is not None:
            rivals[thing].append((value, row))
    return [pairs for pairs in rivals.values() if len(pairs) > 1]


def _distance(one: float, other: float) -> float:
    """How many times one value is the other, at least 1; infinite if only one of them is zero or negative."""
    if one == other:
        return 1.0
    small, large = sorted((abs(one), abs(other)))
    return large / small if small and one * other > 0 else float("inf")


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


@rule("wrong-comparison", needs=of("comparisons", "indicator_id compared way") + of("indicators", "indicator_id unit"))
def wrong_comparison(context: CheckContext) -> Iterator[Finding]:
    """Indicators that are compared have the same unit; a share is of one series.

    Why:  A verdict across two units is meaningless.
    Fix:  Name indicators of the same unit, or the way share with one indicator.
    Bad:  comparisons: compared=un.ideal_point
    Good: comparisons: compared=trade.goods.exports_fob
    """
    table = context.package["comparisons"]
    units = {key: row["unit"] for key, row in context.package.identifiers("indicators").items()}
    for row in table.rows:
        indicator, compared = row["indicator_id"], ids.split(row["compared"])
        if row["way"] == "share" and len(compared) > 1:
            yield Finding(table, row, "compared", "a share of more than one series", "name one indicator")
        for name in compared if row["way"] != "share" else ():
            if {name, indicator} <= units.keys() and units[name] != units[indicator]:
                message = f"{name} is in {units[name]!r}, {indicator} in {units[indicator]!r}"
                yield Finding(table, row, "compared", message, "compare series of one unit")


@rule(
    "unsearched-record",
    severity="warning",
    needs=of("coverage", "table actors domain period completeness")
    + of("actors", "actor_id cow_code gw_code parent")
    + ("events.domain", "agreements.domain"),
)
def unsearched_record(context: CheckContext) -> Iterator[Finding]:
    """Where coverage says that nobody searched, there are no records of that pair, domain and time.

    Why:  One of the two is wrong, and counts by year rely on both.
    Fix:  Write opportunistic, with a note such as "Found by chance.".
    Bad:  coverage: table=events | actors=CHN;PAK | domain=military | period=2001/2025 | completeness=not_searched
    Good: coverage: table=events | actors=CHN;PAK | domain=military | period=2001/2025 | completeness=opportunistic
    """
    package = context.package
    unsearched = [row for row in package["coverage"].rows if row["completeness"] == "not_searched"]
    places = {(row["table"], row["domain"]) for row in unsearched}
    found: dict[tuple[str, str], list[tuple[Dyad, range, str]]] = defaultdict(list)
    states = States(package)
    for name in ("events", "agreements"):
        for record in package[name].rows:
            if (name, record["domain"]) in places:
                when = begun(package[name].schema.date_of(record)).possible
                address = package[name].address(record)
                found[name, record["domain"]] += [(dyad, when, address) for dyad in states.joined(record)]
    for row in unsearched:
        actors, years = {*ids.split(row["actors"])}, {*_years(row["period"])}
        records = found[row["table"], row["domain"]]
        within = (address for dyad, when, address in records if actors.issuperset(dyad) and years.intersection(when))
        if address := next(within, ""):
            message = f"not searched, yet there is {address}"
            yield Finding(package["coverage"], row, "completeness", message, "write opportunistic")


@rule("overlapping-coverage", needs=of("coverage", "table actors domain period"))
def overlapping_coverage(context: CheckContext) -> Iterator[Finding]:
    """Coverage says one thing about a table, pair, domain and year.

    Why:  With two statements about one year, it is open which of them counts.
    Fix:  Join the rows, or let the periods meet without a common year.
    Bad:  coverage: table=events | actors=CHN;PAK | domain=military | period=2000/2010 | completeness=opportunistic
    Good: coverage: table=events | actors=CHN;PAK | domain=nuclear | period=2000/2010 | completeness=opportunistic
    """
    table = context.package["coverage"]
    covered: dict[tuple[str, frozenset[str], str], dict[int, str]] = defaultdict(dict)
    for row in table.rows:
        earlier = covered[row["table"], frozenset(ids.split(row["actors"])), row["domain"]]
        years = _years(row["period"])
        if again := next((year for year in years if year in earlier), None):
            message = f"the row of {earlier[again]} covers {again} too"
            yield Finding(table, row, "period", message, "give each year to one row")
        earlier.update(dict.fromkeys(years, row["period"]))


def _years(period: str) -> range:
    when = parsed(period)
    return when.years() if when else range(0)

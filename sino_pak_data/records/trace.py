"""What a number rests on: the records that were counted, or the observations and the recipe that it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells import ids
from sino_pak_data.cells.ids import check
from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.cells.text import counted
from sino_pak_data.derive.dyad_years import Behind, Dyad, Dyads, panel_of
from sino_pak_data.derive.verdicts import STANCES, Judge
from sino_pak_data.package.table import Package
from sino_pak_data.records.find import Record
from sino_pak_data.records.pages import Page
from sino_pak_data.records.pages.records import when

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("dyad_years", "verdicts")


@dataclass(frozen=True, repr=False)
class Trace(Page):
    """What one cell rests on. Prints as a page.

    address    the row, as TABLE/KEY
    column     the column
    value      its cell, as text; "" is missing
    unit       the unit of the value
    recipe     how it is made
    certain    the records that surely count, or that the value is made of
    possible   the records that only may count, because their date leaves the year open
    """

    address: str
    column: str
    value: str
    unit: str
    recipe: str
    certain: Sequence[Record]
    possible: Sequence[Record] = field(default=())

    @property
    def records(self) -> list[str]:
        """The addresses of the records, the certain ones first."""
        return [record.address for record in (*self.certain, *self.possible)]

    def frame(self) -> pd.DataFrame:
        """A row per record: `record`, `date`, `heading`, `certain`; of observations `value` and `unit` too."""
        import pandas as pd

        rows = [
            {"record": record.address, "date": record.date, "heading": record.heading, "certain": certain}
            | {name: record.row[name] for name in ("value", "unit") if record.table.name == "observations"}
            for records, certain in ((self.certain, True), (self.possible, False))
            for record in records
        ]
        frame = pd.DataFrame(rows, columns=None if rows else ["record", "date", "heading", "certain"])
        return frame.assign(value=pd.to_numeric(frame["value"])) if "value" in frame else frame

    def json(self) -> dict[str, Any]:
        """The trace, its records by their addresses."""
        texts = {name: getattr(self, name) for name in ("address", "column", "value", "unit", "recipe")}
        return texts | {name: [r.address for r in getattr(self, name)] for name in ("certain", "possible")}

    def page(self, columns: int | None = None) -> str:
        """The trace as text, wrapped at `columns`; None leaves every line whole."""
        return "\n".join(self._lines(columns))

    def _lines(self, columns: int | None) -> Iterator[str]:
        unit = self.unit.removesuffix("s") if self.value == "1" else self.unit
        yield f"{visible(self.address)}  {self.column} = {f'{self.value} {unit}'.strip() if self.value else 'missing'}"
        yield from wrapped([f"recipe  {self.recipe}"], columns)
        for records, heading in (
            (self.certain, "Rests on"),
            (self.possible, "May also count, the date leaves it open"),
        ):
            if records:
                yield f"{heading} ({counted(len(records), 'record')})"
                yield from wrapped((_line(record) for record in records), columns)
        if not self.certain and not self.possible:
            yield from wrapped(["no record"], columns)


def _line(record: Record) -> str:
    return f"{record.address}  {when(record)}{record.heading}"


def dyad_year(package: Package, key: str) -> tuple[Dyads, Dyad, int]:
    """The panel with the dyad and year of a key such as 710:770:2015 or CHN-PAK:2015, in either order of the states.

    Raises ValueError for a dyad or year that the panel does not have.
    """
    table = panel_of(package)
    *states, year = key.replace("-", ":").split(":")
    numbers = {str(number): state for state, number in table.states.numbers.items()}
    wanted = {numbers.get(state, state) for state in states}
    dyad = next((dyad for dyad in table.states.dyads if {*dyad} == wanted), None)
    if dyad is None:
        check("dyad", ":".join(states), ["-".join(dyad) for dyad in table.states.dyads], " in dyad_years")
    assert dyad is not None
    if not year.isdecimal() or int(year) not in table.years:
        raise ValueError(f"dyad_years has {table.years[0]} to {table.years[-1]}, not {year!r}")
    return table, dyad, int(year)


def trace(package: Package, address: str, column: str | None = None) -> Trace:
    """What the cell of a row of `dyad_years` or `verdicts` rests on.

    Raises ValueError for an unknown row or column, or a column that is part of the key.
    """
    table, _, key = address.partition("/")
    check("table", table, TABLES, ": only these are worked out from other rows")
    schema = package.descriptor.built[table].schema
    if table == "verdicts":
        return _verdict(package, key, column or "verdict")
    traced = [field.name for field in schema.fields if field.count or field.series]
    if column is None:
        raise ValueError(f"say which column of {table}: one of {', '.join(traced)}")
    check("column", column, traced, f" of {table} that rests on records")
    panel, dyad, year = dyad_year(package, key)
    return _of_dyad_year(package, panel.behind(column, dyad, year), panel.address(dyad, year))


def _of_dyad_year(package: Package, behind: Behind, address: str) -> Trace:
    certain, possible = ([Record(package[behind.table], row) for row in rows] for rows in behind[3:])
    what = behind.field
    return Trace(address, what.name, behind.value, what.unit, what.recipe, certain, possible)


def _verdict(package: Package, claim_id: str, column: str) -> Trace:
    check("claim", claim_id, package.identifiers("claims"))
    schema = package.descriptor.built["verdicts"].schema
    check("column", column, schema.names, " in verdicts")
    judge = Judge(package)
    verdict = judge.verdict(claim_id)
    if column in STANCES:
        judged = package["claims"].by_key[(claim_id,)]
        names = [link.record for link in judge.case(judged["repeats"] or claim_id).linked(column)]
    else:
        names = ids.split(verdict["records"])
    found = [(name, package.record(name)) for name in names]
    certain = [Record(package[name.partition("/")[0]], row) for name, row in found if row is not None]
    what = schema.by_name[column]
    recipe = verdict["reason"] if column == "verdict" else what.recipe
    return Trace(f"verdicts/{claim_id}", column, verdict[column], what.unit, recipe, certain)

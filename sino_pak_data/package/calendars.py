"""On which calendar a date counts its years: the one of the record that its row names.

An observation of an American fiscal-year series names its indicator, whose frequency has the code `fiscal_usa`; the
code says that years begin on 1 October. So the period 2018 runs from 1 October 2017 to 30 September 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from sino_pak_data.cells.edtf import CIVIL, Calendar
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Table

Calendars = Mapping[str, Mapping[str, Calendar]]
"""By date column and identifier of the record that the row names; what is absent is civil."""
NO_CALENDARS: Calendars = MappingProxyType({})


def calendars(schema: Schema, table: Callable[[str], Table | None]) -> Calendars:
    """The calendars of a table's dates; `table` gives a table by its name, or None if it is not in the package."""
    found: dict[str, Mapping[str, Calendar]] = {}
    for field in schema.fields:
        naming, _, column = field.calendar.partition(".")
        named = next((table(key.table) for key in schema.foreign_keys if key.field == naming), None)
        if named is None or column not in named.schema.by_name:
            continue
        kinds = {code.value: Calendar.of(code.year_starts) for code in named.schema.by_name[column].codes}
        found[field.name] = {
            row[named.schema.key[0]]: kinds[row[column]] for row in named.rows if kinds.get(row[column], CIVIL) != CIVIL
        }
    return found


def of_rows(field: Field, rows: Iterable[Mapping[str, str]], known: Calendars) -> Iterable[Calendar]:
    """The calendar of a date column in each row."""
    by_record, naming = known.get(field.name, {}), field.calendar.partition(".")[0]
    return (by_record.get(row[naming], CIVIL) if by_record else CIVIL for row in rows)

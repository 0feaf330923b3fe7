"""Rules across the columns of one table, carried out by pandera.

Such a rule is a function from the table as a DataFrame (every cell a string, empty where missing)
to a boolean Series: True where the row is right. Its manual's first line is the message.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import Rule
from sino_pak_data.package.table import Table


class Frames:
    """The tables of one review as DataFrames, each made when the first rule asks for it."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._made: dict[str, pd.DataFrame] = {}

    def marks(self, rule: Rule) -> Iterator[Mark]:
        """The rows of the rule's table that break it."""
        table = self._review.package[rule.table]
        schema = pa.DataFrameSchema(checks=pa.Check(rule.run, name=rule.code))
        try:
            schema.validate(self._frame(table), lazy=True)
        except pa.errors.SchemaErrors as faults:
            for index in sorted(set(faults.failure_cases["index"])):
                yield Mark(table, table.rows[index], rule.field, rule.summary, rule.fix)

    def _frame(self, table: Table) -> pd.DataFrame:
        if table.name not in self._made:
            names = table.schema.names
            cells = [[row[name] for name in names] for row in table.rows]
            self._made[table.name] = pd.DataFrame(cells, columns=names, dtype=str)
        return self._made[table.name]

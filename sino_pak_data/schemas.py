"""pandera schemas of the installed tables, for your own pipelines: `schemas.events.validate(frame)`.

    from sino_pak_data import schemas
    schemas.events                                 # a pandera.pandas.DataFrameSchema, made from the Table Schema
    schemas.dyad_years.validate(frame, lazy=True)  # every failure at once

A schema expects the columns and types that `load` returns with pandas. It checks types, missing values, codes,
patterns, bounds and keys; columns of your own are ignored. Foreign keys concern two tables and are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import arrow, derived
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.frames import to_pandas
from sino_pak_data.package.schema import Field, Json, Schema
from sino_pak_data.package.store import installed_store

try:
    from pandera.pandas import Check, Column, DataFrameSchema
except ModuleNotFoundError as reason:
    install = "pip install 'sino-pak-data[curate]'"
    raise ModuleNotFoundError(f"sino_pak_data.schemas needs pandera: {install}", name=reason.name) from None


_NUMBERS = ("integer", "number")


def __getattr__(table: str) -> DataFrameSchema:
    if table.startswith("_"):
        raise AttributeError(table)
    if table not in __dir__():
        raise AttributeError(unknown("table", table, __dir__()))
    return _schema(table)


def __dir__() -> list[str]:
    return [*_descriptor().authored, *_descriptor().built]


@cache
def _schema(table: str) -> DataFrameSchema:
    return frame_schema(_descriptor(), _descriptor().table(table).schema)


@cache
def _descriptor() -> Descriptor:
    return Descriptor(installed_store())


def frame_schema(descriptor: Descriptor, schema: Schema) -> DataFrameSchema:
    """The pandera schema of one table of a package."""
    types = to_pandas(arrow.table(schema, []), schema).dtypes
    columns = {}
    for field, published in zip(schema.fields, descriptor.published(schema)["fields"], strict=True):
        columns[field.name] = _column(field, types[field.name], published.get("constraints", {}))
        for added in derived.columns(field):
            columns[added.name] = Column(None if added.codes else types[added.name], nullable=True)
    key = list(schema.key)
    lists = [part for part in key if schema.by_name[part].many]  # pandas cannot compare them: they have no hash
    once = Check(lambda f: ~f[key].assign(**{part: f[part].map(_text) for part in lists}).duplicated(), name="key")
    return DataFrameSchema(
        columns,
        [once] if lists else [],
        unique=None if lists or not key else key,
        report_duplicates="exclude_first",
        name=schema.table,
        title=schema.title,
        description=schema.description,
    )


def _column(field: Field, dtype: Any, limits: Json) -> Column:
    checks = []
    if field.coded:
        # pandera takes a categorical type for another if the categories differ, and a frame has those it uses
        checks.append(Check(lambda column: column.dtype.name == "category", name="category"))
        checks.append(Check.isin(field.values))
    if "pattern" in limits:
        # str_matches lets a line break at the end pass, and cannot look into lists
        whole = re.compile(limits["pattern"]).fullmatch
        empty = field.many and not field.required  # an empty list is a value of its own, never missing
        obeys = lambda cell: whole(_text(cell)) is not None or (empty and not cell)  # noqa: E731
        checks.append(Check(obeys, element_wise=True, name="pattern"))
    for name, check in (("minimum", Check.ge), ("maximum", Check.le)) if field.type in _NUMBERS else ():
        if name in limits:
            checks.append(check(float(limits[name]) if isinstance(limits[name], str) else limits[name]))
    return Column(
        None if field.coded else dtype,
        checks,
        nullable=not field.required,
        unique=bool(limits.get("unique")),
        report_duplicates="exclude_first",
        title=field.title,
        description=field.description,
    )


def _text(cell: Any) -> str:
    """A cell as text; the items of a list are joined as in the CSV."""
    return str(cell) if isinstance(cell, str) or not isinstance(cell, Iterable) else ";".join(map(str, cell))

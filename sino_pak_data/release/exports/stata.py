"""Every table for Stata 14 and later, in a zip.

    codes     numbers from 1 in the order of the code list, with the code as label
    days      %td; dates of less precision stay text
    integers  the narrowest type that holds them, double where one is missing
    text      str# up to 244 bytes, and up to 2,045 where most cells are about as long; else strL, which no merge can use
              as a key. Stata has no missing text, only ""
    booleans  0 and 1

A variable whose name Stata forbids is renamed, and its label names the column. The format is 118, the
first with Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pandas as pd

from sino_pak_data.release.compile import zipped
from sino_pak_data.release.typed_tables import Column, Edition, TypedTable, as_cell

LONGEST_NAME = 32
LONGEST_LABEL = 80
LONGEST_STR, LONGEST_KEY = 2045, 244
_DOCUMENTS = ("LICENSE", "LICENSE-DATA", "CITATION.cff", "CODEBOOK.md")
_RESERVED = frozenset({
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte", "double", "float", "if", "in",
    "int", "long", "strL", "using", "with",
})  # fmt: skip


def written(edition: Edition) -> bytes:
    """A zip of one .dta per table with the licence, the citation and the codebook."""
    store = edition.descriptor.store
    files = {name: store.read(name) for name in _DOCUMENTS if store.exists(name)}
    files |= {f"{name}.dta": dta(edition, table) for name, table in edition.tables.items()}
    return zipped(files, f"{edition.facts.name}-{edition.version}-stata")


def dta(edition: Edition, table: TypedTable) -> bytes:
    """One table as a Stata file."""
    columns = dict(zip(legal([column.name for column in table.columns]), table.columns, strict=True))
    series = {name: _series(each, [row[at] for row in table.rows]) for at, (name, each) in enumerate(columns.items())}
    out = BytesIO()
    pd.DataFrame(series).to_stata(
        out,
        version=118,
        write_index=False,
        time_stamp=edition.created,
        data_label=_label(f"{edition.facts.name} {edition.version}, {table.schema.title}"),
        variable_labels={name: _variable(name, column) for name, column in columns.items()},
        value_labels={name: dict(enumerate(column.codes, 1)) for name, column in columns.items() if column.codes},
        convert_dates={name: "td" for name, column in columns.items() if column.kind == "date"},
        convert_strl=[name for name, values in series.items() if _is_long(values)],
    )
    return out.getvalue()


def legal(names: Sequence[str]) -> list[str]:
    """Names that Stata allows, unique and as close to those of the columns as possible.

    >>> legal(["year", "2fast", "if", "a" * 33, "a" * 34])[:3]
    ['year', '_2fast', 'if_']
    """
    found: list[str] = []
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = f"_{plain}" if plain[:1].isdigit() or not plain else plain
        plain = f"{plain}_" if plain in _RESERVED or re.fullmatch(r"str\d+", plain) else plain
        short, count = plain[:LONGEST_NAME], 1
        while short in found:
            count += 1
            short = f"{plain[: LONGEST_NAME - len(str(count)) - 1]}_{count}"
        found.append(short)
    return found


def _series(column: Column, values: list[Any]) -> pd.Series[Any]:
    if column.codes:
        number = {code: at for at, code in enumerate(column.codes, 1)}
        values = [None if value is None else number[value] for value in values]
    elif column.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[s]")
    elif column.kind in ("string", "list"):
        return pd.Series(["" if value is None else str(as_cell(value)) for value in values], dtype="object")
    if column.kind != "number" and None not in values:
        return pd.to_numeric(pd.Series([int(value) for value in values], dtype="int64"), downcast="integer")
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")


def _is_long(values: pd.Series[Any]) -> bool:
    """Is it text that would not fit, or take twice its bytes, if every cell were as wide as the longest?"""
    sizes = [len(text.encode()) for text in values] if values.dtype == object else []
    longest = max(sizes, default=0)
    return longest > LONGEST_STR or (longest > LONGEST_KEY and longest * len(sizes) > 2 * sum(sizes))


def _variable(name: str, column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    renamed = f"{column.name}: " if name != column.name else ""
    return _label(f"{renamed}{column.title}{unit}")


def _label(text: str) -> str:
    """At most 80 characters, with an ellipsis where some are left out."""
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"

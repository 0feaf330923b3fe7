"""The codebook of one table for a terminal, a notebook or a program."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import click

from sino_pak_data.cells.shown import wrapped
from sino_pak_data.package import derived
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.records.pages import Page

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false", "date": "day"}


class Column(NamedTuple):
    """A column as a reader needs it; `recipe` says how a column of a built table is made."""

    column: str
    type: str
    unit: str
    required: bool
    codes: dict[str, str]
    description: str
    recipe: str
    example: str


class Codebook(Page):
    """The columns of a table, in their order, with those that the build adds."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.columns = [*_columns(schema)]

    def frame(self) -> pd.DataFrame:
        """A row per column: `type`, `unit`, `required`, `codes` (a mapping), `description`, `recipe`, `example`."""
        import pandas as pd

        return pd.DataFrame(self.columns, columns=Column._fields).set_index("column")

    def page(self, columns: int | None = None) -> str:
        schema = self._schema
        lines = [click.style(schema.title, bold=True), *wrapped([schema.description], columns, 0, 0)]
        for one in self.columns:
            needed = ", required" if one.required else ""
            unit = f", {one.unit}" if one.unit else ""
            lines += ["", click.style(one.column, bold=True) + f"  {one.type}{unit}{needed}"]
            lines += wrapped([one.description], columns, 2, 2)
            lines += wrapped([f"Made of: {one.recipe}"] if one.recipe else [], columns, 2, 2)
            longest = max(map(len, one.codes), default=0)
            lines += wrapped((f"{code:<{longest}}  {meaning}" for code, meaning in one.codes.items()), columns, 4)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in _html(one)) + "</tr>"
            for one in self.columns
        )
        names = "".join(f"<th>{name}</th>" for name in ("column", "type", "unit", "what it holds"))
        about = f"<b>{escape(self._schema.title)}</b><br>{escape(self._schema.description)}"
        return f"{about}<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"


def _html(one: Column) -> Iterator[str]:
    codes = "".join(f"<br><code>{escape(code)}</code> {escape(meaning)}" for code, meaning in one.codes.items())
    recipe = f"<br><i>Made of: {escape(one.recipe)}</i>" if one.recipe else ""
    yield f"<code>{escape(one.column)}</code>"
    yield from (escape(one.type), escape(one.unit))
    yield escape(one.description) + recipe + codes


def _columns(schema: Schema) -> Iterator[Column]:
    for field in schema.fields:
        codes = {code.value: code.description for code in field.codes}
        about = (field.description, field.recipe, field.example)
        yield Column(field.name, _type(field), field.unit, field.required, codes, *about)
        for added in derived.columns(field):
            kind = "code" if added.codes else _TYPES[added.kind]
            yield Column(added.name, kind, "", False, dict.fromkeys(added.codes, ""), added.about, f"{field.name}", "")


def _type(field: Field) -> str:
    if field.codes:
        return "list of codes" if field.many else "code"
    return "list of text" if field.many else _TYPES[field.type]

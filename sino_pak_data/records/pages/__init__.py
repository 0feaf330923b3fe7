"""Records and claims as text for people: a page each, or a line each. Styled; `click.echo` or `click.unstyle` drop that."""

from __future__ import annotations

from html import escape

import click


class Page:
    """Prints as text without colours; `page(columns)` wraps it, with colours."""

    def page(self, columns: int | None = None) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return click.unstyle(self.page())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

"""References: where in which work a reader finds the record.

cell      = reference *( ";" reference )
reference = source_id [ "[" locator "]" ]
source_id = slug, see `ids`
locator   = 1*( any character but "[", "]" and ";" )
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sino_pak_data.cells.ids import SLUG
from sino_pak_data.cells.text import Malformed

ONE = rf"{SLUG}(?:\[[^\[\];]+\])?"
MANY = rf"{ONE}(?:;{ONE})*"
"""A cell with one reference, and with several, as regular expressions."""

_ONE = re.compile(rf"(?P<id>{SLUG})(?:\[(?P<locator>[^\[\];]+)\])?")


class Reference(NamedTuple):
    """A work and a place in it; `at` is the offset of the reference in its cell."""

    source_id: str
    locator: str
    at: int

    def __str__(self) -> str:
        return f"{self.source_id}[{self.locator}]" if self.locator else self.source_id


@lru_cache(maxsize=65536)
def parse(cell: str) -> tuple[Reference, ...]:
    """The references of a cell, in their order. Raises `Malformed`.

    >>> [str(one) for one in parse("yousaf2025drive[5.p4];dawn2002gwadar")]
    ['yousaf2025drive[5.p4]', 'dawn2002gwadar']
    """
    found: list[Reference] = []
    at = 0
    while match := _ONE.match(cell, at):
        found.append(Reference(match["id"], match["locator"] or "", at))
        if match.end() == len(cell):
            return tuple(found)
        if cell[match.end()] != ";":
            raise Malformed(_expectation(cell, match.end()), cell, match.end())
        at = match.end() + 1
    raise Malformed("expected a source id (a-z, 0-9, single hyphens)", cell, at)


def _expectation(cell: str, at: int) -> str:
    if cell[at] == "[":
        return "expected a locator closed by ']', without '[' or ';' in it"
    if cell[at] == ",":
        return "references are joined with ';', not ','"
    if cell.startswith("://", at):
        return "a web address is not a source id: add the page to sources, and cite that row"
    return "expected ';', '[' or the end of the cell"

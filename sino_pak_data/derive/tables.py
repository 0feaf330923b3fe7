"""The built tables by name. A new one is a file in this folder and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sino_pak_data.derive import anachronisms, changes, citations, dyad_years, reliability, verdicts
from sino_pak_data.package.table import Package

BUILT: dict[str, Callable[[Package], Iterable[dict[str, str]]]] = {
    "citations": citations.rows,
    "verdicts": verdicts.rows,
    "anachronisms": anachronisms.rows,
    "dyad_years": dyad_years.rows,
    "reliability": reliability.rows,
    "changes": changes.rows,
}

RECORDED = frozenset({"changes"})
"""Built tables that record what happened; they do not follow from today's rows."""

"""The names that type checkers hold callers to. `tests/loader` holds them to the descriptor."""

from __future__ import annotations

from typing import Literal, get_args

Authored = Literal[
    "sources", "actors", "places", "events", "agreements", "indicators", "observations", "breaks", "comparisons", "claims",
    "evidence", "discrepancies", "coverage", "retired", "samples", "codings", "readings", "sought",
]  # fmt: skip
Built = Literal["anachronisms", "changes", "citations", "dyad_years", "reliability", "verdicts"]
Table = Authored | Built
Engine = Literal["pandas", "polars", "pyarrow", "duckdb"]
Lists = Literal["tuples", "text"]

ENGINES: tuple[str, ...] = get_args(Engine)
LISTS: tuple[str, ...] = get_args(Lists)

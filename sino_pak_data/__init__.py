"""China-Pakistan relations since 1947 as tables: every row names its source.

    import sino_pak_data as spd
    spd.load("events")                                   # pandas; engine="polars", "pyarrow", "duckdb"
    spd.load("observations", filters={"reporter": "CHN"})
    spd.tables(), spd.version, spd.codebook("events")
    spd.discrepancies("events")                          # what sources say otherwise
    spd.open_package("sino-pak-data-0.1.0.zip").load("events")

These names are doors: what lies behind one is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["codebook", "discrepancies", "load", "open_package", "tables", "version"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    from sino_pak_data.loader import load as reading

    if name == "open_package":
        return reading.open_package
    door: Callable[..., Any] | str = getattr(reading.installed(), name)
    return door


def __dir__() -> list[str]:
    return __all__

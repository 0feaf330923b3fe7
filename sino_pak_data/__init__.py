"""China-Pakistan relations since 1947 as tables: every row names its source.

    import sino_pak_data as spd
    spd.load("events")                                   # pandas; engine="polars", "pyarrow", "duckdb"
    spd.load("observations", filters={"reporter": "CHN"})
    spd.tables(), spd.version, spd.codebook("events")
    spd.discrepancies("events")                          # where sources differ from the rows
    spd.open_package("sino-pak-data-0.1.0.zip").load("events")
    spd.schemas.events.validate(frame)                   # a pandera schema per table

Importing this imports nothing else: what a name needs is imported when the name is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for True; importing `typing` would double the time of this import
if TYPE_CHECKING:
    from typing import Any

__all__ = ["codebook", "discrepancies", "load", "open_package", "schemas", "tables", "version"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    if name == "schemas":
        import sino_pak_data.schemas as schemas

        return schemas
    from sino_pak_data.loader import load

    return load.open_package if name == "open_package" else getattr(load.installed(), name)


def __dir__() -> list[str]:
    return __all__

"""China-Pakistan relations since 1947 as tables: every row names its source.

    import sino_pak_data as spd
    spd.load("events", dyad="PAK-CHN", since="2001")      # pandas; engine="polars", "pyarrow", "duckdb"
    spd.series("trade.goods.exports_fob", "CHN", "PAK")   # one value a year, by a rule that it states
    spd.panel(["PAK-CHN", "IND-PAK"], 2001, 2020)         # balanced dyad-years
    spd.trace("dyad_years/CHN-PAK:2015", "events_low")    # the records that were counted
    spd.cite(frame).bibtex()                              # the bibliography of exactly these rows
    spd.search("gwadar loan"), spd.show("gwadar-concession-2013"), spd.claims(verdict="contradicted")
    spd.load("events", version="0.1.0")                   # as an earlier release had them
    spd.history("gwadar-concession-2013")                 # what became of a record
    spd.plot.timeline(dyad="PAK-CHN").save("events.png")  # also series, claims, agreements, dyads; needs [plot]
    spd.tables(), spd.__version__, spd.codebook("events")
    spd.discrepancies("events")                           # where sources differ from the rows
    spd.open_package("sino-pak-data-0.1.0.zip").load("events")
    spd.schemas.events.validate(frame)                    # a pandera schema per table

Importing this imports nothing else: what a name needs is imported when the name is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for True; importing `typing` would double the time of this import

__all__ = [
    "__version__", "cite", "claims", "codebook", "discrepancies", "history", "load", "open_package", "panel", "plot", "schemas", "search", "series", "show", "tables", "trace", "version",
]  # fmt: skip

if TYPE_CHECKING:
    from sino_pak_data import plot, schemas
    from sino_pak_data.loader.doors import (
        __version__,
        cite,
        claims,
        codebook,
        discrepancies,
        history,
        load,
        open_package,
        panel,
        search,
        series,
        show,
        tables,
        trace,
        version,
    )  # fmt: skip
else:  # a type checker that saw this function would take every misspelled name for one of ours

    def __getattr__(name: str):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
        if name in ("plot", "schemas"):
            from importlib import import_module

            return import_module(f"{__name__}.{name}")
        from sino_pak_data.loader import doors

        return getattr(doors, name)


def __dir__() -> list[str]:
    return __all__

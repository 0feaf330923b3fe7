"""Tables as DataFrames, from the installed data or from any opened package.

A wheel and a built package are read from Parquet, only the columns asked for. A checkout is
read from its CSV, and its built tables are derived, anew whenever a file of it has changed: it never serves stale rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sino_pak_data.cells.ids import check
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.loader import measures, names, selection
from sino_pak_data.loader.cite import Citations, cite
from sino_pak_data.loader.filters import Filters, apply, parsed
from sino_pak_data.loader.history import History, history
from sino_pak_data.loader.past import Former, Past
from sino_pak_data.loader.selection import Asked, When
from sino_pak_data.package import arrow, frames
from sino_pak_data.package.arrow import cell_text, read_parquet
from sino_pak_data.package.derived import others
from sino_pak_data.package.descriptor import PARQUET, Descriptor, Resource
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import Folder, Store, installed_store, open_store
from sino_pak_data.package.table import Package, read_table
from sino_pak_data.records import find, shown
from sino_pak_data.records.codebook import Codebook
from sino_pak_data.records.trace import Trace, trace

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class _Kept:
    """What was read of a package while its files had these times and sizes."""

    stamp: list[tuple[int, int]]
    package: Package | None = None
    typed: dict[str, pa.Table] = field(default_factory=dict)


class Data:
    """An opened package: the same methods as the module itself."""

    def __init__(self, store: Store) -> None:
        self._descriptor = Descriptor(store)
        self._store = store
        self._kept: _Kept | None = None
        self.past = Past(self._descriptor)
        self._formers: dict[str, Data] = {}

    def __repr__(self) -> str:
        return f"<sino-pak-data {self.version}, {len(self.tables())} tables, {self._store.place}>"

    def __reduce__(self) -> tuple[type[Data], tuple[Store]]:
        return Data, (self._store,)  # for workers: what was opened and read is not sent

    @property
    def version(self) -> str:
        """The version of package and data."""
        return self._descriptor.version

    def tables(self) -> list[str]:
        """Names of the tables, authored ones first."""
        return [*self._descriptor.authored, *self._descriptor.built]

    def load(
        self,
        table: str,
        *,
        engine: str = "pandas",
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        dyad: str | Sequence[str] | None = None,
        actors: str | Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        certain: bool = False,
        version: str | None = None,
        dtype_backend: str = "numpy",
        lists: str = "tuples",
    ) -> Any:
        """Rows of one table, sorted by key, as a frame of the engine.

        table          one of `tables()`
        engine         "pandas", "polars", "pyarrow" or "duckdb"
        columns        names to keep, in that order; default all
        filters        {"reporter": "CHN", "partner": ["PAK", "IND"]}: any of the values of a column, all of the columns.
                       A column of lists: {"actors": "CHN"}, {"actors": {"any": [...]}}, "all" or "none"; in `sources`
                       a work matches with any place in it. Else [("value", ">", 0), ...] with ==, !=, <, <=, >, >=,
                       in, not in. Where a value is missing, != and "not in" hold and all others do not
        dyad           "PAK-CHN" or ("PAK", "CHN"), in either order: rows in which both act, or one acts for or against
                       the other; of a series, reporter and partner. Companies and bodies count as their state
        actors         one actor, or several that all take part, in whatever role
        since, until   "2005", "2005-07-18" or a date, both included, for the date of the record: all that possibly
                       falls between, or with certain=True what surely does
        version        an authored table as an earlier release had it, such as "0.1.0", with the columns and codes of
                       then; rebuilt from today's rows and `changes`, and held against the hash that the release noted
        dtype_backend  of pandas: "numpy" (missing numbers are NaN), "numpy_nullable" or "pyarrow"
        lists          "tuples" of text, or "text": joined by semicolons as in the CSV, for `to_csv` and `to_stata`

        Date columns are text as the source gives them; `_start` and `_end` hold the first and last day. Units are in
        `codebook(table)`. A DataFrame keeps table, version and what was asked for in `attrs`.

        Raises ValueError for a table, column, code, actor, identifier, dyad, year or version that the data do not know,
        with the nearest that they do, and for a value that is not of the column's type; PackageError for a version that cannot be rebuilt, with the reason;
        ImportError for an engine that is not installed.

        >>> import sino_pak_data as spd
        >>> spd.load("events", dyad="PAK-CHN", since="2005-04", until="2005-04", columns=["date", "title"])["date"][0]
        '2005-04-05'
        """
        check("engine", engine, names.ENGINES)
        check("lists", lists, names.LISTS)
        check("dtype_backend", dtype_backend, frames.BACKENDS)
        if find_spec(engine) is None:
            raise ImportError(f"engine={engine!r} needs {engine}: pip install 'sino-pak-data[{engine}]'")
        asked = Asked(filters, dyad, actors, since, until, certain)
        data = self if version is None else self._former(version, table)
        return data._load(table, engine, columns, asked, dtype_backend, lists)

    def _load(
        self, table: str, engine: str, columns: Sequence[str] | None, asked: Asked, dtype_backend: str, lists: str
    ) -> Any:
        schema = self._resource(table).schema
        known = list(arrow.column_types(schema))
        wanted = list(columns) if columns is not None else known
        for name in wanted:
            check("column", name, known, f" in {table}")
        found = self._rows(schema, wanted, asked)
        found = frames.as_text(found) if lists == "text" else frames.without_missing_lists(found)
        if engine != "pandas":
            return frames.ENGINES[engine](found)
        frame = frames.to_pandas(found, schema, dtype_backend)
        frame.attrs = {"table": table, "version": self.version, **asked.given()}
        return frame

    def _rows(self, schema: Schema, columns: list[str], asked: Asked) -> pa.Table:
        """The columns of the rows that were asked for."""
        conditions = parsed(asked.filters, schema, self.identifiers)
        needed = [*columns, *(one.column for one in conditions), *selection.columns(schema, asked)]
        found = apply(self._read(schema, list(dict.fromkeys(needed))), conditions, schema)
        if asked.dyad or asked.actors:
            found = selection.of_actors(found, schema, asked, self._actors())
        if asked.timed:
            found = selection.within(found, schema, asked)
        return found.select(columns)

    def _actors(self) -> Package:
        return Package(self._descriptor, {"actors": find.table_of(self._descriptor, self._descriptor.table("actors"))})

    def identifiers(self, table: str) -> list[str]:
        """The identifiers of a table whose key is one column."""
        schema = self._resource(table).schema
        found: list[str] = self._read(schema, [schema.key[0]])[0].to_pylist()
        return found

    def discrepancies(self, table: str) -> Any:
        """Where sources differ from the rows of a table, as a pandas DataFrame.

        One row per differing value: `key` (the row's identifier, the parts of a longer one joined with a colon),
        `field`, `ours` (the cell of the row, as text), `value`, `source`, `note`.
        """
        resource = self._resource(table)
        found = self.load("discrepancies", columns=["record", "field", "value", "source", "note"])
        found = found[found["record"].str.startswith(f"{table}/")].copy()
        found.insert(0, "key", found.pop("record").str.removeprefix(f"{table}/"))
        rows = self._read(resource.schema, resource.schema.names).to_pylist()
        by_key = {":".join(cell_text(row[part]) for part in resource.schema.key): row for row in rows}
        pairs = zip(found["key"], found["field"], strict=True)
        found.insert(2, "ours", [cell_text(by_key.get(key, {}).get(field)) for key, field in pairs])
        return found.reset_index(drop=True)

    def series(
        self,
        indicator: str,
        reporter: str,
        partner: str | None = None,
        *,
        source: str | Sequence[str] = "newest",
        spread: bool = False,
    ) -> pd.DataFrame:
        """The values of one indicator over time, one per period, by a rule that the result states.

        indicator  such as "trade.goods.exports_fob"; `search("exports")` and `load("indicators")` find them
        reporter   the actor whose value it is
        partner    the other one, for a series that has partners; order does not matter where the series has none
        source     where several works have a value: "newest" takes the work published last, "median" their median,
                   "all" gives every value, and one or several `source_id` the first of them that has one
        spread     with `lowest` and `highest` of all values of the period

        Columns: `period`, `period_start` and `period_end` (the days of a fiscal year), `value`, `unit`, `sources` (the
        works that the value is from), `values` (of how many). `attrs["rule"]` says the rule, `attrs["breaks"]` where
        the series changes its footing. Raises ValueError for an indicator, actor, pair or source without values.

        >>> import sino_pak_data as spd
        >>> spd.series("trade.goods.exports_fob", "CHN", "PAK").attrs["rule"]
        'of several values of a period the one whose work was published last'
        """
        return measures.series(self.package, indicator, reporter, partner, source, spread)

    def panel(
        self,
        dyads: str | Iterable[str] | None = None,
        first: int | None = None,
        last: int | None = None,
        columns: Sequence[str] | None = None,
        *,
        fill: int | None = None,
        coverage: str | None = None,
    ) -> pd.DataFrame:
        """A balanced panel of dyad-years: every dyad in every year, with the key and the columns asked for.

        dyads     "PAK-CHN", or several, in either order; default every one
        first, last  years, both included; default all
        columns   of `dyad_years`; default all
        fill      0 fills missing counts; then `coverage` says which search is taken for a complete one, "opportunistic",
                  "systematic" or "complete". Columns that stay missing are warned of: a value that nobody measured is
                  not zero
        """
        known = self.package.identifiers("actors")
        asked = [dyads] if isinstance(dyads, str) else dyads
        pairs = None if asked is None else [selection.pair(dyad, known) for dyad in asked]
        schema = self._resource("dyad_years").schema
        key = ["dyad", "ccode1", "ccode2", "year"]
        for name in columns or ():
            check("column", name, schema.names, " in dyad_years")
        wanted = schema.names if columns is None else list(dict.fromkeys([*key, *columns]))
        rows = measures.panel(self.package, pairs, first, last, columns or (), fill, coverage)
        frame = frames.to_pandas(arrow.table(schema, rows).select(wanted), schema)
        frame.attrs = {"table": "dyad_years", "version": self.version}
        return frame

    def search(self, words: str, tables: str | Sequence[str] = (), limit: int = 20) -> shown.Found:
        """The records that contain every word, the best first: prints `limit` of them, holds all.

        Raises ValueError for an unknown table.
        """
        return shown.found(self.package, words, tables, limit)

    def show(self, identifier: str) -> shown.Shown | shown.DyadYear:
        """A record with its sources and what links to it; of a row such as "dyad_years/CHN-PAK:2015" what it rests on.

        Raises ValueError with the nearest identifier if there is no such record.
        """
        return shown.show(self.package, identifier)

    def claims(
        self,
        *,
        verdict: str | Sequence[str] = (),
        kind: str | Sequence[str] = (),
        type: str | Sequence[str] = (),
        subject: str | Sequence[str] = (),
        theory: str | Sequence[str] = (),
    ) -> shown.Claims:
        """What the paper and others assert, and what independent sources say: prints as the command, holds all.

        Any of the codes of an argument, and all of the arguments. Raises ValueError for a code that there is not.
        """
        return shown.board(self.package, verdict=verdict, kind=kind, type=type, subject=subject, theory=theory)

    def trace(self, address: str, column: str | None = None) -> Trace:
        """What a number rests on: the records that were counted, certain and possible apart, or the values and recipe.

        address  of a row of `dyad_years`, such as "dyad_years/710:770:2015" or "dyad_years/CHN-PAK:2015", or of
                 `verdicts`, such as "verdicts/yousaf-jf17-first-flight"
        column   the column; of a verdict by default the verdict itself

        >>> import sino_pak_data as spd
        >>> len(spd.trace("dyad_years/CHN-PAK:1962", "events_low").certain)
        1
        """
        return trace(self.package, address, column)

    def cite(self, what: Any) -> Citations:
        """The bibliography of exactly these rows, the dataset itself first.

        what  a frame of any engine that has kept the key of its table, in columns or index; a series, a panel, a trace;
              an identifier or address, or several

        `bibtex()`, `csl()`, `text("apa")`, `text("chicago")` and `sources()` of the result give it in those forms. Raises
        ValueError for an unknown identifier, and for a frame whose rows cannot be told any more.
        """
        return cite(self.package, what)

    @property
    def package(self) -> Package:
        """Every authored table as text. Those of a folder are read anew if a file has changed."""
        now = self._now()
        if now.package is None:
            now.package = find.open_records(self._store)
        return now.package

    def _now(self) -> _Kept:
        """What was read so far and is still so."""
        stamp, kept = self._stamp(), self._kept
        if kept is None or kept.stamp != stamp:
            kept = self._kept = _Kept(stamp)
        return kept

    def _stamp(self) -> list[tuple[int, int]]:
        """Time and size of each table of a folder."""
        if not isinstance(self._store, Folder):
            return []
        paths = [self._store.root / resource.path for resource in self._descriptor.authored.values()]
        return [(about.st_mtime_ns, about.st_size) for about in map(Path.stat, filter(Path.exists, paths))]

    def history(self, record: str) -> History:
        """What became of a record: the release in which it came, and when and how each cell changed since.

        record  an address such as "events/jf17-first-flight-2003", or the identifier alone; also of a record that was
                renamed or removed

        Prints by release; `frame()` has a row per change with `version`, `date`, `field`, `old` and `new`. What no release
        has yet is "unreleased". Raises ValueError for a record that there never was, and PackageError if the
        package does not know its releases.
        """
        return history(self.past, self.package, record)

    def _former(self, version: str, table: str) -> Data:
        """The package as a release had it."""
        if table in self._descriptor.built:
            raise ValueError(
                f"{table} is built, by rules that have changed since; of an earlier version there are the authored tables. "
                f"Install sino-pak-data=={version} for the one that it had"
            )
        check("version", version, self.past.versions)
        check("table", table, self.past.releases[version]["tables"], f" in {version}")
        if version not in self._formers:
            self._formers[version] = Data(Former(self.past, version))
        return self._formers[version]

    def codebook(self, table: str) -> Codebook:
        """What the columns of a table hold: type, unit, codes with their meaning, how a built one is made.

        Those that the build adds, such as the bounds of dates, too. Prints and renders as a page; `frame()` has a row per
        column. A type is text, code, list of text, list of codes, integer, number, true or false, or day.
        """
        return Codebook(self._resource(table).schema)

    def _resource(self, table: str) -> Resource:
        check("table", table, self.tables())
        return self._descriptor.table(table)

    def _read(self, schema: Schema, columns: list[str]) -> pa.Table:
        """Columns of all rows of a table."""
        resource = self._resource(schema.table)
        places = (resource.path, PARQUET.format(resource.name))
        path = next((path for path in places if path.endswith(".parquet") and self._store.exists(path)), None)
        if path is not None:
            return read_parquet(self._store, path, columns)
        typed = self._now().typed if isinstance(self._store, Folder) else {}
        if resource.name not in typed:
            typed[resource.name] = self._from_text(resource)
        return typed[resource.name].select(columns)

    def _from_text(self, resource: Resource) -> pa.Table:
        """A table typed from its CSV; a built table is derived."""
        if not resource.schema.built:
            rows: Iterable[dict[str, str]] = read_table(self._descriptor, resource).rows
        elif resource.name in BUILT:
            rows = BUILT[resource.name](self.package)
        else:
            raise PackageError(f"{resource.name}: this version cannot build a table of that name; verify the package")
        known = others(resource.schema, lambda name: read_table(self._descriptor, self._descriptor.table(name)))
        return arrow.table(resource.schema, resource.schema.in_order(rows), known)


def open_package(path: str | Path) -> Data:
    """The package in a folder or zip, with the same methods as the module."""
    return Data(open_store(Path(path)))


@lru_cache(maxsize=1)
def installed() -> Data:
    """The data of this installation, opened once."""
    return Data(installed_store())

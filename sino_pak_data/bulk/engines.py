"""Where SQL runs: DuckDB in this process, or Apache Spark here or on a cluster.

Both offer a file, or many of one layout, as a view in which every cell is text, as written; an empty cell is NULL. SQL is
written once, in the dialect of DuckDB; Spark gets it from sqlglot. What a view leaves out, because a row has too few or
too many cells, a quote never closed or bytes that are not UTF-8, is told by `rejected`.

    with opened("duckdb", memory="2GB") as engine:
        engine.scan("rows", paths, Layout(names))
        engine.run("SELECT source, count(*) AS events FROM rows GROUP BY ALL")
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

import pyarrow as pa

from sino_pak_data.package.problem import PackageError

Progress = Callable[[float], None]
"""Is told from time to time which part of a query is done, from 0 to 1."""

Judge = Callable[[Sequence[str]], Sequence[str | None]]

REJECTED = pa.schema({"file": pa.string(), "byte": pa.int64(), "kind": pa.string(), "text": pa.string()})
"""The columns of `Engine.rejected`: the offset at which the row begins; "few", "many", "quote", "encoding", "long" or
"cell"; and the row as written."""

LONGEST_ROW = 2_000_000
"""Bytes."""
_KINDS = {
    "MISSING COLUMNS": "few", "TOO MANY COLUMNS": "many", "UNQUOTED VALUE": "quote", "INVALID ENCODING": "encoding",
    "LINE SIZE OVER MAXIMUM": "long", "INVALID STATE": "quote",
}  # fmt: skip
_TICK = 0.2
_MEMORY = re.compile(r"(?P<size>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[KMGT])i?B?", re.IGNORECASE)
_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@dataclass(frozen=True)
class Layout:
    """How the cells of files are written.

    names   the columns in the order of the file; of Parquet, those wanted
    header  Is the first line of each file a header?
    kind    "csv" or "parquet"
    quote   "" if quotes mean nothing
    padded  Are there spaces around cells, which are not part of them?
    lists   columns of Parquet that are lists of text: their items are joined by semicolons
    """

    names: tuple[str, ...]
    delimiter: str = ","
    header: bool = True
    kind: str = "csv"
    quote: str = '"'
    padded: bool = False
    lists: frozenset[str] = frozenset()


class Engine(Protocol):
    """Runs SQL. Raises `PackageError` for a file that cannot be read, a full disk, or an engine that cannot work.

    places  Does `rejected` know the place of a row, and has a view of Parquet the column `row`?
    """

    name: str
    places: bool

    def scan(self, view: str, paths: Sequence[Path], layout: Layout) -> None:
        """Offer files as a view of text. It has a further column `file`, the path of the file that a row is from."""
        ...

    def run(self, sql: str, progress: Progress | None = None) -> pa.Table:
        """The result of a query, or of a statement such as CREATE TABLE or COPY."""
        ...

    def function(self, name: str, judge: Judge) -> None:
        """Let SQL call a function of Python on one text; it is given many texts at a time, none of them NULL."""
        ...

    def rejected(self, view: str) -> str:
        """The name of a table, with the columns of `REJECTED`, of the rows that the queries of a view have left out."""
        ...

    def close(self) -> None: ...


@contextmanager
def opened(
    name: str = "duckdb", master: str = "local[*]", memory: str = "2GB", scratch: Path | None = None
) -> Iterator[Engine]:
    """An engine, closed at the end with all that it left on disk.

    master   of Spark: "local[2]", "spark://HOST:PORT", "yarn" or "k8s://…"
    memory   what it may use, such as "2GB"; DuckDB goes on on disk beyond
    scratch  the folder for that; default: that of temporary files
    """
    size = megabytes(memory)
    folder = Path(tempfile.mkdtemp(prefix="sino-pak-data-", dir=scratch))
    try:
        engine: Engine = DuckDB(size, folder) if name == "duckdb" else Spark(master, size, folder)
        try:
            yield engine
        finally:
            engine.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def megabytes(memory: str) -> int:
    """The size that a text such as 2GB gives, in MiB. Raises `PackageError`.

    >>> megabytes("2GB"), megabytes("1.5 GiB"), megabytes("512m")
    (2048, 1536, 512)
    """
    found = _MEMORY.fullmatch(memory.strip())
    size = int(float(found["size"]) * _UNITS[found["unit"].upper()] / 2**20) if found else 0
    if size < 64:
        raise PackageError(f"{memory!r} is not an amount of memory from 64MB, for example 2GB")
    return size


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name as SQL writes it.

    >>> print(name('a "b"'))
    "a ""b\"""
    """
    return '"' + text.replace('"', '""') + '"'


class DuckDB:
    """DuckDB, out of core: what does not fit into its memory goes to `folder`."""

    name = "duckdb"
    places = True

    def __init__(self, memory: int, folder: Path) -> None:
        import duckdb

        self._errors = duckdb.Error
        self._strict = True
        self.folder = folder
        self._views: dict[str, tuple[Sequence[Path], Layout]] = {}
        self.connection = duckdb.connect(config={
            "memory_limit": f"{memory}MiB", "temp_directory": str(folder), "preserve_insertion_order": True,
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
        })  # fmt: skip
        for setting in ("enable_progress_bar = true", "enable_progress_bar_print = false", "progress_bar_time = 0"):
            self.connection.execute(f"SET {setting}")

    def scan(self, view: str, paths: Sequence[Path], layout: Layout) -> None:
        self._views[view] = (paths, layout)
        source = self._csv(view, paths, layout) if layout.kind == "csv" else _parquet(paths, layout)
        self.run(f"CREATE OR REPLACE TEMP VIEW {name(view)} AS {source}")

    def _csv(self, view: str, paths: Sequence[Path], layout: Layout) -> str:
        columns = ", ".join(f"{literal(one)}: 'VARCHAR'" for one in layout.names)
        listed = ", ".join(literal(str(path)) for path in paths)
        errors, scans = (literal(f"{view}_{part}") for part in ("errors", "scans"))
        cells = f"* EXCLUDE ({name(_FILE)})"
        if layout.padded:
            cells = ", ".join(f"nullif(trim({name(one)}), '') AS {name(one)}" for one in layout.names)
        # Everything is given: to find out the dialect, the reader would go back and forth in the file, and guess wrong.
        return f"""SELECT {cells}, {name(_FILE)} AS file FROM read_csv([{listed}],
            columns = {{{columns}}}, auto_detect = false, header = {layout.header}, delim = {literal(layout.delimiter)},
            quote = {literal(layout.quote)}, escape = {literal(layout.quote)}, filename = {literal(_FILE)},
            max_line_size = {LONGEST_ROW}, strict_mode = {self._strict}, allow_quoted_nulls = true,
            store_rejects = true, rejects_table = {errors}, rejects_scan = {scans}, rejects_limit = 0)"""

    def run(self, sql: str, progress: Progress | None = None) -> pa.Table:
        with self._watched(progress):
            try:
                return self._table(sql)
            except self._errors as reason:
                if "reached an invalid state" not in str(reason) or not self._strict:
                    raise self._failed(reason) from None
            # lines that end now with LF, now with CRLF: only the lenient reader takes both
            self._strict = False
            for view, (paths, layout) in self._views.items():
                self.scan(view, paths, layout)
            try:
                return self._table(sql)
            except self._errors as reason:
                raise self._failed(reason) from None

    def _table(self, sql: str) -> pa.Table:
        found = self.connection.sql(sql)
        return pa.table({}) if found is None else found.to_arrow_table()

    def _failed(self, reason: Exception) -> PackageError:
        said = next((line for line in str(reason).splitlines() if line.strip()), type(reason).__name__)
        said = re.sub(r"^(?:[A-Z][\w ]* Error|Out of Memory Error): ", "", said)
        if type(reason).__name__ == "OutOfMemoryException":
            said += "; give it more memory with --memory, or room on the disk of temporary files (TMPDIR)"
        return PackageError(said)

    @contextmanager
    def _watched(self, progress: Progress | None) -> Iterator[None]:
        if progress is None:
            yield
            return
        ended = Event()

        def watch() -> None:
            while not ended.wait(_TICK):
                with suppress(self._errors):
                    if (part := self.connection.query_progress()) >= 0:
                        progress(part / 100)

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def stream(self, sql: str, rows: int = 122_880) -> Iterator[pa.RecordBatch]:
        """The result of a query in the order of its rows, a batch at a time, while it still runs."""
        try:
            yield from self.connection.sql(sql).to_arrow_reader(rows)
        except (self._errors, OSError) as reason:
            raise self._failed(reason) from None

    @property
    def part_done(self) -> float:
        """Which part of the query that runs is done, from 0 to 1."""
        with suppress(self._errors):
            return float(max(self.connection.query_progress(), 0)) / 100
        return 0

    def function(self, name: str, judge: Judge) -> None:
        def judged(cells: pa.ChunkedArray) -> pa.Array:
            return pa.array(judge(cells.to_pylist()), pa.string())

        with suppress(self._errors):
            self.connection.remove_function(name)
        self.connection.create_function(name, judged, ["VARCHAR"], "VARCHAR", type="arrow")

    def rejected(self, view: str) -> str:
        errors, scans, told = (name(f"{view}_{part}") for part in ("errors", "scans", "rejected"))
        kinds = " ".join(f"WHEN {literal(kind)} THEN {literal(ours)}" for kind, ours in _KINDS.items())
        text = "ltrim(csv_line, chr(10) || chr(13))"
        known = self.run(f"SELECT 1 FROM duckdb_tables() WHERE table_name = {literal(f'{view}_errors')}").num_rows
        if not known:
            self.run(f"CREATE OR REPLACE TEMP TABLE {told} (file VARCHAR, byte BIGINT, kind VARCHAR, text VARCHAR)")
            return told
        # Each query reads the file anew and notes the same rows. After CRLF the row seems to begin with its LF.
        self.run(f"""CREATE OR REPLACE TEMP TABLE {told} AS SELECT file_path AS file,
            CAST(line_byte_position - 1 + length(csv_line) - length({text}) AS BIGINT) AS byte,
            arg_min(CASE CAST(error_type AS VARCHAR) {kinds} ELSE 'cell' END, error_type) AS kind,
            any_value({text}) AS text
            FROM {errors} JOIN {scans} USING (scan_id, file_id) GROUP BY 1, 2 ORDER BY 1, 2""")
        return told

    def close(self) -> None:
        self.connection.close()


_FILE = "file of the row"


def _text(column: str, is_list: bool) -> str:
    return f"array_to_string({name(column)}, ';')" if is_list else f"nullif(CAST({name(column)} AS VARCHAR), '')"


def _parquet(paths: Sequence[Path], layout: Layout) -> str:
    columns = ", ".join(f"{_text(one, one in layout.lists)} AS {name(one)}" for one in layout.names)
    listed = ", ".join(literal(str(path)) for path in paths)
    return f"""SELECT {columns}, filename AS file, file_row_number AS row
        FROM read_parquet([{listed}], filename = true, file_row_number = true, union_by_name = true)"""


class Spark:
    """Apache Spark: a session of its own in this process, or the driver of a cluster."""

    name = "spark"
    places = False

    def __init__(self, master: str, memory: int, folder: Path) -> None:
        from pyspark.sql import SparkSession

        if shutil.which("java") is None:
            raise PackageError(
                "Spark needs Java 17 or later, and there is no java: install one, or use --engine duckdb"
            )
        builder = SparkSession.builder.appName("sino-pak-data").master(master)
        settings = {
            "spark.driver.memory": f"{max(memory, 512)}m", "spark.ui.enabled": "false", "spark.log.level": "OFF",
            "spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC",
            "spark.sql.execution.arrow.pyspark.enabled": "true", "spark.sql.shuffle.partitions": "8",
            "spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }  # fmt: skip
        for key, value in settings.items():
            builder = builder.config(key, value)
        try:
            with _errors_to(folder / "java.log"):
                self.session = builder.getOrCreate()
        except Exception as reason:  # whatever Java says: an unknown master, no network, no memory
            raise _spark_failed(reason) from None

    def scan(self, view: str, paths: Sequence[Path], layout: Layout) -> None:
        from pyspark.sql import functions as f

        listed = [str(path.resolve()) for path in paths]
        if layout.kind == "parquet":
            read = self.session.read.option("mergeSchema", "true").parquet(*listed)
            columns = [self._text(one, one in layout.lists).alias(one) for one in layout.names]
            read.select(*columns, _path(f).alias("file")).createOrReplaceTempView(view)
            return
        schema = ", ".join(f"`{one}` STRING" for one in (*layout.names, _FILE))
        options = {
            "header": layout.header, "sep": layout.delimiter, "quote": layout.quote, "escape": layout.quote,
            "mode": "PERMISSIVE", "columnNameOfCorruptRecord": _FILE, "enforceSchema": True, "multiLine": False,
            "maxCharsPerColumn": LONGEST_ROW, "ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False,
        }  # fmt: skip
        read = self.session.read.schema(schema).options(**options).csv(listed)
        bad_bytes = f.lit(False)
        for one in layout.names:  # Java puts U+FFFD in the place of bytes that are not UTF-8
            bad_bytes = bad_bytes | f.coalesce(f.contains(f.col(f"`{one}`"), f.lit("\ufffd")), f.lit(False))
        count = f.size(f.split(f.col(f"`{_FILE}`"), f.lit(re.escape(layout.delimiter))))
        kind = f.when(f.col(f"`{_FILE}`").isNull(), "encoding")
        kind = kind.when(count < len(layout.names), "few").otherwise("many")
        marked = read.withColumn("file", _path(f))
        out = f.col(f"`{_FILE}`").isNotNull() | bad_bytes
        value = "trim(`{0}`)" if layout.padded else "`{0}`"
        cells = [f.expr(f"nullif({value.format(one)}, '')").alias(one) for one in layout.names]
        marked.filter(~out).select(*cells, "file").createOrReplaceTempView(view)
        left = marked.filter(out).select(
            "file", f.lit(None).cast("bigint").alias("byte"), kind.alias("kind"), f.col(f"`{_FILE}`").alias("text")
        )
        left.createOrReplaceTempView(f"{view}_rejected")

    def _text(self, column: str, is_list: bool) -> Any:
        from pyspark.sql import functions as f

        return f.expr(f"concat_ws(';', `{column}`)" if is_list else f"nullif(CAST(`{column}` AS STRING), '')")

    def run(self, sql: str, progress: Progress | None = None) -> pa.Table:
        import sqlglot

        statement = sqlglot.transpile(sql, read="duckdb", write="spark")[0]
        try:
            return self.session.sql(statement).toArrow()
        except Exception as reason:
            raise _spark_failed(reason) from None

    def function(self, name: str, judge: Judge) -> None:
        self.session.udf.register(name, lambda cell: None if cell is None else judge([cell])[0], "string")

    def rejected(self, view: str) -> str:
        return name(f"{view}_rejected")

    def close(self) -> None:
        self.session.stop()


@contextmanager
def _errors_to(file: Path) -> Iterator[None]:
    """Let processes that are started now write their standard error into a file: Java has much to say at its start."""
    sys.stderr.flush()
    before = os.dup(2)
    with file.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _path(functions: Any) -> Any:
    """The path of the file that a row is from, without the scheme of local files."""
    return functions.regexp_replace(functions.col("_metadata.file_path"), "^file:(?://)?", "")


def _spark_failed(reason: Exception) -> PackageError:
    lines = [line.strip() for line in str(reason).splitlines() if line.strip()]
    return PackageError(f"Spark: {lines[0] if lines else type(reason).__name__}")


ENGINES: dict[str, Callable[..., Any]] = {"duckdb": DuckDB, "spark": Spark}

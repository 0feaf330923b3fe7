"""DuckDB, in this process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pyarrow as pa

from sino_pak_data.bulk.sql import FILE, LONGEST_ROW, Exhausted, Judge, Layout, OddEnds, Progress, literal, name
from sino_pak_data.package.problem import PackageError

_KINDS = {
    "MISSING COLUMNS": "few", "TOO MANY COLUMNS": "many", "UNQUOTED VALUE": "quote", "INVALID ENCODING": "encoding",
    "LINE SIZE OVER MAXIMUM": "long", "INVALID STATE": "quote",
}  # fmt: skip
_TICK = 0.2
_NO_ROOM = re.compile("No space left|File too large|max_temp_directory_size", re.IGNORECASE)


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
        cells = f"* EXCLUDE ({name(FILE)})"
        if layout.padded:
            cells = ", ".join(f"nullif(trim({name(one)}), '') AS {name(one)}" for one in layout.names)
        # Everything is given: to find out the dialect, the reader would go back and forth in the file, and guess wrong.
        return f"""SELECT {cells}, {name(FILE)} AS file FROM read_csv([{listed}],
            columns = {{{columns}}}, auto_detect = false, header = {layout.header}, delim = {literal(layout.delimiter)},
            quote = {literal(layout.quote)}, escape = {literal(layout.quote)}, filename = {literal(FILE)},
            max_line_size = {LONGEST_ROW}, strict_mode = {self._strict}, allow_quoted_nulls = true,
            store_rejects = true, rejects_table = {errors}, rejects_scan = {scans}, rejects_limit = 0)"""

    def run(self, sql: str, progress: Progress | None = None) -> pa.Table:
        with self._watched(progress):
            try:
                return self._table(sql)
            except OddEnds:
                with self.lenient():
                    return self._table(sql)

    def _table(self, sql: str) -> pa.Table:
        try:
            found = self.connection.sql(sql)
            return pa.table({}) if found is None else found.to_arrow_table()
        except self._errors as reason:
            raise self._failed(reason) from None

    @contextmanager
    def lenient(self) -> Iterator[None]:
        """Let the views read lines that end in several ways, and quotes in odd places."""
        self._strict = False
        try:
            for view, (paths, layout) in self._views.items():
                self.scan(view, paths, layout)
            yield
        finally:
            self._strict = True

    def _failed(self, reason: Exception) -> PackageError:
        said = next((line for line in str(reason).splitlines() if line.strip()), type(reason).__name__)
        said = re.sub(r"^(?:[A-Z][\w ]* Error|Out of Memory Error): ", "", said)
        if self._strict and "reached an invalid state" in str(reason):
            return OddEnds(said)
        if type(reason).__name__ == "OutOfMemoryException" or _NO_ROOM.search(str(reason)):
            return Exhausted(f"{said}; give more memory (--memory), or room on the disk of temporary files (TMPDIR)")
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


def _text(column: str, is_list: bool) -> str:
    return f"array_to_string({name(column)}, ';')" if is_list else f"nullif(CAST({name(column)} AS VARCHAR), '')"


def _parquet(paths: Sequence[Path], layout: Layout) -> str:
    columns = ", ".join(f"{_text(one, one in layout.lists)} AS {name(one)}" for one in layout.names)
    listed = ", ".join(literal(str(path)) for path in paths)
    return f"""SELECT {columns}, filename AS file, file_row_number AS row
        FROM read_parquet([{listed}], filename = true, file_row_number = true, union_by_name = true)"""

"""What `bulk check` is compared with: each peer checks the rows of `generate` as far as it can, and prints what it found.

python -m tests.benchmarks.bulk_peers duckdb events.csv
"""

from __future__ import annotations

import sys
from collections.abc import Callable

TYPES = {
    "event_id": "BIGINT", "date": "DATE", "source": "VARCHAR", "target": "VARCHAR", "code": "VARCHAR", "quad": "INTEGER",
    "goldstein": "DOUBLE", "mentions": "INTEGER", "place": "VARCHAR",
}  # fmt: skip
"""Of the columns of `generate`, which is not imported: that takes longer than DuckDB takes to read half a million rows."""


def duckdb(path: str) -> object:
    """Read all cells with their types; rows that do not fit are left out, and noted with line and byte."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "2GB"})
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    counts = ", ".join(f"count({name})" for name in TYPES)
    connection.execute(
        f"""SELECT {counts} FROM read_csv('{path}', columns = {{{columns}}}, auto_detect = false, header = true,
        delim = ',', quote = '"', escape = '"', store_rejects = true, rejects_limit = 0)"""
    ).fetchall()
    return connection.execute("SELECT count(*) FROM reject_errors").fetchall()


def pandera(path: str) -> object:
    """Types, patterns, bounds and the key, all failures at once; rows that lack a cell pass for rows with empty ones."""
    import pandera.polars as pa
    import polars as pl

    frame = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
    frame = frame.with_columns(pl.col("date").str.to_date(strict=False))
    kinds = {"event_id": pl.Int64, "quad": pl.Int64, "goldstein": pl.Float64, "mentions": pl.Int64}
    frame = frame.with_columns(pl.col(name).cast(kind, strict=False) for name, kind in kinds.items())
    schema = pa.DataFrameSchema(
        {
            "event_id": pa.Column(pl.Int64),
            "date": pa.Column(pl.Date),
            "source": pa.Column(str, pa.Check.str_matches("^[A-Z]{3}$")),
            "target": pa.Column(str, pa.Check.str_matches("^[A-Z]{3}$")),
            "code": pa.Column(str, pa.Check.str_matches("^[0-9]{2,4}$"), nullable=True),
            "quad": pa.Column(pl.Int64, pa.Check.in_range(1, 4)),
            "goldstein": pa.Column(pl.Float64, pa.Check.in_range(-10, 10), nullable=True),
            "mentions": pa.Column(pl.Int64, pa.Check.ge(0)),
            "place": pa.Column(str, nullable=True),
        },
        unique=["event_id"],
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        return found.failure_cases.height
    return 0


def dataframely(path: str) -> object:
    """Types, patterns, bounds and the key; the rows that fail, with the rules that each fails."""
    import dataframely as dy
    import polars as pl

    class Events(dy.Schema):
        event_id = dy.Int64(primary_key=True)
        date = dy.Date(nullable=False)
        source = dy.String(nullable=False, regex="^[A-Z]{3}$")
        target = dy.String(nullable=False, regex="^[A-Z]{3}$")
        code = dy.String(nullable=True, regex="^[0-9]{2,4}$")
        quad = dy.Int64(nullable=False, min=1, max=4)
        goldstein = dy.Float64(nullable=True, min=-10, max=10)
        mentions = dy.Int64(nullable=False, min=0)
        place = dy.String(nullable=True)

    frame = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
    frame = frame.with_columns(pl.col("date").str.to_date(strict=False))
    _, failed = Events.filter(frame, cast=True)
    return failed.counts()


PEERS: dict[str, Callable[[str], object]] = {"duckdb": duckdb, "pandera": pandera, "dataframely": dataframely}

if __name__ == "__main__":
    print(PEERS[sys.argv[1]](sys.argv[2]))

"""Apache Spark: in this process, or on a cluster whose driver this is."""

from __future__ import annotations

import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from sino_pak_data.bulk.sql import FILE, LONGEST_ROW, Judge, Layout, Progress, name
from sino_pak_data.package.problem import PackageError


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
        schema = ", ".join(f"`{one}` STRING" for one in (*layout.names, FILE))
        options = {
            "header": layout.header, "sep": layout.delimiter, "quote": layout.quote, "escape": layout.quote,
            "mode": "PERMISSIVE", "columnNameOfCorruptRecord": FILE, "enforceSchema": True, "multiLine": False,
            "maxCharsPerColumn": LONGEST_ROW, "ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False,
        }  # fmt: skip
        read = self.session.read.schema(schema).options(**options).csv(listed)
        bad_bytes = f.lit(False)
        for one in layout.names:  # Java puts U+FFFD in the place of bytes that are not UTF-8
            bad_bytes = bad_bytes | f.coalesce(f.contains(f.col(f"`{one}`"), f.lit("\ufffd")), f.lit(False))
        count = f.size(f.split(f.col(f"`{FILE}`"), f.lit(re.escape(layout.delimiter))))
        kind = f.when(f.col(f"`{FILE}`").isNull(), "encoding")
        kind = kind.when(count < len(layout.names), "few").otherwise("many")
        marked = read.withColumn("file", _path(f))
        out = f.col(f"`{FILE}`").isNotNull() | bad_bytes
        value = "trim(`{0}`)" if layout.padded else "`{0}`"
        cells = [f.expr(f"nullif({value.format(one)}, '')").alias(one) for one in layout.names]
        marked.filter(~out).select(*cells, "file").createOrReplaceTempView(view)
        left = marked.filter(out).select(
            "file", f.lit(None).cast("bigint").alias("byte"), kind.alias("kind"), f.col(f"`{FILE}`").alias("text")
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

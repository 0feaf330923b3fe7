"""Which files hold a table, and how they are written: told from their names and their first bytes alone."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from sino_pak_data.bulk.engines import Layout
from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import kind_name, shown
from sino_pak_data.reading.reader import header_names
from sino_pak_data.reading.source_text import SEPARATOR_LINE, Collector, delimiter_of

KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".parquet": "parquet", ".pq": "parquet"}
"""The endings of the files that are read, and what they are."""

_HEAD = 2**20
_PADDED = re.compile(r"(?:^|[,;|\t])[ \u00a0]|[ \u00a0](?:$|[,;|\t])", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A file of a table.

    header    its columns, in order
    typed     columns of Parquet whose type is that of the schema, so that their form is beyond doubt
    """

    path: Path
    shown: str
    layout: Layout
    header: tuple[str, ...]
    typed: frozenset[str] = frozenset()


def gathered(patterns: Sequence[str]) -> list[Path]:
    """The files that paths, folders and globs name, each once, in the order of their names within each.

    A folder is searched to its depths; what begins with a dot or an underscore is passed over, as Spark and others do.
    Raises `PackageError` for a pattern without a file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            paths = [one for one in sorted(path.rglob("*")) if one.suffix.lower() in KINDS and not _hidden(one, path)]
        elif path.exists():
            paths = [path]
        else:
            named = sorted(glob(pattern, recursive=True))  # noqa: PTH207  (Path.glob takes no absolute pattern)
            paths = [Path(one) for one in named if Path(one).is_file()]
        if not paths:
            endings = ", ".join(KINDS)
            raise PackageError(f"{shown(pattern)}: no file of that name, or none with the ending {endings}")
        found |= dict.fromkeys(paths)
    return list(found)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)


def assigned(files: Sequence[Path], tables: Mapping[str, Resource]) -> Iterator[tuple[str, list[Path]]]:
    """The files of each table that has some: by the name of the file, or of a folder above it.

    Files of a package with one table are all of that. Raises `PackageError` for a file of none.
    """
    by_table: dict[str, list[Path]] = {}
    for file in files:
        names = [file.name.partition(".")[0], *(one.name for one in file.absolute().parents)]
        table = next((one for one in names if one in tables), next(iter(tables)) if len(tables) == 1 else "")
        if not table:
            raise PackageError(f"{file}: neither the file nor its folder has the name of a table: {', '.join(tables)}")
        by_table.setdefault(table, []).append(file)
    yield from ((name, by_table[name]) for name in tables if name in by_table)


def opened(
    path: Path,
    resource: Resource,
    descriptor: Descriptor,
    found: Collector,
    dialect: Mapping[str, Any] = MappingProxyType({}),
) -> Source | None:
    """How a file is written; None if it cannot be read as this table, and `found` then has the reason.

    dialect  delimiter, header and quoteChar of the standard, where they are not told by the file
    """
    if reason := _no_file(path):
        found.add("unreadable-table", f"the file cannot be read: {reason}", "check what it is and who may read it")
        return None
    if KINDS.get(path.suffix.lower()) == "parquet":
        return _parquet(path, resource, found)
    if path.suffix.lower() in {".gz", ".zip", ".bz2", ".xz", ".zst"}:
        found.add("unreadable-table", "the file is compressed", "unpack it: of a packed file nobody knows the lines")
        return None
    with path.open("rb") as file:
        raw = file.read(_HEAD)
    text = _text(raw, resource, found)
    if text is None:
        return None
    delimiter = dialect.get("delimiter") or delimiter_of(text.partition("\n")[0], resource.schema.names)
    quote = dialect.get("quoteChar", '"')
    if not dialect.get("header", True):
        header = tuple(resource.schema.names)
        return Source(path, str(path), Layout(header, delimiter, False, quote=quote), header)
    first = csv_lines.line_at(csv_lines.split(text), 0, delimiter)
    names = header_names(first, delimiter, resource, descriptor, found)
    for form in ("stray-space", "needless-quotes"):
        found.withdraw(form)
    if names is None:
        return None
    header = tuple(name or f"column {at}" for at, name in enumerate(names, 1))
    padded = bool(_PADDED.search(text.partition("\n")[2]))
    return Source(path, str(path), Layout(header, delimiter, quote=quote, padded=padded), header)


def _no_file(path: Path) -> str:
    """Why a path is no file that can be read; "" if it is one. A pipe could be read for ever."""
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):
            return f"it is {kind_name(mode)}"
        with path.open("rb"):
            return ""
    except OSError as reason:
        return reason.strerror or str(reason)


def _text(raw: bytes, resource: Resource, found: Collector) -> str | None:
    """The whole lines that a file begins with; None if it is no text."""
    if not raw.strip(b" \t\r\n\0,;"):
        correct = f"write the header: {','.join(resource.schema.names)}"
        found.add("empty-file", "the file is empty: it has not even a header", correct)
        return None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw[:200].count(b"\0") * 3 > len(raw[:200]):
        found.add(
            "not-utf8", "the file is in UTF-16, the Unicode text of a spreadsheet", 'save it again as "CSV UTF-8"'
        )
        return None
    raw = raw.removeprefix(codecs.BOM_UTF8)
    whole = raw if len(raw) < _HEAD - 3 else raw[: raw.rfind(b"\n") + 1] or raw
    text = whole.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if separator := SEPARATOR_LINE.match(text):
        message = f"{separator[0].strip()!r} is an instruction to one spreadsheet, not the header"
        found.add("separator-line", message, "delete the line", value=separator[0].strip())
        return None
    return text


def _parquet(path: Path, resource: Resource, found: Collector) -> Source | None:
    import pyarrow.parquet as pq  # takes as long to import as a hundred thousand rows of CSV to check

    try:
        with path.open("rb") as file:
            if file.read(4) != b"PAR1":
                raise OSError("it does not begin as one")
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException) as reason:
        cause = shown(str(reason).partition("\n")[0], 200)
        found.add("unreadable-table", f"this is not a Parquet file that can be read: {cause}", "make or fetch it again")
        return None
    line = csv_lines.Line(1, csv_lines.write(schema.names), list(schema.names))
    wanted = resource.schema.names
    missing = [name for name in wanted if name not in schema.names]
    if missing and resource.schema.match not in {"superset", "partial"}:
        columns = f"its columns are {', '.join(schema.names)}"
        found.add("wrong-header", f"missing column {', '.join(missing)}", shown(columns, 300), 1, len(line.text) + 1)
        return None
    present = tuple(name for name in schema.names if name in wanted)
    fields = resource.schema.by_name
    typed = frozenset(name for name in present if _fits(fields[name].type, schema.field(name).type))
    lists = frozenset(name for name in present if pa.types.is_list(schema.field(name).type))
    return Source(path, str(path), Layout(present, kind="parquet", lists=lists), present, typed=typed)


def _fits(kind: str, arrow: Any) -> bool:
    """Is a column of Parquet of the type that the schema gives?"""
    tests = {
        "integer": pa.types.is_integer, "number": lambda one: pa.types.is_floating(one) or pa.types.is_integer(one),
        "boolean": pa.types.is_boolean, "date": pa.types.is_date, "datetime": pa.types.is_timestamp,
        "time": pa.types.is_time, "year": pa.types.is_integer,
    }  # fmt: skip
    return kind in tests and bool(tests[kind](arrow))


def renamed(source: Source, root: Path) -> Source:
    """The file with its path from a folder, forward slashes, if it is in it."""
    path, home = source.path.absolute(), root.absolute()
    return replace(source, shown=path.relative_to(home).as_posix()) if path.is_relative_to(home) else source

"""The tables as one SQLite database: keys and foreign keys hold, comments stand in its DDL.

Types are affinities, not STRICT tables, which SQLite before 3.37 refuses to open. The same tables
give the same bytes with the same SQLite; its version, which the header would name, is levelled.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.sql_schema import Attribute, Relation, relations
from sino_pak_data.release.typed_tables import Edition

_VIEWS = Path(__file__).with_name("views.sql")
_CHANGE_COUNTER, _VALID_FOR = slice(24, 28), slice(92, 96)
_WRITER_VERSION = slice(96, 100)
_ONE = (1).to_bytes(4, "big")
_LEVEL = (3_031_000).to_bytes(4, "big")


def written(edition: Edition) -> bytes:
    """The database file. Raises `PackageError` where a foreign key names nothing."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.executescript("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'")
        for relation in relations(edition):
            _write(base, relation)
        base.executescript(_VIEWS.read_text(encoding="utf-8"))
        _refuse_dangling(base)
        base.execute("VACUUM")
        return _levelled(base.serialize())


def _write(base: sqlite3.Connection, relation: Relation) -> None:
    for statement in _statements(relation):
        base.execute(statement)
    marks = ", ".join("?" * len(relation.attributes))
    try:
        base.executemany(f"INSERT INTO {_quoted(relation.name)} VALUES ({marks})", relation.rows)
    except sqlite3.IntegrityError as reason:
        raise PackageError(f"the database cannot be written: table {relation.name}: {reason}") from None


def _statements(relation: Relation) -> Iterator[str]:
    """CREATE TABLE with the description of each column as a comment, then an index per foreign key."""
    clauses = [(_column(one), one.description) for one in relation.attributes]
    clauses.append((f"PRIMARY KEY ({_names(relation.key)})", ""))
    if relation.owner:
        key = _names(relation.owner_key)
        clauses.append((f"FOREIGN KEY ({key}) REFERENCES {_quoted(relation.owner)} ({key})", ""))
    ends = [","] * (len(clauses) - 1) + [""]
    body = "\n".join(
        f"  {clause}{end}" + (f" -- {_line(comment)}" if comment else "")
        for (clause, comment), end in zip(clauses, ends, strict=True)
    )
    yield f"CREATE TABLE {_quoted(relation.name)} ( -- {_line(relation.description)}\n{body}\n) WITHOUT ROWID"
    for one in relation.attributes:
        if one.target and one.name != relation.key[0]:
            name = _quoted(f"{relation.name}_by_{one.name}")
            yield f"CREATE INDEX {name} ON {_quoted(relation.name)} ({_quoted(one.name)})"


def _column(one: Attribute) -> str:
    needed = " NOT NULL" if one.required else ""
    target = f" REFERENCES {_quoted(one.target[0])} ({_quoted(one.target[1])})" if one.target else ""
    return f"{_quoted(one.name)} {one.affinity}{needed}{target}"


def _refuse_dangling(base: sqlite3.Connection) -> None:
    dangling = [f"{table} to {target}" for table, _, target, _ in base.execute("PRAGMA foreign_key_check")]
    if dangling:
        counts = ", ".join(f"{n} from {keys}" for keys, n in sorted(Counter(dangling).items()))
        raise PackageError(f"the database cannot be written: keys that name no row: {counts}; run check")


def _levelled(content: bytes) -> bytes:
    """The file without the traces of the library that wrote it (SQLite file format, 1.3)."""
    header = bytearray(content[:100])
    header[_CHANGE_COUNTER] = header[_VALID_FOR] = _ONE
    header[_WRITER_VERSION] = _LEVEL
    return bytes(header) + content[100:]


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _line(text: str) -> str:
    return " ".join(text.split())

"""The tables as one SQLite database with keys, foreign keys and full-text search, and comments in its DDL.

Types are affinities, not STRICT tables, which SQLite before 3.37 cannot open. The same tables give the
same bytes with the same SQLite; the header does not name its version.
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


def written(edition: Edition) -> bytes:
    """The database file. Raises `PackageError` for a duplicate key or a foreign key without its row."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.executescript("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'")
        base.execute("BEGIN")
        for relation in relations(edition):
            _write(base, relation)
        base.execute("COMMIT")
        base.executescript(_VIEWS.read_text(encoding="utf-8"))
        dangling = [f"{table} to {target}" for table, _, target, _ in base.execute("PRAGMA foreign_key_check")]
        if dangling:
            counts = ", ".join(f"{n} from {keys}" for keys, n in sorted(Counter(dangling).items()))
            raise PackageError(f"the database cannot be written: foreign keys without a row: {counts}; run `check`")
        base.execute("VACUUM")
        return _normalized(base.serialize())


def _write(base: sqlite3.Connection, relation: Relation) -> None:
    create, *indexes = _full_text(relation) if relation.full_text else _statements(relation)
    base.execute(create)
    marks = ", ".join("?" * len(relation.attributes))
    try:
        base.executemany(f"INSERT INTO {_quoted(relation.name)} VALUES ({marks})", relation.rows)
    except sqlite3.IntegrityError as reason:
        raise PackageError(f"the database cannot be written: table {relation.name}: {reason}") from None
    for statement in indexes:  # afterwards: filling an index row by row is slower
        base.execute(statement)


def _full_text(relation: Relation) -> Iterator[str]:
    """An index of English words without endings and accents, merged into one piece."""
    first, *others = (_quoted(each.name) for each in relation.attributes)
    words = "tokenize = 'porter unicode61 remove_diacritics 2'"
    yield f"CREATE VIRTUAL TABLE {_quoted(relation.name)} USING fts5({', '.join([f'{first} UNINDEXED', *others, words])})"
    yield f"INSERT INTO {_quoted(relation.name)} ({_quoted(relation.name)}) VALUES ('optimize')"


def _statements(relation: Relation) -> Iterator[str]:
    """CREATE TABLE with the description of each column as a comment, then an index per foreign key."""
    clauses = [(_column(each), each.description) for each in relation.attributes]
    clauses.append((f"PRIMARY KEY ({_quoted(*relation.key)})", ""))
    if relation.owner:
        key = _quoted(*relation.owner_key)
        clauses.append((f"FOREIGN KEY ({key}) REFERENCES {_quoted(relation.owner)} ({key})", ""))
    ends = [","] * (len(clauses) - 1) + [""]
    body = "\n".join(
        f"  {clause}{end}{comment and f' -- {_line(comment)}'}"
        for (clause, comment), end in zip(clauses, ends, strict=True)
    )
    yield f"CREATE TABLE {_quoted(relation.name)} ( -- {_line(relation.description)}\n{body}\n) WITHOUT ROWID"
    for each in relation.attributes:
        if each.target and each.name != relation.key[0]:
            index = _quoted(f"{relation.name}_by_{each.name}")
            yield f"CREATE INDEX {index} ON {_quoted(relation.name)} ({_quoted(each.name)})"


def _column(attribute: Attribute) -> str:
    required = " NOT NULL" if attribute.required else ""
    target = f" REFERENCES {_quoted(attribute.target[0])} ({_quoted(attribute.target[1])})" if attribute.target else ""
    return f"{_quoted(attribute.name)} {attribute.affinity}{required}{target}"


def _normalized(content: bytes) -> bytes:
    """The file with fixed values in the fields of its header that name the library and count changes."""
    header = bytearray(content[:100])  # offsets: SQLite file format, 1.3
    header[24:28] = header[92:96] = (1).to_bytes(4, "big")
    header[96:100] = (3_031_000).to_bytes(4, "big")
    return bytes(header) + content[100:]


def _quoted(*names: str) -> str:
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def _line(text: str) -> str:
    return " ".join(text.split())

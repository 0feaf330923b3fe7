"""Finding records by words: all of them, whatever their case and accents, best first."""

from __future__ import annotations

from typing import NamedTuple

from sino_pak_data.cells.words import folded
from sino_pak_data.loader.records import Record
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, Row

_NAME_WEIGHT = 8
_WEIGHTS = {"definition": 4, "summary": 3}
_KEY_WEIGHT = 6


class Hit(NamedTuple):
    """A record that holds all words; the higher the score, the nearer to its name they stand."""

    record: Record
    score: int


def search(package: Package, text: str, tables: tuple[str, ...] = ()) -> list[Hit]:
    """Records of `tables` (all by default) that hold every word of the text, best first."""
    words = folded(text).split()
    hits = [
        Hit(Record(table, row), score)
        for table in package.authored
        if not tables or table.name in tables
        for row in table.rows
        if (score := _score(table.schema, row, words))
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.record.address))


def alone(package: Package, text: str, tables: tuple[str, ...] = ()) -> dict[str, int]:
    """How many records of `tables` hold each word of the text: tells which word is one too many."""
    return {word: len(search(package, word, tables)) for word in text.split()}


def _score(schema: Schema, row: Row, words: list[str]) -> int:
    """0 where a word is missing."""
    weights = _WEIGHTS | dict.fromkeys(schema.named_by, _NAME_WEIGHT) | dict.fromkeys(schema.key, _KEY_WEIGHT)
    texts = [(weights.get(name, 1), folded(cell)) for name, cell in row.items() if cell]
    best = [max((weight for weight, text in texts if word in text), default=0) for word in words]
    return sum(best) if all(best) else 0

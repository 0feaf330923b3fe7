"""Proposes an id for a new row from its cells, in the style of the ids that the tables have.

    events, agreements   words of the title and the year        karot-opening-2022
    sources              author or outlet, year and a word      garver2001protracted, toi2005framework
    claims               source and words of the statement      yousaf-trade-2018

It is only a proposal: whoever adds the row may choose another. Once assigned, an id never changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import chain, count

from sino_pak_data.add.candidates import New, id_column
from sino_pak_data.cells.text import plain_words
from sino_pak_data.package.table import Package, Row

_STOP_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "its", "no", "of", "off", "on", "or", "over",
    "the", "to", "under", "up", "with", "between", "joint", "their", "new", "first", "second", "third",
    "china", "chinas", "chinese", "sino", "pakistan", "pakistans", "pakistani", "pak", "india", "indias", "indian",
    "united", "states", "us",
})  # fmt: skip
"""Words that do not distinguish rows: grammar, and the parties of most rows."""

_WORDS = 3
_YEAR = re.compile(r"[0-9]{4}")
_BY_AUTHOR = frozenset({"article-journal", "book", "chapter", "review-book", "report", "thesis"})
_HOST = re.compile(r"https?://([^/:?#\s]+)")
_TOP_LEVEL = re.compile(r"(\.(com|org|net|gov|edu|co|ac|go|info|int|[a-z]{2}))+$")


def propose(package: Package, table: str, cells: Mapping[str, str], taken: Container[str] = ()) -> str:
    """An id that no row has or ever had and that is not in `taken`.

    "" if the key of the table is made of other columns, or the cells say too little.
    """
    schema, row = package[table].schema, Row(dict(cells))
    column = id_column(schema)
    if not column:
        return ""
    pattern = re.compile(schema.by_name[column].constraints["pattern"])
    year = _YEAR.search(schema.date_of(row))
    for key in _PROPOSALS.get(table, _from_title)(row, year[0] if year else ""):
        if pattern.fullmatch(key) and key not in taken and free(package, table, key):
            return key
    return ""


def with_ids(package: Package, rows: Sequence[New]) -> list[New]:
    """The rows, each without an id given a proposed one."""
    taken: set[str] = set()
    complete = []
    for new in rows:
        column = id_column(package[new.table].schema)
        if column and not new.cells.get(column):
            new = new._replace(cells={**new.cells, column: propose(package, new.table, new.cells, taken)})
        taken.add(new.cells.get(column, ""))
        complete.append(new)
    return complete


def free(package: Package, table: str, key: str) -> bool:
    """Is the id neither in use nor retired?"""
    return key not in package.identifiers(table) and package.record(f"retired/{table}/{key}") is None


def _from_title(row: Row, year: str) -> Iterable[str]:
    """More and more words of the title with the year, then numbered."""
    words = _key_words(row["title"], year)
    ends = range(min(_WORDS, len(words)), len(words) + 1) if words else ()
    return _numbered(["-".join(filter(None, [*words[:end], year])) for end in ends])


def _from_work(row: Row, year: str) -> Iterable[str]:
    """Author or outlet and year with one word of the title after another; without both, words of the title or the kind."""
    words = _key_words(row["title"], year)
    names = [_author(row), _outlet(row)] if row["kind"] in _BY_AUTHOR else [_outlet(row), _author(row)]
    kind = "".join(plain_words(row["kind"])[:1]) or "work"  # where no letter is Latin
    head = next(filter(None, [*names, *words, kind if row["title"] or row["doi"] else ""]), "")
    stems = [head + year + word for word in words if word != head] or [head + year]
    return _numbered(stems if head else [])


def _from_statement(row: Row, year: str) -> Iterable[str]:
    source = re.match(r"[a-z]+", row["source"])
    words = _key_words(row["statement"], "")
    return _from_title(Row({"title": " ".join([source[0], *words[:2]])}), year) if source and words else ()


_PROPOSALS: dict[str, Callable[[Row, str], Iterable[str]]] = {
    "sources": _from_work,
    "claims": _from_statement,
    "actors": lambda row, _: [row["iso3"]],
    "indicators": lambda *_: (),
}


def _numbered(stems: Sequence[str]) -> Iterable[str]:
    """The stems, then the first of them numbered."""
    return chain(stems, (f"{stem}-{number}" for stem in stems[:1] for number in count(2)))


def _key_words(text: str, year: str) -> list[str]:
    return [word for word in plain_words(text) if word not in _STOP_WORDS and word != year]


def _author(row: Row) -> str:
    """The family name of the first author, or an organisation in short."""
    first = row["authors"].partition(";")[0].strip("{} ")
    family, comma, _ = first.partition(",")
    return "".join(plain_words(family)) if comma else _short(first)


def _outlet(row: Row) -> str:
    """A newspaper, agency or site in short, or the site's name from its address."""
    name = _short(re.sub(r"\(.*?\)", "", row["publisher"] or row["container"]))
    host = _HOST.match(row["url"].casefold())
    return name or ("".join(plain_words(_TOP_LEVEL.sub("", host[1]).rpartition(".")[2])) if host else "")


def _short(name: str) -> str:
    """`toi` for The Times of India, `dailynews` for Daily News, `dawn` for Dawn."""
    words = [word for word in plain_words(_TOP_LEVEL.sub("", name.casefold())) if word != "the"]
    return "".join(word[0] for word in words) if len(words) > 2 else "".join(words)

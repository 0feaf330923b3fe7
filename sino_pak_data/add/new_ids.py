"""An id for a new row, made from what the row says, as the ids that stand in the tables are.

    events, agreements   words of the title and the year        karot-opening-2022
    sources              author or outlet, year and a word      garver2001protracted, toi2005framework
    claims               source and words of the statement      yousaf-trade-2018

It is a proposal: whoever adds the row may write another. Once given, an id is never made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import count

from sino_pak_data.add.candidates import New, identifier
from sino_pak_data.cells.words import plain_words
from sino_pak_data.package.table import Package, Row

_EMPTY_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "its", "no", "of", "off", "on", "or", "over",
    "the", "to", "under", "up", "with", "between", "joint", "their", "new", "first", "second", "third",
    "china", "chinas", "chinese", "sino", "pakistan", "pakistans", "pakistani", "pak", "india", "indias", "indian",
    "united", "states", "us",
})  # fmt: skip
"""Words that tell no row from another: those of grammar, and the parties that most rows have."""

_WORDS = 3
_YEAR = re.compile(r"[0-9]{4}")
_BY_AUTHOR = frozenset({"article-journal", "book", "chapter", "review-book", "report", "thesis"})
_HOST = re.compile(r"https?://([^/:?#\s]+)")
_TOP_LEVEL = re.compile(r"(\.(com|org|net|gov|edu|co|ac|go|info|int|[a-z]{2}))+$")


def propose(package: Package, table: str, cells: Mapping[str, str], taken: Container[str] = ()) -> str:
    """An id that no row has or had and that is not in `taken`.

    "" where the key of the table is made of other columns, or the row says too little.
    """
    schema = package[table].schema
    column = identifier(schema)
    if not column:
        return ""
    maker = _MAKERS.get(table, _from_title)
    year = _YEAR.search(schema.date_of(Row(dict(cells))))
    form = re.compile(schema.by_name[column].constraints["pattern"])
    made = (one for one in maker(cells, year[0] if year else "") if form.fullmatch(one))
    return next((one for one in made if one not in taken and free(package, table, one)), "")


def with_ids(package: Package, rows: Sequence[New]) -> list[New]:
    """The rows, each with an id proposed for it where it has none."""
    taken: set[str] = set()
    made = []
    for new in rows:
        column = identifier(package[new.table].schema)
        if column and not new.cells.get(column):
            new = new._replace(cells={**new.cells, column: propose(package, new.table, new.cells, taken)})
        taken.add(new.cells.get(column, ""))
        made.append(new)
    return made


def free(package: Package, table: str, key: str) -> bool:
    """Is the id neither given nor withdrawn?"""
    return key not in package.identifiers(table) and package.record(f"retired/{table}/{key}") is None


def _from_title(cells: Mapping[str, str], year: str) -> Iterator[str]:
    """Ever more words of the title with the year, then numbers."""
    words = _telling(cells.get("title", ""), year)
    if not words:
        return
    for many in range(min(_WORDS, len(words)), len(words) + 1):
        yield "-".join([*words[:many], *filter(None, [year])])
    yield from _numbered("-".join([*words[:_WORDS], *filter(None, [year])]))


def _from_work(cells: Mapping[str, str], year: str) -> Iterator[str]:
    """Author or outlet with year, then each word of the title; without both, the title alone."""
    head = _author(cells) if cells.get("kind") in _BY_AUTHOR else _outlet(cells)
    head = head or _outlet(cells) or _author(cells)
    telling = _telling(cells.get("title", ""), year)
    head = head or next(iter(telling), "")
    words = [word for word in telling if word != head] or [""]
    if head:
        yield from (head + year + word for word in words)
        yield from _numbered(head + year + words[0])


def _from_statement(cells: Mapping[str, str], year: str) -> Iterator[str]:
    source = re.match(r"[a-z]+", cells.get("source", ""))
    words = _telling(cells.get("statement", ""), "")
    if source and words:
        yield from _from_title({"title": " ".join([source[0], *words[:2]])}, year)


_MAKERS: dict[str, Callable[[Mapping[str, str], str], Iterator[str]]] = {
    "sources": _from_work,
    "claims": _from_statement,
    "actors": lambda cells, _: iter([cells.get("iso3", "")]),
    "indicators": lambda *_: iter(()),
}


def _numbered(stem: str) -> Iterator[str]:
    return (f"{stem}-{number}" for number in count(2))


def _telling(text: str, year: str) -> list[str]:
    return [word for word in plain_words(text) if word not in _EMPTY_WORDS and word != year]


def _author(cells: Mapping[str, str]) -> str:
    """The family name of the first author, or the short form of an organisation."""
    first = cells.get("authors", "").partition(";")[0].strip("{} ")
    family, comma, _ = first.partition(",")
    return "".join(plain_words(family)) if comma else _short(first)


def _outlet(cells: Mapping[str, str]) -> str:
    """Newspaper, agency or site in short, else the name of the site in its address."""
    named = _short(re.sub(r"\(.*?\)", "", cells.get("publisher") or cells.get("container", "")))
    if named:
        return named
    host = _HOST.match(cells.get("url", "").casefold())
    return "".join(plain_words(_TOP_LEVEL.sub("", host[1]).rpartition(".")[2])) if host else ""


def _short(name: str) -> str:
    """`The Times of India` as `toi`, `Daily News` as `dailynews`, `Dawn` as `dawn`."""
    words = [word for word in plain_words(_TOP_LEVEL.sub("", name.casefold())) if word != "the"]
    return "".join(word[0] for word in words) if len(words) > 2 else "".join(words)

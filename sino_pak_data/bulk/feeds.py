"""The feeds of coded events, such as GDELT: what their columns are, and which of them a file is from.

Each is a Table Schema in `schemas/`, with two properties more:

    dialect   that of the standard, and `optional`: columns at the end that older files lack. Without quotes (`quoteChar`
              is empty) a row is a line, and rows with too few or too many cells can be read
    events    what a column says of an event:
      key         columns that name it together with its day; rows alike in both are one event
      date        its day: 20150420, 2015-04-20 or 4/20/2015; since: the first year that can be true
      source      who acts, and `target`: to whom it is done. column; states: "iso3", "gw" or "name", see `states.csv`;
                  first: letters that are the state; separator: between several states
      code        column and scheme, "cameo" or "plover"; or root, for a feed whose events are all of one
      intensity   column of the score, under any of its names
      weight      column that says how many events a row stands for
      sums        columns that are added up, by the name of the sum

`plover.csv` leads from CAMEO to the root events of PLOVER, after CAMEO2PLOVER-2021.txt of 17 September 2021 at
https://github.com/openeventdata/PLOVER (Open Event Data Alliance, CC BY-SA 4.0); a CAMEO code that is not in that list
goes with the code of three or two digits above it, as the manual of PLOVER advises. PLOVER has no root for statements and
appeals, 01 and 02. `states.csv` has the states of the Correlates of War with their numbers, after countrycode 0.6.0, the
names of them in ICEWS and their former ISO codes, ISO 3166-3.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from sino_pak_data.bulk.engines import Layout
from sino_pak_data.package.problem import PackageError

ROOTS = {
    "agree": 1, "consult": 1, "support": 1, "concede": 1, "cooperate": 2, "aid": 2, "retreat": 2, "request": 3,
    "accuse": 3, "reject": 3, "threaten": 3, "sanction": 3, "protest": 4, "mobilize": 4, "coerce": 4, "assault": 4,
}  # fmt: skip
"""The root events of PLOVER with their quadrants, from table "Quad categories in PLOVER" of its manual of 2021: 1 verbal
and 2 material cooperation, 3 verbal and 4 material conflict."""

LINE = "line"
_HEAD = 2**16
_LOOKED_AT = 50
_NO_CELL = "\x01"  # never in text, so that a line is one cell
_HERE = files("sino_pak_data.bulk")


@dataclass(frozen=True)
class Feed:
    """A kind of coded events; the properties are those of its schema."""

    name: str
    schema: dict[str, Any]

    @property
    def dialect(self) -> dict[str, Any]:
        found: dict[str, Any] = self.schema["dialect"]
        return found

    @property
    def quoted(self) -> bool:
        """May cells be in quotes?"""
        return bool(self.dialect.get("quoteChar", '"'))

    @property
    def events(self) -> dict[str, Any]:
        found: dict[str, Any] = self.schema["events"]
        return found

    @property
    def columns(self) -> list[str]:
        return [field["name"] for field in self.schema["fields"]]

    @property
    def needed(self) -> list[tuple[str, ...]]:
        """The columns without which no event can be told, each with its other names."""
        events = self.events
        one = [*events["key"], events["date"], events["source"]["column"], events["target"]["column"]]
        one += [events["code"]["column"]] if "column" in events["code"] else []
        return [(name,) for name in one] + ([tuple(events["intensity"])] if events["intensity"] else [])


@dataclass(frozen=True)
class Written:
    """How a file of a feed is written.

    header  its columns in order, "" for one without a name; those of a Parquet file are in any order
    layout  how an engine reads it: as whole lines, if no cell can be in quotes
    """

    feed: str
    header: tuple[str, ...]
    layout: Layout

    @property
    def lines(self) -> bool:
        """Is the view one of whole lines, in the column `line`?"""
        return self.layout.names == (LINE,)

    def at(self, names: Sequence[str]) -> int:
        """The place of the first of these columns that there is, from 1; 0 without any."""
        places = {name.casefold(): place for place, name in reversed(list(enumerate(self.header, 1))) if name}
        return next((places[name.casefold()] for name in names if name.casefold() in places), 0)


@cache
def feeds() -> dict[str, Feed]:
    """All feeds by name."""
    found = [json.loads(one.read_text(encoding="utf-8")) for one in (_HERE / "schemas").iterdir()]
    return {one["name"]: Feed(one["name"], one) for one in sorted(found, key=lambda one: str(one["name"]))}


def named(name: str) -> Feed:
    """The feed of that name. Raises `PackageError`."""
    if name not in feeds():
        raise PackageError(f"{name!r} is not a feed of events; use one of {', '.join(feeds())}")
    return feeds()[name]


@cache
def crosswalk() -> dict[str, str]:
    """The root of PLOVER of each CAMEO code; "" for statements and appeals.

    >>> crosswalk()["057"], crosswalk()["0841"], crosswalk()["163"], crosswalk()["010"]
    ('support', 'retreat', 'coerce', '')
    """
    return {row["cameo"]: row["plover"] for row in _rows("plover.csv")}


@cache
def states(scheme: str) -> dict[str, tuple[str, int]]:
    """ISO 3166-1 code and Correlates of War number of each state, by its code or name in a feed.

    >>> states("iso3")["SUN"], states("gw")["710"], states("name")["Russian Federation"]
    (('RUS', 365), ('CHN', 710), ('RUS', 365))
    """
    found: dict[str, tuple[str, int]] = {}
    for row in _rows("states.csv"):
        one = row["iso3"], int(row["cow"])
        spellings = {"iso3": [row["iso3"]], "gw": [row["gw"]], "name": []}[scheme]
        spellings += [
            word for word in row["also"].split(";") if (len(word) == 3 and word.isupper()) == (scheme == "iso3")
        ]
        found |= {spelling: one for spelling in spellings if spelling and (scheme != "gw" or spelling.isdigit())}
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader((_HERE / name).read_text(encoding="utf-8").splitlines())


def recognised(paths: Sequence[Path], feed: Feed | None = None) -> list[tuple[Written, list[Path]]]:
    """The files with how they are written, those alike together, in the order given.

    feed  what they must be; default: told by their columns. Raises `PackageError` for a file of none, or of several
    """
    found = [(_written(path, feed), path) for path in paths]
    kinds = sorted({one.feed for one, _ in found})
    if len(kinds) > 1:
        example = {one.feed: path for one, path in found}
        parts = ", ".join(f"{example[kind]} is {kind}" for kind in kinds)
        raise PackageError(f"these files are of different feeds: {parts}; give those of one at a time")
    alike: dict[Written, list[Path]] = {}
    for one, path in found:
        alike.setdefault(one, []).append(path)
    return list(alike.items())


def _written(path: Path, feed: Feed | None) -> Written:
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _parquet(path, feed)
    text = _beginning(path)
    candidates = [feed] if feed else list(feeds().values())
    by_header = [one for one in candidates if (header := _cells(text, one)) and not _lacking(one, header)]
    if by_header:
        best = max(
            by_header, key=lambda one: len({*map(str.casefold, _cells(text, one))} & {*map(str.casefold, one.columns)})
        )
        return _text(best, _cells(text, best), header=True)
    fitting = [one for one in candidates if _fits(text, one)]
    if fitting:
        best = max(fitting, key=lambda one: len(one.columns))  # the others would have fewer cells than the row
        return _text(best, tuple(best.columns), header=False)
    if feed:
        lacking = ", ".join(_lacking(feed, _cells(text, feed))) or "nothing"
        raise PackageError(
            f"{path}: not a file of {feed.name}: a header that lacks {lacking}, and without a header "
            f"{len(_cells(text, feed))} columns of {len(feed.columns)}"
        )
    raise PackageError(
        f"{path}: its columns are those of no feed of events ({', '.join(feeds())}); name it with --source"
    )


def _text(feed: Feed, names: tuple[str, ...], header: bool) -> Written:
    delimiter = feed.dialect["delimiter"]
    if feed.quoted:
        distinct = tuple(name or f"column {at}" for at, name in enumerate(names, 1))
        return Written(feed.name, names, Layout(distinct, delimiter, header))
    return Written(feed.name, names, Layout((LINE,), _NO_CELL, header, quote=""))


def _parquet(path: Path, feed: Feed | None) -> Written:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = tuple(pq.read_schema(path).names)
    except (OSError, pa.ArrowException) as reason:
        raise PackageError(
            f"{path}: not a Parquet file that can be read: {str(reason).partition(chr(10))[0]}"
        ) from None
    candidates = [one for one in ([feed] if feed else feeds().values()) if not _lacking(one, names)]
    if not candidates:
        raise PackageError(f"{path}: its columns are those of no feed of events ({', '.join(feeds())})")
    best = max(candidates, key=lambda one: len({*names} & {*one.columns}))
    wanted = tuple(name for name in names if name in best.columns)
    return Written(best.name, wanted, Layout(wanted, kind="parquet"))


def _beginning(path: Path) -> str:
    """The first lines of a file. Raises `PackageError` if it has none."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            raw = file.read(_HEAD)
    except OSError as reason:
        raise PackageError(f"{path}: cannot be read: {reason.strerror or reason}") from None
    if raw.startswith(b"PK\x03\x04"):
        raise PackageError(f"{path}: a zip; unpack it first, and give the folder")
    text = raw.decode("utf-8-sig", "replace")
    if not text.strip():
        raise PackageError(f"{path}: the file is empty")
    return text


def _cells(text: str, feed: Feed) -> tuple[str, ...]:
    """The cells of the first line, without the surplus empty ones at its end."""
    first = text.partition("\n")[0].rstrip("\r")
    if feed.quoted:
        cells = next(csv.reader([first], delimiter=feed.dialect["delimiter"]), [])
    else:
        cells = first.split(feed.dialect["delimiter"])
    return tuple(cell.strip() for cell in cells)


def _lacking(feed: Feed, header: Sequence[str]) -> list[str]:
    have = {name.casefold() for name in header}
    return [" or ".join(names) for names in feed.needed if not have & {name.casefold() for name in names}]


def _fits(text: str, feed: Feed) -> bool:
    """Is one of the first rows of the feed, in a file without a header?"""
    least = len(feed.columns) - len(feed.dialect.get("optional", ()))
    for line in [one for one in text.split("\n")[:_LOOKED_AT] if one.strip()]:
        cells = list(_cells(line, feed))
        while len(cells) > len(feed.columns) and not cells[-1]:
            cells.pop()
        columns = dict(zip(feed.columns, cells, strict=False))
        told = (feed.events["date"], *feed.events["key"])
        if least <= len(cells) <= len(feed.columns) and all(map(columns.get, told)) and _is_day(columns[told[0]]):
            return True
    return False


def _is_day(cell: str) -> bool:
    """Could this be a date?

    >>> _is_day("20150420"), _is_day("2015-04-20 00:00"), _is_day("4/20/2015"), _is_day("Event Date")
    (True, True, True, False)
    """
    shape = "".join(digit for digit, _ in groupby("9" if one.isdigit() else one for one in cell.partition(" ")[0]))
    return shape in {"9", "9-9-9", "9/9/9"}

"""From the rows of a feed to events of pairs of states: one query, the same on every engine.

It yields a row for each row of a file, or for each pair of states of one, with these columns and those that the feed adds up:

    id          what names the event, together with its day; NULL if nothing does
    year, day   of the event; day is YYYYMMDD
    source, target  ISO 3166-1 codes of who acts and to whom it is done; ccode_s and ccode_t, their numbers
    root        of PLOVER
    weight      how many events it stands for
    intensity   score times `SCALE`, a whole number, so that sums do not depend on the order in which they are made
    fate        why the row is left out, a key of `FATES`; NULL if it counts
    zero        Had the code lost the zero in front?
    spare       Has the row cells beyond the last column of its header?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.bulk.engines import literal, name
from sino_pak_data.bulk.feeds import ROOTS, Feed, Written, crosswalk, states

SCALE = 10_000
LAST_YEAR = 2099
FATES = {
    "blank": "rows without anything but blanks",
    "short": "rows with too few cells",
    "date": "rows without a date, or with one that does not exist",
    "year": "rows of a year before the feed begins or after 2099",
    "no_actor": "rows that do not say who acts, or to whom it is done",
    "no_state": "rows with an actor that is no state of the Correlates of War list",
    "same_actor": "rows in which a state acts on itself",
    "code": "rows with a code that CAMEO or PLOVER does not have",
    "statement": "statements and appeals, for which PLOVER has no root",
    "duplicate": "rows that repeat an event",
}
"""Why a row is left out, in the order in which it is looked for."""

_ISO = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})([ T].*)?$"
_COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})?$"
_AMERICAN = r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})( .*)?$"


class Cells:
    """Cells of a view as SQL: trimmed, and NULL where they mean nothing."""

    def __init__(self, feed: Feed, written: Written, view: str = "rows") -> None:
        self.feed, self.written, self.view = feed, written, name(view)
        self._nothing = ", ".join(literal(one) for one in dict.fromkeys(("", *feed.schema["missingValues"])))

    def of(self, *names: str) -> str:
        """The cell of the first of these columns that the file has."""
        at = self.written.at(names)
        if not at:
            return "CAST(NULL AS VARCHAR)"
        raw = f"CASE WHEN width >= {at} THEN cells[{at}] END"
        if not self.written.lines:
            raw = name(self.written.layout.names[at - 1])
        return f"CASE WHEN trim({raw}) NOT IN ({self._nothing}) THEN trim({raw}) END"

    @property
    def rows(self) -> str:
        """The rows of the view, and of whole lines their cells."""
        if not self.written.lines:
            return f"SELECT * FROM {self.view}"
        split = f"string_split(line, {literal(self.feed.dialect['delimiter'])})"
        return f"SELECT line, cells, array_length(cells) AS width FROM (SELECT line, {split} AS cells FROM {self.view}) AS v"


def prepared(feed: Feed) -> Iterable[str]:
    """The statements that make the views `codes`, `sources` and `targets`, in which the query looks up codes and states."""
    scheme = feed.events["code"].get("scheme", "")
    known = crosswalk() if scheme == "cameo" else {root.upper(): root for root in ROOTS}
    lost = {code[1:]: code for code in known if code[0] == "0" and len(code) > 2 and code[1:] not in known}
    codes = [(code, root, "FALSE") for code, root in known.items()]
    codes += [(short, known[code], "TRUE") for short, code in lost.items()]
    yield _view(
        "codes", "code, root, zero", [f"({literal(code)}, {literal(root)}, {zero})" for code, root, zero in codes]
    )
    for view, side in (("sources", "source"), ("targets", "target")):
        named = states(feed.events[side]["states"]).items()
        yield _view(
            view, "state, iso, ccode", [f"({literal(code)}, {literal(iso)}, {at})" for code, (iso, at) in named]
        )


def _view(view: str, columns: str, rows: list[str]) -> str:
    return f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM (VALUES {', '.join(rows)}) AS t({columns})"


def events(
    feed: Feed, written: Written, view: str = "rows", pairs: bool = True, kept: Mapping[str, str] | None = None
) -> str:
    """The query over a view of files that are `written` so.

    pairs  a row for each pair of states, where a cell has several; else only for the first
    kept   more columns, by name: expressions over the cells
    """
    about, cell = feed.events, Cells(feed, written, view)
    key = ", ".join(cell.of(one) for one in about["key"])
    columns = {
        "id": f"nullif(concat_ws('|', {key}), '')" if key else "CAST(NULL AS VARCHAR)", "written": cell.of(about["date"]),
        "source": _side(about["source"], cell), "target": _side(about["target"], cell),
        "code": cell.of(about["code"].get("column", "")),
        "intensity": f"CAST(round(try_cast({cell.of(*about['intensity'])} AS DOUBLE) * {SCALE}) AS BIGINT)",
        "weight": f"try_cast({cell.of(about['weight'])} AS BIGINT)" if "weight" in about else "CAST(1 AS BIGINT)",
        **{one: f"try_cast({cell.of(column)} AS BIGINT)" for one, column in about["sums"].items()}, **(kept or {}),
        "fault": _fault(feed, written),
        "spare": f"coalesce(width > {len(written.header)} AND NOT ({_blank(feed)}), FALSE)" if written.lines else "FALSE",
    }  # fmt: skip
    names = ", ".join(name(one) for one in columns if one not in {"source", "target"})
    rows = f"SELECT {', '.join(f'{value} AS {name(one)}' for one, value in columns.items())} FROM ({cell.rows}) AS r"
    for side, other in (("source", "target"), ("target", "source")):
        if separator := about[side].get("separator"):
            listed = f"string_split(coalesce({side}, ''), {literal(separator)})"
            one = f"unnest({listed})" if pairs else f"{listed}[1]"
            rows = f"SELECT {names}, {other}, {one} AS {side} FROM ({rows}) AS r"
            rows = f"SELECT {names}, {other}, nullif(trim({side}), '') AS {side} FROM ({rows}) AS r"
    dated = f"SELECT {names}, source, target, {day('written')} AS date FROM ({rows}) AS r"
    return _judged(dated, about, [*about["sums"], *(kept or {}), "spare"])


def _judged(rows: str, about: dict[str, Any], passed: Iterable[str]) -> str:
    constant = about["code"].get("root")
    root, zero = (literal(constant), "FALSE") if constant else ("c.root", "coalesce(c.zero, FALSE)")
    coded = "" if constant else "LEFT JOIN codes AS c ON e.code = c.code"
    fate = f"""CASE WHEN fault IS NOT NULL THEN fault WHEN date IS NULL THEN 'date'
        WHEN CAST(substr(date, 1, 4) AS INTEGER) NOT BETWEEN {about["since"]} AND {LAST_YEAR} THEN 'year'
        WHEN e.source IS NULL OR e.target IS NULL THEN 'no_actor' WHEN s.iso IS NULL OR t.iso IS NULL THEN 'no_state'
        WHEN s.iso = t.iso THEN 'same_actor' WHEN {root} IS NULL THEN 'code' WHEN {root} = '' THEN 'statement' END"""
    return f"""SELECT id, CAST(substr(date, 1, 4) AS INTEGER) AS year, CAST(replace(date, '-', '') AS INTEGER) AS day,
        s.iso AS source, t.iso AS target, s.ccode AS ccode_s, t.ccode AS ccode_t, nullif({root}, '') AS root,
        coalesce(weight, 0) AS weight, intensity, {fate} AS fate, {zero} AS zero, {", ".join(map(name, passed))}
        FROM ({rows}) AS e LEFT JOIN sources AS s ON e.source = s.state LEFT JOIN targets AS t ON e.target = t.state
        {coded}"""


def _side(about: dict[str, Any], cell: Cells) -> str:
    found = cell.of(about["column"])
    return f"substr({found}, 1, {about['first']})" if "first" in about else found


def _fault(feed: Feed, written: Written) -> str:
    """What is wrong with the whole row, of which nothing can then be read."""
    if not written.lines:
        return "CAST(NULL AS VARCHAR)"
    least = max(written.at(names) for names in feed.needed)
    return f"CASE WHEN {_blank(feed)} THEN 'blank' WHEN width < {least} THEN 'short' END"


def _blank(feed: Feed) -> str:
    return f"line IS NULL OR ltrim(line, {literal(' ' + feed.dialect['delimiter'])}) = ''"


def day(text: str) -> str:
    """A day as 2015-04-20; NULL if there is none such."""
    american = f"concat(substr(split_part({text}, '/', 3), 1, 4), '-', {_two(text, 1)}, '-', {_two(text, 2)})"
    compact = f"concat(substr({text}, 1, 4), '-', substr({text}, 5, 2), '-', substr({text}, 7, 2))"
    found = f"""CASE WHEN regexp_matches({text}, {literal(_COMPACT)}) THEN {compact}
        WHEN regexp_matches({text}, {literal(_ISO)}) THEN substr({text}, 1, 10)
        WHEN regexp_matches({text}, {literal(_AMERICAN)}) THEN {american} END"""
    return f"CASE WHEN try_cast({found} AS DATE) IS NOT NULL THEN {found} END"


def _two(text: str, part: int) -> str:
    return f"lpad(split_part({text}, '/', {part}), 2, '0')"

"""How reliable the coding is, in Markdown, from the rows of `reliability`: for the codebook, and in short for the README."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sino_pak_data.derive.reliability import WHOLE
from sino_pak_data.release.metadata.subject import table

HEADING = "How reliable is the coding?"
_HEAD = f'## <a id="how-reliable"></a>{HEADING}'
NOTHING = "Nothing has been measured yet: no sample has been coded or read a second time."

_FAULTS = ("factual_errors", "lesser_defects")

Row = Mapping[str, str]
Place = tuple[str, str, str]
"""Table, round and column."""


def section(rows: Sequence[Row] | None) -> str:
    """The section of the codebook; without rows (None) it says where the numbers are."""
    if rows is None:
        where = "computed from [codings](#codings) and [readings](#readings)"
        return f"{_HEAD}\n\nThe copy in a release gives the numbers; [reliability](#reliability) is {where}.\n"
    measured = _by_place(rows)
    coded = {place: one for place, one in measured.items() if place[2] != WHOLE}
    read = {place: one for place, one in measured.items() if place[2] == WHOLE}
    parts = [f"{_HEAD}\n", *([_coded(coded)] if coded else []), *([_read(read)] if read else [])]
    return "\n".join(parts if coded or read else [*parts, f"{NOTHING}\n"])


def _by_place(rows: Iterable[Row]) -> dict[Place, dict[str, Row]]:
    """The measures of each table, round and column."""
    found: dict[Place, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        found[row["table"], row["round"], row["field"]][row["measure"]] = row
    return dict(found)


def _coded(coded: Mapping[Place, Mapping[str, Row]]) -> str:
    lines = [
        [
            name,
            number,
            f"`{field}`",
            one["alpha"]["n"],
            _share(one["agreement"]),
            _alpha(one["alpha"]),
            _share(one.get("agreement_with_table")),
        ]
        for (name, number, field), one in coded.items()
    ]
    text = (
        "Two coders of one training coded random samples from the sources and the manual (docs/coding.md) alone, without\n"
        "sight of the published codes or of each other: [samples](#samples), which says how much of the pages they saw, and\n"
        "[codings](#codings). Alpha is Krippendorff's, for nominal codes; 0.8 is commonly asked for. In brackets the 95%\n"
        "interval; [reliability](#reliability) has all numbers. Codes on which both agreed against the table were adopted, so\n"
        "the last column is that of the corrected table. A verdict is computed: the coders saw the claim, its records and the\n"
        "values, but no stance and no verdict, and judged by the rules. Coders of different schools may agree less.\n"
    )
    head = ["table", "round", "column", "records", "agreement", "alpha", "agreement with the table"]
    return f"{text}\n{table(head, lines, right=(1, 3))}"


def _read(read: Mapping[Place, Mapping[str, Row]]) -> str:
    lines = [
        ["all" if name == WHOLE else name, number, one[_FAULTS[0]]["n"], *(_share(one[fault]) for fault in _FAULTS)]
        for (name, number, _), one in read.items()
    ]
    text = (
        "Somebody who had coded none of them read other random rows against their sources: [readings](#readings). Faults\n"
        "found were then corrected, and so was their kind where the rows show it; the rates are those before the correction.\n"
    )
    return f"{text}\n{table(['table', 'round', 'records', 'factual errors', 'lesser defects'], lines, right=(1, 2))}"


def _alpha(row: Row) -> str:
    if not row["estimate"]:
        return "undefined: one code only"
    value, low, high = (f"{float(row[name]):.2f}" for name in ("estimate", "low", "high"))
    return f"{value} ({low} to {high})"


def _share(row: Row | None) -> str:
    if row is None:
        return ""
    value, low, high = (f"{100 * float(row[name]):.1f}" for name in ("estimate", "low", "high"))
    return f"{value}% ({low} to {high})"


_ROWS = {"evidence": "links of evidence"}


def sentence(rows: Iterable[Row]) -> str:
    """The newest round in a sentence: how many rows had a factual error, and the lowest alpha."""
    latest = _latest(rows)
    read = [
        f"{one[_FAULTS[0]]['n']} {_ROWS.get(name, name)} {_share(one[_FAULTS[0]])}"
        for (name, _, field), one in latest.items()
        if field == WHOLE != name
    ]
    lowest = min((float(one["alpha"]["estimate"]) for one in latest.values() if "alpha" in one), default=None)
    if not read or lowest is None:
        return f"{NOTHING}\n"
    return (
        f"Of random rows read against their sources these shares had a factual error, before they were corrected: of\n{', of '.join(read)}.\n"
        f"Two blind coders agree with an alpha of {lowest:.2f} or more in every column.\n"
    )


def _latest(rows: Iterable[Row]) -> dict[tuple[str, str, str], dict[str, Row]]:
    """The measures of the newest round of each table, codings and readings apart."""
    measured = _by_place(rows)
    newest: dict[tuple[str, bool], int] = defaultdict(int)
    for name, number, field in measured:
        newest[name, field == WHOLE] = max(newest[name, field == WHOLE], int(number))
    return {place: one for place, one in measured.items() if int(place[1]) == newest[place[0], place[2] == WHOLE]}


def brief(rows: Iterable[Row]) -> str:
    """The newest round of each table in a few lines."""
    latest = _latest(rows)
    coded = [
        [f"`{name}`", one["alpha"]["n"], f"`{field}`", _alpha(one["alpha"]), _share(one["agreement"])]
        for (name, _, field), one in latest.items()
        if field != WHOLE
    ]
    parts = (
        [table(["table", "records", "column", "Krippendorff's alpha (95%)", "agreement"], coded, right=[1])]
        if coded
        else []
    )
    read = [
        [f"`{name}`", one[_FAULTS[0]]["n"], *(_share(one[fault]) for fault in _FAULTS)]
        for (name, _, field), one in latest.items()
        if field == WHOLE != name
    ]
    if read:
        parts.append(
            "Somebody who had coded none of them read other random rows against their sources. Before they were corrected:\n\n"
            + table(["table", "rows", "factual errors", "lesser defects"], read, right=[1])
        )
    return "\n".join(parts) or f"{NOTHING}\n"

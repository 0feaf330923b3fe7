"""`reliability`: how far two blind coders agree on each column, and how many rows a reading found wrong.

Alpha is Krippendorff's for nominal data and two coders (Computing Krippendorff's Alpha-Reliability, 2011): one minus
observed over expected disagreement. It is computed here rather than by a library because `verify` rebuilds this table
with nothing but the loader installed, and the wheel without NumPy; a test compares it with the library `krippendorff`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from random import Random
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.derive import verdicts
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package, Row

WHOLE = "*"
"""`field` of a measure about whole rows, and `table` of one about all tables."""

_RESAMPLES = 2000
_SEED = 1
_Z = 1.959964  # the normal deviate of a two-sided interval of 95%
_FAULTS = {"factual": "factual_errors", "lesser": "lesser_defects"}

Pair = tuple[str, str]


class Estimate(NamedTuple):
    """A value with its 95% interval; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None


def rows(package: Package) -> Iterator[dict[str, str]]:
    """Agreement by table, round and column; then faults by table and round, and of all tables of a round."""
    for (table, number), samples in _rounds(package, "coding").items():
        for field, codings in _codings(package, samples).items():
            for measure, n, estimate in _agreements(package, table, field, codings):
                yield _row(table, number, field, measure, samples, n, estimate)
    read = _rounds(package, "reading")
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (_, number), samples in read.items():
        together[WHOLE, number] += samples
    for (table, number), samples in (*read.items(), *together.items()):
        verdicts = [row["verdict"] for row in package["readings"].rows if row["sample_id"] in samples]
        for verdict, measure in _FAULTS.items() if verdicts else ():
            n = len(verdicts)
            yield _row(table, number, WHOLE, measure, samples, n, share(verdicts.count(verdict) / n, n))


def _rounds(package: Package, purpose: str) -> dict[tuple[str, str], list[str]]:
    """The samples of a purpose by table and round."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in package["samples"].rows:
        if row["purpose"] == purpose:
            found[row["table"], row["round"]].append(row["sample_id"])
    return found


def _codings(package: Package, samples: Sequence[str]) -> dict[str, list[Row]]:
    """The codings of these samples by column, in the order of the columns."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in package["codings"].rows:
        if row["sample_id"] in samples:
            found[row["field"]].append(row)
    return found


def _agreements(package: Package, table: str, name: str, codings: Iterable[Row]) -> Iterator[tuple[str, int, Estimate]]:
    """Each measure of agreement on a column, with the number of records it is computed from."""
    schema = package[table].schema
    field = schema.by_name.get(name)
    codes: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in codings:
        codes[row["sample_id"], row["record"]][row["coder"]] = _comparable(field, row["code"])
    coded = {unit: (both["a"], both["b"]) for unit, both in codes.items() if both.keys() == {"a", "b"}}
    if field and _only_asked_of_some(field):
        coded = {unit: both for unit, both in coded.items() if any(both)}
    pairs = tuple(coded.values())
    if not pairs:
        return
    yield "alpha", len(pairs), bootstrapped(pairs)
    yield "agreement", len(pairs), share(sum(a == b for a, b in pairs) / len(pairs), len(pairs))
    now = _published(package, schema)
    present = [(record, both) for (_, address), both in coded.items() if (record := now(address))]
    if present:
        equal = sum(both.count(_comparable(field, record[name])) for record, both in present)
        yield "agreement_with_table", len(present), share(equal / (2 * len(present)), len(present))


def _only_asked_of_some(field: Field) -> bool:
    """Is an empty cell no answer? "None" has a code of its own there, or is a no; elsewhere it is what empty says."""
    return "none" in field.values or field.type == "boolean"


def _published(package: Package, schema: Schema) -> Callable[[str], Mapping[str, str] | None]:
    """The row of a table as it is now, by the record that it describes."""
    if not schema.built:
        return package.record
    rows = {ids.address(schema.about, [row["claim_id"]]): row for row in verdicts.rows(package)}
    return rows.get


def _comparable(field: Field | None, cell: str) -> str:
    """A code as it is compared: a list without regard to order."""
    return ";".join(sorted({*ids.split(cell)})) if field and field.many else cell


def alpha(pairs: Mapping[Pair, int]) -> float | None:
    """Krippendorff's alpha from the number of records by the codes of both coders; None if all codes are one.

    >>> alpha({("yes", "yes"): 3, ("no", "no"): 2, ("yes", "no"): 1})
    0.6857142857142857
    """
    counts: dict[str, int] = defaultdict(int)
    observed = 0
    for (a, b), number in pairs.items():
        counts[a] += number
        counts[b] += number
        if a != b:
            observed += 2 * number
    values = sum(counts.values())
    expected = values**2 - sum([number * number for number in counts.values()])
    return 1 - (values - 1) * observed / expected if expected else None


@lru_cache(maxsize=64)
def bootstrapped(pairs: tuple[Pair, ...]) -> Estimate:
    """Alpha of these pairs, with the percentile interval of a bootstrap over records.

    Resamples in which alpha is undefined are left out.
    """
    value = alpha(Counter(pairs))
    if value is None:
        return Estimate(None, None, None)
    kinds = list(dict.fromkeys(pairs))
    numbered = [*map(kinds.index, pairs)].__getitem__  # numbers are counted faster than pairs of codes
    counts = (Counter(map(numbered, draw)) for draw in _draws(len(pairs)))
    resampled = (alpha({kinds[kind]: number for kind, number in some.items()}) for some in counts)
    drawn = sorted(one for one in resampled if one is not None)
    return Estimate(value, drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))])


@lru_cache(maxsize=4)
def _draws(n: int) -> list[list[int]]:
    """The positions drawn in each resample of n records; only `Random.random` is the same in every Python."""
    draw = Random(_SEED).random
    return [[int(draw() * n) for _ in range(n)] for _ in range(_RESAMPLES)]


def share(value: float, n: int) -> Estimate:
    """A share of n records with Wilson's score interval.

    >>> [round(part, 3) for part in share(0.0, 90)]
    [0.0, 0.0, 0.041]
    """
    centre, margin = value + _Z**2 / (2 * n), _Z * sqrt(value * (1 - value) / n + _Z**2 / (4 * n**2))
    low, high = ((centre + sign * margin) / (1 + _Z**2 / n) for sign in (-1, 1))
    return Estimate(value, max(low, 0.0), min(high, 1.0))


def _row(
    table: str, number: str, field: str, measure: str, samples: Sequence[str], n: int, estimate: Estimate
) -> dict[str, str]:
    numbers = {
        name: "" if one is None else f"{one:.3f}"
        for name, one in zip(("estimate", "low", "high"), estimate, strict=True)
    }
    named = {"table": table, "round": number, "field": field, "measure": measure}
    return {**named, "samples": ";".join(sorted(samples)), "n": str(n), **numbers}

"""Corrections by hand of what a provider prints: `corrections.toml`, next to the descriptor, survives every import.

    [[correction]]
    provider = "worldbank"
    indicator = "milex.current_usd"
    reporter = "PAK"
    partner = "NONE"
    period = "1999"
    given = "2.6"
    value = "2600"
    reason = "Thousands of millions in this year alone; the yearbook of the same year has 2,600."

`given` is the guard: the value that the provider prints, in the unit of our indicator. Once it prints another one the
correction has done its work or is wrong, and the import stops until a person has looked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.numbers import NUMBER, shortest
from sino_pak_data.importing.figures import Key, Value
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Store

FILE = "corrections.toml"
_KEY = ("indicator", "reporter", "partner", "period")
_KEYS = ("provider", *_KEY, "given", "value", "reason")


class Correction(NamedTuple):
    """One entry, and the line of the file that it begins on."""

    line: int
    provider: str
    key: Key
    given: str
    value: str
    reason: str


def corrections(store: Store, providers: Mapping[str, object]) -> list[Correction]:
    """Every entry of the file; none without the file. Raises `PackageError` naming every entry that is incomplete."""
    if not store.exists(FILE):
        return []
    text = store.read(FILE).decode("utf-8", "replace")
    try:
        entries = tomllib.loads(text).get("correction", [])
    except tomllib.TOMLDecodeError as reason:
        raise PackageError(f"{FILE}: not TOML: {reason}") from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[correction]]"]
    faults, found = [], []
    for line, entry in zip(lines, entries, strict=False):
        odd = [key for key in _KEYS if not isinstance(entry.get(key), str) or not entry[key].strip()]
        strange = [key for key in ("given", "value") if key not in odd and not NUMBER.fullmatch(entry[key])]
        if odd:
            faults.append(f"{FILE}:{line}: the correction needs text in {', '.join(odd)}")
        elif strange:
            faults.append(
                f'{FILE}:{line}: the correction needs a number, such as "16183.4893", in {", ".join(strange)}'
            )
        elif entry["provider"] not in providers:
            faults.append(f"{FILE}:{line}: {unknown('provider', entry['provider'], providers)}")
        else:
            indicator, reporter, partner, period = (entry[name] for name in _KEY)
            key = (indicator, reporter, partner, period)
            given, value = shortest(entry["given"]), shortest(entry["value"])
            found.append(Correction(line, entry["provider"], key, given, value, entry["reason"]))
    if faults:
        raise PackageError("\n".join(faults))
    return found


def corrected(
    values: Mapping[Key, Value], known: list[Correction], provider: str
) -> tuple[dict[Key, Value], list[Correction], list[str]]:
    """The values with those corrections in place that still hold; these; and what is wrong with the others, in words."""
    result, applied, stale = dict(values), [], []
    for one in known:
        value = values.get(one.key)
        if one.provider != provider or value is None:
            continue
        if value.value == one.given:
            flag = "; ".join(filter(None, [value.flag, f"corrected: printed as {one.given}"]))
            result[one.key] = value._replace(value=one.value, flag=flag, note=one.reason)
            applied.append(one)
        else:
            what = f"{one.key[0]} {one.key[1]}-{one.key[2]} {one.key[3]}"
            stale.append(
                f"{FILE}:{one.line}: {what}: {provider} prints {value.value}, and the correction expects {one.given}:"
                " delete it if that is right now, else renew `given`"
            )
    return result, applied, stale

"""Providers as text: docs/providers.md, from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sino_pak_data.importing.provider import OTHER, STATE, Layout, Provider
from sino_pak_data.release.metadata.subject import table

_HEAD = """# Providers

What `sino-pak-data import PROVIDER FILE` reads. `sino-pak-data codebook` makes this page from
`sino_pak_data/importing/providers`; edit those, not this page.

## A year's update

1. Get the file as its section below says, and keep its name.
2. `sino-pak-data import PROVIDER FILE` recognises the layout by its structure and shows every row that the file adds (`+`), changes (`~`)
   or no longer has (`-`), then what was left out and why. Nothing is written.
3. `sino-pak-data import PROVIDER FILE --apply` writes the rows, if the whole package is sound with them, and says what to commit.

`--only INDICATOR/ACTORS/YEARS` takes a part: `milex.*/PAK/2020/2025`, `arms.tiv/CHN-PAK`. Of each series the pairs are followed that the tables
have, from the first year on that they have of its editions; another pair is taken by naming it, REPORTER-PARTNER, and earlier years by naming
them. `--published` gives the date of an edition that does not say it,
`--accessed` the day on which the file was fetched if that was not today, `--json` the result for programs.

**A new edition is a new source.** Two sources are two rows, and a released row says what its source said: so nothing of the edition
before is overwritten or taken away. The new edition becomes a row of [sources](../CODEBOOK.md#sources) whose `derived_from` names the
edition that it supersedes and whose `note` has the name and the SHA-256 of the file; [indicators](../CODEBOOK.md#indicators) name it too. It gets
rows for what is new and for what it revises; the flag of a revised value names the older one, and where the two differ by more than
the tolerance of the indicator a row of [discrepancies](../CODEBOOK.md#discrepancies) says so. A value that did not change is not written again: the
row of the older edition stands for it. Of several editions the latest published counts, in claims as in
`series`, so a revised value supersedes the older one without a row being lost. A value that is gone is named, and its row stays: whether
the edition withdrew it is for a person to say, in [breaks](../CODEBOOK.md#breaks).

**The same edition again** (the same bytes, or the same words and date; or `--source ID`) completes and corrects its own rows.

**Built columns that name their source**, such as those of `dyad_years`, keep to it until their schema in `schemas/built` names the new edition.

**Values are the same** if they round to the older one at as many decimals as that edition has in the tables.

**Candidates.** Where a file tells of events or agreements, they are listed with the records of ours that may be the same: of the same
day and place, or alike by the rule that finds doubles. What a record cites already is only counted. `--candidates SHEET.csv` writes a sheet with the columns of
the table; two columns that begin with # give the like records and what the file says, and are not read back. A person deletes the rows that
are no matter of this dataset or have a record, fills in what no program can code (summary, confidence, balancing …), and gives the sheet to
`sino-pak-data add TABLE --from SHEET.csv`, which refuses a row that lacks any of it. `--apply` adds the edition to the sources, for them to cite.
`--only events/PAK/2024` takes a part.

**A correction by hand** of what a provider prints is an entry of `corrections.toml`: provider, indicator, reporter, partner, period, the value as printed
(`given`), the right one (`value`) and the reason. It is put in place at each import, with a flag, and is a guard too: once the provider prints
something else than `given`, the import stops until a person has deleted or renewed the entry. A value that is changed in the tables alone would
be changed back by the next import of its edition, which shows it."""


def page(providers: Iterable[Provider]) -> str:
    """All providers as one Markdown page."""
    return "\n\n".join([_HEAD, *("\n\n".join(_provider(one)) for one in providers)]) + "\n"


def _provider(provider: Provider) -> Iterator[str]:
    yield f"## `{provider.name}`: {provider.title}"
    yield f"Left out: {provider.left_out}"
    yield f"Terms: {provider.terms}"
    for layout in provider.layouts:
        yield from _layout(layout)


def _layout(layout: Layout) -> Iterator[str]:
    yield f"### {layout.title[:1].upper()}{layout.title[1:]}"
    yield f"Where: {layout.where}"
    yield table(
        ["series of the provider", "indicator", "unit of the file", "reporter", "partner"], _rows(layout)
    ).rstrip()
    if layout.suggests:
        yield f"Candidates: {layout.suggests}"
    yield "\n".join(f"* {quirk}" for quirk in layout.quirks)


def _rows(layout: Layout) -> Iterator[list[str]]:
    roles = {STATE: "the state", OTHER: "the other state"}
    for code, one in layout.series.items():
        parties = (roles.get(role, f"`{role}`") for role in (one.reporter, one.partner))
        yield [f"`{code}`", f"[`{one.indicator}`](../tables/indicators.csv)", one.unit, *parties]
    for code, name in layout.unfilled.items():
        yield [f"`{code}`", f"none yet; it could be `{name}`", "", "", ""]

"""An update from one file, from recognising it to the tables as they would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sino_pak_data.add.settle import Settled
from sino_pak_data.importing.candidates import Suggestions, suggested
from sino_pak_data.importing.comparison import Comparison, compare
from sino_pak_data.importing.corrections import Correction, corrected, corrections
from sino_pak_data.importing.editions import Edition, Reading, edition
from sino_pak_data.importing.entry import entered
from sino_pak_data.importing.figures import mapped
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import Layout, Provider
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.recognition import recognised
from sino_pak_data.importing.selection import Only, Scope
from sino_pak_data.reading.reader import Authored


@dataclass(frozen=True)
class Update:
    """What a file would change.

    left      (why, what) and how many figures were left out
    suggestions  events and agreements that a person may add
    applied   corrections by hand that the values carry
    stale     corrections whose guard failed, in words: with one of them nothing may be written
    settled   the tables with the changes, and the problems that they cause
    """

    given: Given
    provider: Provider
    layout: Layout
    edition: Edition
    comparison: Comparison
    left: Counter[tuple[str, str]]
    suggestions: Suggestions
    applied: list[Correction]
    stale: list[str]
    settled: Settled

    @property
    def changed(self) -> bool:
        """Is there anything to write?"""
        cited = bool(self.suggestions.found) and not self.edition.known
        return cited or any(change.new for change in self.comparison.changes)

    @property
    def sound(self) -> bool:
        """May it be written?"""
        return not self.stale and not self.settled.errors


def update(
    package: Authored, root: Path, provider: Provider, given: Given, reading: Reading, parts: Sequence[Only] = ()
) -> Update:
    """Read a file and compare it with the tables. Nothing is written.

    parts  what is meant of the file; all of it if there is none
    Raises `PackageError` if the file is of no layout of the provider, or breaks off, or gives a value twice.
    """
    layout = recognised(given, provider, PROVIDERS)
    content = layout.read(given)
    found = mapped(content.items, provider, layout, package)
    known = corrections(package.descriptor.store, PROVIDERS)
    values, applied, stale = corrected(found.values, known, provider.name)
    scope = Scope(package, parts, layout.editions)
    work = edition(package, provider, layout, given, content, values, reading)
    comparison = compare(package, values, work, scope)
    told = suggested(package, provider, layout, work.source_id, found.candidates, parts)
    settled = entered(package, root, comparison.changes, work, bool(told.found))
    left = found.left + comparison.left
    return Update(given, provider, layout, work, comparison, left, told, applied, stale, settled)

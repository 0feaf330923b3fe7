"""Licences: what the terms of a source allow to be passed on."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule


@rule("forbidden-redistribution")
def forbidden_redistribution(review: Review) -> Iterator[Mark]:
    """No observation comes from a source whose terms forbid passing its rows on.

    Why:  The package would break the terms under which the data were given.
    Fix:  Leave the rows out; a single sum may be quoted in a note.
    Bad:  sources: source_id=imf2024dots | redistribution=forbidden
    Good: sources: source_id=imf2024dots | redistribution=limited
    """
    works = review.package.identifiers("sources")
    forbidden = {key for key, work in works.items() if work["redistribution"] == "forbidden"}
    if forbidden:
        for cited in review.references(lambda reference: reference.source_id in forbidden, "observations"):
            yield cited.mark(f"the terms of {cited.reference.source_id} forbid redistribution", "leave the row out")

"""docs/coding.md: how rows are coded, from the prose of `coding_guide.md` and the definitions in `schemas/codes/`.

A line of the prose is replaced where it is one of

    <!-- codes: NAME -->   the code list, in its order: each code with what it includes, excludes, and examples
    <!-- roles -->         which roles each code of `event_type` requires

so that a definition stands in one place, and is read in the order in which it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files

from sino_pak_data.cells.text import spaced
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Code
from sino_pak_data.release.codebook.markdown import code_lists, prose
from sino_pak_data.release.metadata.subject import table

GUIDE = "coding_guide.md"
MADE = "<!-- Generated from coding_guide.md and schemas/codes by `sino-pak-data codebook`; do not edit. -->"

_PLACE = re.compile(r"<!-- (?:codes: (\w+)|roles) -->")
_ROLES = ("recipients", "against")
_NEEDED = {"required": "required", "optional": "optional", "either": "this or the other", "empty": "empty"}


def document(descriptor: Descriptor) -> str:
    """The manual. Raises `PackageError` if it asks for a code list that no table uses."""
    guide = files(__package__).joinpath(GUIDE).read_text(encoding="utf-8")
    codes = {name: uses[0][1].codes for name, uses in code_lists(descriptor).items()}
    return f"{MADE}\n\n{filled(guide, codes, descriptor.about_codes)}"


def filled(guide: str, codes: Mapping[str, tuple[Code, ...]], about: Callable[[str], str]) -> str:
    """The prose with its code lists; `about` describes a list by its name."""

    def section(found: re.Match[str]) -> str:
        name = found[1] or "event_type"
        if name not in codes:
            raise PackageError(f"{GUIDE}: {found[0]} asks for a code list that no table uses")
        if not found[1]:
            return matrix(codes[name])
        return "\n".join([f"{prose(about(name))}\n", *_entries(codes[name])])

    return _PLACE.sub(section, guide)


def _entries(codes: tuple[Code, ...]) -> Iterator[str]:
    """The codes as a numbered list, for the order decides."""
    for number, code in enumerate(codes, 1):
        label = "" if code.label.casefold() == spaced(code.value) else f" ({prose(code.label)})"
        yield f"{number}. **`{code.value}`**{label}: {prose(code.description)}"
        for name, text in (("Include", code.include), ("Exclude", code.exclude)):
            if text:
                yield f"   - {name}: {prose(text)}"
        if code.examples:
            yield f"   - Examples: {', '.join(f'`{one}`' for one in code.examples)}"


def matrix(codes: tuple[Code, ...]) -> str:
    """The roles that each code requires, as a table."""
    rows = [
        [
            f"`{code.value}`",
            f"at least {max(code.actors, 1)}",
            *(_NEEDED[code.roles.get(role, "optional")] for role in _ROLES),
        ]
        for code in codes
    ]
    return table(["event type", "`actors`", *(f"`{role}`" for role in _ROLES)], rows).rstrip("\n")

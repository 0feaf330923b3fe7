"""Which layout a file has, by its structure; its name says nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import Layout, Provider


def recognised(given: Given, provider: Provider, providers: Mapping[str, Provider]) -> Layout:
    """The layout of the provider that the file has.

    Raises `Unusable` that names the provider whose it is, or else what each layout needs and the file lacks.
    """
    faults = {layout.title: _mismatch(given, layout) for layout in provider.layouts}
    for layout in provider.layouts:
        if not faults[layout.title]:
            return layout
    for other in providers.values():
        for layout in other.layouts if other is not provider else ():
            if not _mismatch(given, layout):
                command = f"sino-pak-data import {other.name} {given.path}"
                raise Unusable(f"{given.name}: a file of {other.title} ({layout.title}): {command}")
    lines = [f"  {title}: {fault}" for title, fault in faults.items()]
    raise Unusable("\n".join([f"{given.name}: no layout of {provider.title}", *lines]))


def _mismatch(given: Given, layout: Layout) -> str:
    try:
        return layout.mismatch(given)
    except Unusable as reason:
        return str(reason)

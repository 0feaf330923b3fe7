"""Who publishes what, one module per provider: how its files look, and which of its series are ours.

Never here: the tables, or a look at the disk but through `Given`. A new provider is a module with `PROVIDER`, a line below,
a folder of golden pairs in `tests/importing/golden` and a run of `sino-pak-data codebook` for `docs/providers.md`.
"""

from __future__ import annotations

from sino_pak_data.importing.provider import Provider
from sino_pak_data.importing.providers import (
    atop,
    cow,
    foreignassistance,
    ucdp,
    unga,
    unlibrary,
    worldbank,
)

PROVIDERS: dict[str, Provider] = {
    one.name: one
    for one in (
        atop.PROVIDER,
        cow.PROVIDER,
        foreignassistance.PROVIDER,
        ucdp.PROVIDER,
        unga.PROVIDER,
        unlibrary.PROVIDER,
        worldbank.PROVIDER,
    )
}

"""Who publishes what, one module per provider: how its files look, and which of its series are ours.

Never here: the tables, or a look at the disk but through `Given`. A new provider is a module with `PROVIDER`, a line below,
a folder of golden pairs in `tests/importing/golden` and a run of `sino-pak-data codebook` for `docs/providers.md`.
"""

from __future__ import annotations

from sino_pak_data.importing.provider import Provider
from sino_pak_data.importing.providers import (
    aiddata,
    atop,
    comtrade,
    cow,
    foreignassistance,
    imf,
    sipri,
    ucdp,
    unga,
    unlibrary,
    worldbank,
)

_MODULES = (aiddata, atop, comtrade, cow, foreignassistance, imf, sipri, ucdp, unga, unlibrary, worldbank)
PROVIDERS: dict[str, Provider] = {module.PROVIDER.name: module.PROVIDER for module in _MODULES}

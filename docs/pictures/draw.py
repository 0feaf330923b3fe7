"""Draws the pictures of the README; `make tutorial` runs it."""

from pathlib import Path

import sino_pak_data as spd

HERE = Path(__file__).parent

spd.plot.timeline(
    dyad="PAK-CHN",
    label=["boundary-agreement-1963-signing", "friendship-treaty-2005-signing", "gwadar-handover-2013"],
).save(HERE / "events.png", scale_factor=1.5)

spd.plot.series("trade.goods.total", "CHN", "PAK", compared=True, since=1995).save(HERE / "trade.png", scale_factor=1.5)

"""Charts of the data, each ready for print: `chart.save("x.png")`, "x.svg" or "x.html"; needs sino-pak-data[plot].

Every chart is an Altair chart with its sources at the foot, and takes

title  a heading in place of its own
data   the package to draw, as `open_package` gives it; the installed data if None
width  in pixels, 320 to 2000

ImportError names the extra if Altair is not installed; ValueError names what the data do not know, with the nearest.

Never computes what the loader has: charts show what `load`, `series`, `claims` and `panel` give. A new chart is a function
beside those of its kind (records in `spans`, numbers in `numbers` and `panels`, claims in `verdicts`) and a name here; how
all of them look is in `look` and `axes`, what they say in `words`.
"""

from sino_pak_data.plot.numbers import series
from sino_pak_data.plot.panels import dyads
from sino_pak_data.plot.spans import agreements, timeline
from sino_pak_data.plot.verdicts import claims

__all__ = ["agreements", "claims", "dyads", "series", "timeline"]

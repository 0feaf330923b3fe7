"""An event study around 18 July 2005, when India and the United States announced their nuclear cooperation.

The paper reads the partnership of China and Pakistan as an answer to that of India and the United States. If that were
all, acts of hard balancing should be rarer before that day than after it.

Conclusion: in the four years after it there are more of them than in the four before, but the increase begins earlier
and rests on few events, so the count alone shows no answer to that day.
"""

import pandas as pd

import sino_pak_data as spd

DAY = pd.Timestamp("2005-07-18")
YEARS = 4

# The event itself, and who was there.
print(
    spd.load("events", dyad="IND-USA", since=DAY.date(), until=DAY.date(), columns=["date", "title"]).to_string(
        index=False
    ),
    "\n",
)

# What happened between China and Pakistan in the years around it: only events that surely lie on one side.
first, last = DAY - pd.DateOffset(years=YEARS), DAY + pd.DateOffset(years=YEARS)
around = spd.load("events", dyad="PAK-CHN", since=first.date(), until=last.date(), certain=True)
around = around.assign(after=around["date_start"] > DAY)
hard = around[around["balancing"] == "hard"]
print(
    pd.crosstab(around["after"], around["balancing"]).rename(index={False: "before", True: "after"}).to_string(), "\n"
)
print(hard[["date", "title"]].sort_values("date").to_string(index=False), "\n")

# By year, with the records behind a number. What only may fall in a year is counted apart.
panel = spd.panel("PAK-CHN", DAY.year - YEARS, DAY.year + YEARS, ["hard_balancing_low", "hard_balancing_high"])
print(panel[["year", "hard_balancing_low", "hard_balancing_high"]].to_string(index=False), "\n")
print(spd.trace("dyad_years/CHN-PAK:2005", "hard_balancing_low"), "\n")

# A missing count means that nothing was found by a search that was not systematic. Whoever takes that for zero says so.
filled = spd.panel(
    "PAK-CHN", DAY.year - YEARS, DAY.year + YEARS, ["hard_balancing_low"], fill=0, coverage="opportunistic"
).set_index("year")["hard_balancing_low"]
before, after = filled.loc[: DAY.year - 1].sum(), filled.loc[DAY.year + 1 :].sum()
print(f"hard balancing in the {YEARS} calendar years before {DAY.year}: {before:.0f}, after it: {after:.0f}\n")

print(f"Works behind the {len(hard)} events:")
print(spd.cite(hard))

"""First look: what there is, one record with its sources, one series, and how thoroughly anybody searched.

Conclusion: events between China and Pakistan are coded from several works each, most of them military and diplomatic,
and a year without a record is not a year without events.
"""

import pandas as pd

import sino_pak_data as spd

pd.set_option("display.width", 100, "display.max_columns", 8)

# A row is an event, an agreement, a value of a series, or an assertion. Which columns there are, the codebook says.
events = spd.load("events", dyad="PAK-CHN", since=2001)
print(f"{len(events)} events of China and Pakistan since 2001, version {spd.__version__}\n")
print(events.groupby("domain", observed=True).size().sort_values(ascending=False).head(5).to_string())

# How many independent works stand behind them?
print(f"\nresting on two independent works or more: {(events['independent_sources'] > 1).mean():.0%}")

# Dates are as precise as their sources. Columns _start and _end have the first and last day that they can mean.
vague = events[events["date_precision"] != "day"]
print(f"dated to a month or year only: {len(vague)}, such as {vague['date'].iloc[0]} = "
      f"{vague['date_start'].iloc[0].date()} to {vague['date_end'].iloc[0].date()}\n")  # fmt: skip

# One record, its sources and what links to it.
print(spd.show("gwadar-concession-2013"), "\n")

# One series, and the rule by which one value a year was taken.
trade = spd.series("trade.goods.exports_fob", "CHN", "PAK")
print(trade[["period", "value", "unit", "sources"]].tail(3).to_string(index=False))
print("rule:", trade.attrs["rule"], "\n")

# What does an absent record mean? `coverage` says how thoroughly a table was searched.
coverage = spd.load("coverage", dyad="PAK-CHN", filters={"table": "events"})
print(coverage.groupby("completeness", observed=True).size().to_string(), "\n")

print("Sources of the record and the series:")
print(spd.cite(["gwadar-concession-2013"]))
print(*spd.cite(trade).ids)

"""The paper's figures against independent series: which hold, which do not, and what was measured instead.

Conclusion: of the figures that can be judged, few hold as they stand. Most are of another quantity than the sentence
says, or older than the year it gives.
"""

import pandas as pd

import sino_pak_data as spd

pd.set_option("display.width", 120, "display.max_colwidth", 90)

# Figures are claims of their source. Each has a verdict: what independent values for the same time say of it.
figures = spd.claims(kind="figure").frame().set_index("claim_id")
print(figures["verdict"].value_counts().to_string(), "\n")
for claim, row in figures.iterrows():
    print(f"{claim}: {row['verdict']}\n   {row['reason']}")

# Trade of 2018, from the ground up: 12 billion dollars, says the paper.
year = "2018"
reported = {
    who: spd.series("trade.goods.exports_fob", *who).set_index("period") for who in (("CHN", "PAK"), ("PAK", "CHN"))
}
total = sum(series.loc[year, "value"] for series in reported.values())
claimed = spd.load("claims", filters={"claim_id": "yousaf-trade-2018"})["value"].iloc[0]
print(f"\ntrade in {year}: {claimed:,.0f} million dollars in the paper, {total:,.1f} as the exporters report it,")
print(f"{claimed / total:.2f} of it. The panel says the same, and what it rests on:\n")
print(spd.trace(f"dyad_years/CHN-PAK:{year}", "trade_total"), "\n")

# What would change the verdict?
print("would change it:", figures.loc["yousaf-trade-2018", "would_change"], "\n")

print("The claim and the values it was judged by:")
print(spd.cite([spd.trace("verdicts/yousaf-trade-2018"), "yousaf-trade-2018"]))

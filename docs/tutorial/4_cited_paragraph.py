"""A paragraph whose every number and sentence has its source, and the bibliography for it.

Conclusion: the paragraph below follows from the tables; change the tables, and it changes with them.
"""

import textwrap

import sino_pak_data as spd

# The records that the paragraph rests on.
veto = spd.load("events", filters={"event_type": "veto_or_hold", "actors": "CHN"}, dyad="CHN-IND", since=2009)
azhar = veto[veto["title"].str.contains("Masood Azhar")].sort_values("date_start")
listed = spd.show("azhar-listed-2019").rows[0]
arms = spd.panel("PAK-CHN", 2011, 2020, ["arms_12"])
rival = spd.panel("USA-IND", 2011, 2020, ["arms_12"])

paragraph = f"""
Between {azhar["date_start"].min():%Y} and {azhar["date_start"].max():%Y} China held up the listing of Masood Azhar
{len(azhar)} times; the committee listed him in {listed["date"][:4]}. From 2011 to 2020 it delivered to Pakistan major
arms of {arms["arms_12"].sum():,.0f} million trend-indicator values, {arms["arms_12"].sum() / rival["arms_12"].sum():.1f}
times what the United States delivered to India.
"""
print(textwrap.fill(" ".join(paragraph.split()), 100), "\n")

# Everything that it used, in one bibliography: frames, panels and identifiers together.
cited = spd.cite([azhar, "azhar-listed-2019", arms, rival])
print(f"{len(cited)} works and the dataset:\n")
print(cited, "\n")
print("Places in them:")
print(cited.sources()[["record", "source_id", "locator"]].head(8).to_string(index=False), "\n")
print("For a reference manager: cited.csl() or")
print(cited.bibtex()[:420])

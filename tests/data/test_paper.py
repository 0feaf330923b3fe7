"""The paper is coded in full: paragraph by paragraph, every assertion, citation and figure."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sino_pak_data.cells import references
from sino_pak_data.package.table import Package, Row

PAPER = "yousaf2025drive"

SENTENCES = {
    "abstract": [7], "1": [4, 4, 2, 6, 4, 3, 5, 4, 2, 2, 5], "2": [3, 2], "2.1": [7], "2.2": [7], "2.3": [2, 2],
    "2.4": [4, 2], "2.5": [5], "2.6": [4], "3": [2, 4, 3, 3], "3.1": [3], "3.2": [1], "4": [5, 3, 3, 3, 4, 5, 2, 2],
    "5": [5, 5, 3, 4, 4, 3, 2], "6": [4, 3, 2, 3, 6, 2, 3, 2, 4, 5], "7": [4, 2, 3, 3], "8": [7, 5, 6], "9": [9],
}  # fmt: skip
"""Sentences of each paragraph of each section, counted from its start; a page break inside a paragraph does not count."""

WITHOUT_CLAIM = {
    "1.p5": (2, "one names the theories to be used, one says what the study prepares"),
    "2.p1": (1, "names the theories to be used"),
    "3.1.p1": (1, "says what the research aims at"),
}
"""Sentences that assert nothing of the world or of the literature, with the reason."""

CITED = """
1.p1 rashid2009descent; 1.p2 tellis2006evolution tellis2008pakistan; 1.p3 garver2002dilemma;
1.p4 siddiqa2017military shah2018relations; 1.p5 quinn2017waltz; 1.p6 mahmood2015review; 1.p7 rizvi2020culture;
1.p8 rolland2017century; 1.p9 garver2001protracted; 1.p10 squassoni2006nuclear; 1.p11 hussain2020history;
2.p1 toft2005mearsheimer; 2.p2 amin2022cpec; 2.1.p1 waltz2014structures tellis2006evolution jamil2019interdependence;
2.2.p1 neuss2007waltz pant2009pact faisal2020beyond; 2.3.p1 naqvi2021doomsday; 2.3.p2 toft2005mearsheimer;
2.4.p1 waltz2014structures khan2015rivalries; 2.4.p2 shah2018relations; 2.5.p1 iftikhar2025deterrence;
2.6.p1 mahmood2015review jabeen2014indous; 3.p1 khan2017developments;
3.p2 waltz2014structures toft2005mearsheimer paul2004balance; 3.p3 tellis2006evolution ganguly2005india;
3.p4 wolf2019afghanistan; 4.p1 ahmad2000confronting; 4.p2 javaid2015journey; 4.p3 amin2019dynamics;
4.p4 hussain2020history; 4.p5 tehseen2017competition; 4.p6 amin2022cpec; 4.p7 iqbal2021bri; 4.p8 siddiqa2012stealth;
5.p1 squassoni2006nuclear; 5.p2 shah2018relations; 5.p3 rashid2020divergence; 5.p4 squassoni2006nuclear;
5.p5 ahmad2013post911; 5.p6 dittmer1981triangle; 5.p7 bajpai2007pakistan; 6.p1 farooq2018indous;
6.p2 naqvi2021doomsday; 6.p3 mehdi2016review; 6.p4 iqbal2021bri khan2023shifting; 6.p5 munir2018interdependence;
6.p6 siddiqa2017military; 6.p7 kapur2009decade; 6.p8 amin2022cpec; 6.p9 waltz2014structures neuss2007waltz zeb2018sco;
6.p10 tehseen2017competition kapur2009decade; 7.p1 faisal2020beyond; 7.p2 tehsin2017cpec; 7.p3 afridi2015searching;
7.p4 zaki2014evolution; 8.p1 amin2022cpec; 8.p2 garver2002dilemma; 8.p3 wadood2019realignment
"""
"""Works that each paragraph cites, as its printed references resolve. One more citation, of a parliamentary report of
2010 in 2.4.p2, is missing from the list of references. The paper lists Garver 2002 twice; it is one work.
"""

FIGURES = {
    "1.p2": [("2001", "0"), ("2020", "20000")],
    "2.2.p1": [("2002", "1300"), ("2018", "12000")],
    "2.5.p1": [("2013", "500"), ("2018", "4200")],
    "4.p3": [("1965", "60")],
    "4.p6": [("2020", "17000"), ("2020", "40")],
    "6.p4": [("2015/2020", "60000")],
    "7.p1": [("2015/2020", "25000"), ("2015/2020", "50")],
}
"""Every number of the text that is not a year: period and value in the unit of the series."""


@pytest.fixture(scope="module")
def claims(package: Package) -> dict[str, list[Row]]:
    """The claims of the paper by paragraph."""
    found = defaultdict(list)
    for row in package["claims"].rows:
        (reference,) = references.parse(row["source"])
        if reference.source_id == PAPER:
            found[reference.locator].append(row)
    return found


PLACES = {
    section if section == "abstract" else f"{section}.p{n}": count
    for section, counts in SENTENCES.items()
    for n, count in enumerate(counts, 1)
}
"""Sentences by paragraph as it is written in a locator."""


def test_every_paragraph_has_a_claim_for_each_sentence_that_asserts_something(claims) -> None:
    assert claims.keys() == PLACES.keys()
    missing = {place: count - len(claims[place]) for place, count in PLACES.items()}
    left_out = {place: WITHOUT_CLAIM.get(place, (0, ""))[0] for place in PLACES}
    assert [place for place in PLACES if missing[place] > left_out[place]] == []
    assert all(missing[place] > 0 for place in WITHOUT_CLAIM)


def test_each_paragraph_cites_what_the_paper_cites_there(claims) -> None:
    printed = {place: set(works) for place, *works in (part.split() for part in CITED.split(";"))}
    coded = {
        place: {one.source_id for row in rows if row["cited_sources"] for one in references.parse(row["cited_sources"])}
        for place, rows in claims.items()
    }
    assert {place: works for place, works in coded.items() if works} == printed


def test_every_number_is_a_claim(claims) -> None:
    coded = {
        place: Counter((row["period"], row["value"]) for row in rows if row["kind"] == "figure")
        for place, rows in claims.items()
    }
    assert {place: found for place, found in coded.items() if found} == {p: Counter(f) for p, f in FIGURES.items()}


def test_no_two_claims_say_the_same(claims) -> None:
    counts = Counter(row["statement"] for rows in claims.values() for row in rows)
    assert [statement for statement, count in counts.items() if count > 1] == []

"""The paper is coded in full: sentence by sentence, every assertion, citation and figure."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sino_pak_data.cells import references
from sino_pak_data.package.table import Package, Row

PAPER = "yousaf2025drive"

SENTENCES = {
    "abstract": [7], "1": [4, 4, 2, 6, 4, 3, 5, 4, 2, 2, 5], "2": [3, 2], "2.1": [7], "2.2": [7], "2.3": [2, 2],
    "2.4": [4, 2], "2.5": [5], "2.6": [4], "3": [2, 4, 3, 3], "3.1": [3], "3.2": [1], "4": [5, 3, 3, 3, 4, 5, 2, 2],
    "5": [5, 5, 3, 4, 4, 3, 2], "6": [4, 3, 2, 3, 5, 2, 3, 2, 4, 5], "7": [4, 2, 3, 3], "8": [7, 5, 6], "9": [9],
}  # fmt: skip
"""Sentences of each paragraph of each section, counted from its start; a page break inside a paragraph does not count."""

CITED = """
1.p1.s1-s4 rashid2009descent; 1.p2.s1-s3 tellis2006evolution; 1.p2.s4 tellis2008pakistan; 1.p3.s1-s2
garver2002dilemma; 1.p4.s1-s3 siddiqa2017military; 1.p4.s4-s6 shah2018relations; 1.p5.s1-s3 quinn2017waltz; 1.p6.s1-s3
mahmood2015review; 1.p7.s1-s5 rizvi2020culture; 1.p8.s1-s4 rolland2017century; 1.p9.s1-s2 garver2001protracted;
1.p10.s1-s2 squassoni2006nuclear; 1.p11.s1-s4 hussain2020history; 2.p1.s1-s3 toft2005mearsheimer; 2.p2.s1-s2
amin2022cpec; 2.1.p1.s1-s2 waltz2014structures; 2.1.p1.s3-s4 tellis2006evolution; 2.1.p1.s5-s7
jamil2019interdependence; 2.2.p1.s1-s3 neuss2007waltz; 2.2.p1.s4-s5 pant2009pact; 2.2.p1.s6-s7 faisal2020beyond;
2.3.p1.s1-s2 naqvi2021doomsday; 2.3.p2.s1 toft2005mearsheimer; 2.4.p1.s1-s2 waltz2014structures; 2.4.p1.s3-s4
khan2015rivalries; 2.4.p2.s1-s2 shah2018relations; 2.5.p1.s1-s5 iftikhar2025deterrence; 2.6.p1.s1-s3
mahmood2015review; 2.6.p1.s4 jabeen2014indous; 3.p1.s1-s2 khan2017developments; 3.p2.s1-s2 toft2005mearsheimer
waltz2014structures; 3.p2.s3 toft2005mearsheimer; 3.p2.s4 paul2004balance; 3.p3.s1 tellis2006evolution; 3.p3.s2-s3
ganguly2005india; 3.p4.s1-s2 wolf2019afghanistan; 4.p1.s5 ahmad2000confronting; 4.p2.s1-s3 javaid2015journey;
4.p3.s1-s3 amin2019dynamics; 4.p4.s1-s3 hussain2020history; 4.p5.s1-s4 tehseen2017competition; 4.p6.s1-s5
amin2022cpec; 4.p7.s1-s2 iqbal2021bri; 4.p8.s1-s2 siddiqa2012stealth; 5.p1.s1-s5 squassoni2006nuclear; 5.p2.s1-s4
shah2018relations; 5.p3.s1-s3 rashid2020divergence; 5.p4.s1-s3 squassoni2006nuclear; 5.p5.s1-s4 ahmad2013post911;
5.p6.s1-s3 dittmer1981triangle; 5.p7.s1-s2 bajpai2007pakistan; 6.p1.s1-s4 farooq2018indous; 6.p2.s1-s3
naqvi2021doomsday; 6.p3.s1-s2 mehdi2016review; 6.p4.s1 iqbal2021bri; 6.p4.s2-s3 khan2023shifting; 6.p5.s1-s5
munir2018interdependence; 6.p6.s1-s2 siddiqa2017military; 6.p7.s1-s3 kapur2009decade; 6.p8.s1-s2 amin2022cpec; 6.p9.s1
neuss2007waltz waltz2014structures; 6.p9.s2 neuss2007waltz; 6.p9.s3-s4 zeb2018sco; 6.p10.s1-s3 tehseen2017competition;
6.p10.s4-s5 kapur2009decade; 7.p1.s1-s3 faisal2020beyond; 7.p2.s1 tehsin2017cpec; 7.p3.s1-s3 afridi2015searching;
7.p4.s1-s3 zaki2014evolution; 8.p1.s1-s4 amin2022cpec; 8.p2.s1-s3 garver2002dilemma; 8.p3.s1-s3 wadood2019realignment
"""
"""Works that reach a sentence, or each of several, as its printed references resolve, by the rule of the coding manual.

One more citation, of a parliamentary report of 2010 in 2.4.p2, is missing from the list of references. The paper lists
Garver 2002 twice; it is one work.
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
    """The claims of the paper by sentence; one that joins two sentences is under both."""
    found = defaultdict(list)
    for row in package["claims"].rows:
        (reference,) = references.parse(row["source"])
        if reference.source_id == PAPER:
            for sentence in sentences(reference.locator):
                found[sentence].append(row)
    return found


def sentences(locator: str) -> list[str]:
    """The sentences that a locator names.

    >>> sentences("5.p4.s1-s2")
    ['5.p4.s1', '5.p4.s2']
    """
    paragraph, _, numbers = locator.rpartition(".s")
    first, _, last = numbers.partition("-s")
    return [f"{paragraph}.s{number}" for number in range(int(first), int(last or first) + 1)]


PLACES = [
    f"{section if section == 'abstract' else f'{section}.p{n}'}.s{number}"
    for section, counts in SENTENCES.items()
    for n, count in enumerate(counts, 1)
    for number in range(1, count + 1)
]
"""Every sentence as it is written in a locator."""


def test_every_sentence_has_a_claim(claims) -> None:
    assert [place for place in PLACES if place not in claims] == []
    assert claims.keys() - {*PLACES} == set(), "no such sentence"


def test_each_claim_cites_what_reaches_its_sentence(claims) -> None:
    printed = {
        place: works for locator, *works in (part.split() for part in CITED.split(";")) for place in sentences(locator)
    }
    wrong = {
        row["claim_id"]: (row["source"], row["cited_sources"])
        for rows in claims.values()
        for row in rows
        for reached in [{work for place in sentences(place_of(row)) for work in printed.get(place, [])}]
        if {*filter(None, row["cited_sources"].split(";"))} != reached
    }
    assert wrong == {}


def place_of(row: Row) -> str:
    return references.parse(row["source"])[0].locator


def test_every_number_is_a_claim(claims) -> None:
    coded: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in {row["claim_id"]: row for rows in claims.values() for row in rows if row["kind"] == "figure"}.values():
        coded[place_of(row).rpartition(".s")[0]][row["period"], row["value"]] += 1
    assert coded == {paragraph: Counter(figures) for paragraph, figures in FIGURES.items()}


def test_no_two_claims_say_the_same(claims) -> None:
    statements = {row["claim_id"]: row["statement"] for rows in claims.values() for row in rows}
    assert [statement for statement, count in Counter(statements.values()).items() if count > 1] == []

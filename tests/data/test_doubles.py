"""Doubles are found: rows that were withdrawn as such, and rows told anew in other words; and hardly anything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

import sino_pak_data as spd
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.likeness import pairs
from sino_pak_data.checks.rules.identity import AGREEMENTS, EVENTS
from sino_pak_data.package.table import Row, Table
from tests.conftest import real_package

KINDS = {"events": EVENTS, "agreements": AGREEMENTS}
MOST_IN_HUNDRED = 1

TOLD_ANEW: dict[str, dict[str, dict[str, str]]] = {
    "events": {
        "shehbaz-visit-china-2025": {
            "title": "Pakistani premier on a six-day trip to China",
            "date": "2025-08-30/2025-09-04",
            "agreement_id": "",
            "summary": "Shehbaz Sharif attended the summit of the Shanghai organisation and the military parade, and held talks with the Chinese leadership.",
        },
        "jf17-block3-first-flight-2019": {
            "title": "Maiden flight of upgraded Thunder fighter",
            "date": "2019-12-15",
            "summary": "A JF-17 of the third block took off from Chengdu, a Chinese magazine reported.",
        },
        "weapon-design-report-1983": {
            "title": "US intelligence: Beijing passed bomb blueprint to Islamabad",
            "date": "1983",
            "summary": "A State Department paper said China had supplied the complete design of a nuclear weapon along with highly enriched uranium.",
        },
        "z10me-induction-2025": {
            "title": "Munir attends induction of new gunships into army aviation",
            "date": "2025-08-02",
            "summary": "Chinese Z-10ME helicopters entered service at Multan; the chief of army staff saw a fire power demonstration at Muzaffargarh.",
        },
        "singh-visit-china-2008": {
            "title": "Indian prime minister holds talks with Wen Jiabao in Beijing",
            "date": "2008-01-14",
            "event_type": "meeting",
            "recipients": "",
            "actors": "CHN;IND",
            "summary": "A shared vision document was signed, and the trade target for 2010 was raised to 60 billion dollars.",
        },
        "quad-revival-2017": {
            "title": "Quadrilateral consultations resume on the margins of the ASEAN summit",
            "date": "2017-11-12",
            "summary": "Australian, Indian, Japanese and American officials discussed a free and open Indo-Pacific.",
        },
        "ssd-parliament-briefing-2016": {
            "title": "Defence officials brief committee on strength of CPEC security force",
            "date": "2016-08",
            "summary": "The committee heard that 9,000 army personnel and 6,000 paramilitaries protect the corridor.",
        },
        "cpec-ltp-launch-2017": {
            "title": "CPEC Long-Term Plan unveiled",
            "date": "2017-12-18",
            "agreement_id": "",
            "event_type": "inauguration",
            "summary": "Ahsan Iqbal and the Chinese ambassador released the document covering the years to 2030.",
        },
        "icet-launch-2023": {
            "title": "Doval and Sullivan inaugurate iCET",
            "date": "2023-01-31",
            "agreement_id": "",
            "summary": "The two national security advisers opened a dialogue on artificial intelligence, semiconductors and jet engine manufacture.",
        },
        "fm-strategic-dialogue-6-2025": {
            "title": "Wang Yi and Ishaq Dar co-chair sixth round of dialogue",
            "date": "2025-08-21",
            "agreement_id": "",
            "summary": "In Islamabad the foreign ministers reviewed relations and agreed to move on to CPEC 2.0.",
        },
        "india-iaea-safeguards-2009-signing": {
            "title": "Safeguards accord signed in Vienna",
            "date": "2009-02-02",
            "agreement_id": "",
            "summary": "ElBaradei and the Indian ambassador signed the pact that places civilian reactors under inspection.",
        },
        "orange-line-2020": {
            "title": "Pakistan's first metro train begins service",
            "date": "2020-10-25",
            "agreement_id": "",
            "actors": "PAK",
            "summary": "The chief minister of Punjab inaugurated the Lahore Orange Line, built under the corridor with a Chinese loan.",
        },
        "chashma34-contract-2010-signing": {
            "title": "Deal on construction of two more Chashma reactors",
            "date": "2010-06-08",
            "agreement_id": "",
            "actors": "CNNC",
            "summary": "In Shanghai contractors divided the work on units 3 and 4.",
        },
        "kayani-visit-china-2012": {
            "title": "General Ashfaq Kayani in Beijing for five days of talks",
            "date": "2012-01-04/2012-01-08",
            "summary": "The chief of army staff called on Premier Wen and on the defence minister.",
        },
    },
    "agreements": {
        "khunjerab-third-country-1985": {
            "title": "Notes on the crossing of the Khunjerab pass by third-country nationals",
            "summary": "The pass was opened to foreign travellers from May 1986.",
        },
        "nsg-waiver-2008": {
            "title": "Nuclear Suppliers Group waiver for India",
            "summary": "The group lifted the requirement of full-scope safeguards for exports to India.",
        },
        "boundary-protocol-1965": {
            "title": "Sino-Pakistani boundary protocol",
            "summary": "Fixes the pillars and the line on the ground after the joint survey.",
        },
        "joint-statement-2022": {
            "title": "China-Pakistan joint statement after Imran Khan attended the Olympics",
            "summary": "Both sides reaffirmed support on core interests and on the corridor.",
        },
        "chashma34-contract-2010": {
            "title": "Contract on construction of units 3 and 4 at Chashma",
            "parties": "CHN;PAK",
            "summary": "Signed in Shanghai by the builders.",
        },
        "visa-exemption-1987": {
            "title": "Visa abolition agreement for holders of diplomatic and official passports",
            "summary": "No visa is needed for official journeys.",
        },
    },
}

"""Real rows as somebody else might report them: by the id of the real row, the cells that differ."""


def doubles(name: str, added: Mapping[str, Mapping[str, str]]) -> set[tuple[str, str]]:
    """The ids of every two rows that look like one record, in the real table with these rows added by their ids."""
    package = real_package()
    table, key = package[name], package[name].schema.key[0]
    more = [Row({**cells, key: added_id}, 10**6) for added_id, cells in added.items()]
    grown = Table(table.schema, table.file, table.header, [*table.rows, *more])
    state_of = CheckContext(package, date(2026, 1, 1)).state_of
    return {(one[key], other[key]) for one, other in pairs(grown, KINDS[name], state_of)}


def withdrawn(name: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The rows of the first release that the second withdrew: by id, the row that replaced each, and its cells then."""
    gone = {row["record"]: row["replaced_by"] for row in real_package()["retired"].rows if row["version"] == "0.2.0"}
    frame, key = spd.load(name, version="0.1.0", engine="pyarrow"), f"{name[:-1]}_id"
    rows = ({column: _cell(value) for column, value in row.items()} for row in frame.to_pylist())
    return {
        row[key]: (gone[f"{name}/{row[key]}"].partition("/")[2], row) for row in rows if f"{name}/{row[key]}" in gone
    }


def _cell(value: object) -> str:
    return ";".join(value) if isinstance(value, list) else "" if value is None else str(value)


@pytest.mark.slow
def test_withdrawn_doubles_are_found() -> None:
    found, of = 0, 0
    for name in KINDS:
        gone = withdrawn(name)
        looks = doubles(name, {f"gone-{one}": cells for one, (_, cells) in gone.items()})
        of += len(gone)
        found += sum((successor, f"gone-{one}") in looks for one, (successor, _) in gone.items())
    assert (found, of) == (8, 10)


def test_rows_told_in_other_words_are_found() -> None:
    found, of = 0, 0
    for name, anew in TOLD_ANEW.items():
        rows = real_package().identifiers(name)
        looks = doubles(name, {f"anew-{one}": {**rows[one], **cells} for one, cells in anew.items()})
        of += len(anew)
        found += sum((one, f"anew-{one}") in looks for one in anew)
    assert of == 20
    assert found >= 18


@pytest.mark.parametrize("name", KINDS)
def test_hardly_any_other_rows_look_alike(name: str) -> None:
    assert len(doubles(name, {})) * 100 < MOST_IN_HUNDRED * len(real_package()[name].rows)

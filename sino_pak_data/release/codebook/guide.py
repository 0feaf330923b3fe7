"""The reading guide at the top of the codebook: what a reader must know before using a number.

Paragraphs are Markdown of two kinds only, `code` and [words](#anchor), which `page` turns into HTML.
"""

from __future__ import annotations

from typing import NamedTuple


class Section(NamedTuple):
    """One point of the guide."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]


GUIDE = (
    Section("guide-dates", "Dates are as precise as their source", (
        "A date is text in a subset of EDTF (ISO 8601-2): `2005`, `2005-04`, `2005-04-05`, `2001/2004`, and `2015-04/..` "
        "with an open end. After a date `~` means approximate, `?` uncertain, `%` both. `2005` does not mean "
        "1 January: nobody knows the day.",
        "In the loader and in Parquet, SQLite, Excel and Stata each date column is followed by `_start` and `_end` (first "
        "and last day that it can be or covers, missing on an open side) and `_precision` (day, month, year, interval); "
        "the CSV has the text alone. A mark does not move these days: "
        "`2005~` begins and ends with 2005, though it may have been 2004. Sort by `_start`; to ask whether one thing came "
        "before another, compare the `_end` of the one with the `_start` of the other.",
    )),
    Section("guide-references", "Every row names its sources", (
        "A reference is `source_id` or `source_id[place in the work]`; several are joined with `;`, best first. "
        "The works stand in [sources](#sources), and every reference once more as a row of its own in "
        "[citations](#citations).",
        "Many pages were read in stored copies, often only their beginning, and most of the search was in English. How far "
        "a bibliographic record was checked is told by [sources.status](#sources.status), and whose ministry or press a "
        "work is by [sources.side](#sources.side).",
    )),
    Section("guide-zero", "Empty is missing, zero is zero, and an absent row may mean nothing", (
        "An empty cell means that the value is missing; beside each column stands why it may be. A zero is written only "
        "where it is known.",
        "That no row is there can mean that nothing happened or that nobody looked. [coverage](#coverage) says which, by "
        "table, actors, domain and period: only `complete` and `systematic` let you read an absence as (probably) zero. "
        "Most searches here were `opportunistic`, and some tracks were `not_searched`. Do not read a rise in the number of "
        "events as a rise in activity without looking there first: recent years are better documented than old ones.",
    )),
    Section("guide-money", "Money: look at the stage before you add", (
        "A pledge, a contract, a loan commitment, a payment and finished trade are different things, and the same "
        "project passes through all of them. [The stage](#codes-stage) says how far the money had gone. "
        "Never add or compare amounts of different stages, currencies or price bases: unit and prices are fixed by the "
        "[indicator](#indicators), and the unit stands beside every number.",
    )),
    Section("guide-disagreement", "Sources disagree, and both are kept", (
        "Two sources of one number are two rows of [observations](#observations): filter by `source`, or you will count "
        "a year twice. For events and agreements the row carries the better value, and what a source says otherwise "
        "stands in [discrepancies](#discrepancies). Nothing is averaged.",
        "Sources that reprint one another are not independent: [sources.derived_from](#sources.derived_from) says so, and "
        "[verdicts](#verdicts) counts such works once.",
    )),
    Section("guide-coding", "Balancing, confidence and claims are readings", (
        "[balancing](#codes-balancing) is our coding of an event under a question of the literature, open to dispute; no "
        "source says it. One person may read a port as infrastructure where another reads it as a base.",
        "[confidence](#codes-confidence) says how sure the coders are that a row is right as it stands. Leave out `low` "
        "rows, or show that your result does not hang on them.",
        "[claims](#claims) is what a source asserts, in our words; it is not what is so. [evidence](#evidence) links "
        "claims to records, and [verdicts](#verdicts) follows from rules that are written down. A verdict of "
        "`no_evidence` does not mean that a claim is wrong.",
    )),
    Section("guide-terms", "Whose numbers they are", (
        "Coding and texts are under CC BY 4.0. The numbers of others in `observations`, and in the built tables that repeat "
        "them, stay under the terms of their works: see `TERMS.md` in the package.",
    )),
    Section("guide-links", "Links and names", (
        "Anchors of this codebook do not change while the name lives: `#events` is a table, `#events.date` a column, "
        "`#codes-domain` a code list, `#codes-domain.military` a code.",
        "A record is addressed by its table, a slash and its key: `events/jf17-first-flight-2003`; the parts of a longer key "
        "are joined with a colon. Identifiers are given once, never derived again and never reused; what was withdrawn "
        "stands in [retired](#retired).",
    )),
)  # fmt: skip

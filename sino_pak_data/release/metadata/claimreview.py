"""claimreview.json: the verdicts as schema.org/ClaimReview in JSON-LD, as fact-check search reads them.

One review for each assertion that is judged: figures and events. schema.org knows no relation between claims, but reviews
are creative works, so the review of a whole names those of its parts in `hasPart`; each part is reviewed by itself,
because a ClaimReview rates one claim and search engines show each with its own rating. A claim that another repeats is
reviewed once, with every place as an appearance. A proposition is not judged and has no review.

The rating is the place of the verdict in its code list: the first is the best. The text beside it, `alternateName`, says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sino_pak_data.bibliography import works
from sino_pak_data.derive import citations
from sino_pak_data.package.facts import filled
from sino_pak_data.package.origins import Origins
from sino_pak_data.package.schema import Code
from sino_pak_data.package.table import Row
from sino_pak_data.release.metadata.subject import Subject, address, json_text

Json = dict[str, Any]

_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article-newspaper": "NewsArticle",
    "article-magazine": "Article",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""By kind of work; everything else is a CreativeWork."""

_DATE = re.compile(r"(\d{4}(?:-\d\d){0,2})[?~%]?")


def document(subject: Subject) -> str:
    """The file: one review after the other, in the order of the verdicts."""
    return json_text({"@context": "https://schema.org", "@graph": [*_reviews(subject)]})


def _reviews(subject: Subject) -> Iterator[Json]:
    facts, claims = subject.facts, subject.package.identifiers("claims")
    judged = [row for row in subject.tables["verdicts"][1] if row["verdict"] and not claims[row["claim_id"]]["repeats"]]
    reviewed, origins = {row["claim_id"] for row in judged}, subject.package.origins
    repeated, wholes = (subject.package["claims"].grouped(column) for column in ("repeats", "part_of"))
    parts = {whole: [claims.get(one["repeats"], one) for one in some] for whole, some in wholes.items()}
    for row in judged:
        claim = claims[row["claim_id"]]
        own = citations.works(claim["source"])[0]
        yield filled(
            {
                **_named(subject, claim),
                "claimReviewed": claim["statement"],
                "itemReviewed": _claim(subject, claim, repeated.get(claim["claim_id"], [])),
                "reviewRating": _rating(subject.tables["verdicts"][0].by_name["verdict"].codes, row["verdict"]),
                "reviewBody": row["reason"],
                "author": [{**creator.linked_data, "url": facts.homepage} for creator in facts.creators],
                "datePublished": facts.date,
                "inLanguage": "en",
                "license": facts.licence_url,
                "hasPart": [
                    _named(subject, part) for part in parts.get(claim["claim_id"], []) if part["claim_id"] in reviewed
                ],
                "isBasedOn": [_place(subject, record) for record in row["records"].split(";") if record],
                "citation": [_work(subject, name) for name in _cited(subject, origins, row["records"], own)],
            }
        )


def _named(subject: Subject, claim: Row) -> Json:
    """A review as others refer to it."""
    url = _place(subject, f"claims/{claim['claim_id']}")
    return {"@type": "ClaimReview", "@id": url, "url": url}


def _place(subject: Subject, record: str) -> str:
    """A web address of a record: a fragment of the dataset's own."""
    return f"{subject.facts.homepage}#{record}"


def _claim(subject: Subject, claim: Row, repeating: Sequence[Row]) -> Json:
    """What is reviewed: who asserted it, when, and where. If it is asserted again, its first place is told apart."""
    reference = citations.parsed(claim["source"])[0]
    work = subject.package.identifiers("sources")[reference.source_id]
    first, *others = (_passage(subject, one) for one in (claim, *repeating))
    where = {"firstAppearance": first, "appearance": others} if others else {"appearance": first}
    by = [
        {"@type": "Organization", "name": name["literal"]}
        if "literal" in name
        else {"@type": "Person", "name": f"{name['given']} {name['family']}".strip()}
        for name in works.item(work).get("author", [])
    ]
    return filled(
        {"@type": "Claim", "identifier": claim["claim_id"], "author": by, "datePublished": _day(work), **where}
    )


def _passage(subject: Subject, claim: Row) -> Json:
    """The place of a claim in its work."""
    reference = citations.parsed(claim["source"])[0]
    work = _work(subject, reference.source_id)
    place = {"@type": "CreativeWork", "url": work.get("url"), "datePublished": work.get("datePublished")}
    return filled({**place, "position": reference.locator, "isPartOf": work})


def _work(subject: Subject, source_id: str) -> Json:
    row = subject.package.identifiers("sources")[source_id]
    return filled(
        {
            "@type": _TYPES.get(row["kind"], "CreativeWork"),
            "identifier": source_id,
            "name": row["title"],
            "url": address(row),
            "datePublished": _day(row),
        }
    )


def _day(work: Row) -> str:
    """When a work was published, as far as it is known, without a mark of doubt, which ISO 8601-1 lacks."""
    found = _DATE.fullmatch(work["published"])
    return found[1] if found else ""


def _rating(codes: Sequence[Code], verdict: str) -> Json:
    at = next(at for at, code in enumerate(codes) if code.value == verdict)
    return {
        "@type": "Rating",
        "ratingValue": len(codes) - at,
        "bestRating": len(codes),
        "worstRating": 1,
        "alternateName": codes[at].label,
        "ratingExplanation": codes[at].description,
    }


def _cited(subject: Subject, origins: Origins, records: str, own: str) -> list[str]:
    """The independent works behind the records of a verdict, each once."""
    rows = filter(None, map(subject.package.record, records.split(";")))
    cited = (name for row in rows for name in citations.works_of(row))
    return [*dict.fromkeys(origins.independent(cited, own))]

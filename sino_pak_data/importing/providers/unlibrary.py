"""UN Digital Library: voting records of the General Assembly, one row for each state and adopted resolution."""

from __future__ import annotations

from functools import partial

from sino_pak_data.importing.columns import lacking_columns
from sino_pak_data.importing.provider import Layout, Provider
from sino_pak_data.importing.providers.unga import AGREEMENT, roll_calls
from sino_pak_data.importing.rollcalls import ABSTAIN, NO, YES

_COLUMNS = ("undl_id", "ms_code", "ms_vote", "date", "resolution")
_CAST = {"Y": YES, "A": ABSTAIN, "N": NO}


PROVIDER = Provider(
    name="unlibrary",
    title="UN Digital Library, voting records of the General Assembly",
    layouts=(
        Layout(
            title="Voting data, CSV (ga_resolutions_voting.csv)",
            mismatch=partial(lacking_columns, wanted=_COLUMNS),
            read=partial(roll_calls, _COLUMNS, _CAST),
            work={
                "kind": "dataset",
                "authors": "{United Nations, Dag Hammarskjöld Library}",
                "title": "United Nations Digital Library: voting records of the General Assembly",
                "title_kind": "described",
                "publisher": "United Nations",
                "url": "https://digitallibrary.un.org/record/4060887",
                "language": "en",
                "side": "INT",
                "primary": "true",
                "basis": "own",
                "licence": "http://www.un.org/en/sections/about-website/terms-use/index.html",
                "terms": "Copyright of the United Nations; use that is not commercial, with attribution: summary in the description of the September 2024 edition of the voting data (2024_09_12_ga_resolutions_voting_md.md), as copied in Gunelmaas/SNA_team16.",
                "redistribution": "limited",
                "status": "seen",
            },
            series=AGREEMENT,
            word="votes",
            editions=r"unlibrary[0-9]{4}votes[a-z]*",
            where="https://digitallibrary.un.org/record/4060887, the CSV of the newest date",
            quirks=(
                "Y is yes, A abstention, N no and X did not vote; who did not vote counts for nothing.",
                "Adopted resolutions only: votes on paragraphs and on drafts that failed are not in it, so that agreement is a little higher than in the data of Voeten and others.",
                "The share is ours: equal votes among the resolutions of a calendar year on which both voted.",
                "The layout of 2026 has vote_note after subjects; that of 2025 has not.",
            ),
        ),
    ),
    by="iso3",
    actors={"SUN": "RUS"},
    terms="Copyright of the United Nations; not for commercial use, with attribution.",
    left_out="States that are not actors.",
)

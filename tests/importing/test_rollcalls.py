"""Two states agree on the roll calls on which both voted, and on no others."""

from __future__ import annotations

from decimal import Decimal

from sino_pak_data.importing.rollcalls import ABSTAIN, NO, YES, Vote, agreements


def shares(*votes: tuple[str, int, str, int]) -> dict[tuple[str, str, int], tuple[int, Decimal]]:
    found = agreements(Vote(*vote) for vote in votes)
    return {(one.one, one.other, one.year): (one.roll_calls, one.share) for one in found}


def test_one_common_roll_call_is_enough() -> None:
    assert shares(("1", 2020, "CHN", YES), ("1", 2020, "PAK", YES)) == {("CHN", "PAK", 2020): (1, Decimal(1))}


def test_an_abstention_agrees_with_an_abstention_only() -> None:
    votes = [("1", 2020, "CHN", ABSTAIN), ("1", 2020, "IND", ABSTAIN), ("1", 2020, "PAK", NO)]
    assert {pair[:2]: share for pair, (_, share) in shares(*votes).items()} == {
        ("CHN", "IND"): 1, ("CHN", "PAK"): 0, ("IND", "PAK"): 0,
    }  # fmt: skip


def test_states_that_never_voted_together_have_no_share() -> None:
    assert shares(("1", 2020, "CHN", YES), ("2", 2020, "PAK", YES)) == {}


def test_the_same_number_in_another_year_is_another_roll_call() -> None:
    votes = [("1", 2020, "CHN", YES), ("1", 2021, "PAK", YES), ("1", 2021, "CHN", NO)]
    assert shares(*votes) == {("CHN", "PAK", 2021): (1, Decimal(0))}

"""The claims as a person reads them: on a terminal, through a pipe, one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import unstyle

from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, Row
from sino_pak_data.records.claims import board, trail
from sino_pak_data.records.find import open_records
from sino_pak_data.records.pages import claims as report

TREATY = "Treaty of Friendship, Cooperation and Good-neighbourly Relations"


def test_what_does_not_hold_comes_first_and_the_counts_last(run) -> None:
    lines = run("claims").output.splitlines()
    heads = [line.split("  ")[0] for line in lines if line and not line.startswith(" ")]
    assert heads[:-1] == ["contradicted", "no evidence", "supported"]
    assert lines[-1] == "3 claims: 1 contradicted, 1 no evidence, 1 supported"


def test_a_figure_is_followed_by_what_others_report_and_an_event_by_its_records(run) -> None:
    output = run("claims").output
    assert "yousaf-trade-2018  [2.2.p1]" in output
    assert "stated       12,000 USD million for 2018" in output
    assert "independent  18,812.6; the stated figure is 0.64 times the nearest" in output
    assert "weighed      none agrees: so it is contradicted; 1 independent source" in output
    assert "weighed      1 supports: so it is supported; 1 independent source" in output
    assert "stated " not in run("claims", "--verdict", "supported").output


def test_the_trail_of_a_claim_lists_its_evidence_once(run) -> None:
    output = run("show", "yousaf-treaty-2005").output
    assert output.count("agreements/friendship-treaty-2005") == 1
    assert "Supporting: 1 of 1 records" in output
    assert run("claims", "yousaf-treaty-2005").output.splitlines()[0].endswith("yousaf2025drive[1.p11]")


def test_a_pipe_gets_whole_lines_and_a_terminal_short_ones(base: Path) -> None:
    opened = open_records(Folder(base))
    statement = opened.identifiers("claims")["yousaf-fatf-unsc-2008"]["statement"]
    assert statement in report.board(board(opened))
    assert max(map(len, unstyle(report.board(board(opened), columns=60)).splitlines())) <= 60
    rules = opened.descriptor.built["verdicts"].schema.by_name["rule"]
    assert statement not in report.page(trail(opened, "yousaf-fatf-unsc-2008"), rules, columns=60)


def test_a_page_says_why_by_which_rule_and_what_would_change_it(run) -> None:
    output = run("claims", "yousaf-trade-2018").output
    assert (
        "contradicted: It disagrees with 18,813 USD million for calendar year 2018 (International Monetary Fund"
        in output
    )
    assert "rule         None agrees: Values for its own time are at hand" in output
    assert "to change    An independent value of 10,800 to 13,200 USD million for 2018." in output


@pytest.fixture
def argued(base: Path) -> Package:
    """The small package with a whole, two parts and a repetition: a causal proposition, by somebody named."""
    opened = open_records(Folder(base))
    of_all = {
        "kind": "proposition", "claim_type": "causal", "subject": "arms;corridor", "attributed_to": "Tahir Amin",
        "theory": "balance_of_power;realism", "theory_named": "true", "mechanism": "external_balancing",
        "cause": "Unsteady aid", "effect": "Another patron", "source": "yousaf2025drive[1.p2]",
    }  # fmt: skip
    event = {"kind": "event", "claim_type": "empirical", "subject": "border_pact", "source": "yousaf2025drive[1.p3]"}
    opened["claims"].rows += [
        Row({"claim_id": "argument", "statement": "Aid was unsteady, so Pakistan turned to China.", **of_all}),
        Row({"claim_id": "whole", "statement": "They signed and kept it.", **event}),
        Row({"claim_id": "whole-kept", "statement": "They kept it.", "part_of": "whole", **event}),
        Row({"claim_id": "whole-signed", "statement": "They signed.", "part_of": "whole", **event}),
        Row({"claim_id": "again", "statement": "They signed and kept it.", "repeats": "whole", **event}),
    ]
    treaty = "agreements/friendship-treaty-2005"
    opened["evidence"].rows += [
        Row({"claim_id": "whole-signed", "record": treaty, "stance": "supports"}),
        Row({"claim_id": "whole-kept", "record": treaty, "stance": "qualifies", "note": "The text alone."}),
        Row({"claim_id": "argument", "record": treaty, "stance": "contradicts", "note": "No patron is named."}),
    ]
    return opened


def test_a_whole_is_followed_by_its_parts(argued: Package) -> None:
    shown = board(argued, kinds=["event"], subjects=["border_pact"])
    lines = unstyle(report.board(shown)).splitlines()
    at = lines.index("qualified          whole  [1.p3]")
    assert lines[at : at + 13] == [
        "qualified          whole  [1.p3]",
        "  They signed and kept it.",
        "  about        event; border pact",
        "  weighed      1 supports, 1 qualifies; the weakest part decides: so it is qualified; 1 independent source",
        "    qualified          whole-kept  [1.p3]",
        "      They kept it.",
        "      about        event; border pact",
        "      weighed      1 qualifies: so it is qualified; 1 independent source",
        "    supported          whole-signed  [1.p3]",
        "      They signed.",
        "      about        event; border pact",
        "      weighed      1 supports: so it is supported; 1 independent source",
        "",
    ]


def test_a_repetition_and_a_part_are_shown_but_not_counted(argued: Package) -> None:
    lines = report.board(board(argued, subjects=["border_pact"])).splitlines()
    assert "  repeats      whole, and counts once" in lines
    assert lines[-1] == "1 claim: 1 qualified; 2 parts and 1 repetition not counted"


def test_the_page_of_a_whole_has_the_records_of_its_parts(argued: Package) -> None:
    rules = argued.descriptor.built["verdicts"].schema.by_name["rule"]
    lines = unstyle(report.page(trail(argued, "whole"), rules)).splitlines()
    assert "  repeated by  again" in lines
    assert "  to change    Another verdict on whole-kept." in lines
    kept = next(line for line in lines if "The text alone." in line)
    assert kept.startswith("    qualifies    2005-04-05  Treaty of Friendship")
    assert kept.endswith("[agreements/friendship-treaty-2005]")
    part = unstyle(report.page(trail(argued, "whole-kept"), rules)).splitlines()
    assert "  part of      whole" in part


def test_any_value_of_an_option_and_all_of_the_options(argued: Package) -> None:
    def found(**asked: list[str]) -> set[str]:
        return {one.claim["claim_id"] for one in board(argued, **asked)}

    assert found(types=["causal"], subjects=["corridor"], theories=["realism"]) == {"argument"}
    assert found(types=["causal"], subjects=["border_pact"]) == set()
    assert found(subjects=["border_pact", "corridor"]) == {"argument", "whole", "whole-signed", "whole-kept", "again"}


def test_a_proposition_shows_whose_thought_it_is_cause_effect_and_evidence(argued: Package) -> None:
    lines = unstyle(report.board(board(argued, types=["causal"]), evidence=True)).splitlines()
    assert lines[:7] == [
        "no verdict         argument  [1.p2]",
        "  Aid was unsteady, so Pakistan turned to China.",
        "  about        causal; arms, corridor; by Tahir Amin",
        "  coded        balance of power, realism (named there), mechanism external balancing",
        "  cause        Unsteady aid -> Another patron",
        "  weighed      1 contradicts; 1 independent source",
        f"  contradicts  2005-04-05  {TREATY}: No patron is named. [agreements/friendship-treaty-2005]",
    ]


def test_propositions_are_found_by_their_theory(run, base: Path) -> None:
    path = base / "tables" / "claims.csv"
    path.write_text(
        path.read_text()
        .replace(",event,empirical,,,After the Mumbai", ",proposition,empirical,,,After the Mumbai")
        .replace("own voice,,,,,,,CHN;IND", "own voice,balance_of_threat;realism,true,threat_perception,,,,CHN;IND")
    )
    output = run("claims", "--theory", "balance_of_threat").output
    assert "coded        balance of threat, realism (named there), mechanism threat perception" in output
    assert output.splitlines()[-1] == "1 claim"


def test_json_has_a_claim_and_its_verdict(run) -> None:
    (only,) = json.loads(run("claims", "yousaf-trade-2018", "--json").output)
    assert (only["claim"]["value"], only["verdict"]["verdict"]) == ("12000", "contradicted")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["yousaf-trade-2019"], "did you mean 'yousaf-trade-2018'"),
        (["--verdict", "suported"], "did you mean 'supported'"),
        (["--kind", "fact"], "Use one of figure, event, proposition"),
        (["--theory", "realisme"], "did you mean 'realism'"),
    ],
)
def test_an_unknown_word_is_answered_with_the_known_ones(run, words: list[str], hint: str) -> None:
    result = run("claims", *words)
    assert result.exit_code == 2
    assert hint in result.output


def test_a_verdict_may_be_typed_as_it_is_printed(run) -> None:
    printed = run("claims", "--verdict", "no evidence")
    assert printed.exit_code == 0
    assert printed.output == run("claims", "--verdict", "no_evidence").output

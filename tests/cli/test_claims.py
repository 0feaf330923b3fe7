"""The claims as a person reads them: on a terminal, through a pipe, one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import unstyle

from sino_pak_data.cli.render import claims as report
from sino_pak_data.loader.claims import board, trail
from sino_pak_data.loader.records import open_records
from sino_pak_data.package.store import Folder


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
    assert "records      1 supporting; independent sources 1" in output
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


def test_propositions_are_found_by_their_theory(run, base: Path) -> None:
    path = base / "tables" / "claims.csv"
    path.write_text(
        path.read_text()
        .replace(",event,After the Mumbai", ",proposition,After the Mumbai")
        .replace("Security Council.,,,,CHN", "Security Council.,balance_of_threat,true,threat_perception,CHN")
    )
    output = run("claims", "--theory", "balance_of_threat").output
    assert "coded        balance of threat (named there), mechanism threat perception" in output
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

"""New rows: their ids, their places, and writing all of them or none."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.add.candidates import New, missing, pending
from sino_pak_data.add.new_ids import free, propose, with_ids
from sino_pak_data.add.settle import settle, write
from sino_pak_data.cells.ids import SLUG
from sino_pak_data.checks.runner import check
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.reader import open_package
from tests.conftest import real_package

SOURCE = New("sources", {"source_id": "dawn2022karot", "kind": "article-newspaper", "title": "Karot starts", "published": "2022-06-30", "redistribution": "unclear", "status": "seen"})  # fmt: skip
EVENT = New("events", {"event_id": "karot-start-2022", "date": "2022-06-29", "title": "Karot starts", "event_type": "inauguration", "domain": "energy", "balancing": "none", "actors": "CHN;PAK", "summary": "It runs.", "confidence": "medium", "sources": "dawn2022karot"})  # fmt: skip


def texts(base: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted((base / "tables").glob("*.csv"))}


def test_a_row_is_one_more_line_and_every_other_line_keeps_its_bytes(base: Path) -> None:
    before = texts(base)["events"].splitlines()
    write(settle(open_package(base), base, [SOURCE, EVENT]))
    after = texts(base)["events"].splitlines()
    (new,) = set(after) - set(before)
    assert [line for line in after if line != new] == before
    assert new.startswith(b"karot-start-2022,2022-06-29,Karot starts,")
    assert after.index(new) == 3


def test_a_good_addition_causes_no_problem_and_a_bad_one_is_reported(base: Path) -> None:
    package = open_package(base)
    assert settle(package, base, [SOURCE, EVENT]).problems == []
    (problem,) = settle(package, base, [EVENT]).problems
    assert (problem.rule, problem.line, problem.field) == ("unknown-source", 4, "sources")


def test_problems_from_before_are_not_reported(base: Path) -> None:
    path = base / "tables" / "claims.csv"
    path.write_text(path.read_text().replace(",figure,", ",figur,"))
    assert settle(open_package(base), base, [SOURCE, EVENT]).problems == []


def test_a_duplicate_reported_at_the_older_row_counts_as_new(base: Path) -> None:
    twin = New("sources", {**SOURCE.cells, "source_id": "aaa2001twin", "doi": "10.2307/2010133"})
    assert "duplicate-source" in {problem.rule for problem in settle(open_package(base), base, [twin]).problems}


@pytest.mark.parametrize(
    ("table", "damage", "message"),
    [
        ("events", lambda text: text + b"half a row\n", "the row has 1 cells"),
        ("events", lambda text: text.replace(b"\n", b"\r\n"), "CRLF"),
        ("events", lambda text: text.replace(b"event_id,", b"event,"), "'event' is not a column"),
        ("events", lambda text: text.replace(b",test,", b", test,"), "run `sino-pak-data format` first"),
        ("sources", lambda _: b"\xff", r"sources\.csv:1:1: .* cannot be checked"),
    ],
)
def test_nothing_is_added_to_a_table_to_rewrite_or_while_one_cannot_be_read(
    base: Path, table: str, damage: Callable[[bytes], bytes], message: str
) -> None:
    path = base / "tables" / f"{table}.csv"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(PackageError, match=message):
        settle(open_package(base), base, [EVENT])


def test_a_table_that_was_written_in_the_meantime_is_left_alone(base: Path) -> None:
    addition = settle(open_package(base), base, [SOURCE, EVENT])
    path = base / "tables" / "events.csv"
    path.write_bytes(path.read_bytes().replace(b"chengdu", b"chengtu"))
    before = texts(base)
    with pytest.raises(PackageError, match=r"events\.csv was changed in the meantime"):
        write(addition)
    assert texts(base) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("moment", range(13))
def test_killed_at_any_moment_every_table_is_as_it_was_or_complete(base: Path, moment: int) -> None:
    addition, before = settle(open_package(base), base, [SOURCE, EVENT]), texts(base)
    child = os.fork()
    if child == 0:
        calls = iter(range(100))

        def dying(real: Callable[..., object]) -> Callable[..., object]:
            return lambda *args, **named: os._exit(9) if next(calls) == moment else real(*args, **named)

        for owner, name in ((Path, "open"), (os, "fsync"), (Path, "replace"), (Path, "chmod")):
            setattr(owner, name, dying(getattr(owner, name)))
        write(addition)
        os._exit(0)
    os.waitpid(child, 0)
    after = texts(base)
    assert all(after[name] in (before[name], addition.after.get(f"tables/{name}.csv")) for name in before)
    assert [problem.rule for problem in check(open_package(base)).problems if problem.severity == "error"] == []


def test_pending_rows_can_be_referred_to_and_are_not_written(base: Path) -> None:
    package = open_package(base)
    assert "dawn2022karot" in pending(package, [SOURCE]).identifiers("sources")
    assert "dawn2022karot" not in package.identifiers("sources")


def test_missing_leaves_out_the_id_that_can_be_proposed() -> None:
    assert missing(real_package(), New("evidence", {"record": "events/karot-2022"})) == ["claim_id", "stance"]
    assert "event_id" not in missing(real_package(), New("events", {}))


@pytest.mark.parametrize(
    ("table", "cells", "proposed"),
    [
        ("events", {"title": "Pakistan's JF-17 Block IV makes first flight", "date": "2031-04"}, "jf17-block-iv-2031"),
        ("agreements", {"title": "Protocol on Border Trade", "signed": "2033-01-02"}, "protocol-border-trade-2033"),
        ("sources", {"kind": "book", "authors": "Garver, John W.", "published": "2031", "title": "The Contest"}, "garver2031contest"),
        ("sources", {"kind": "article-newspaper", "publisher": "The Times of India", "published": "2031-02", "title": "Karot starts"}, "toi2031karot"),
        ("sources", {"kind": "webpage", "url": "https://www.dawn.com/news/1", "title": "Karot"}, "dawnkarot"),
        ("sources", {"kind": "webpage", "url": "http://[x", "title": "Karot starts"}, "xkarot"),
        ("claims", {"source": "yousaf2025drive[2.p1]", "statement": "Exports doubled.", "period": "2031"}, "yousaf-exports-doubled-2031"),
        ("actors", {"kind": "state", "iso3": "XKX"}, "XKX"),
        ("observations", {"indicator_id": "aid.us.csf"}, ""),
        ("events", {"title": "", "date": "2031"}, ""),
    ],
)  # fmt: skip
def test_a_proposal_looks_like_the_ids_in_the_tables(table: str, cells: dict[str, str], proposed: str) -> None:
    assert propose(real_package(), table, cells) == proposed


@given(st.text(max_size=40), st.sampled_from(["", "2013", "1963-03/1964", "2001~"]))
def test_for_any_title_the_proposal_is_a_free_slug_or_empty(title: str, date: str) -> None:
    proposed = propose(real_package(), "events", {"title": title, "date": date})
    assert proposed == "" or (re.fullmatch(SLUG, proposed) and free(real_package(), "events", proposed))


def test_a_retired_id_is_never_proposed(base: Path) -> None:
    retired = base / "tables" / "retired.csv"
    retired.write_text(retired.read_text() + "events/karot-starts-2022,0.1.0,Test,\n")
    assert propose(open_package(base), "events", {"title": "Karot starts", "date": "2022"}) == "karot-starts-2022-2"


def test_two_new_rows_do_not_get_the_same_id() -> None:
    twice = [New("events", {"title": "Karot starts", "date": "2031"})] * 2
    assert [row.cells["event_id"] for row in with_ids(real_package(), twice)] == [
        "karot-starts-2031",
        "karot-starts-2031-2",
    ]

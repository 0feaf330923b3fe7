"""The database is the tables, and its keys hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sino_pak_data import open_package
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package
from sino_pak_data.records.claims import board
from sino_pak_data.release.exports import sqlite
from sino_pak_data.release.typed_tables import Edition, as_cell
from tests.conftest import ROOT

TREATY = "Treaty of Friendship, Cooperation and Good-neighbourly Relations"


@pytest.fixture(scope="module")
def content(edition: Edition) -> bytes:
    return sqlite.written(edition)


@pytest.fixture(scope="module")
def base(content: bytes) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        yield opened


def stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else as_cell(value)


def test_every_cell_is_the_table_s(base: sqlite3.Connection, edition: Edition) -> None:
    for table in edition.tables.values():
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        found = base.execute(f'SELECT {names} FROM "{table.name}"').fetchall()
        wanted = [tuple(stored(value) for value in row) for row in table.rows]
        assert sorted(map(repr, found)) == sorted(map(repr, wanted)), table.name


def test_every_list_is_taken_apart_in_order(base: sqlite3.Connection, edition: Edition) -> None:
    items = base.execute("SELECT event_id, actor_id FROM events_actors ORDER BY event_id, position").fetchall()
    assert items == [(row[0], actor) for row in edition.tables["events"].rows for actor in row[9]]
    cited = base.execute("SELECT * FROM claims_cited_sources WHERE locator IS NOT NULL LIMIT 1").fetchone()
    assert cited is None or (isinstance(cited[1], int) and "[" not in cited[2])


def test_references_of_lists_are_the_citations(base: sqlite3.Connection) -> None:
    query = """SELECT 'events/' || event_id, 'sources', position, source_id, locator FROM events_sources
               EXCEPT SELECT record, field, position, source_id, locator FROM citations"""
    assert base.execute(query).fetchall() == []
    query = "SELECT source, source_id || coalesce('[' || source_locator || ']', '') FROM observations"
    assert all(written == joined for written, joined in base.execute(query))


def test_a_retired_record_can_still_be_named(edition: Edition) -> None:
    """A link that was coded and then deleted stays in codings, and points to an address without a label."""
    retired = replace(
        edition.tables["retired"],
        rows=[*edition.tables["retired"].rows, ("events/visit-1999", "0.1.0", "It never came about.", None)],
    )
    content = sqlite.written(replace(edition, tables={**edition.tables, "retired": retired}))
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        found = opened.execute("SELECT * FROM records WHERE record = 'events/visit-1999'").fetchall()
    assert found == [("events/visit-1999", "events", "visit-1999", None)]


def test_keys_and_foreign_keys_hold(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    targets = {row[2] for row in base.execute("PRAGMA foreign_key_list(events_sources)")}
    assert targets == {"events", "sources"}
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        base.execute("UPDATE events_actors SET actor_id = 'XXX'")
    base.rollback()


def test_a_key_that_names_nothing_is_refused(with_cells: Callable[..., Edition]) -> None:
    with pytest.raises(PackageError, match="events_actors to actors"):
        sqlite.written(with_cells("events", "actors", [["CHN"]]))


def test_two_rows_of_one_key_are_refused(with_cells: Callable[..., Edition]) -> None:
    with pytest.raises(PackageError, match=r"table actors: UNIQUE constraint failed|table records"):
        sqlite.written(with_cells("actors", "actor_id", ["CHN", "CHN"]))


def test_every_view_answers(base: sqlite3.Connection) -> None:
    views = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    counts = {view: base.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in views}
    tables = ("events", "observations", "claims")
    rows = {table: base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    assert counts["v_events_cited"] == rows["events"]
    assert counts["v_observations_named"] == rows["observations"]
    assert counts["v_claims_judged"] == rows["claims"]
    assert 0 < counts["v_observations_disputed"] < rows["observations"]
    query = "SELECT actor_names, cited FROM v_events_cited WHERE event_id = 'jf17-first-flight-2003'"
    names, cited = base.execute(query).fetchone()
    assert "Pakistan" in names
    assert "Yousaf" in cited


def test_claims_are_found_by_subject_with_verdict_and_evidence(edition: Edition) -> None:
    """A claim of `naval_arms` is not one of `arms`."""
    claims, subjects = (
        edition.tables["claims"],
        {"yousaf-trade-2018": ["naval_arms"], "yousaf-treaty-2005": ["fatf", "trade"]},
    )
    at = [column.name for column in claims.columns].index("subject")
    rows = [(*row[:at], subjects.get(str(row[0]), ["research"]), *row[at + 1 :]) for row in claims.rows]
    content = sqlite.written(replace(edition, tables={**edition.tables, "claims": replace(claims, rows=rows)}))
    query = "SELECT DISTINCT claim_id, verdict FROM v_claims_evidence WHERE subjects LIKE '%;' || ? || ';%'"
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        assert opened.execute(query, ["arms"]).fetchall() == []
        assert opened.execute(query, ["naval_arms"]).fetchall() == [("yousaf-trade-2018", "contradicted")]
        linked = opened.execute("SELECT record, label FROM v_claims_evidence WHERE claim_id = 'yousaf-treaty-2005'")
        assert ("agreements/friendship-treaty-2005", TREATY) in linked.fetchall()


def test_command_loader_and_sql_find_the_same_claims(base: sqlite3.Connection, package: Package) -> None:
    """Every causal claim of soft balancing on the corridor."""
    asked = {"claim_type": "causal", "theory": "soft_balancing", "subject": "corridor"}
    loaded = set(open_package(ROOT).load("claims", filters=asked)["claim_id"])
    listed = board(package, types=["causal"], theories=["soft_balancing"], subjects=["corridor"])
    query = """
        SELECT claim_id FROM v_claims_evidence
        WHERE claim_type = 'causal' AND theories LIKE '%;soft_balancing;%' AND subjects LIKE '%;corridor;%'
    """
    assert loaded == {one.claim["claim_id"] for one in listed} == {name for (name,) in base.execute(query)} != set()


def test_titles_summaries_and_notes_are_searched_by_words_without_endings_and_accents(base: sqlite3.Connection) -> None:
    query = "SELECT record FROM search WHERE search MATCH ? ORDER BY rank"
    assert ("agreements/friendship-treaty-2005",) in base.execute(query, ["title: treaties AND friendship"]).fetchall()
    assert (
        base.execute(query, ["garver AND protractéd"]).fetchall()
        == base.execute(query, ["garver AND protracted"]).fetchall()
    )
    joined = "SELECT count(*) FROM search LEFT JOIN records USING (record) WHERE label IS NULL AND title IS NOT NULL"
    assert base.execute(joined).fetchone() == (0,)
    (told,) = base.execute("SELECT text FROM about WHERE heading = 'Search'").fetchone()
    assert base.execute(told).fetchall()


def test_every_view_finds_what_it_joins_by_a_key(base: sqlite3.Connection) -> None:
    """Only the table that a view is about is scanned, and what its own subqueries made."""
    about = {"v_works": "sources", "v_events_cited": "e", "v_agreements_cited": "g"}
    about |= {
        "v_observations_named": "o",
        "v_observations_disputed": "o",
        "v_claims_judged": "c",
        "v_claims_evidence": "c",
    }
    views = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    for view in views:
        steps = [step for *_, step in base.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
        scanned = {step.split()[1] for step in steps if step.startswith("SCAN") and "(subquery" not in step}
        assert scanned - {view} == {about[view]}, steps
        assert not any("AUTOMATIC" in step for step in steps), steps


def test_the_ddl_and_the_codebook_explain_every_column(base: sqlite3.Connection, edition: Edition) -> None:
    description = edition.tables["events"].schema.by_name["balancing"].description
    (ddl,) = base.execute("SELECT sql FROM sqlite_master WHERE name = 'events'").fetchone()
    assert f'"balancing" TEXT NOT NULL, -- {description}\n' in ddl
    query = "SELECT count(*) FROM codebook WHERE description = '' OR table_name NOT IN (SELECT name FROM sqlite_master)"
    assert base.execute(query).fetchone() == (0,)
    assert dict(base.execute("SELECT heading, text FROM about"))["Version"]


def test_events_join_the_ontology_of_the_field_by_their_type(base: sqlite3.Connection) -> None:
    query = """
        SELECT DISTINCT c.plover FROM events e
        JOIN codes c ON c.table_name = 'events' AND c.column_name = 'event_type' AND c.code = e.event_type
        WHERE e.event_type IN ('visit', 'other') ORDER BY 1
    """
    assert base.execute(query).fetchall() == [(None,), ("CONSULT/visit",)]


def test_the_same_tables_are_the_same_bytes_and_name_no_library(content: bytes, edition: Edition) -> None:
    assert sqlite.written(edition) == content
    assert int.from_bytes(content[96:100], "big") == 3_031_000

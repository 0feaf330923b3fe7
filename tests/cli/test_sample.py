"""`sample` from the draw to the published codings."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sino_pak_data.checks.runner import check
from sino_pak_data.reading.reader import open_package

Run = Callable[..., Result]
DRAW = ("sample", "--table", "events", "--size", "2", "--seed", "11", "--no-fresh", "--day", "2026-03-03")
CODES = {"actors": "PAK ; CHN", "recipients": "", "against": "IND"}


@pytest.fixture
def drawn(run: Run, base: Path) -> Path:
    """A sheet of two events, the second round of the base."""
    result = run(*DRAW, "-o", "sheet.csv")
    assert result.exit_code == 0, result.output
    return base / "sheet.csv"


def filled(sheet: Path, name: str, **codes: str) -> str:
    """A copy of the sheet with the same codes on each line; columns not named get the first code of their list."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    schema = open_package(sheet.parent)["events"].schema
    for row in rows:
        for field in schema.fields:
            if field.name in row and not row[field.name] and field.name != "record":
                row[field.name] = field.values[0] if field.values else CODES.get(field.name, "")
        row.update(codes)
    with (sheet.parent / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return name


def table(base: Path, name: str) -> list[dict[str, str]]:
    with (base / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_draw_writes_the_sheet_and_notes_the_sample(drawn: Path, base: Path) -> None:
    (sample,) = [row for row in table(base, "samples") if row["sample_id"] == "events-r2"]
    assert (sample["seed"], sample["size"], sample["strata"], sample["round"]) == ("11", "2", "domain;decade", "2")
    assert len(drawn.read_text(encoding="utf-8").splitlines()) == 3
    assert check(open_package(base)).problems == []


def test_a_sheet_that_may_be_filled_in_is_not_overwritten(run: Run, drawn: Path) -> None:
    before = drawn.read_bytes()
    result = run(*DRAW, "-o", "sheet.csv")
    assert result.exit_code == 2
    assert "sheet.csv exists, and may be filled in" in result.output
    assert drawn.read_bytes() == before


def test_two_filled_sheets_become_codings(run: Run, drawn: Path, base: Path) -> None:
    a, b = filled(drawn, "a.csv"), filled(drawn, "b.csv", domain="nuclear")
    result = run("sample", "--sample", "events-r2", "--read", a, "--read", b, "--day", "2026-03-04")
    assert result.exit_code == 0, result.output
    codings = [row for row in table(base, "codings") if row["sample_id"] == "events-r2"]
    assert {row["code"] for row in codings if row["field"] == "domain" and row["coder"] == "b"} == {"nuclear"}
    assert {row["code"] for row in codings if row["field"] == "actors"} == {"CHN;PAK"}
    assert check(open_package(base)).problems == []


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({"domain": "militray"}, "b.csv:2, domain: code: unknown-coding: 'militray' is not a code of domain"),
        (
            {"event_type": ""},
            "b.csv:2, event_type: code: unknown-coding: no code, and events.event_type is never empty",
        ),
        ({"actors": "PKA"}, "b.csv:2, actors: code: unknown-coding: 'PKA' is not in actors"),
    ],
)
def test_an_invalid_code_is_reported_at_its_line_and_nothing_is_written(
    run: Run, drawn: Path, base: Path, codes: dict[str, str], said: str
) -> None:
    before = table(base, "codings")
    a, b = filled(drawn, "a.csv"), filled(drawn, "b.csv", **codes)
    result = run("sample", "--sample", "events-r2", "--read", a, "--read", b, "--day", "2026-03-04")
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert table(base, "codings") == before


def test_what_cannot_be_a_pair_of_filled_sheets_is_refused(run: Run, drawn: Path, base: Path) -> None:
    def said(*words: str) -> str:
        result = run("sample", "--sample", "events-r2", *words)
        assert result.exit_code == 2
        return " ".join(result.output.split())

    a = filled(drawn, "a.csv")
    assert "events-r2 needs 2 sheets, one of each coder" in said("--read", a)
    short = base / "short.csv"
    short.write_text("\n".join((base / a).read_text(encoding="utf-8").splitlines()[:2]))
    assert "short.csv: 1 record, but events-r2 has 2" in said("--read", a, "--read", "short.csv")
    (base / "semicolons.csv").write_text("record;domain\n")
    assert "semicolons.csv:1: no column record" in said("--read", "semicolons.csv", "--read", a)
    assert "no sample 'events-r9'; did you mean" in run("sample", "--sample", "events-r9", "--read", a).output


def test_a_verdict_is_coded_for_its_claim(run: Run, base: Path) -> None:
    words = ("--where", "kind=figure", "--size", "1", "--seed", "1", "--day", "2026-03-03", "-o", "sheet.csv")
    assert run("sample", "--table", "verdicts", *words).exit_code == 0
    (sample,) = [row for row in table(base, "samples") if row["sample_id"] == "verdicts-r2"]
    assert ", 1 rows with kind figure, sha256" in sample["frame"]
    header, line = (base / "sheet.csv").read_text(encoding="utf-8").splitlines()
    for coder, code in {"a": "contradicted", "b": "disputed"}.items():
        (base / f"{coder}.csv").write_text(f"{header}\n{line}{code}\n", encoding="utf-8")
    result = run("sample", "--sample", "verdicts-r2", "--read", "a.csv", "--read", "b.csv", "--day", "2026-03-04")
    assert result.exit_code == 0, result.output
    coded = [row for row in table(base, "codings") if row["sample_id"] == "verdicts-r2"]
    assert [(row["record"], row["field"], row["code"]) for row in coded] == [
        ("claims/yousaf-trade-2018", "verdict", "contradicted"),
        ("claims/yousaf-trade-2018", "verdict", "disputed"),
    ]
    assert check(open_package(base)).problems == []


def test_a_condition_without_a_code_is_refused(run: Run) -> None:
    result = run(*DRAW, "-o", "sheet.csv", "--where", "kind")
    assert result.exit_code == 2
    assert "write COLUMN=CODE, for example --where kind=figure" in " ".join(result.output.split())


def test_a_reading_goes_to_readings(run: Run, base: Path) -> None:
    words = ("--for", "reading", "--day", "2026-03-03", "-o", "rows.csv")
    assert run(*DRAW[:-2], *words).exit_code == 0
    path = base / "rows.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, lines[0][:-1] + "right,", lines[1][:-1] + "factual,Another day."]))
    result = run("sample", "--sample", "events-read-r2", "--read", "rows.csv", "--day", "2026-03-04")
    assert result.exit_code == 0, result.output
    found = [row["verdict"] for row in table(base, "readings") if row["sample_id"] == "events-read-r2"]
    assert sorted(found) == ["factual", "right"]


def test_a_verdict_is_read_with_what_decided_it(run: Run, base: Path) -> None:
    words = ("--for", "reading", "--size", "2", "--seed", "1", "--no-fresh", "--where", "kind=event", "-o", "rows.csv")
    assert run("sample", "--table", "verdicts", *words, "--day", "2026-03-03").exit_code == 0
    path = base / "rows.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    assert header.endswith(",verdict,finding")
    path.write_text("\n".join([header, *(f"{line[:-1]}factual,No record shows it." for line in lines)]))
    result = run("sample", "--sample", "verdicts-read-r1", "--read", "rows.csv", "--day", "2026-03-04")
    assert result.exit_code == 0, result.output
    found = {row["record"] for row in table(base, "readings") if row["sample_id"] == "verdicts-read-r1"}
    assert found == {"claims/yousaf-fatf-unsc-2008", "claims/yousaf-treaty-2005"}


def test_a_dry_run_writes_neither_sheet_nor_sample(run: Run, base: Path) -> None:
    before = table(base, "samples")
    result = run(*DRAW, "-o", "sheet.csv", "--dry-run")
    assert "Dry run, nothing was written: 1 row for tables/samples.csv." in result.output
    assert not (base / "sheet.csv").exists()
    assert table(base, "samples") == before


def test_records_of_earlier_samples_are_left_out_unless_asked_for(run: Run) -> None:
    words = [word for word in DRAW if word != "--no-fresh"]
    assert "cannot draw 2 of events: 1 row left to draw from" in run(*words, "-o", "sheet.csv").output

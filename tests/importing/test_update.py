"""An update from one file: what it shows, what it writes, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.checks.runner import check
from sino_pak_data.cli import main
from sino_pak_data.importing.corrections import FILE
from sino_pak_data.reading.reader import open_package

Import = Callable[..., Result]

FUND = "COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE"
OLD = "16968241660"
"""Chinese exports to Pakistan in 2018, in dollars, as the edition imf2024dots of the base has them."""


@pytest.fixture
def run(base: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Run `import imf` with these rows of a file, inside a copy of the base."""
    monkeypatch.chdir(base)

    def run(*rows: str, options: tuple[str, ...] = (), provider: str = "imf", text: str = "") -> Result:
        file = base.parent / "imts.csv"
        file.write_text(text or "\n".join([FUND, *rows]) + "\n", encoding="utf-8")
        return CliRunner().invoke(main, ["import", provider, str(file), *options])

    return run


def row(year: str, value: str, state: str = "CHN", other: str = "PAK", flow: str = "XG_FOB_USD") -> str:
    return f"{state},{flow},{other},A,{year},{value}"


APPLY = ("--apply", "--published", "2026-10", "--accessed", "2026-11-02")


def observations(base: Path) -> list[str]:
    lines = (base / "tables" / "observations.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("trade.goods.exports_fob,CHN")]


def test_the_diff_is_shown_and_nothing_is_written(run: Import, base: Path) -> None:
    before = observations(base)
    result = run(row("2018", "17000000000"), row("2019", "16183489300"))
    assert result.exit_code == 0, result.output
    assert "trade.goods.exports_fob CHN-PAK: 1 added, 1 changed" in result.output
    assert "~ 2018: 16968.24166 -> 17000, +0.2 per cent on imf2024dots" in result.output
    assert "+ 2019: 16183.4893" in result.output
    assert result.output.endswith("Nothing was written: --apply writes it.\n")
    assert observations(base) == before


def test_a_new_edition_is_a_source_that_supersedes_the_old(run: Import, base: Path) -> None:
    result = run(row("2018", "17000000000"), row("2019", "16183489300"), options=APPLY)
    assert result.exit_code == 0, result.output
    assert observations(base) == [
        "trade.goods.exports_fob,CHN,PAK,2018,16968.24166,USD million,exact,,imf2024dots,",
        "trade.goods.exports_fob,CHN,PAK,2018,17000,USD million,exact,revised; imf2024dots has the older value,imf2026imts,",
        "trade.goods.exports_fob,CHN,PAK,2019,16183.4893,USD million,exact,,imf2026imts,",
    ]
    source = open_package(base).identifiers("sources")["imf2026imts"]
    assert (source["derived_from"], source["published"], source["accessed"]) == ("imf2024dots", "2026-10", "2026-11-02")
    assert source["note"].startswith("Read from imts.csv on 2026-11-02, SHA-256 ")
    assert open_package(base).identifiers("indicators")["trade.goods.exports_fob"]["sources"].endswith(";imf2026imts")
    assert check(open_package(base)).problems == []


def test_an_update_is_written_once(run: Import, base: Path) -> None:
    run(row("2019", "16183489300"), options=APPLY)
    after = observations(base)
    again = run(row("2019", "16183489300"), options=("--apply",))
    assert "edition: imf2026imts, which is in sources" in again.output
    assert "Nothing to write: the tables have all of it." in again.output
    assert observations(base) == after


def test_other_content_without_a_date_is_no_edition_that_is_there(run: Import) -> None:
    run(row("2019", "16183489300"), options=APPLY)
    assert "edition: imf2026imtsnov, new" in run(row("2019", "1"), options=("--accessed", "2026-11-30")).output


def test_of_two_editions_the_later_is_compared(run: Import) -> None:
    run(row("2018", "17000000000"), options=APPLY)
    assert "17000 -> 18000, +5.9 per cent on imf2026imts" in run(row("2018", "18000000000")).output


def test_an_edition_that_is_there_is_corrected_in_its_row(run: Import, base: Path) -> None:
    table = base / "tables" / "observations.csv"
    noted = "trade.goods.exports_fob,CHN,PAK,2018,16968.24166,USD million,about,,imf2024dots,Seen by us."
    table.write_text(table.read_text(encoding="utf-8").replace(observations(base)[0], noted), encoding="utf-8")
    result = run(row("2018", "17000000000"), options=("--source", "imf2024dots", "--apply"))
    assert "edition: imf2024dots, which is in sources" in result.output
    assert observations(base) == [
        "trade.goods.exports_fob,CHN,PAK,2018,17000,USD million,about,,imf2024dots,Seen by us."
    ]
    assert "SHA-256" in open_package(base).identifiers("sources")["imf2024dots"]["note"]


def test_a_large_revision_is_told_in_discrepancies(run: Import, base: Path) -> None:
    result = run(row("2018", "12000000000"), options=APPLY)
    assert result.exit_code == 0, result.output
    found = [one for one in open_package(base)["discrepancies"].rows if one["source"] == "imf2026imts"]
    assert [(one["record"], one["field"], one["value"]) for one in found] == [
        ("observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots", "value", "12000")
    ]


def test_a_value_that_is_gone_is_named_and_stays(run: Import, base: Path) -> None:
    result = run(row("2017", "1"), row("2019", "1"), options=APPLY)
    assert "- 2018: 16968.24166 of imf2024dots is gone; its row stays" in result.output
    assert any(",2018,16968.24166," in line for line in observations(base))


def test_a_value_as_exact_as_the_tables_have_it_is_no_change(run: Import) -> None:
    """The edition of the base prints six decimals, though not of this value."""
    assert "0 changed, 0 gone, 1 unchanged" in run(row("2018", f"{OLD}.4")).output
    assert "1 changed, 0 gone, 0 unchanged" in run(row("2018", "16968241661")).output


def test_both_directions_are_read_and_the_rest_is_counted(run: Import) -> None:
    result = run(
        row("2019", "1"), row("2019", "2", "PAK", "CHN"), row("2019", "3", other="G001"), row("2019", "4", other="IND"),
        row("2019", "5", flow="TBG_USD"), row("2019", "6", other="CHN"), row("2019", "NaN"),
    )  # fmt: skip
    assert "CHN-PAK: 1 added" in result.output
    assert "PAK-CHN: 1 added" in result.output
    for line in (
        "1: no actor of ours (G001)",
        "1: no indicator of ours (TBG_USD)",
        "1: one actor on both sides (CHN and CHN)",
        "1: no value (2019)",
        "1: a pair that the tables do not follow; --only INDICATOR/REPORTER-PARTNER takes it (trade.goods.exports_fob CHN-IND)",
    ):
        assert f"  {line}" in result.output


def test_only_a_part_is_taken(run: Import) -> None:
    rows = row("2019", "1"), row("2020", "2"), row("2019", "3", "PAK", "CHN"), row("2019", "4", other="IND")
    found = json.loads(run(*rows, options=("--json", "--only", "*/CHN-PAK/2020")).output)["changes"]
    assert [(one["reporter"], one["partner"], one["period"]) for one in found] == [("CHN", "PAK", "2020")]
    named = json.loads(run(*rows, options=("--json", "--only", "trade.*/CHN-IND")).output)["changes"]
    assert [(one["reporter"], one["partner"], one["period"]) for one in named] == [("CHN", "IND", "2019")]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("trade.goods.export_fob", "no indicator 'trade.goods.export_fob'; did you mean 'trade.goods.exports_fob'?"),
        ("trade.*/CHN-PAX", "no actor 'PAX'"),
        ("trade.*/*/20x0", "is not INDICATOR/ACTORS/YEARS"),
    ],
)
def test_a_part_that_is_misspelt_is_refused(run: Import, part: str, message: str) -> None:
    result = run(row("2019", "1"), options=("--only", part))
    assert (result.exit_code, message in result.output) == (2, True), result.output


CORRECTION = """[[correction]]
provider = "imf"
indicator = "trade.goods.exports_fob"
reporter = "CHN"
partner = "PAK"
period = "2019"
given = "1.618349"
value = "16183.4893"
reason = "Printed in the wrong unit."
"""


def test_a_correction_by_hand_outlives_the_import(run: Import, base: Path) -> None:
    (base / FILE).write_text(CORRECTION, encoding="utf-8")
    result = run(row("2019", "1618349"), options=APPLY)
    assert "corrected by hand: trade.goods.exports_fob CHN-PAK 2019 is 16183.4893, not 1.618349" in result.output
    assert observations(base)[-1] == (
        "trade.goods.exports_fob,CHN,PAK,2019,16183.4893,USD million,exact,corrected: printed as 1.618349,imf2026imts,"
        "Printed in the wrong unit."
    )


def test_a_correction_that_the_provider_has_caught_up_with_stops_the_import(run: Import, base: Path) -> None:
    (base / FILE).write_text(CORRECTION, encoding="utf-8")
    before = observations(base)
    result = run(row("2019", "16183489300"), options=APPLY)
    assert result.exit_code == 1
    assert f"{FILE}:1: trade.goods.exports_fob CHN-PAK 2019: imf prints 16183.4893" in result.output
    assert observations(base) == before


def test_a_correction_of_another_provider_is_left_alone(run: Import, base: Path) -> None:
    (base / FILE).write_text(CORRECTION.replace('"imf"', '"comtrade"'), encoding="utf-8")
    result = run(row("2019", "16183489300"))
    assert (result.exit_code, "corrected" in result.output) == (0, False)
    assert "+ 2019: 16183.4893\n" in result.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('given = "1.618349"\n', "", "the correction needs text in given"),
        ('"1.618349"', '"a lot"', 'the correction needs a number, such as "16183.4893", in given'),
        ('"imf"', '"fund"', "no provider 'fund'"),
        ('"imf"', "", "not TOML"),
    ],
)
def test_a_correction_that_says_too_little_is_refused(
    run: Import, base: Path, old: str, new: str, message: str
) -> None:
    (base / FILE).write_text(CORRECTION.replace(old, new), encoding="utf-8")
    result = run(row("2019", "1618349"))
    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_an_older_edition_is_compared_with_those_before_it(run: Import) -> None:
    result = run(row("2018", OLD), row("2019", "1"), options=("--published", "2010"))
    assert "older than imf2024dots, whose values are not compared" in result.output
    assert "2 added, 0 changed, 0 gone" in result.output


def test_years_before_the_series_begins_are_taken_if_asked_for(run: Import) -> None:
    """The file may go back to 1816, and the tables for good reasons not."""
    assert "1: before the series begins; --only INDICATOR/ACTORS/YEARS takes it" in run(row("2017", "1")).output
    asked = ("--only", "trade.goods.exports_fob/CHN-PAK/2017")
    assert "1 added, 0 changed" in run(row("2017", "1"), options=asked).output


def test_a_malformed_source_in_the_tables_is_left_to_the_check(run: Import, base: Path) -> None:
    path = base / "tables" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",imf2024dots,", ",imf2024dots[,"), encoding="utf-8")
    result = run(row("2019", "16183489300"))
    assert not isinstance(result.exception, ValueError | IndexError), result.exception
    assert "+ 2019: 16183.4893" in result.output


def test_what_the_check_refuses_is_not_written(run: Import, base: Path) -> None:
    """The terms of UN Comtrade, as far as they were read, forbid it."""
    before = observations(base)
    text = "freqCode,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,cmdCode,fobvalue,primaryValue\nA,2019,156,CHN,X,586,PAK,TOTAL,16183489300,16183489300,\n"
    result = run(provider="comtrade", text=text, options=APPLY)
    assert result.exit_code == 1
    assert "forbid redistribution" in result.output
    assert observations(base) == before


def test_a_file_of_another_provider_is_called_by_its_name(run: Import) -> None:
    result = run(row("2019", "1"), provider="sipri")
    assert result.exit_code == 2
    assert (
        "a file of International Monetary Fund, trade by partner (IMTS, SDMX-CSV): sino-pak-data import imf"
        in result.output
    )


def test_an_unknown_layout_is_refused_with_what_was_expected_and_found(run: Import) -> None:
    result = run(text="Country,Partner,2019\nChina,Pakistan,1\n")
    assert result.exit_code == 2
    assert "IMTS, SDMX-CSV: expected 'COUNTRY', 'INDICATOR'" in result.output
    assert "in 'Country', 'Partner', '2019'" in result.output


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((row("2019", "1,x"),), "imts.csv:2: 7 cells below 6 columns"),
        ((row("2019", "many"),), "imts.csv:2: 'many' is no number, nor a mark for a missing one"),
        (
            (row("2019", "1000000"), row("2019", "2000000")),
            "the file gives trade.goods.exports_fob of CHN-PAK in 2019 twice, 1 and 2",
        ),
    ],
)
def test_a_bad_file_is_refused_at_its_line(run: Import, rows: tuple[str, ...], message: str) -> None:
    result = run(*rows)
    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_a_file_without_a_date_needs_one_to_be_written(run: Import, base: Path) -> None:
    before = observations(base)
    result = run(row("2019", "1"), options=("--apply",))
    assert (result.exit_code, "add --published" in result.output) == (2, True)
    assert observations(base) == before

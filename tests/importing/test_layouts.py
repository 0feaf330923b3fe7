"""What single layouts refuse, and what they leave out."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.styles.colors import Color

from sino_pak_data.importing.editions import Reading
from sino_pak_data.importing.figures import mapped
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import Left, Series
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.recognition import recognised
from sino_pak_data.importing.update import update
from sino_pak_data.importing.workbook import BLUE, RED, colour, rows
from sino_pak_data.package.problem import PackageError
from tests.conftest import ROOT, real_package
from tests.importing.provided import CASES, GOLDEN, as_provided

DAMAGE = (b"", b"\0", b",", b'"', b"\xff\xfe", b"null", b"1e999999", b"\r", b"[" * 2000, b"\xf0")


def test_the_first_page_of_an_answer_is_refused(tmp_path: Path) -> None:
    about, observations = json.loads((GOLDEN / "worldbank" / "gdp.json").read_text(encoding="utf-8"))
    file = tmp_path / "gdp.json"
    file.write_text(json.dumps([about | {"pages": 3}, observations]), encoding="utf-8")
    layout = PROVIDERS["worldbank"].layouts[0]
    with pytest.raises(PackageError, match="page 1 of 3 only"):
        layout.read(Given(file))


def test_an_error_of_the_service_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "gdp.json"
    file.write_text(
        '[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'
    )
    with pytest.raises(PackageError, match="an error of the API"):
        recognised(Given(file), PROVIDERS["worldbank"], PROVIDERS)


def test_a_year_is_summed_once_it_is_whole(tmp_path: Path) -> None:
    text = (GOLDEN / "sipri" / "register.csv").read_text(encoding="utf-8")
    file = tmp_path / "register.csv"
    file.write_text(text.replace("12 Feb 2026", "12 Feb 2019"), encoding="utf-8")
    items = PROVIDERS["sipri"].layouts[0].read(Given(file)).items
    late = {item.what for item in items if isinstance(item, Left) and "not over" in item.why}
    assert late == {"2018", "2023", "2024"}


def test_a_series_with_other_prices_than_its_indicator_is_refused() -> None:
    """As when a new edition of a workbook has constant prices of another year under an old name."""
    provider = PROVIDERS["worldbank"]
    wrong = Series("gdp.current_usd", "PPP dollar", "constant_2021", "realised")
    layout = replace(provider.layouts[0], series={"NY.GDP.MKTP.CD": wrong})
    with pytest.raises(PackageError, match=r"price_basis 'constant_2021', not 'current'; unit 'PPP dollar', not 'USD'"):
        mapped(iter(()), provider, layout, real_package())


def test_every_series_is_in_unit_prices_and_stage_of_its_indicator() -> None:
    known = real_package().identifiers("indicators")
    for provider in PROVIDERS.values():
        for layout in provider.layouts:
            assert mapped(iter(()), provider, layout, real_package()).values == {}
            assert {one.indicator for one in layout.series.values()} <= known.keys()


def test_every_name_of_a_state_is_an_actor() -> None:
    actors = real_package().identifiers("actors")
    for provider in PROVIDERS.values():
        assert {*provider.actors.values()} <= actors.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_damaged_file_is_read_or_refused_in_words(case: Path, tmp_path: Path) -> None:
    whole = as_provided(case, tmp_path).read_bytes()
    chance, provider = random.Random(17), PROVIDERS[case.parent.name]
    for number in range(40):
        damaged = bytearray(whole[: chance.randrange(len(whole))] if number % 4 == 0 else whole)
        for _ in range(number % 5):
            damaged[chance.randrange(len(damaged) or 1) : chance.randrange(len(damaged) or 1)] = chance.choice(DAMAGE)
        file = tmp_path / f"{number}"
        file.write_bytes(damaged)
        try:
            layout = recognised(Given(file), provider, PROVIDERS)
            mapped(layout.read(Given(file)).items, provider, layout, real_package())
        except PackageError as reason:
            assert str(reason)


def test_a_day_alone_does_not_make_an_edition_of_one_series_that_of_another(tmp_path: Path) -> None:
    """The sources have the GDP of 24 February 2026, and no other series of that day."""
    about, observations = json.loads((GOLDEN / "worldbank" / "gdp.json").read_text(encoding="utf-8"))
    population = {"indicator": {"id": "SP.POP.TOTL", "value": "Population, total"}, "value": 251269164, "date": "2024"}
    file = tmp_path / "both.json"
    for more, known in (([], True), ([observations[2] | population], False)):
        file.write_text(json.dumps([about, observations + more]), encoding="utf-8")
        reading = Reading(date(2026, 11, 29))
        assert update(real_package(), ROOT, PROVIDERS["worldbank"], Given(file), reading).edition.known is known


def test_the_soviet_union_counts_as_russia_in_the_register(tmp_path: Path) -> None:
    text = (GOLDEN / "sipri" / "register.csv").read_text(encoding="utf-8")
    file = tmp_path / "register.csv"
    file.write_text(text.replace(",Russia,Pakistan,Mi-35M", ",Soviet Union,Pakistan,Mi-35M"), encoding="utf-8")
    provider = PROVIDERS["sipri"]
    found = mapped(provider.layouts[0].read(Given(file)).items, provider, provider.layouts[0], real_package())
    assert found.values["arms.tiv_register", "RUS", "PAK", "2018"].value == "46"


@pytest.mark.parametrize(
    ("font", "name"), [(Color(indexed=12), BLUE), (Color(indexed=10), RED), (Color(rgb="FF000000"), "")]
)
def test_a_colour_is_known_from_the_palette_too(font: Color, name: str, tmp_path: Path) -> None:
    """So the workbooks of SIPRI have it."""
    book = Workbook()
    cell = book.active["A1"]
    cell.value, cell.font = 2580.1, Font(color=font)
    book.save(tmp_path / "book.xlsx")
    ((_, (read,)),) = rows(Given(tmp_path / "book.xlsx"), "Sheet")
    assert colour(read) == name

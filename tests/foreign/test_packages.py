"""Other people's packages: what the standard allows is clean, what it forbids is named, and no command stumbles.

The four in `packages/` are written after public ones, with a few of their rows: a list of countries, GDP by region, a
linguistic data set with its references, and camera traps.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.checks.runner import check
from sino_pak_data.cli import main
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Json
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT, real_package

HOME = Path(__file__).parent / "packages"
PACKAGES = sorted(path.name for path in HOME.iterdir())
WRONG: list[Any] = [None, 5, -1.5, "x", "", True, [], {}, ["x"], [[]], [{}], {"x": 1}, [5]]

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def laid(here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Lay out a copy of a package and work in it."""

    def lay(name: str) -> Path:
        shutil.copytree(HOME / name, here / name)
        monkeypatch.chdir(here / name)
        return here / name

    return lay


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(folder: Path, resource: Json, rows: str, **more: Any) -> Path:
    """A package of one table."""
    (folder / "t.csv").write_bytes(rows.encode())
    described = {"name": "one", "resources": [{"name": "t", "path": "t.csv", **resource}], **more}
    (folder / "datapackage.json").write_text(json.dumps(described))
    return folder


def found(folder: Path) -> list[tuple[str, int, str]]:
    """Rule, line and message of each problem."""
    return [(one.rule, one.line, one.message) for one in check(open_package(folder)).problems]


# As they are


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_of_others_is_clean(name: str, laid: Callable[[str], Path]) -> None:
    laid(name)
    assert "no problems" in run("check").output
    assert run("check", "--format", "json").output == "[]\n"
    assert run("check", "--format", "markdown").output.startswith("**No problems** in ")


@pytest.mark.parametrize("name", PACKAGES)
def test_format_sorts_rows_by_their_key_and_changes_no_cell(name: str, laid: Callable[[str], Path]) -> None:
    folder = laid(name)
    before = {table.file: sorted(map(str, table.rows)) for table in open_package(folder).authored}
    assert run("format").exit_code == 0
    assert "all canonical" in run("format", "--check").output
    assert {table.file: sorted(map(str, table.rows)) for table in open_package(folder).authored} == before


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_of_others_is_as_its_schemas_say_but_lists_no_hashes(name: str, laid: Callable[[str], Path]) -> None:
    laid(name)
    assert "as their schemas say" in run("verify", ".").output
    assert "nothing shows whether a file was altered" in run("verify", ".").output
    assert run("verify", str(shutil.make_archive(name, "zip", "."))).exit_code == 0


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ("", "as their schemas say in"),
        ("no sums\n", "it lists no hashes, so nothing shows whether a file was altered"),
        ("{0}  t.csv\n", "it lists no hash of u.csv, so nothing shows whether that was altered"),
        ("{0} *t.csv\n{0}  ./u.csv\n", "complete and consistent"),
        ("{0}  t.csv\nSHA256 (u.csv) = {1}\n", "u.csv: hash in SHA256SUMS: expected {1}"),
    ],
)
def test_a_package_is_called_complete_only_if_every_table_has_a_hash(here: Path, sums: str, said: str) -> None:
    tables = [{"name": name, "path": f"{name}.csv", "schema": {"fields": [{"name": "a"}]}} for name in "tu"]
    (here / "datapackage.json").write_text(json.dumps({"resources": tables}))
    for name in "tu":
        (here / f"{name}.csv").write_bytes(b"a\n1\n")
    digests = (sha256(b"a\n1\n").hexdigest(), "0" * 64)
    (here / "SHA256SUMS").write_text(sums.format(*digests))
    output = run("verify", ".").output
    assert said.format(*digests) in output
    assert ("complete" in said) == ("complete and consistent" in output)


def test_a_row_is_found_by_its_words_and_shown_by_its_key_or_else_by_its_line(laid: Callable[[str], Path]) -> None:
    laid("intensifiers")
    assert "languages/NRN (Source): Norwegian" in run("show", "hellan_anaphora_1988").output
    assert "Licence  https://creativecommons.org/licenses/by/4.0/" in run("info").output
    laid("gdp")
    assert run("search", "baltics").output == "gdp/7  Central Europe and the Baltics, CEB, 2011\n"
    assert "1,446,816,247,840" in run("show", "gdp/7").output


@pytest.mark.parametrize("verb", ["claims", "history x", "codebook", "show dyad_years/A-B:2000"])
def test_what_is_ours_alone_says_so(verb: str, laid: Callable[[str], Path]) -> None:
    laid("gdp")
    result = run(*verb.split())
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")


def test_rows_without_a_key_are_compared_as_a_whole(laid: Callable[[str], Path]) -> None:
    folder = laid("gdp")
    path = folder / "data" / "gdp.csv"
    path.write_bytes(path.read_bytes().replace(b".516", b".517").replace(b"\n", b"\r\n"))
    output = run("diff", str(HOME / "gdp"), ".", "--ids").output
    assert output.splitlines() == ["- gdp/Arab World:ARB:2000:735025140326.516", "+ gdp/Arab World:ARB:2000:735025140326.517"]  # fmt: skip
    assert "major change" in run("diff", str(HOME / "gdp"), ".").output


# Where they are wrong


FAULTS = [
    ("gdp", "data/gdp.csv", ",1968,", ",sixty-eight,", "wrong-type", 4, "'sixty-eight' is not a year such as 2024"),
    ("gdp", "data/gdp.csv", "25760683041.0857", '"25.760.683.041,0857"', "decimal-comma", 4, "has a decimal comma"),
    ("countries", "data.csv", "China,CN", "China", "ragged-row", 5, "the row has 1 cells; the header has 2"),
    ("cameras", "deployments.csv", ",51.496,", ",91.496,", "out-of-range", 2, "91.496 is above the maximum of 90"),
    ("cameras", "deployments.csv", ",1.30,", ",0,", "out-of-range", 2, "0 is not above 0"),
    ("cameras", "deployments.csv", "187,2020-05-30T04:57:37+02:00", "187,30/05/2020", "wrong-type", 2, "of the format %Y-%m"),
    ("cameras", "deployments.csv", "false,false,trailGame,Campine", "false,FALSE,trailGame,Campine", "spreadsheet-boolean", 2, "'FALSE'"),
    ("cameras", "deployments.csv", ",trailGame,Camp", ",trailgame,Camp", "unknown-code", 2, "'trailgame' is not a valid featureType"),
    ("cameras", "observations.csv", "22a452e1,00a2c20d", "22a452e1,00a2c20e", "unknown-id", 6, "'00a2c20e' is not in deployments"),
    ("cameras", "observations.csv", "a3cf89e5,", "705e6036,", "duplicate-key", 5, "duplicate key '705e6036': line 2 has it too"),
    ("intensifiers", "cldf/languages.csv", "ABK,Abkhaz", ",Abkhaz", "missing-value", 2, "ID is empty"),
    ("intensifiers", "cldf/languages.csv", "Eurasia,43", "Europe,43", "unknown-code", 2, "'Europe' is not a valid Macroarea"),
    ("intensifiers", "cldf/languages.csv", "abkh1244", "abkh124", "wrong-form", 2, "'abkh124' is not a valid Glottocode"),
    ("intensifiers", "cldf/languages.csv", "1988;strand", "1987;strand", "unknown-id", 7, "'hellan_anaphora_1987' is not in sources"),
    ("intensifiers", "cldf/languages.csv", "alba1267", "abkh1244", "duplicate-key", 3, "duplicate Glottocode 'abkh1244'"),
    ("intensifiers", "cldf/parameters.csv", "own cake.'),", "own cake.'),{", "wrong-type", 2, "'{' is not a JSON object"),
    ("intensifiers", "cldf/sources.csv", "Abkhaz,1989", "Abkhaz,2089", "out-of-range", 4, "2089 is above the maximum of 2026"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "rule", "line", "message"), FAULTS, ids=lambda one: str(one)[:20]
)
def test_a_fault_is_named_at_its_place(
    name: str, file: str, old: str, new: str, rule: str, line: int, message: str, laid: Callable[[str], Path]
) -> None:
    folder = laid(name)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    ((code, at, words),) = found(folder)
    assert (code, at) == (rule, line)
    assert message in words
    assert run("verify", ".").exit_code == 1


# What the standard leaves free


@pytest.mark.parametrize(
    "rows",
    [
        "a,b\r\n1,x\r\n", "\ufeffa,b\n1,x\n", 'a,b\n"1","x"\n', "a,b\n1,x", "a,b\n2,x\n1,y\n", "a,b\n 1 , x \n", "a,b\n1,x\n\n\n", "a,b\n",
    ],
)  # fmt: skip
def test_other_ways_to_write_a_table_are_as_good(rows: str, here: Path) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b"}]
    write(here, {"schema": {"fields": fields, "primaryKey": "a"}}, rows)
    assert found(here) == []
    assert run("search", "x").exit_code == run("diff", ".", ".").exit_code == run("verify", ".").exit_code == 0
    assert run("format").exit_code == 0
    write(here, {"schema": {"fields": fields, "primaryKey": "a"}}, (here / "t.csv").read_text(), canonical=True)
    assert found(here) == []


def test_a_cell_may_go_on_in_the_next_line_and_its_faults_have_their_own(here: Path) -> None:
    fields = [{"name": "a"}, {"name": "b", "type": "integer"}]
    write(here, {"schema": {"fields": fields}}, 'a,b\n"x\ny",1\n"p\nq",z\n')
    assert found(here) == [("wrong-type", 5, "'z' is not a whole number")]
    assert run("search", "x").output == "t/2  x\\ny, 1\n"
    assert run("diff", ".", ".").output.endswith("nothing changed\n\n")


@pytest.mark.parametrize(
    ("match", "header", "rules"),
    [
        ("exact", "a,b", []), ("exact", "b,a", ["column-order"]), ("exact", "a,b,c", ["wrong-header"]),
        ("equal", "b,a", []), ("equal", "a", ["wrong-header"]), ("subset", "c,b,a", []), ("subset", "a,c", ["wrong-header"]),
        ("superset", "b", []), ("superset", "b,c", ["wrong-header"]), ("partial", "c,b", []), ("partial", "c,d", ["wrong-header"]),
    ],
)  # fmt: skip
def test_columns_agree_as_far_as_fields_match_demands(match: str, header: str, rules: list[str], here: Path) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "fieldsMatch": match}
    write(here, {"schema": schema}, f"{header}\n")
    assert [rule for rule, _, _ in found(here)] == rules
    assert run("verify", ".").exit_code == bool(rules)


def test_a_table_of_ours_by_name_alone_breaks_no_rule_of_ours(here: Path) -> None:
    ours = [*real_package().descriptor.authored]
    schema = {"fields": [{"name": "ID"}, {"name": "Name"}, {"name": "Note"}], "primaryKey": ["ID"]}
    write(here, {"schema": schema}, "ID,Name,Note\na1,First,x\nb2,Second,\n")
    resources = [{"name": name, "path": "t.csv", "schema": schema} for name in ours]
    (here / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources, "canonical": True}))
    assert found(here) == []


def test_several_columns_can_be_a_foreign_key_or_unique(here: Path) -> None:
    fields = [{"name": name} for name in "abcd"]
    key = {"fields": ["c", "d"], "reference": {"fields": ["a", "b"]}}
    write(here, {"schema": {"fields": fields, "foreignKeys": [key], "uniqueKeys": [["a", "b"]]}}, "a,b,c,d\n1,2,,\n1,3,1,2\n1,3,2,1\n")  # fmt: skip
    assert found(here) == [
        ("duplicate-key", 4, "duplicate a and b '1:3': line 3 has it too"),
        ("unknown-id", 4, "'2:1' is not in a and b of t"),
    ]


# What cannot be checked


UNCHECKED = [
    ({"dialect": {"delimiter": ";"}}, "its dialect has delimiter ';'"),
    ({"dialect": {"csv": {"header": False}}}, "its dialect has header False"),
    ({"encoding": "latin-1"}, "its encoding is latin-1"),
    ({"format": "xlsx"}, "its format is xlsx, not csv"),
    ({"path": "https://example.org/t.csv"}, "it is at an address, and nothing is fetched"),
    ({"path": ["t.csv", "u.csv"]}, "it has several files"),
    ({"schema": "https://example.org/t.json"}, "its schema is at an address, and nothing is fetched"),
    ({"schema": {"fields": [{"name": "a", "constraints": {"pattern": "(?=x)."}}]}}, "its pattern, which RE2 does not know"),
    ({"schema": {"fields": [{"name": "a", "constraints": {"jsonSchema": {}}}]}}, "its jsonSchema"),
    ({"schema": {"fields": [{"name": "a"}], "foreignKeys": [{"fields": "a", "reference": {"resource": "u", "fields": "a"}}]}}, "no resource 'u'"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "reason"), UNCHECKED, ids=lambda one: str(one)[:30])
def test_what_is_not_checked_is_said(resource: Json, reason: str, here: Path) -> None:
    write(here, {"schema": {"fields": [{"name": "a"}]}} | resource, "a\n1\n")
    described = json.loads((here / "datapackage.json").read_text())
    described["resources"].append({"name": "other", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}})
    (here / "datapackage.json").write_text(json.dumps(described))
    ((rule, _, message),) = found(here)
    assert rule == "unchecked"
    assert reason in message
    assert run("check").exit_code == 0


def test_a_package_without_a_table_is_not_called_clean(here: Path) -> None:
    (here / "datapackage.json").write_text('{"resources": [{"name": "a", "path": "a.png"}]}')
    assert "there is nothing to check" in run("check").output


def test_a_pattern_that_could_run_for_ever_takes_no_time(here: Path) -> None:
    field = {"name": "a", "constraints": {"pattern": "(a+)+$"}}
    write(here, {"schema": {"fields": [field, {"name": "b", "type": "integer"}]}}, f"a,b\n{'a' * 500}!,1\n")
    assert [rule for rule, _, _ in found(here)] == ["wrong-form"]
    assert run("format").exit_code == 0


# Hashes


def test_verify_compares_what_a_descriptor_lists(here: Path) -> None:
    schema = {"fields": [{"name": "a"}]}
    good = {"schema": schema, "bytes": 4, "hash": md5(b"a\n1\n", usedforsecurity=False).hexdigest()}
    write(here, good, "a\n1\n")
    assert "complete and consistent" in run("verify", ".").output
    write(here, good, "a\n2\n")
    assert re.search(r"t.csv: hash: expected \w+, found md5:", run("verify", ".").output)
    write(here, good | {"hash": "sha256:00"}, "a\n11\n")
    assert "t.csv: size in bytes: expected 4, found 5" in run("verify", ".").output


# Damaged descriptors and schemas


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in JSON."""
    yield at
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*at, key))


def damaged(content: Any, at: tuple[Any, ...], new: Any) -> Any:
    """JSON with another value at a place, or without it if `new` is `places`."""
    content = json.loads(json.dumps(content))
    if not at:
        return new
    inside = content
    for key in at[:-1]:
        inside = inside[key]
    if new is places:
        del inside[at[-1]]
    else:
        inside[at[-1]] = new
    return content


def survives(folder: Path, values: list[Any], act: Callable[[], object]) -> int:
    """How many damages to descriptor and schemas were tried; each is a problem, an error in one line or harmless."""
    tried = 0
    for path in folder.rglob("*.json"):
        good = path.read_text(encoding="utf-8")
        for at in places(json.loads(good)):
            for new in values if at else [one for one in values if one is not places]:
                path.write_text(json.dumps(damaged(json.loads(good), at, new)), encoding="utf-8")
                tried += 1
                try:
                    act()
                except PackageError as reason:
                    assert "\n" not in str(reason)
        path.write_text(good, encoding="utf-8")
    return tried


@pytest.mark.parametrize("name", PACKAGES)
def test_a_lost_key_is_no_traceback(name: str, laid: Callable[[str], Path]) -> None:
    folder = laid(name)
    assert survives(folder, [places], lambda: check(open_package(folder))) > 20


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKAGES)
def test_no_damage_to_a_descriptor_or_schema_is_a_traceback(name: str, laid: Callable[[str], Path]) -> None:
    folder = laid(name)

    def every_command() -> None:
        for words in (
            ["check"],
            ["format", "--check"],
            ["diff", str(HOME / name), "."],
            ["verify", "."],
            ["search", "a"],
        ):
            result = run(*words)
            assert result.exit_code in {0, 1, 2}
            assert result.exit_code != 2 or result.output.count("\n") == 1, result.output

    assert survives(folder, [places, *WRONG], every_command) > 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("resources"), "resources is missing"),
        (lambda d: d["resources"][0].pop("name"), "resources[0].name is missing"),
        (lambda d: d["resources"][0].pop("path"), "resources[gdp].path is missing"),
        (lambda d: d["resources"].append(d["resources"][0]), "resources must be different names, not 'gdp' twice"),
        (lambda d: d["resources"][0]["schema"]["fields"][2].update(type="yaer"), "did you mean 'year'?"),
        (lambda d: d["resources"][0]["schema"].update(primaryKey="Yaer"), "primaryKey must be names of columns, not 'Yaer'; did you mean 'Year'?"),
        (lambda d: d["resources"][0]["schema"]["fields"][3].update(constraints={"minimum": "x"}), "fields[Value].constraints.minimum must be a value of type number"),
        (lambda d: d["resources"][0]["schema"]["fields"][0].update(constraints={"pattern": "("}), "fields[Country Name].constraints.pattern is not a regular expression"),
        (lambda d: d["resources"][0]["schema"]["fields"][2].update(type="date", format="%Q"), "fields[Year].format"),
    ],
)  # fmt: skip
def test_a_damaged_descriptor_is_one_error_in_words(
    change: Callable[[Json], Any], message: str, laid: Callable[[str], Path]
) -> None:
    path = laid("gdp") / "datapackage.json"
    described = json.loads(path.read_text())
    change(described)
    path.write_text(json.dumps(described))
    result = run("check")
    assert result.exit_code == 2
    assert result.output.startswith("Error: datapackage.json")
    assert message in result.output
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("text", ["excuse = 5", 'excuse = ["x"]', '[excuse]\nrule = "x"', '[[excuses]]\nrule = "x"',
                                  '[[excuse]]\nrule = ["x"]\nrecord = {}\nfield = 5\nreason = "y"', "a = " + "[" * 3_000])  # fmt: skip
def test_damaged_excuses_are_one_problem(text: str, laid: Callable[[str], Path]) -> None:
    folder = laid("gdp")
    (folder / "excuses.toml").write_text(text)
    ((rule, line, _),) = found(folder)
    assert (rule, line) == ("stale-excuse", 1)


# A dataset of one's own


def test_a_new_dataset_checks_at_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", "My Réseau", "--title", 'The "network"').exit_code == 0
    described = json.loads((here / "My Réseau" / "datapackage.json").read_text())
    assert (described["name"], described["title"]) == ("my-reseau", "The 'network'")
    workflow = (here / "My Réseau" / ".github" / "workflows" / "check.yml").read_text()
    assert "uses: sino-pak-data/sino-pak-data@v" in workflow
    monkeypatch.chdir(here / "My Réseau")
    assert "no problems" in run("check").output
    assert "all canonical" in run("format", "--check").output
    assert "standards/rfc-4180  2005-10  Common Format" in run("search", "comma").output
    again = run("new", ".")
    assert again.exit_code == 2
    assert "is not empty" in again.output


@pytest.mark.slow
def test_a_new_dataset_builds_at_once_to_what_verify_finds_whole(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "flags")
    monkeypatch.chdir(here / "flags")
    assert run("build").exit_code == 0
    assert [path.name for path in sorted((here / "flags" / "dist").iterdir())] == ["SHA256SUMS", "flags-0.1.0.zip"]
    assert (
        "flags 0.1.0: 4 files, 1 table, 2 rows, complete and consistent" in run("verify", "dist/flags-0.1.0.zip").output
    )
    first = (here / "flags" / "dist" / "flags-0.1.0.zip").read_bytes()
    run("build")
    assert (here / "flags" / "dist" / "flags-0.1.0.zip").read_bytes() == first


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "countries"])
def test_a_package_of_others_can_be_built(name: str, laid: Callable[[str], Path]) -> None:
    laid(name)
    assert run("build").exit_code == 0
    (archive,) = Path("dist").glob("*.zip")
    assert "complete and consistent" in run("verify", str(archive)).output


def test_the_examples_are_where_the_repository_says() -> None:
    assert (ROOT / "tests" / "foreign" / "packages") == HOME

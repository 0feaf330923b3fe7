"""Whatever a spreadsheet, a browser or a wrong encoding does to a table is one problem, at its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks.runner import check
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.source_text import LONGEST_CELL


@pytest.fixture
def found(base: Path) -> Callable[[str, Callable[[str], str | bytes]], list[Problem]]:
    """Rewrite a table of the small package and check it."""

    def run(table: str, anew: Callable[[str], str | bytes]) -> list[Problem]:
        path = base / "tables" / f"{table}.csv"
        written = anew(path.read_text(encoding="utf-8"))
        path.write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
        return check(open_package(base)).problems

    return run


def with_cell(line: int, column: str, cell: str) -> Callable[[str], str]:
    """The table with another cell on one of its lines."""

    def anew(text: str) -> str:
        rows = [parsed.cells for parsed in csv_lines.parse(text)]
        rows[line - 1][rows[0].index(column)] = cell
        return csv_lines.document(rows[0], rows[1:])

    return anew


@pytest.mark.parametrize(
    ("table", "column", "cell", "rule", "hint"),
    [
        ("events", "date", "Apr-05", "spreadsheet-date", "write 2005-04 for the month, YYYY-04-05 for a day"),
        ("events", "date", "5-Apr", "spreadsheet-date", "write YYYY-04-05 with its year"),
        ("events", "date", "4/5/2005", "spreadsheet-date", "write 2005-04-05 or 2005-05-04"),
        ("events", "date", "13/5/2005", "spreadsheet-date", "write 2005-05-13"),
        ("events", "date", "5-Apr-98", "spreadsheet-date", "write 1998-04-05"),
        ("events", "date", "2005-04-05 00:00:00", "spreadsheet-date", "write 2005-04-05"),
        ("agreements", "signed", "38447", "serial-date", "write 2005-04-05 if the source agrees"),
        ("agreements", "signed", "2001\u20132004", "typographic-character", "write -"),
        ("sources", "pages", "12-Apr", "spreadsheet-date", "type what the source has"),
        ("observations", "value", "1.2E+09", "scientific-notation", "only 1200000000 is left"),
        ("observations", "value", "1,200", "thousands-separator", "write 1200"),
        ("observations", "value", "1\u00a0200", "thousands-separator", "write 1200"),
        ("observations", "value", "12,34,567", "thousands-separator", "write 1234567"),
        ("observations", "value", "1_000", "thousands-separator", "write 1000"),
        ("observations", "value", "12,5", "decimal-comma", "write 12.5"),
        ("observations", "value", "1.234,56", "decimal-comma", "write 1234.56"),
        ("observations", "value", "USD 12 bn", "unit-in-number", "write the bare number, in USD million"),
        ("observations", "value", "\u22125", "typographic-character", "write -"),
        ("observations", "value", "NaN", "word-for-missing", "write the value"),
        ("observations", "value", "-inf", "word-for-missing", "write the value"),
        ("observations", "value", "Infinity", "word-for-missing", "write the value"),
        ("observations", "value", "sNaN", "word-for-missing", "write the value"),
        ("observations", "value", "-nan", "word-for-missing", "write the value"),
        ("observations", "value", "NULL", "word-for-missing", "write the value"),
        ("agreements", "value", "nan", "word-for-missing", "leave the cell empty"),
        ("events", "place", "n.d.", "word-for-missing", "leave the cell empty"),
        ("events", "event_id", "\u201cjf17\u201d", "typographic-character", "delete it"),
        ("events", "event_id", "jf17\u00a0flight", "invisible-character", "write a plain space"),
        ("events", "title", "a \u202e turn", "invisible-character", "delete it"),
        ("events", "title", "a \x1b[31m colour", "invisible-character", "delete it"),
        ("events", "actors", "\u00a0CHN;PAK", "stray-space", "format"),
        ("events", "actors", "CHN; PAK", "loose-list", "format"),
        ("events", "place", "Gen\u00c3\u00a8ve", "mojibake", "write 'Genève'"),
        ("events", "place", "Gen\ufffdve", "mojibake", "look it up"),
        ("events", "place", "#REF!", "spreadsheet-error", "type the value again"),
        ("events", "balancing", "None", "word-for-missing", "did you mean 'none'?"),
        ("events", "date", "#N/A", "spreadsheet-error", "type the value again"),
        ("events", "summary", "=SUM(A1:A3)", "formula", "write the value"),
        ("observations", "value", "=A1+3", "formula", "write the value"),
        ("sources", "primary", "TRUE", "spreadsheet-boolean", "write true"),
        ("sources", "primary", "No", "spreadsheet-boolean", "write false"),
        ("sources", "primary", "False", "spreadsheet-boolean", "format"),
        ("events", "summary", "+1*HYPERLINK(A1)", "formula", "write the value"),
        ("events", "summary", "-2+3+cmd|' /C calc'!A0", "formula", "write the value"),
        ("events", "summary", "+A1", "formula", "write the value"),
        ("events", "summary", "\uff1dSUM(A1)", "formula", "write the value"),
        ("events", "title", "Caf&eacute;", "html-markup", "write 'é'"),
        ("events", "title", "A&nbsp;port", "html-markup", "write a space"),
        ("events", "title", "A<br>port", "html-markup", "delete it"),
        ("events", "title", "M?nchen", "lost-letter", "look it up"),
        ("sources", "authors", "?stergaard, Nils", "lost-letter", "look it up"),
        ("events", "title", "The \ufb01rst", "lookalike-letter", "write 'fi'"),
        ("events", "title", "The \u0133ssel", "lookalike-letter", "write 'ij'"),
        ("events", "title", "\ufe8e\ufee3", "lookalike-letter", "write 'ا'"),
        ("events", "title", "\U0001d401old", "lookalike-letter", "write 'B'"),
        ("events", "sources", "imf2024dots\uff0cyousaf2025drive", "typographic-character", "write ;"),
        ("events", "title", "Gene\u0300ve", "lookalike-letter", "write 'è'"),
        ("events", "title", "\u0420akistan", "lookalike-letter", "type the word again"),
        ("events", "title", "Gwadar  port", "double-space", "format"),
        ("events", "actors", "CHN, PAK", "unknown-item", "write CHN;PAK"),
        (
            "events",
            "sources",
            "yousaf2025drive[5.p4], chinaorg2011ties",
            "malformed-reference",
            "write yousaf2025drive[5.p4];chinaorg2011ties",
        ),
        ("claims", "subject", "corridor, trade", "unknown-code", "write corridor;trade"),
        ("events", "date", "1895-05-21", "date-too-early", "correct the year"),
        (
            "sources",
            "url",
            "https://example.org/a?utm_source=x&id=2",
            "tracking-address",
            "write https://example.org/a?id=2",
        ),
        ("sources", "url", "https://doi.org/10.2307/1", "loose-doi", "write 10.2307/1 into doi"),
        ("sources", "doi", "10.2307/1?seq=1", "loose-doi", "write 10.2307/1"),
        ("sources", "doi", "10.2307/1.", "loose-doi", "write 10.2307/1"),
        ("sources", "doi", "10.2307/1#metadata_info", "loose-doi", "write 10.2307/1"),
        ("sources", "doi", "10.2307/1).", "loose-doi", "write 10.2307/1"),
        ("sources", "doi", "DOI 10.2307%2F1", "wrong-form", "write 10.2307/1"),
        (
            "sources",
            "url",
            "https://example.org/a?id=2#:~:text=b",
            "tracking-address",
            "write https://example.org/a?id=2",
        ),
        (
            "sources",
            "url",
            "https://eur01.safelinks.protection.outlook.com/?url=x",
            "tracking-address",
            "where it ends",
        ),
        ("sources", "url", "https://www-jstor-org.proxy.example.edu/1", "tracking-address", "the public address"),
        ("sources", "url", "https://me:secret@example.org/a", "tracking-address", "the public address"),
        ("sources", "url", "https://example.org/a, https://example.org/b", "wrong-form", "for example"),
        ("sources", "url", "https://example.org/a;https://example.org/b", "tracking-address", "keep the better one"),
        ("sources", "authors", "Small, Andrew;others", "loose-author", "leave it out"),
        ("sources", "authors", "Small, A. & Garver, J.", "loose-author", "join them with semicolons"),
        ("sources", "authors", "{State Council, China", "loose-author", "put the whole name"),
        ("sources", "doi", "https://doi.org/10.2307/ABC", "wrong-form", "write 10.2307/abc"),
        ("observations", "value", "-99", "missing-code", "leave out the row"),
        ("observations", "unit", "USD millon", "unknown-code", "did you mean 'USD million'?"),
        ("events", "date", "2091-01-01", "date-in-future", "correct the date"),
    ],
)
def test_a_damaged_cell_is_one_problem(found, table: str, column: str, cell: str, rule: str, hint: str) -> None:
    (problem,) = found(table, with_cell(2, column, cell))
    assert (problem.rule, problem.field, problem.line, problem.value) == (rule, column, 2, cell)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("title", "Did it fly? Yes, R&D says"),
        ("summary", "-5 degrees at the pass, x < y"),
        ("title", "Ürümqi, Genève and Øresund"),
        ("note", "Seen at https://example.org/a?b=c&copy=1"),
        ("title", "中巴关系"),
    ],
)
def test_an_unusual_cell_is_no_damage(found, column: str, cell: str) -> None:
    assert found("events", with_cell(2, column, cell)) == []


def exported(separator: str, encoding: str = "utf-8") -> Callable[[str], bytes]:
    """A table as a spreadsheet exports it."""

    def anew(text: str) -> bytes:
        into = io.StringIO()
        csv.writer(into, delimiter=separator).writerows(csv.reader(io.StringIO(text)))
        return into.getvalue().encode(encoding)

    return anew


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def each_line(suffix: str, header: str = "") -> Callable[[str], str]:
    """A table with something after each row, and something after its header."""
    return lambda text: text.replace("\n", f"{suffix}\n").replace(f"{suffix}\n", f"{header}\n", 1)


HEAD = "actor_id,name,kind,iso3"
FILES: dict[str, tuple[Callable[[str], str | bytes], str, int, int]] = {
    "separated by semicolons": (exported(";"), "wrong-delimiter", 1, 1),
    "separated by tabs": (exported("\t"), "wrong-delimiter", 1, 1),
    "Unicode text of a spreadsheet": (exported("\t", "utf-16"), "not-utf8", 1, 1),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), "not-utf8", 1, 1),
    "Windows-1252": (lambda text: text.replace("Pakistan", "Pakistän").encode("cp1252"), "not-utf8", 5, 11),
    "a line for one spreadsheet": (lambda text: "sep=,\n" + text, "separator-line", 1, 1),
    "a space after a column name": (swapped("name,kind", "name ,kind"), "stray-space", 1, 10),
    "a hard blank before a column name": (swapped("name,kind", "\u00a0name,kind"), "stray-space", 1, 10),
    "a line separator after a column name": (swapped("name,kind", "name\u2028,kind"), "stray-space", 1, 10),
    "quotes around a column name": (swapped("name,kind", '"name",kind'), "needless-quotes", 1, 10),
    "CRLF": (lambda text: text.replace("\n", "\r\n"), "line-ending", 1, 1),
    "no end of the last line": (lambda text: text.rstrip("\n"), "line-ending", 5, 87),
    "nothing but commas": (lambda _: ",,,\n", "empty-file", 1, 1),
    "no header": (lambda text: text.partition("\n")[2], "wrong-header", 1, 1),
    "header of another table": (lambda _: "record,field,value,source,note\n", "wrong-header", 1, 1),
    "a renamed column": (swapped(HEAD, "actor_id,Name of actor,kind,iso3"), "wrong-header", 1, 10),
    "a column inserted": (each_line(",x", ",extra"), "wrong-header", 1, 78),
    "a column cleared": (each_line(",,", ",,"), "nameless-column", 1, 78),
    "a column inserted in the rows only": (each_line(",x"), "ragged-row", 2, 1),
    "rows cleared at the end": (lambda text: text + ",,,,,,,,,,\n" * 3, "empty-row", 6, 1),
    "blank lines at the end": (lambda text: text + "\n\n", "blank-line", 6, 1),
    "a cell deleted": (swapped("PAK,Pakistan,state,", "PAK,state,"), "ragged-row", 5, 5),
    "a cell inserted": (swapped("PAK,Pakistan,", "PAK,,Pakistan,"), "ragged-row", 5, 5),
    "an open quote": (swapped("PAK,Pakistan", 'PAK,"Pakistan'), "stray-quote", 5, 5),
    "a cell too long": (swapped("Pakistan", "x" * (LONGEST_CELL + 1)), "too-large", 5, 5),
    "a line too long": (swapped("Pakistan", '"' + '""' * 1_000_000 + '"'), "too-large", 5, 1),
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_one_problem(found, name: str) -> None:
    anew, rule, line, column = FILES[name]
    (problem,) = found("actors", anew)
    assert (problem.file, problem.rule, problem.line, problem.column) == ("tables/actors.csv", rule, line, column)
    assert problem.hint


def test_cells_in_the_next_column_are_a_shifted_row(checked) -> None:
    cells = "Pakistan,state,PAK,770,770,Q843,,"
    (problem,) = checked("actors", f"PAK,{cells},", f"PAK,,{cells}")
    assert (problem.rule, problem.line) == ("shifted-row", 5)
    assert "from 'name' on" in problem.message


@pytest.mark.parametrize(
    "name", ["a line for one spreadsheet", "a hard blank before a column name", "quotes around a column name"]
)
def test_format_mends_a_header(name: str, base: Path) -> None:
    path = base / "tables" / "actors.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(FILES[name][0](good), encoding="utf-8")
    assert canonical.text(open_package(base).mendable["actors"]) == good


def test_format_mends_booleans_and_double_spaces(base: Path) -> None:
    path = base / "tables" / "sources.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(
        good.replace(",false,", ",FALSE,").replace(",true,", ",True,").replace("page 1", "page  1"), encoding="utf-8"
    )
    assert path.read_text(encoding="utf-8") != good
    assert canonical.text(open_package(base).mendable["sources"]) == good


def test_sources_joined_by_a_comma_without_quotes_are_recognised_in_the_broken_row(checked) -> None:
    (problem,) = checked("events", "yousaf2025drive[1.p7];", "yousaf2025drive[1.p7],")
    assert problem.rule == "ragged-row"
    assert "write yousaf2025drive[1.p7];defencepkjf17history" in problem.hint


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        ("16,968", "write 16968: a number has no thousands separator"),
        ("1,696,824.17", "write 1696824.17: a number has no thousands separator"),
        ("16968,24", "write 16968.24: decimals follow a point"),
        ("60,5", "write 60.5: decimals follow a point"),
    ],
)
def test_a_number_with_a_comma_but_no_quotes_is_recognised_in_the_broken_row(checked, cells: str, hint: str) -> None:
    (problem,) = checked("observations", "16968.24166", cells)
    assert (problem.rule, problem.hint) == ("ragged-row", hint)


@pytest.mark.parametrize(("value", "found_at"), [("17000000", [4]), ("17", [4]), ("1700", [])])
def test_a_value_a_thousand_times_off_is_found_at_its_own_row(found, value: str, found_at: list[int]) -> None:
    def with_series(text: str) -> str:
        header, first, *rest = text.splitlines()
        years = {"2014": "16000", "2015": "16500", "2016": value, "2017": "16800"}
        series = [
            f"trade.goods.exports_fob,CHN,PAK,{year},{one},USD million,exact,,imf2024dots,"
            for year, one in years.items()
        ]
        return "\n".join([header, *series, first, *rest]) + "\n"

    problems = found("observations", with_series)
    assert [(problem.rule, problem.line) for problem in problems] == [("outlying-value", line) for line in found_at]

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
        ("observations", "unit", "USD millon", "unknown-code", "did you mean 'USD million'?"),
        ("events", "date", "2091-01-01", "date-in-future", "correct the date"),
    ],
)
def test_a_damaged_cell_is_one_problem(found, table: str, column: str, cell: str, rule: str, hint: str) -> None:
    (problem,) = found(table, with_cell(2, column, cell))
    assert (problem.rule, problem.field, problem.line, problem.value) == (rule, column, 2, cell)
    assert hint in problem.hint


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


def test_a_thousands_separator_without_quotes_is_recognised_in_the_broken_row(checked) -> None:
    (problem,) = checked("observations", "16968.24166", "16,968")
    assert problem.rule == "ragged-row"
    assert problem.hint == "write 16968: a number has no thousands separator"

"""`add`: new rows in their places, checked with everything else before anything is written."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from sino_pak_data.add import add_input, csl, forms
from sino_pak_data.add.candidates import New, Unusable, labels
from sino_pak_data.add.settle import Settled, origins_of, settle, write
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.shown import as_json, visible
from sino_pak_data.cells.text import bare_doi
from sino_pak_data.cli import extras_required
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render.problems import text as problem_lines
from sino_pak_data.cli.terminal import width
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import open_package

_FORMATS = ("csv", "json", "csl", "bibtex", "issue")
_SUFFIXES = {".csv": "csv", ".json": "json", ".bib": "bibtex", ".bibtex": "bibtex", ".md": "issue"}
_BEGINNINGS = {"[": "json", "{": "json", "@": "bibtex", "#": "issue"}
_NAMED = 3
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)


def _complete_table(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    tables = Descriptor(Folder(repository())).authored.items()
    return _starting(incomplete, {name: table.schema.title for name, table in tables})


def _complete_setting(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Columns, then the codes or ids of a column."""
    descriptor = Descriptor(Folder(repository()))
    words = [ctx.params.get("table"), *ctx.args]  # click leaves TABLE in args while an option lacks its value
    table = next((word for word in words if word in descriptor.authored), None)
    name, equals, cell = incomplete.partition("=")
    schema = descriptor.table(table).schema if table else None
    if schema is None or (equals and name not in schema.by_name):
        return []
    if not equals:
        return _starting(incomplete, {f"{field.name}=": field.title for field in schema.fields})
    done, separator, last = cell.rpartition(";")
    values = labels(open_package(repository()), schema, schema.by_name[name])
    return _starting(last, values, f"{name}={done}{separator}")


def _starting(incomplete: str, labels: dict[str, str], before: str = "") -> list[CompletionItem]:
    return [CompletionItem(before + word, help=label) for word, label in labels.items() if word.startswith(incomplete)]


def _settings(_ctx: click.Context, _param: click.Parameter, words: Sequence[str]) -> dict[str, str]:
    """The cells given as `FIELD=VALUE`."""
    cells: dict[str, str] = {}
    for word in words:
        field, equals, cell = word.partition("=")
        field = field.strip()
        if not equals:
            raise click.BadParameter(f"{word!r} is not FIELD=VALUE, for example --set date=2024-06-08")
        try:
            cell.encode()
        except UnicodeEncodeError:  # Python turns bytes of an argument that are not UTF-8 into surrogates
            raise click.BadParameter(f"the value of {field} is not UTF-8") from None
        if field in cells:
            raise click.BadParameter(f"{field} is given twice")
        cells[field] = " ".join(cell.split())
    return cells


@click.command()
@click.argument("table", default="", shell_complete=_complete_table)
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Set a cell; repeatable.",
    callback=_settings, shell_complete=_complete_setting,
)  # fmt: skip
@click.option("--from", "origin", type=_FILE, help="Read rows or works from a file; - is standard input.")
@click.option("--from-issue", "issue", type=_FILE, help="Read a row from the body of an issue form.")
@click.option("--doi", help="Fetch the record of a work from doi.org.")
@click.option("--as", "form", type=click.Choice(_FORMATS), help="Format of the file. Default: by its name and content.")
@click.option("--ask/--no-ask", default=None, help="Ask for what is missing. Default: on a terminal.")
@click.option("--dry-run", is_flag=True, help="Check and show the rows, but write nothing.")
@click.option("--json", "json_form", is_flag=True, help="Print the result as a JSON object.")
@click.option("--header", is_flag=True, help="Only print the header of TABLE, to start a spreadsheet with.")
def command(
    table: str, settings: dict[str, str], origin: str | None, issue: str | None, doi: str | None, form: str | None,
    ask: bool | None, dry_run: bool, json_form: bool, header: bool,
) -> None:  # fmt: skip
    """Add rows: interactively, from a file or from an issue form.

    \b
    sino-pak-data add events                              asks column by column
    sino-pak-data add events --set date=2024-06-08 ...    one row, from a script
    sino-pak-data add events --from rows.csv              rows from CSV or JSON
    sino-pak-data add sources --from record.json          a work from CSL-JSON or BibTeX
    sino-pak-data add sources --doi 10.2307/2010133       a work by its DOI

    The new rows are checked together with the tables, then all or none of them are written.
    """
    root = repository()
    if sum(one is not None for one in (origin, issue, doi)) > 1:
        raise click.UsageError("give one of --from, --from-issue and --doi")
    piped = (
        sys.stdin.buffer.read() if "-" in (origin, issue) and not header else b""
    )  # a slow pipe keeps nobody waiting
    asking = ask if ask is not None else _terminal() and not json_form and origin != "-"
    if not (asking or dry_run or header):  # whoever is asked may take his time
        hold(root)
    package = open_package(root)
    if table and table not in package.descriptor.authored:
        raise click.UsageError(unknown("table", table, package.descriptor.authored))
    if doi is not None:
        _require_doi(package, table, doi)
    if not table and (header or not (origin or issue)):
        raise click.UsageError("name the TABLE, for example: sino-pak-data add events")
    if header:
        click.echo(csv_lines.write(package[table].schema.names))
        return
    if ask and not _terminal():
        raise click.UsageError("--ask needs a terminal: give the cells with --set or --from")
    name = issue or origin
    given = _by_doi(package, doi) if doi else _rows_from(name, piped, "issue" if issue else form, package, table)
    rows, known = _known(package, _with_settings(given, table, settings, package))
    if asking and rows:
        with extras_required("`add --ask`"):
            from sino_pak_data.add import prompts  # imported late: prompt_toolkit comes with the extra `curate`
        settled = prompts.settled(
            package, root, rows, not (given or settings),
            lambda found: problem_lines(found.errors, origins_of(found, settings)),
        )  # fmt: skip
    else:
        settled = settle(package, root, rows, incomplete=bool(issue) or dry_run)
    origins = origins_of(settled, settings)
    if not json_form:
        click.echo(_rows_text(settled, known))
        if settled.problems:  # warnings alone go to standard error
            click.echo("\n" + problem_lines(settled.problems, origins), err=not settled.errors)
    written = bool(settled.rows) and not settled.errors and not dry_run
    if written and asking:
        if not prompts.confirmed("Write it?"):
            click.echo("Nothing was written.")
            raise SystemExit(1)
        hold(root)  # somebody may have written in the meantime
        settled = settle(open_package(root), root, [new for new, _, _ in settled.rows])
        if settled.errors:
            click.echo("\n" + problem_lines(settled.problems, origins_of(settled, settings)))
        written = not settled.errors
    if written:
        write(settled)
    click.echo(_json(settled, known, written, origins) if json_form else _ending(settled, written))
    raise SystemExit(1 if settled.errors else 0)


def _require_doi(package: Package, table: str, doi: str) -> None:
    """A usage error unless this is a DOI, for the table of works."""
    if table != "sources":
        raise click.UsageError("--doi adds a work: sino-pak-data add sources --doi DOI")
    field = package["sources"].schema.by_name["doi"]
    if not bare_doi(doi) or violation(field, bare_doi(doi)):
        raise click.UsageError(f"{doi!r} is not a DOI, for example {field.example}")


def _by_doi(package: Package, doi: str) -> list[New]:
    """The work with this DOI: fetched, unless we have it."""
    from sino_pak_data.add.doi import record  # imported late: ssl takes a tenth of a second

    plain = bare_doi(doi)
    if csl.known_as(package, plain):
        return [New("sources", {"doi": plain})]
    (work,) = csl.from_csl(record(plain), package["sources"].schema, plain)[:1]
    return [work._replace(cells={**work.cells, "doi": work.cells["doi"] or plain}, origin=plain)]


def _terminal() -> bool:
    return sys.stdin.isatty()


def _known(package: Package, rows: list[New]) -> tuple[list[New], dict[str, str]]:
    """The rows except works that are in sources already; and the ids of those, by their DOI or address."""
    new, known = [], {}
    for row in rows:
        places = row.cells.get("doi", ""), row.cells.get("url", "")
        if row.table == "sources" and (key := csl.known_as(package, *places)):
            known[places[0] or places[1]] = key
        else:
            new.append(row)
    return new, known


def _rows_from(name: str | None, piped: bytes, form: str | None, package: Package, table: str) -> list[New]:
    """The rows of the file `name`, or of what was piped if it is `-`; none without a name."""
    if name is None:
        return []
    label = "standard input" if name == "-" else name
    text = add_input.decoded(piped if name == "-" else Path(name).read_bytes(), label)
    rows = _parsed(text, form or _guessed(text, label, table), package, table, label)
    if not rows:
        raise click.UsageError(f"{label}: contains no rows")
    return rows


def _guessed(text: str, label: str, table: str) -> str:
    """The format that the suffix or the first character suggests; JSON for `sources` is CSL if it has types."""
    guess = _SUFFIXES.get(Path(label).suffix.lower()) or _BEGINNINGS.get(text.lstrip()[:1], "csv")
    return "csl" if guess == "json" and table == "sources" and re.search(r'"type"\s*:', text) else guess


def _parsed(text: str, form: str, package: Package, table: str, label: str) -> list[New]:
    match form:
        case "issue":
            return forms.from_issue(text, package, table, label)
        case "json":
            return add_input.from_json(text, package.descriptor, table, label)
        case _ if not table:
            raise Unusable(f"{label}: name the TABLE that these rows belong to")
        case "csv":
            return add_input.from_csv(text, package[table].schema, label)
        case _ if table != "sources":
            raise Unusable(f"{label}: a bibliographic record is a row of sources, not of {table}")
        case "csl":
            return csl.from_csl(text, package[table].schema, label)
    with extras_required("BibTeX"):
        from sino_pak_data.add.bibtex import from_bibtex  # imported late: its parser comes with the extra `curate`
    return from_bibtex(text, package[table].schema, label)


def _with_settings(given: list[New], table: str, settings: dict[str, str], package: Package) -> list[New]:
    """The rows, those of the table with these cells set; one new row if none was given."""
    if settings and not table:
        raise click.UsageError("--set needs a TABLE")
    for field in settings:
        if field not in package[table].schema.by_name:
            raise click.UsageError(unknown("column", field, package[table].schema.names))
    rows = given or [New(table, {})]
    return [new._replace(cells={**new.cells, **settings}) if new.table == table else new for new in rows]


def _rows_text(settled: Settled, known: dict[str, str]) -> str:
    """Every new row in full, its sources resolved."""
    # imported late: they load pyarrow, and the shell's completion must not wait for it
    from sino_pak_data.records.find import Record, citing, independent
    from sino_pak_data.records.pages.records import page

    parts = [visible(f"{given} is in sources already: {key}") for given, key in known.items()]
    for new, table, row in settled.rows:
        if new.origin:
            parts.append(visible(f"{new.origin} becomes {table.file}:{row.line}"))
        record = Record(table, row)
        cited = citing(settled.package, record)
        parts.append(page(record, cited, independent(settled.package, cited), [], width()))
    return "\n".join(parts)


def _commands(settled: Settled) -> list[str]:
    """The shell commands that commit the rows."""
    addresses = [table.address(row) for _, table, row in settled.rows]
    names = ", ".join(addresses) if len(addresses) <= _NAMED else f"{len(addresses)} rows"
    files = [os.path.relpath(settled.root / file) for file in settled.after]
    return [f"git add {shlex.join(files)}", f"git commit -m {shlex.quote(f'Add {names}')}"]


def _ending(settled: Settled, written: bool) -> str:
    """What became of the rows, and what to do next."""
    if settled.errors:
        return "\nNothing was added: correct the errors above and run the command again."
    if not settled.rows:
        return "Nothing to add."
    if written:
        return "\n  ".join(["\nWritten. To commit:", *_commands(settled)])
    lines = [f"{table.file}: {visible(row.text)}" for _, table, row in settled.rows]
    return "\n".join(["\nDry run, nothing was written. The new lines would be:", *lines])


def _json(settled: Settled, known: dict[str, str], written: bool, origins: Mapping[tuple[str, int, str], str]) -> str:
    """The result as one JSON object. A problem of a new row has its `origin`, and a place in a table only once it is there."""
    problems = []
    for problem in settled.problems:
        origin = origins.get((problem.file, problem.line, problem.field), "")
        place = {"origin": origin} | ({"line": 0, "column": 0} if origin and not written else {})
        problems.append(asdict(problem) | place)
    rows = [
        {"record": table.address(row), "table": table.name, "line": row.line, "origin": new.origin, "cells": row}
        for new, table, row in settled.rows
    ]
    result = {
        "written": written,
        "rows": rows,
        "known": [{"given": given, "source_id": key} for given, key in known.items()],
        "problems": problems,
        "commands": _commands(settled) if written else [],
    }
    return as_json(result)

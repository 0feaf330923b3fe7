"""`add`: new rows in their places, checked with everything else before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from sino_pak_data.add import add_input, csl, forms
from sino_pak_data.add.candidates import New, Unusable, targets, write
from sino_pak_data.add.settle import Settled, settle
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli import extras_required
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render import additions as render
from sino_pak_data.cli.render.problems import text as problem_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read_table
from sino_pak_data.reading.reader import open_package

_FORMATS = ("csv", "json", "csl", "bibtex", "issue")
_SUFFIXES = {".csv": "csv", ".json": "json", ".bib": "bibtex", ".bibtex": "bibtex", ".md": "issue"}
_BEGINNINGS = {"[": "json", "{": "json", "@": "bibtex", "#": "issue"}
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)


class TableName(click.ParamType[str]):
    """The name of an authored table."""

    name = "table"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _starting(
            incomplete, {r.name: r.schema.title for r in Descriptor(Folder(repository())).authored.values()}
        )


class Setting(click.ParamType[tuple[str, str]]):
    """`FIELD=VALUE`; the shell completes columns, and the codes or ids of a column."""

    name = "field=value"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        field, equals, cell = value.partition("=")
        if not equals:
            self.fail(f"{value!r} is not FIELD=VALUE, for example --set date=2024-06-08", param, ctx)
        try:
            cell.encode()
        except UnicodeEncodeError:  # Python decodes bytes of an argument that are not UTF-8 to surrogates
            self.fail(f"the value of {field} is not UTF-8", param, ctx)
        return field.strip(), " ".join(cell.split())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        descriptor = Descriptor(Folder(repository()))
        words = [ctx.params.get("table"), *ctx.args]  # click leaves TABLE in args while an option lacks its value
        table = next((word for word in words if word in descriptor.authored), None)
        if table is None:
            return []
        schema = descriptor.table(table).schema
        name, equals, cell = incomplete.partition("=")
        if not equals:
            return _starting(incomplete, {f"{field.name}=": field.title for field in schema.fields})
        if name not in schema.by_name:
            return []
        values = {code.value: code.label for code in schema.by_name[name].codes}
        if target := targets(schema).get(name):
            known = read_table(descriptor, descriptor.table(target))
            values = {":".join(known.key(row)): known.schema.name_of(row) for row in known.rows}
        done, separator, last = cell.rpartition(";")
        return _starting(last, values, f"{name}={done}{separator}")


@click.command()
@click.argument("table", required=False, type=TableName())
@click.option("--set", "settings", multiple=True, type=Setting(), metavar="FIELD=VALUE", help="Set a cell; repeatable.")
@click.option("--from", "origin", type=_FILE, help="Read rows or works from a file; - is standard input.")
@click.option("--from-issue", "issue", type=_FILE, help="Read a row from the body of an issue form.")
@click.option("--as", "form", type=click.Choice(_FORMATS), help="Format of the file. Default: by its name and content.")
@click.option("--ask/--no-ask", default=None, help="Ask for what is missing. Default: on a terminal.")
@click.option("--dry-run", is_flag=True, help="Check and show the rows, but write nothing.")
@click.option("--json", "json_form", is_flag=True, help="Print the result as a JSON object.")
@click.option("--header", is_flag=True, help="Only print the header of TABLE, to start a spreadsheet with.")
def command(
    table: str | None, settings: tuple[tuple[str, str], ...], origin: str | None, issue: str | None, form: str | None,
    ask: bool | None, dry_run: bool, json_form: bool, header: bool,
) -> None:  # fmt: skip
    """Add rows: interactively, from a file or from an issue form.

    \b
    sino-pak-data add events                              asks column by column
    sino-pak-data add events --set date=2024-06-08 ...    one row, from a script
    sino-pak-data add events --from rows.csv              rows from CSV or JSON
    sino-pak-data add sources --from record.json          a work from CSL-JSON or BibTeX

    The new rows are checked together with the tables, then all or none of them are written.
    """
    root = repository()
    package = open_package(root)
    if table and table not in package.descriptor.authored:
        raise click.UsageError(unknown("table", table, package.descriptor.authored))
    if header:
        click.echo(csv_lines.write(package[_required(table)].schema.names))
        return
    if origin and issue:
        raise click.UsageError("give --from or --from-issue, not both")
    asking = _asking(ask, json_form or origin == "-")
    given = _with_settings(
        _rows_from(issue or origin, "issue" if issue else form, package, table), table, settings, package
    )
    rows, known = csl.without_known(package, given or [New(_required(table), {})])
    if asking and rows:
        with extras_required("`add --ask`"):
            from sino_pak_data.add import prompts  # imported late: prompt_toolkit comes with the extra `curate`
        settled = prompts.settled(package, root, rows, not given, lambda found: problem_lines(found.errors))
    else:
        settled = settle(package, root, rows, incomplete=bool(issue))
    if not json_form:
        _show(settled, known)
    written = bool(settled.rows) and not settled.errors and not dry_run
    if written:
        if asking and not prompts.confirmed("Write it?"):
            raise click.Abort
        write(settled.addition)
    click.echo(render.as_json(settled, known, written) if json_form else render.ending(settled, written))
    raise SystemExit(1 if settled.errors else 0)


def _asking(ask: bool | None, occupied: bool) -> bool:
    """Whether to ask; `occupied` says that standard input or output is used for data."""
    if ask and not _terminal():
        raise click.UsageError("--ask needs a terminal: give the cells with --set or --from")
    return _terminal() and not occupied if ask is None else ask


def _terminal() -> bool:
    return sys.stdin.isatty()


def _required(table: str | None) -> str:
    if not table:
        raise click.UsageError("name the TABLE, for example: sino-pak-data add events")
    return table


def _rows_from(name: str | None, form: str | None, package: Package, table: str | None) -> list[New]:
    """The rows of the file `name`, or of standard input if it is `-`; none without a name."""
    if name is None:
        return []
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    label = "standard input" if name == "-" else name
    try:
        text = add_input.decoded(raw, label)
        rows = _parsed(text, form or _detected(text, name, table), package, table or "", label)
    except Unusable as reason:
        raise click.UsageError(str(reason)) from None
    if not rows:
        raise click.UsageError(f"{label}: contains no rows")
    return rows


def _detected(text: str, name: str, table: str | None) -> str:
    """The format of a file, by its suffix, else by its first character; CSL-JSON by the types of its items."""
    form = _SUFFIXES.get(Path(name).suffix.lower()) or _BEGINNINGS.get(text.lstrip()[:1], "csv")
    if form == "json" and table == "sources":
        read = add_input.parsed_json(text, name)
        items = read if isinstance(read, list) else [read]
        return "csl" if any(isinstance(item, dict) and "type" in item for item in items) else "json"
    return form


def _parsed(text: str, form: str, package: Package, table: str, label: str) -> list[New]:
    if form == "issue":
        return forms.from_issue(text, package, table)
    if form == "json":
        return add_input.from_json(text, package.descriptor, table, label)
    if not table:
        raise Unusable(f"{label}: name the TABLE that these rows belong to")
    schema = package[table].schema
    if form == "csv":
        return add_input.from_csv(text, schema, label)
    if table != "sources":
        raise Unusable(f"{label}: a bibliographic record is a row of sources, not of {table}")
    if form == "csl":
        return csl.from_csl(text, schema, label)
    with extras_required("BibTeX"):
        from sino_pak_data.add.bibtex import from_bibtex  # imported late: its parser comes with the extra `curate`
    return from_bibtex(text, schema, label)


def _with_settings(
    given: list[New], table: str | None, settings: Sequence[tuple[str, str]], package: Package
) -> list[New]:
    """The rows of the table with these cells set; one new row if none was given."""
    if not settings:
        return given
    if not table:
        raise click.UsageError("--set needs a TABLE")
    names = package[table].schema.names
    cells: dict[str, str] = {}
    for field, cell in settings:
        if field not in names:
            raise click.UsageError(unknown("column", field, names))
        if field in cells:
            raise click.UsageError(f"--set {field} is given twice")
        cells[field] = cell
    rows = given or [New(table, {})]
    return [new._replace(cells={**new.cells, **cells}) if new.table == table else new for new in rows]


def _show(settled: Settled, known: Sequence[tuple[str, str]]) -> None:
    """Print the rows, then the problems that they cause: to standard error if they are only warnings."""
    click.echo(render.rows(settled, known))
    if settled.problems:
        lines = problem_lines(settled.problems, render.origins(settled))
        click.echo(f"\n{lines}", err=not settled.errors)


def _starting(incomplete: str, labels: dict[str, str], before: str = "") -> list[CompletionItem]:
    return [CompletionItem(before + word, help=label) for word, label in labels.items() if word.startswith(incomplete)]

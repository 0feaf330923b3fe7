"""What `add` is given, as rows: settings on the command line, a file, standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from sino_pak_data.add import add_input, csl, forms
from sino_pak_data.add.candidates import New, targets
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli import extras_required
from sino_pak_data.cli.places import repository
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read_table

FORMS = ("csv", "json", "csl", "bibtex", "issue")
_SUFFIXES = {".csv": "csv", ".json": "json", ".bib": "bibtex", ".bibtex": "bibtex", ".md": "issue"}


class TableName(click.ParamType[str]):
    """The name of an authored table."""

    name = "table"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _starting(incomplete, {r.name: r.schema.title for r in _descriptor().authored.values()})


class Setting(click.ParamType[tuple[str, str]]):
    """`FIELD=VALUE`; the shell completes fields, and the codes and ids of one."""

    name = "field=value"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        field, equals, cell = value.partition("=")
        if not equals:
            self.fail(f"{value!r} is not FIELD=VALUE, for example --set date=2024-06-08", param, ctx)
        if add_input.HALVES.search(cell):
            self.fail(f"the value of {field} is not UTF-8", param, ctx)
        return field.strip(), " ".join(cell.split())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        descriptor = _descriptor()
        # click leaves the words before an option that lacks its value unparsed
        words = [ctx.params.get("table"), *ctx.args]
        table = next((word for word in words if word in descriptor.authored), None)
        if table is None:
            return []
        schema = descriptor.table(table).schema
        name, equals, cell = incomplete.partition("=")
        if not equals:
            return _starting(incomplete, {f"{field.name}=": field.title for field in schema.fields})
        if name not in schema.by_name:
            return []
        codes = {code.value: code.label for code in schema.by_name[name].codes}
        target = targets(schema).get(name, "")
        if target:
            known = read_table(descriptor, descriptor.table(target))
            codes = {":".join(known.key(row)): known.schema.name_of(row) for row in known.rows}
        done, last = cell.rpartition(";")[::2]
        head = f"{name}={done};" if done else f"{name}="
        return [CompletionItem(head + one.value, help=one.help) for one in _starting(last, codes)]


def rows_from(name: str | None, form: str, package: Package, table: str) -> list[New]:
    """The rows of the file `name`, or of standard input where it is `-`; at least one, and none without a name.

    `form` is one of FORMS, or "" where the file itself tells.
    """
    if name is None:
        return []
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    label = "standard input" if name == "-" else name
    try:
        text = add_input.decoded(raw, label)
        found = _read(text, form or _form(text, name, table), package, table, label)
    except add_input.Unusable as reason:
        raise click.UsageError(str(reason)) from None
    if not found:
        raise click.UsageError(f"{label}: there is no row in it")
    return found


def with_settings(given: list[New], table: str, settings: Sequence[tuple[str, str]], package: Package) -> list[New]:
    """The rows of the table with these cells set; one new row where none was given."""
    if not settings:
        return given
    if not table:
        raise click.UsageError("--set needs a TABLE")
    names = package[table].schema.names
    for number, (field, _) in enumerate(settings):
        if field not in names:
            raise click.UsageError(unknown("column", field, names))
        if field in dict(settings[:number]):
            raise click.UsageError(f"--set {field} is given twice")
    cells = dict(settings)
    return [
        one._replace(cells={**one.cells, **cells}) if one.table == table else one for one in given or [New(table, {})]
    ]


def _read(text: str, form: str, package: Package, table: str, label: str) -> list[New]:
    if form == "issue":
        return forms.from_issue(text, package, table)
    if form == "json":
        return add_input.from_json(text, package.descriptor, table, label)
    if not table:
        raise add_input.Unusable(f"{label}: name the TABLE that these rows belong to")
    schema = package[table].schema
    if form == "csv":
        return add_input.from_csv(text, schema, label)
    if table != "sources":
        raise add_input.Unusable(f"{label}: a bibliographic record is a row of sources, not of {table}")
    if form == "csl":
        return csl.from_csl(text, schema, label)
    with extras_required("BibTeX"):
        from sino_pak_data.add.bibtex import from_bibtex
    return from_bibtex(text, schema, label)


def _form(text: str, name: str, table: str) -> str:
    """What a file is, by its name and its beginning."""
    first = text.lstrip()[:1]
    form = _SUFFIXES.get(Path(name).suffix.lower()) or {"[": "json", "{": "json", "@": "bibtex", "#": "issue"}.get(
        first, "csv"
    )
    if form == "json" and table == "sources":
        read = add_input.parsed_json(text, name)
        items = read if isinstance(read, list) else [read]
        return "csl" if any(isinstance(item, dict) and "type" in item for item in items) else "json"
    return form


def _descriptor() -> Descriptor:
    """Of the clone around the working folder."""
    return Descriptor(Folder(repository()))


def _starting(incomplete: str, words: dict[str, str]) -> list[CompletionItem]:
    return [CompletionItem(word, help=told) for word, told in words.items() if word.startswith(incomplete)]

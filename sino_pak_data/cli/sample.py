"""`sample`: draws records to be coded blindly or read again, and takes the filled sheets back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from sino_pak_data.add import add_input, sheets
from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.add.sampling import STRATA, draw, frame, population, sampled_before
from sino_pak_data.add.settle import Settled, origins_of, settle, write
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import counted
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render.problems import text as problem_lines
from sino_pak_data.package.table import Package, Row
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import replace

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--table", type=click.Choice([*STRATA]), help="Draw records of this table.")
@click.option("--size", type=click.IntRange(min=1), help="How many records to draw.")
@click.option("--seed", type=int, help="Any whole number; the same seed draws the same records again.")
@click.option("-o", "--output", type=_FILE, help="The sheet to write, for example sheet.csv.")
@click.option("--for", "purpose", type=click.Choice(["coding", "reading"]), default="coding", show_default=True,
              help="A blind sheet to code, or the rows in full to read against their sources.")  # fmt: skip
@click.option("--strata", help="Columns that make the strata, joined with commas; also decade, record_table, section.")
@click.option("--where", "conditions", multiple=True, metavar="COLUMN=CODE", help="Draw only rows with this code.")
@click.option("--round", "number", type=click.IntRange(min=1), help="Number of the round. Default: the next one.")
@click.option("--fresh/--no-fresh", default=True, show_default=True, help="Leave out records of earlier samples.")
@click.option("--sample", "name", help="Id of the sample. Default: from table and round, such as events-r1.")
@click.option("--read", "filled", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Take a filled sheet back; of a coding, give coder a's sheet and then coder b's.")  # fmt: skip
@click.option(
    "--day", default=lambda: date.today().isoformat(), help="Day of the draw, coding or reading. [default: today]"
)
@click.option("--dry-run", is_flag=True, help="Check and report, but write nothing.")
def command(
    table: str | None, size: int | None, seed: int | None, output: Path | None, purpose: str, strata: str | None,
    conditions: tuple[str, ...], number: int | None, fresh: bool, name: str | None, filled: tuple[Path, ...], day: str, dry_run: bool,
) -> None:  # fmt: skip
    """Draw a random sample to code or read, and take the filled sheets back.

    \b
    sino-pak-data sample --table events --size 120 --seed 11 -o sheet.csv
        writes a sheet for a spreadsheet: a line per record with its sources, and empty columns to fill in.
        The sample is noted in tables/samples.csv. Each coder gets a copy, the manual docs/coding.md and nothing else.
    sino-pak-data sample --sample events-r1 --read sheet_a.csv --read sheet_b.csv
        adds what the two coders filled in to tables/codings.csv, all or nothing.
    sino-pak-data sample --table events --for reading --size 30 --seed 12 -o rows.csv
    sino-pak-data sample --sample events-read-r1 --read rows.csv
        the same for a reading of whole rows: fill in verdict and finding; goes to tables/readings.csv.
    sino-pak-data sample --table verdicts --where kind=figure --size 12 --seed 13 -o figures.csv
        claims of that kind, with their records and values: the coders judge them by the manual's rules.
    """
    root = repository()
    if not dry_run:
        hold(root)
    package = open_package(root)
    sheet: tuple[Path, str] | None = None
    if filled:
        if name is None or name not in package.identifiers("samples"):
            raise click.UsageError(unknown("sample", name or "", [*package.identifiers("samples")]))
        rows = _read(package, package.identifiers("samples")[name], filled, day)
    elif table is None or size is None or seed is None or output is None:
        raise click.UsageError("to draw, give --table, --size, --seed and -o; to take sheets back, --sample and --read")
    elif output.exists():
        raise click.UsageError(f"{output} exists, and may be filled in: name another file")
    else:
        number = number or 1 + sum((r["purpose"], r["table"]) == (purpose, table) for r in package["samples"].rows)
        name = name or f"{table}-{'r' if purpose == 'coding' else 'read-r'}{number}"
        cells = {"sample_id": name, "purpose": purpose, "round": str(number), "seed": str(seed), "drawn": day}
        drawn, content = _draw(
            package, table, _where(conditions), size, seed, _names(strata) or STRATA[table], fresh, purpose
        )
        rows, sheet = [New("samples", {**cells, **drawn})], (output, content)
    settled = settle(package, root, rows, incomplete=True)
    if settled.problems:
        click.echo(problem_lines(settled.problems, origins_of(settled)), err=not settled.errors)
    if settled.errors:
        click.echo("Nothing was written: correct the errors above and run the command again.")
        raise SystemExit(1)
    if not dry_run:
        if sheet:
            replace(sheet[0], sheet[1].encode())
        write(settled)
    click.echo(_ending(settled, dry_run))


def _names(words: str | None) -> list[str]:
    return [word.strip() for word in (words or "").replace(";", ",").split(",") if word.strip()]


def _where(conditions: Sequence[str]) -> dict[str, str]:
    parts = [condition.partition("=") for condition in conditions]
    if lacking := next((column for column, sign, _ in parts if not sign), None):
        raise click.UsageError(f"--where {lacking}: write COLUMN=CODE, for example --where kind=figure")
    return {column: code for column, _, code in parts}


def _draw(
    package: Package,
    name: str,
    where: Mapping[str, str],
    size: int,
    seed: int,
    strata: Sequence[str],
    fresh: bool,
    purpose: str,
) -> tuple[dict[str, str], str]:
    """What a new row of samples says of the draw, and the sheet."""
    table, left_out = population(package, name, where), sampled_before(package, name) if fresh else set()
    drawn = draw(table, size, seed, strata, left_out)
    write_sheet = sheets.coding_sheet if purpose == "coding" else sheets.reading_sheet
    cells = {
        "table": name,
        "size": str(size),
        "strata": ";".join(strata),
        "frame": frame(package, table, left_out, where),
    }
    return cells, write_sheet(package, table, drawn)


def _read(package: Package, sample: Row, filled: Sequence[Path], day: str) -> list[New]:
    """The rows of the filled sheets of a sample."""
    coders = package["codings"].schema.by_name["coder"].values if sample["purpose"] == "coding" else ("",)
    if len(filled) != len(coders):
        needs = f"{counted(len(coders), 'sheet')}, one of each coder" if len(coders) > 1 else "one sheet"
        raise Unusable(f"{sample['sample_id']} needs {needs}: give --read for each")
    rows: list[New] = []
    for path, coder in zip(filled, coders, strict=True):
        text = add_input.decoded(path.read_bytes(), str(path))
        if coder:
            rows += sheets.codings(text, str(path), sample, coder, day, package[sample["table"]].schema)
        else:
            rows += sheets.readings(text, str(path), sample, day)
    return rows


def _ending(settled: Settled, dry_run: bool) -> str:
    """What was written, and what it is."""
    files = ", ".join(settled.after)
    added = f"{counted(len(settled.rows), 'row')} for {files}"
    if dry_run:
        return f"Dry run, nothing was written: {added}."
    samples = [f"  {row.text}" for _, table, row in settled.rows if table.name == "samples"]
    return "\n".join([f"Written: {added}.", *samples])

"""`verify`: is a downloaded package whole and consistent?"""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cli.render.verified import as_json, summary
from sino_pak_data.verify import verify


@click.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_form", is_flag=True, help="One JSON object: counts, notes and faults.")
def command(package: Path, json_form: bool) -> None:
    """Verify that a downloaded package is complete and unaltered.

    PACKAGE is a folder, a zip or a wheel. It is only read, whatever is in it, and nothing is
    fetched. One line per fault: file, what, expected and found. Of the database, the workbook and
    the Stata files only the hash is compared, with SHA256SUMS beside them.
    """
    report = verify(package)
    if json_form:
        click.echo(as_json(report))
    else:
        for fault in report.faults:
            click.echo(str(fault))
        click.echo(summary(report), err=bool(report.faults))
    raise SystemExit(1 if report.faults else 0)

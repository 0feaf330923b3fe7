"""`verify`: is a downloaded package complete, unaltered and consistent?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from sino_pak_data.cells.text import counted
from sino_pak_data.verify import Report, verify


@click.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "json_form", is_flag=True, help="One JSON object: counts, notes and faults.")
def command(package: Path, json_form: bool) -> None:
    """Verify that a downloaded package is complete and unaltered.

    PACKAGE is a folder, a zip or a wheel. It is only read, and nothing in it is trusted. Each fault
    is one line: file, what is wrong, what was expected and what was found. Any other published file,
    such as the database or the workbook, is only compared with the SHA256SUMS next to it. Who made a
    file no such comparison can tell: the last line says how to check the signature of the release.
    """
    report = verify(package)
    if json_form:
        faults = [fault._asdict() for fault in report.faults]
        click.echo(json.dumps(asdict(report) | {"ok": not faults, "faults": faults}, indent=2))
    else:
        for fault in report.faults:
            click.echo(str(fault))
        click.echo(_summary(report), err=bool(report.faults))
        if not report.faults:
            click.echo(report.unproven)
    raise SystemExit(1 if report.faults else 0)


def _summary(report: Report) -> str:
    """One line: files, tables, rows, version, outcome, time."""
    notes = "".join(f"; {note}" for note in report.notes)
    if report.faults:
        return f"{counted(len(report.faults), 'fault')} in {report.seconds:.1f} s{notes}"
    if not report.name:
        return f"{report.place}: {'; '.join(report.notes)}"
    counted_as = ((report.files, "file"), (report.tables, "table"), (report.rows, "row"))
    counts = ", ".join(counted(number, noun) for number, noun in counted_as)
    whole = f"{report.name} {report.version}".rstrip()
    return f"{whole}: {counts}, {report.outcome} in {report.seconds:.1f} s{notes}"

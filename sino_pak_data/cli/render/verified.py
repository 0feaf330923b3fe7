"""What `verify` found, as a line and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from sino_pak_data.verify import Report


def summary(report: Report) -> str:
    """One line: files, tables, rows, version, outcome, time."""
    notes = "".join(f"; {note}" for note in report.notes)
    if report.faults:
        count = len(report.faults)
        return f"{count} fault{'s' * (count > 1)} in {report.seconds:.1f} s{notes}"
    if not report.version:
        return f"{report.place}: the published file{notes}"
    counts = f"{report.files:,} files, {report.tables} tables, {report.rows:,} rows"
    return f"sino-pak-data {report.version}: {counts}, whole and consistent in {report.seconds:.1f} s{notes}"


def as_json(report: Report) -> str:
    """One object; `ok` is true where there are no faults."""
    told = asdict(report) | {"ok": not report.faults, "faults": [fault._asdict() for fault in report.faults]}
    return json.dumps(told, indent=2)

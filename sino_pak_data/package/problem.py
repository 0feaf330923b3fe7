"""A problem, the same in every output format, and the error of a package that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of the tables: the JSON contract of `check`.

    file      path from the root of the package, forward slashes
    line      physical line of that file; the header is line 1
    column    first character of the cell, counted from 1
    field     column name, empty for a problem of a whole row or file
    rule      stable kebab-case code; `sino-pak-data explain CODE` explains it
    severity  "error" fails a check, "warning" does not
    value     the cell as written
    message   what is wrong
    hint      what to do
    """

    file: str
    line: int
    column: int
    field: str
    rule: str
    severity: Severity
    value: str
    message: str
    hint: str = ""


class PackageError(Exception):
    """The package cannot be opened or used; the message says why and what to do."""

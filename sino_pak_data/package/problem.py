"""A fault and the place where a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of the tables.

    file      path from the package's root, forward slashes
    line      physical line of that file; the header is line 1
    column    first character of the cell, counted from 1
    field     column name, empty when the fault is of a whole row or file
    rule      stable kebab-case code; `sino-pak-data explain CODE` tells more
    severity  "error" fails a check, "warning" does not
    value     what stands there
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
    """The package cannot be opened or used at all; the text says why and what to do."""

"""From the bytes of a table to its text and its delimiter, and the problems found on the way."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from contextlib import suppress

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Resource
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.safety import LARGEST_FILE
from sino_pak_data.package.store import Folder, Store

LONGEST_CELL = 32_767  # characters; a spreadsheet silently cuts what is longer
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 200
FORMAT = "run `sino-pak-data format`"
"""The hint of every problem that `format` removes."""

SHORTEN = "shorten it; an unclosed quote joins all cells after it"
_SAVE_AGAIN = 'save it again as "CSV UTF-8"'
SEPARATOR_LINE = re.compile(r"\"?sep=.\"?[,;\t]*\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter of a file."""
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class Collector:
    """The problems of one file.

    problems  the first `keep` of each rule
    more      by rule, how many were found beyond these
    broken    lines of rows whose cells may be in the wrong columns: no other rule looks at them
    """

    def __init__(self, file: str, keep: int | None = None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.more: Counter[str] = Counter()
        self.broken: set[int] = set()
        self._keep = keep
        self._counts: Counter[str] = Counter()

    def add(self, rule: str, message: str, hint: str, line: int = 1, column: int = 1, value: str = "") -> None:
        """Add an error."""
        self._counts[rule] += 1
        if self._keep is not None and self._counts[rule] > self._keep:
            self.more[rule] += 1
        else:
            self.problems.append(Problem(self.file, line, column, "", rule, "error", value, message, hint))

    def add_row(self, rule: str, message: str, hint: str, line: int, column: int = 1, value: str = "") -> None:
        """Add an error that makes the cells of a row uncertain."""
        self.broken.add(line)
        self.add(rule, message, hint, line, column, value)

    def withdraw(self, rule: str) -> None:
        """Remove the problems of a rule, to report them all as one."""
        self.problems = [problem for problem in self.problems if problem.rule != rule]
        del self.more[rule], self._counts[rule]

    def __contains__(self, rule: str) -> bool:
        return bool(self._counts[rule])


def read(store: Store, resource: Resource, found: Collector) -> tuple[str, str, bool] | None:
    """The text of a table, with LF as line end; its delimiter; and whether it is an export that only `format` reads.

    An export has another encoding or delimiter, or a line that names its delimiter. None if the file cannot be read; `found` then has the reason.
    """
    raw = _bytes(store, resource.path, found)
    if raw is None:
        return None
    if raw.startswith(codecs.BOM_UTF8):
        if resource.schema.canonical:
            found.add("byte-order-mark", "the file begins with a byte order mark", FORMAT)
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if not raw.strip(b" \t\r\n\0,;"):
        header = ",".join(resource.schema.names)
        found.add("empty-file", "the file is empty: it has not even a header", f"write the header: {header}")
        return None
    codec = _utf16(raw)
    content = decoded(raw, codec, found)
    del raw  # a large table is held once, not twice
    if content is None:
        return None
    plain = content.replace("\r\n", "\n").replace("\r", "\n") if "\r" in content else content
    separator = SEPARATOR_LINE.match(plain)
    if separator:
        message = f"{separator[0].strip()!r} is an instruction to one spreadsheet, not the header"
        found.add("separator-line", message, f"{FORMAT}, or delete the line", value=separator[0].strip())
        plain = plain[separator.end() :]
    delimiter = delimiter_of(plain.partition("\n")[0], resource.schema.names)
    if delimiter != "," and not codec:
        message = f"the cells are separated by {_DELIMITERS[delimiter]}, as some spreadsheets export them"
        found.add("wrong-delimiter", message, f"{FORMAT}, or export it again with commas", value=delimiter)
    foreign = bool(codec or separator) or delimiter != ","
    if not foreign and resource.schema.canonical:
        _check_line_ends(content, found)
    if len(plain) > LONGEST_LINE and max(map(len, plain.split("\n"))) > LONGEST_LINE:
        number, line = max(enumerate(plain.split("\n"), 1), key=lambda numbered: len(numbered[1]))
        message = f"the line has {len(line):,} characters; the limit is {LONGEST_LINE:,}"
        found.add("too-large", message, SHORTEN, number)
        return None
    return plain, delimiter, foreign


def _check_line_ends(content: str, found: Collector) -> None:
    hint = f"{FORMAT}: lines end with LF"
    if "\r" in content:
        found.add("line-ending", "lines end with CR or CRLF", hint, content[: content.index("\r")].count("\n") + 1)
    elif not content.endswith("\n"):
        line, column = content.count("\n") + 1, len(content) - content.rfind("\n")
        found.add("line-ending", "the last line has no line end", hint, line, column)


def _bytes(store: Store, path: str, found: Collector) -> bytes | None:
    try:
        size = store.regular(path).stat().st_size if isinstance(store, Folder) else 0
        if size > LARGEST_FILE:
            message = f"the file has {size:,} bytes; the limit of a table is {LARGEST_FILE:,}"
            found.add("too-large", message, "restore it, or keep data of this size outside the authored tables")
            return None
        return store.read(path)
    except FileNotFoundError as reason:
        cause = f": {reason.strerror}" if (reason.strerror or "").startswith("it is") else ""  # a link, not the errno
        restore = f"restore {path}, or remove it from datapackage.json"
        found.add("missing-table", f"the file does not exist{cause}", restore)
    except (OSError, ValueError) as reason:
        cause = str(getattr(reason, "strerror", None) or reason)
        found.add("unreadable-table", f"the file cannot be read: {cause}", "check what it is and who may read it")
    return None


def _utf16(raw: bytes) -> str:
    """The codec of a text in UTF-16, or "" for any other."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:200]
    if head.count(b"\0") * 3 > len(head):
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    return ""


def decoded(raw: bytes, utf16: str, found: Collector) -> str | None:
    """The text of bytes, in UTF-8 or in a codec of UTF-16; None if they are something else, and `found` then has the place."""
    if utf16:
        content: str | None = None
        with suppress(UnicodeDecodeError):
            content = raw.decode(utf16)
        message = "the file is in UTF-16, the Unicode text of a spreadsheet"
        found.add("not-utf8", message, f"{FORMAT}, or {_SAVE_AGAIN}" if content else _SAVE_AGAIN)
        return content
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        *before, start = raw[: reason.start].decode("utf-8").split("\n")
        shown = re.findall(r"[^\s,;\"]*$", start)[0] + raw[reason.start : reason.start + 12].decode("cp1252", "replace")
        value = re.split(r"[\s,;\"]", shown)[0]
        message = f"byte {raw[reason.start]:#04x} is not UTF-8; in Windows-1252 it would read {value!r}"
        found.add("not-utf8", message, _SAVE_AGAIN, len(before) + 1, len(start) + 1, value)
        return None


def delimiter_of(header: str, names: list[str]) -> str:
    """What separates the cells of a header that has all names of the schema; a comma if nothing else does."""
    for delimiter in _DELIMITERS:
        if delimiter in header:
            cells = next(csv_lines.parse(header, delimiter)).cells
            if {cell.strip() for cell in cells} >= set(names):
                return delimiter
    return ","

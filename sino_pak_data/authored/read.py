"""Tables as people leave them: every row that can be read, and every fault of the text with its place.

`open_package` never stops at a fault. What is too broken to read (a file that is not UTF-8, a
header without its columns) leaves a table without rows; its name stands in `Authored.unread`, so
that no later check blames the rows that refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sino_pak_data.grammar import lines
from sino_pak_data.grammar.ids import nearest
from sino_pak_data.model.descriptor import Descriptor, Resource
from sino_pak_data.model.problem import Problem
from sino_pak_data.model.store import Folder, open_store
from sino_pak_data.model.table import Package, Row, Table

BOM = b"\xef\xbb\xbf"
_WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class Authored(Package):
    """A package under check: its rows, and the faults found while reading them.

    faults    in the order of the files
    unread    tables whose rows could not be had
    mendable  tables whose text `format` may rewrite: every cell of them is known for certain
    """

    def __init__(self, descriptor: Descriptor) -> None:
        super().__init__(descriptor, {})
        self.faults: list[Problem] = []
        self.unread: set[str] = set()
        self.mendable: set[str] = set()
        for resource in descriptor.authored.values():
            self._read(resource)

    def _read(self, resource: Resource) -> None:
        reading = Reading(resource)
        table = reading.table(self.descriptor)
        self.faults += reading.faults
        if table is None:
            self.unread.add(resource.name)
            return
        self.tables[resource.name] = table
        if not any(fault.rule in UNMENDABLE for fault in reading.faults):
            self.mendable.add(resource.name)


BROKEN_ROW = frozenset({"ragged-row", "stray-quote", "newline-in-cell"})
"""Faults after which the cells of a row may stand under wrong names."""

UNMENDABLE = BROKEN_ROW | {"wrong-header", "duplicated-column"}


def open_package(path: Path) -> Authored:
    """The package in a folder or zip. Raises `PackageError` where there is none."""
    return Authored(Descriptor(open_store(path)))


class Reading:
    """One file on its way to a table."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.faults: list[Problem] = []

    def table(self, descriptor: Descriptor) -> Table | None:
        """The table, or None when its rows cannot be had."""
        text = self._text(descriptor)
        if text is None:
            return None
        parsed = lines.parse(text)
        header = self._header(next(parsed))
        if header is None:
            return None
        table = Table(self.resource.schema, self.resource.path, header)
        table.rows = list(self._rows(header, parsed))
        return table

    def fault(self, rule: str, message: str, hint: str, line: int = 1, column: int = 1, value: str = "") -> None:
        self.faults.append(Problem(self.resource.path, line, column, "", rule, "error", value, message, hint))

    def _text(self, descriptor: Descriptor) -> str | None:
        store, path = descriptor.store, self.resource.path
        if isinstance(store, Folder) and not (store.root / path).exists():
            self.fault(
                "missing-table", "the file does not exist", f"restore {path}, or take it out of datapackage.json"
            )
            return None
        try:
            raw = store.read(path)
        except OSError as reason:
            self.fault(
                "unreadable-table",
                f"the file cannot be read: {reason.strerror or reason}",
                "check what it is and who may read it",
            )
            return None
        if raw.startswith(BOM):
            self.fault("byte-order-mark", "the file begins with a byte order mark", "run `sino-pak-data format`")
            raw = raw.removeprefix(BOM)
        if not raw.strip():
            self.fault(
                "empty-file",
                "the file is empty: not even a header",
                f"write the header: {','.join(self.resource.schema.names)}",
            )
            return None
        return self._decoded(raw)

    def _decoded(self, raw: bytes) -> str | None:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as reason:
            before = raw[: reason.start]
            line = before.count(b"\n") + 1
            column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
            kind = _WIDE.get(raw[:2], "another encoding, such as Windows-1252")
            self.fault(
                "not-utf8", f"byte {raw[reason.start]:#04x} is not UTF-8: the file is in {kind}",
                "save it again as CSV UTF-8", line, column,
            )  # fmt: skip
            return None
        if "\r" in text:
            line = text[: text.index("\r")].count("\n") + 1
            self.fault(
                "line-ending", "lines end with CR or CRLF", "run `sino-pak-data format`: lines end with LF", line
            )
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _header(self, line: lines.Line) -> list[str] | None:
        """The column names, or None when a needed one is missing."""
        names = [name.strip() for name in line.cells]
        wanted = self.resource.schema.names
        at = lines.offsets(line.text)
        for place, name in enumerate(names):
            if name in names[:place]:
                self.fault(
                    "duplicated-column",
                    f"the column {name!r} stands twice",
                    "delete one of the two",
                    1,
                    at[place] + 1,
                    name,
                )
        for place, name in enumerate(names):
            if name not in wanted:
                close = nearest(name, wanted)
                hint = f"did you mean {close!r}?" if close else f"the columns are {', '.join(wanted)}"
                self.fault(
                    "wrong-header", f"{name!r} is no column of {self.resource.name}", hint, 1, at[place] + 1, name
                )
        missing = [name for name in wanted if name not in names]
        if missing:
            self.fault(
                "wrong-header",
                f"missing column {', '.join(missing)}",
                f"the header is {','.join(wanted)}",
                1,
                len(line.text) + 1,
            )
        return None if missing or len(set(names)) < len(names) else names

    def _rows(self, header: list[str], parsed: Iterator[lines.Line]) -> Iterator[Row]:
        for line in parsed:
            if line.cells == [""]:
                self.fault("blank-line", "the line is blank", "run `sino-pak-data format`", line.number)
                continue
            if line.fault == "newline-in-cell":
                self.fault(
                    "newline-in-cell",
                    "a cell runs over the end of the line",
                    "join the lines: one row is one line",
                    line.number,
                    line.at + 1,
                )
            elif line.fault:
                self.fault("stray-quote", "a double quote stands where none may", 'put the whole cell in quotes and double each quote inside: "say ""so"""', line.number, line.at + 1, line.text[line.at : line.at + 20])  # fmt: skip
            elif len(line.cells) != len(header):
                self._ragged(header, line)
            yield Row(zip(header, line.cells, strict=False), line.number, line.text)

    def _ragged(self, header: list[str], line: lines.Line) -> None:
        have, want = len(line.cells), len(header)
        if have < want:
            message, column = (
                f"the row has {have} cells, the header {want}: {header[have]!r} and what follows is missing",
                len(line.text) + 1,
            )
            hint = "add the missing commas; an empty cell is two commas in a row"
        else:
            message, column = f"the row has {have} cells, the header {want}", lines.offsets(line.text)[want] + 1
            hint = "a comma inside a cell needs the whole cell in double quotes"
        self.fault("ragged-row", message, hint, line.number, column, line.text[column - 1 :][:40])

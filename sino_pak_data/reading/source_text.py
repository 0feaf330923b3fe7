"""From the bytes of a table to its text, and to what parts its cells."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Resource
from sino_pak_data.package.store import Folder, Store
from sino_pak_data.reading.faults import FORMAT, Faults
from sino_pak_data.reading.limits import LARGEST_TABLE, LONGEST_LINE

_AGAIN = 'save it again as "CSV UTF-8"'
_PARTS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


class Text(NamedTuple):
    """The text of a table.

    content  with LF as line end
    comma    what parts its cells
    foreign  is it an export that no reader of the package takes as it is? Then only `format` reads it
    """

    content: str
    comma: str = ","
    foreign: bool = False


def read(store: Store, resource: Resource, faults: Faults) -> Text | None:
    """The text of a table, or None where it cannot be had; `faults` then tells why."""
    raw = _bytes(store, resource.path, faults)
    if raw is None:
        return None
    if raw.startswith(codecs.BOM_UTF8):
        faults.add("byte-order-mark", "the file begins with a byte order mark", FORMAT)
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if not raw.strip(b" \t\r\n\0,;"):
        header = ",".join(resource.schema.names)
        faults.add("empty-file", "the file is empty: not even a header", f"write the header: {header}")
        return None
    wide = _wide(raw)
    content = _decoded(raw, wide, faults)
    if content is None:
        return None
    plain = content.replace("\r\n", "\n").replace("\r", "\n") if "\r" in content else content
    comma = _comma(plain.partition("\n")[0], resource.schema.names)
    if comma != "," and not wide:
        message = f"the cells are parted by {_PARTS[comma]}, as some spreadsheets export them"
        faults.add("wrong-delimiter", message, f"{FORMAT}, or export it again with commas", 1, 1, comma)
    if comma == "," and not wide:
        _tell_ends(content, faults)
    if len(plain) > LONGEST_LINE and max(map(len, plain.split("\n"))) > LONGEST_LINE:
        number, line = max(enumerate(plain.split("\n"), 1), key=lambda numbered: len(numbered[1]))
        message = f"the line has {len(line):,} characters, a line at most {LONGEST_LINE:,}"
        faults.add("too-large", message, "shorten it; a quote that is never closed makes one cell of many", number)
        return None
    return Text(plain, comma, bool(wide) or comma != ",")


def _tell_ends(content: str, faults: Faults) -> None:
    if "\r" in content:
        line = content[: content.index("\r")].count("\n") + 1
        faults.add("line-ending", "lines end with CR or CRLF", f"{FORMAT}: lines end with LF", line)
    elif not content.endswith("\n"):
        last = content.count("\n") + 1
        column = len(content.rpartition("\n")[2]) + 1
        faults.add("line-ending", "the last line has no end", f"{FORMAT}: lines end with LF", last, column)


def _bytes(store: Store, path: str, faults: Faults) -> bytes | None:
    restore = f"restore {path}, or take it out of datapackage.json"
    if isinstance(store, Folder) and not (store.root / path).exists() and not (store.root / path).is_symlink():
        faults.add("missing-table", "the file does not exist", restore)
        return None
    try:
        size = store.regular(path).stat().st_size if isinstance(store, Folder) else 0
        if size > LARGEST_TABLE:
            message = f"the file has {size:,} bytes, a table at most {LARGEST_TABLE:,}"
            faults.add("too-large", message, "restore it, or keep data as large as this outside the hand-kept tables")
            return None
        return store.read(path)
    except FileNotFoundError as reason:
        faults.add("missing-table", f"the file does not exist: {reason.strerror}", restore)
    except (OSError, ValueError) as reason:
        said = getattr(reason, "strerror", None) or reason
        faults.add("unreadable-table", f"the file cannot be read: {said}", "check what it is and who may read it")
    return None


def _wide(raw: bytes) -> str:
    """The codec of a text in UTF-16, or "" for any other."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:200]
    if head.count(b"\0") * 3 > len(head):
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    return ""


def _decoded(raw: bytes, wide: str, faults: Faults) -> str | None:
    if wide:
        try:
            content = raw.decode(wide)
        except UnicodeDecodeError:
            content = None
        message = "the file is in UTF-16, as a spreadsheet writes its Unicode text"
        faults.add("not-utf8", message, f"{FORMAT}, or {_AGAIN}" if content else _AGAIN)
        return content
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        before = raw[: reason.start]
        start = before.rfind(b"\n") + 1
        word = re.search(rb"[^\s,;\"]*$", before[start:])
        shown = (word[0] if word else b"") + raw[reason.start : reason.start + 12]
        value = re.split(r"[\s,;\"]", shown.decode("cp1252", "replace"))[0]
        column = len(before[start:].decode("utf-8", "replace")) + 1
        faults.add(
            "not-utf8", f"byte {raw[reason.start]:#04x} is not UTF-8: in Windows-1252 it would read {value!r}",
            _AGAIN, before.count(b"\n") + 1, column, value,
        )  # fmt: skip
        return None


def _comma(header: str, names: list[str]) -> str:
    """What parts the cells of a header that has all the names of the schema; a comma where none does."""
    for comma in _PARTS:
        if comma in header:
            cells = next(csv_lines.parse(header, comma)).cells
            if {cell.strip() for cell in cells} >= set(names):
                return comma
    return ","

"""Files: what must hold before the rows of a table can be read."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.problem import Problem


@rule("missing-table", "canonical")
def missing_table(review: Review) -> Iterator[Problem]:
    """Every table of the descriptor has its file.

    Why:  A table that is gone takes the sources of other rows with it.
    Fix:  Restore the file, or take the table out of datapackage.json.
    Bad:  retired: file: {missing}
    Good: retired: file: {file}
    """
    yield from review.faults("missing-table")


@rule("unreadable-table", "canonical")
def unreadable_table(review: Review) -> Iterator[Problem]:
    """The file of a table can be opened and read.

    Why:  A folder, a device or a file without permission cannot hold rows.
    Fix:  Look what stands at that path, and who may read it.
    Bad:  retired: file: {folder}
    Good: retired: file: {file}
    """
    yield from review.faults("unreadable-table")


@rule("too-large", "canonical")
def too_large(review: Review) -> Iterator[Problem]:
    """A table and a cell keep to a size that people can read and programs can hold.

    Why:  A file of 200 MB is a data set of its own, a cell of 10 MB a file that slipped into a row.
    Fix:  Restore the file, or shorten the cell. Machine-coded data do not belong among hand-kept tables.
    Bad:  retired: file: {huge}
    Good: retired: file: {file}
    """
    yield from review.faults("too-large")


@rule("empty-file", "canonical")
def empty_file(review: Review) -> Iterator[Problem]:
    """A table has at least its header.

    Why:  An empty file is more often a failed export than a table without rows.
    Fix:  Write the header that the schema names, or restore the file.
    Bad:  retired: file:
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("empty-file")


@rule("not-utf8", "canonical")
def not_utf8(review: Review) -> Iterator[Problem]:
    """A table is UTF-8 text.

    Why:  Names with accents would come out wrong, or differently on each machine.
    Fix:  Save the file again as "CSV UTF-8".
    Bad:  retired: file: {file}\\xff
    Good: retired: file: {file}
    """
    yield from review.faults("not-utf8")


@rule("byte-order-mark", "canonical")
def byte_order_mark(review: Review) -> Iterator[Problem]:
    """A table begins with its first column name, without a byte order mark.

    Why:  Many readers take the mark for a part of the first column's name.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: \\xef\\xbb\\xbf{file}
    Good: retired: file: {file}
    """
    yield from review.faults("byte-order-mark")


@rule("line-ending", "canonical")
def line_ending(review: Review) -> Iterator[Problem]:
    """Lines end with LF, the last one too.

    Why:  Another line end changes every line of the file, and hides what was really changed.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,version,reason,replaced_by\\r\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("line-ending")


@rule("wrong-delimiter", "canonical")
def wrong_delimiter(review: Review) -> Iterator[Problem]:
    """Cells are parted by commas.

    Why:  Some spreadsheets export semicolons or tabs, and every other reader then sees one column.
    Fix:  Run `sino-pak-data format`, which reads such a file if all its rows agree; else export it again.
    Bad:  retired: file: record;version;reason;replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("wrong-delimiter")


@rule("wrong-header", "canonical")
def wrong_header(review: Review) -> Iterator[Problem]:
    """The header has the columns of the schema, all of them and no other.

    Why:  A column under another name is a column that nobody reads.
    Fix:  Write the names as `sino-pak-data explain` and CODEBOOK.md give them.
    Bad:  retired: file: record,versoin,reason,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("wrong-header")


@rule("duplicated-column", "canonical")
def duplicated_column(review: Review) -> Iterator[Problem]:
    """A column stands once.

    Why:  Two columns of one name hold two answers to one question.
    Fix:  Delete the one that is wrong or empty.
    Bad:  retired: file: record,version,reason,reason,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("duplicated-column")


@rule("nameless-column", "canonical")
def nameless_column(review: Review) -> Iterator[Problem]:
    """Every column has a name.

    Why:  A column that was inserted, or cleared without being deleted, moves the others or hides a note.
    Fix:  `sino-pak-data format` takes out columns that are empty; name or delete one with something in it.
    Bad:  retired: file: record,version,reason,replaced_by,,\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.faults("nameless-column")


@rule("column-order", "canonical")
def column_order(review: Review) -> Iterator[Mark]:
    """Columns stand in the order of the schema.

    Why:  Two orders make every line of a comparison differ.
    Fix:  Run `sino-pak-data format`.
    Bad:  retired: file: record,reason,version,replaced_by\\n
    Good: retired: file: record,version,reason,replaced_by\\n
    """
    yield from review.departures("column-order")

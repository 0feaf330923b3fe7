"""What the dates of the real tables mean."""

from __future__ import annotations

import pytest

from sino_pak_data.cells.edtf import parse
from sino_pak_data.package.table import Package


@pytest.mark.parametrize(
    ("record", "field", "beginning", "end"),
    [
        ("events/aman-2007-exercise", "date", "about", "known"),
        ("events/ayub-khan-visit-china-1964", "date", "known", "about"),
        ("events/bhutto-visit-china-1976", "date", "about", "about"),
        ("events/brasstacks-crisis-1987", "date", "about", "known"),
        ("events/dalai-lama-tawang-2009", "date", "known", "about"),
        ("events/defence-charter-2003", "date", "about", "about"),
        ("events/mamnoon-hussain-visit-china-2014", "date", "known", "about"),
        ("events/nawaz-sharif-visit-china-2013", "date", "about", "about"),
        ("events/shaheen-8-exercise-2019", "date", "known", "about"),
        ("events/zhou-nehru-talks-1960", "date", "about", "known"),
        ("agreements/boc-deposits-1997", "signed", "about", "about"),
        ("agreements/coalition-support-fund-2002", "signed", "about", "about"),
        ("agreements/defence-charter-2003", "signed", "about", "about"),
        ("agreements/vt4-contract", "signed", "about", "known"),
    ],
)
def test_a_mark_moves_only_the_side_of_an_interval_that_carries_it(
    package: Package, record: str, field: str, beginning: str, end: str
) -> None:
    table = record.partition("/")[0]
    (cell,) = (row[field] for row in package[table].rows if package[table].address(row) == record)
    when = parse(cell)
    assert when.interval
    assert ("known" if when.earliest == when.start else "about") == beginning
    assert ("known" if when.latest == when.end else "about") == end

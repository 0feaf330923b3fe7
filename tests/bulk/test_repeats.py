"""Keys that occur twice are found whatever the memory, and rows are found by their number whatever is between them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.bulk import places, repeats
from sino_pak_data.bulk.places import Place, Places
from sino_pak_data.bulk.repeats import Hashes, Repeat


@pytest.mark.parametrize("memory", [2**30, 64])
def test_repeats_come_in_order_with_their_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: int) -> None:
    monkeypatch.setattr(repeats, "_LEAST", 1)
    keys = [5, 2**63, 0, 5, 7, 2**64 - 1, 0, 2**63, 5, 2**64 - 1]
    hashes = Hashes(tmp_path, memory)
    for part in (keys[:4], keys[4:]):
        hashes.add(pa.array(part, pa.uint64()))

    count, rows = hashes.repeats()

    assert (count, list(rows)) == (4, [Repeat(3, 0), Repeat(7, 1), Repeat(8, 0), Repeat(9, 5)])


PIECES = {
    "row": b"%d,x\n",
    "bad": b"bad\n",
    "quoted": b'%d,"a\n""b\n"\n',
    "blank": b"\n",
    "long": b"%d," + b"y" * 70 + b"\n",
}


@pytest.mark.parametrize("careful", [False, True])
@given(data=st.data())
def test_a_row_is_found_by_its_number(
    tmp_path_factory: pytest.TempPathFactory, careful: bool, data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sampled_from([*PIECES] if careful else ["row", "bad", "long"]), max_size=30))
    text, rows, bad = b"id,x\n", [], []
    for number, kind in enumerate(kinds):
        place = Place(text.count(b"\n") + 1, len(text))
        piece = PIECES[kind]
        text += piece % number if b"%d" in piece else piece
        if kind != "blank":
            (bad if kind == "bad" else rows).append(place)
    path = tmp_path_factory.mktemp("places") / "t.csv"
    path.write_bytes(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "_CHUNK", 37)
        found = Places(path, True, np.array([place.byte for place in bad], np.int64), careful)

        order = data.draw(st.permutations(range(len(rows))))
        assert {number: found.of_row(number) for number in order} == dict(enumerate(rows))
        assert [found.of_byte(place.byte) for place in bad] == bad
        assert found.of_row(len(rows)) is None or kinds[-1:] == ["blank"]
        found.close()

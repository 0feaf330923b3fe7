"""A first frame in a fresh process against bare pandas and other data packages; citing; the size of the wheel.

Peers that are not installed are left out: `pip install palmerpenguins vega_datasets pycldf` adds them.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from sino_pak_data.loader.load import Data
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.compile import wheel_files
from tests.benchmarks import ROOT, Result, compare, run

PEER = "the peer named"
ROUNDS = 15
_OURS = "from pathlib import Path; from sino_pak_data.loader.load import Data; from sino_pak_data.package.store import Folder; Data(Folder(Path({folder!r}))).load('events')"
_BARE = "import pandas; pandas.read_parquet({path!r})"
_CLDF_ROWS = 1_000
_PACKAGES = {
    "palmerpenguins": (344, "import palmerpenguins; palmerpenguins.load_penguins()"),
    "vega_datasets": (406, "import vega_datasets; vega_datasets.data.cars()"),
    "pycldf": (
        _CLDF_ROWS,
        "import pycldf, pandas; pandas.DataFrame(pycldf.Dataset.from_metadata({cldf!r})['rows.csv'])",
    ),
}
"""Rows of a data package's frame, and how it is loaded."""


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = wheel_files(read(Descriptor(Folder(ROOT))))
        for file, content in files.items():
            (folder / file).write_bytes(content)
        ours = [sys.executable, "-c", _OURS.format(folder=name)]
        bare = [sys.executable, "-c", _BARE.format(path=f"{name}/events.parquet")]
        pairs = [(run(ours), run(bare)) for _ in range(ROUNDS)]
        results = [
            compare("events, against pandas.read_parquet: time", *zip(*((one[0], other[0]) for one, other in pairs), strict=True), target=1.15),
            compare("events, against pandas.read_parquet: memory", *zip(*((one[1], other[1]) for one, other in pairs), strict=True), target=1.2)._replace(unit="MiB"),
        ]  # fmt: skip
        return [*results, *_per_row([one[0] for one, _ in pairs], folder), *_citing(folder), _size(files)]


def _per_row(ours: list[float], folder: Path) -> list[Result]:
    rows = sum(1 for _ in (ROOT / "tables" / "events.csv").open(encoding="utf-8")) - 1
    found = []
    for name, (number, script) in _PACKAGES.items():
        if find_spec(name) is None:
            continue
        cldf = _cldf(folder) if name == "pycldf" else ""
        peer = [run([sys.executable, "-c", script.format(cldf=cldf)])[0] / number for _ in range(ROUNDS)]
        line = compare(f"per row, against {name}", [one / rows for one in ours], peer, target=1)
        found.append(line)
    return found


def _cldf(folder: Path) -> str:
    """A small CLDF dataset of text, as its own library writes it."""
    from pycldf import Generic

    dataset = Generic.in_dir(folder / "cldf")
    dataset.add_table("rows.csv", "ID", "Name", "Note")
    rows = [{"ID": str(n), "Name": f"row {n}", "Note": "a sentence of some words"} for n in range(_CLDF_ROWS)]
    dataset.write(**{"rows.csv": rows})
    return str(folder / "cldf" / "Generic-metadata.json")


def _citing(folder: Path) -> list[Result]:
    """Milliseconds to cite 1,000 rows of a package that was opened before."""
    data, found = Data(Folder(folder)), []
    for table in ("events", "observations"):
        frame = data.load(table).head(1_000)
        data.cite(frame.head(1))
        times = []
        for _ in range(ROUNDS):
            began = perf_counter()
            data.cite(frame)
            times.append(1_000 * (perf_counter() - began))
        found.append(Result(f"cite of {len(frame):,} {table}", median(times), None, None, None, 50, "ms"))
    return found


def _size(files: dict[str, bytes]) -> Result:
    """Megabytes of code and data, compressed as in a wheel."""
    with BytesIO() as whole, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
        for path in (ROOT / "sino_pak_data").rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                wheel.write(path)
        return Result("wheel", whole.tell() / 1e6, None, None, None, 1.8, "MB")


if __name__ == "__main__":
    print(*measure(), sep="\n")

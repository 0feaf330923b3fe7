"""The loader against libraries that read the same files, from the start of the interpreter to the frame; citing; the wheel.

Each way is a script that ends with `found`; all ways of one task must find the same. Other data packages have other
data, so that only the time to a first frame is comparable.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from sino_pak_data.loader.load import Data
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.compile import compiled, package_files, wheel_files
from tests.benchmarks import ROOT, Command, Result, in_turn, limited, memory, said, time

PEER = "the peer named"
ROUNDS = 9


class Task(NamedTuple):
    """The same frame in several ways, each a script; `{data}` is the folder of the package.

    ours     what follows `data.`
    shown    what all must agree in, an expression of `found`
    targets  the highest ratio of time and of memory, by peer
    """

    name: str
    ours: str
    peers: dict[str, str]
    shown: str
    targets: dict[str, tuple[float, float]]

    def scripts(self, data: str) -> dict[str, str]:
        """Every way by its name, ours too, for a package in the folder `data`."""
        return {way: script.format(data=data) for way, script in {"ours": _OPEN + self.ours, **self.peers}.items()}


_OPEN = "from sino_pak_data.loader.load import open_package; data = open_package({data!r}); found = data."
_FRAME = "from frictionless import Package; found = Package({data!r} + '/datapackage.json').get_resource('events')."
_SERIES = "('indicator_id', '==', 'trade.goods.exports_fob'), ('reporter', '==', 'CHN'), ('partner', '==', 'PAK')"
_WHERE = "indicator_id = 'trade.goods.exports_fob' AND reporter = 'CHN' AND partner = 'PAK'"
_VALUES = ["period", "value", "unit", "source"]
_SUM = "len(found), round(float(found['value'].sum()), 6)"

TASKS = (
    Task(
        "events as a pandas frame",
        "load('events')",
        {
            "pandas": "import pandas; found = pandas.read_parquet({data!r} + '/parquet/events.parquet')",
            "DuckDB": "import duckdb; found = duckdb.read_parquet({data!r} + '/parquet/events.parquet').df()",
            "frictionless": _FRAME + "to_pandas()",
            "frictionless, rows only": _FRAME + "read_rows()",
        },
        "len(found)",
        {"pandas": (1.15, 1.2)},
    ),
    Task(
        "events as a polars frame",
        "load('events', engine='polars')",
        {"polars": "import polars; found = polars.read_parquet({data!r} + '/parquet/events.parquet')"},
        "found.shape",
        {},
    ),
    Task(
        "values of a series as a pandas frame",
        f"load('observations', columns={_VALUES}, filters=[{_SERIES}])",
        {
            "pandas": "import pandas; found = pandas.read_parquet({data!r} + '/parquet/observations.parquet', "
            f"columns={_VALUES}, filters=[{_SERIES}])",
            "pyarrow": "import pyarrow.parquet as pq; found = pq.read_table({data!r} + '/parquet/observations.parquet', "
            f"columns={_VALUES}, filters=[{_SERIES}]).to_pandas()",
            "DuckDB": "import duckdb; path = {data!r} + '/parquet/observations.parquet'; "
            f"found = duckdb.sql(f\"SELECT {', '.join(_VALUES)} FROM read_parquet('{{{{path}}}}') WHERE {_WHERE}\").df()",
        },
        _SUM,
        {},
    ),
    Task(
        "values of a series as a polars frame",
        f"load('observations', engine='polars', columns={_VALUES}, filters=[{_SERIES}])",
        {
            "polars": "import polars; found = polars.scan_parquet({data!r} + '/parquet/observations.parquet')"
            f'.sql("SELECT {", ".join(_VALUES)} FROM self WHERE {_WHERE}").collect()',
        },
        _SUM,
        {},
    ),
    Task(
        "series with all values",
        "series('trade.goods.exports_fob', 'CHN', 'PAK', source='all')",
        {
            "the same rows in pandas": "import pandas; found = pandas.read_parquet("
            f"{{data!r}} + '/parquet/observations.parquet', filters=[{_SERIES}])",
        },
        _SUM,
        {},
    ),
    Task(
        "panel of a pair, 1990 to 2020",
        "panel('PAK-CHN', 1990, 2020)",
        {
            "the same rows in pandas": "import pandas; found = pandas.read_parquet({data!r} + '/parquet/dyad_years.parquet', "
            "filters=[('dyad', '==', 'CHN-PAK'), ('year', '>=', 1990), ('year', '<=', 2020)])",
        },
        "found.shape, round(float(found.select_dtypes('number').sum().sum()), 3)",
        {},
    ),
)
_CLDF_ROWS = 1_000
_PACKAGES = {
    "palmerpenguins (344 rows)": "import palmerpenguins; palmerpenguins.load_penguins()",
    "vega_datasets (406 rows)": "import vega_datasets; vega_datasets.data.cars()",
    f"pycldf ({_CLDF_ROWS:,} rows)": "import pycldf, pandas; "
    "pandas.DataFrame(pycldf.Dataset.from_metadata({data!r} + '/cldf/Generic-metadata.json')['rows.csv'])",
}
"""The first frame of other data packages."""


def measure(rounds: int = ROUNDS) -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = read(Descriptor(Folder(ROOT)))
        subject = compiled(package)
        for file, content in package_files(package, subject).items():
            path = folder / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        _cldf(folder)
        results = [result for task in TASKS for result in _of(task, name, rounds)]
        first = _python(TASKS[0].scripts(name)["ours"])
        for peer, script in _PACKAGES.items():
            ours, theirs = in_turn(rounds, first, _python(script.format(data=name)))
            rows = len(subject.tables["events"][1])
            results.append(time(f"first frame ({rows} rows), against {peer}", ours, theirs))
        return [*results, *_citing(folder, rounds), _size(wheel_files(package, subject))]


def _of(task: Task, data: str, rounds: int) -> list[Result]:
    """Time of a task against each peer, and its memory where that has a target."""
    scripts, results = task.scripts(data), []
    shown = {way: said(f"{script}\nprint({task.shown})") for way, script in scripts.items()}
    assert len({*shown.values()}) == 1, f"{task.name}: {shown}"
    for peer in task.peers:
        ours, costs = in_turn(rounds, _python(scripts["ours"]), _python(scripts[peer]))
        name, targets = f"{task.name}, against {peer}", task.targets.get(peer)
        results += [time(name, ours, costs, targets and targets[0])]
        results += [memory(name, ours, costs, targets[1])] if targets else []
    return results


def _python(script: str) -> Command:
    return [sys.executable, "-c", script]


def _cldf(folder: Path) -> None:
    """A small CLDF dataset of text, as its own library writes it."""
    from pycldf import Generic

    dataset = Generic.in_dir(folder / "cldf")
    dataset.add_table("rows.csv", "ID", "Name", "Note")
    rows = [{"ID": str(n), "Name": f"row {n}", "Note": "a sentence of some words"} for n in range(_CLDF_ROWS)]
    dataset.write(**{"rows.csv": rows})


def _citing(folder: Path, rounds: int) -> list[Result]:
    """Milliseconds to cite 1,000 rows of a package that was opened before."""
    data, found = Data(Folder(folder)), []
    for table in ("events", "observations"):
        frame = data.load(table).head(1_000)
        data.cite(frame.head(1))
        times = []
        for _ in range(rounds):
            began = perf_counter()
            data.cite(frame)
            times.append(1_000 * (perf_counter() - began))
        found.append(limited(f"cite of {len(frame):,} {table}", median(times), 50, "ms"))
    return found


def _size(files: dict[str, bytes]) -> Result:
    """Megabytes of code and data, compressed as in a wheel."""
    with BytesIO() as whole, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
        for path in (ROOT / "sino_pak_data").rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                wheel.write(path)
        return limited("wheel", whole.tell() / 1e6, 1.8, "MB")


if __name__ == "__main__":
    print(*measure(), sep="\n")

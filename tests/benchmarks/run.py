"""Runs every benchmark and writes docs/benchmarks.md: `make bench`. Exit status 1 when a target is missed.

    python -m tests.benchmarks.run diff loader

prints the sections of some modules, and writes nothing.
"""

from __future__ import annotations

import compileall
import os
import platform
import sys
import sysconfig
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib import import_module
from importlib.metadata import version
from inspect import cleandoc
from multiprocessing import get_context
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from tests.benchmarks import ROOT, Result

_LIBRARIES = (
    "pandas", "pyarrow", "polars", "duckdb", "frictionless", "pandera", "dataframely", "csv-diff", "daff", "diffly",
    "palmerpenguins", "vega_datasets", "pycldf",
)  # fmt: skip
_HEAD = """# Benchmarks

Made by `make bench` on {date} in {minutes} minutes, version {version}, {processor}, {cores} cores (load {load} at the start), {memory} GiB, {system}, Python {python}.

Peers: {libraries}.

Ours and a peer run in turn, each in a process of its own, from its start to its end. Times are medians on the clock; the ratio
is ours divided by the peer's in the same round, with its lowest and highest value. Targets are for that ratio. The ratio of processor
time beside it hardly feels what else the machine does, but counts a peer that uses all cores as if it had one. Machines differ in
seconds, hardly in ratios.
"""


def benchmarks() -> list[ModuleType]:
    """Every module of this folder that measures something, by name."""
    names = sorted(found.name for found in iter_modules([str(Path(__file__).parent)]))
    modules = [import_module(f"tests.benchmarks.{name}") for name in names if name != "run"]
    return [module for module in modules if hasattr(module, "measure")]


def machine() -> dict[str, object]:
    """What the page says of the machine and the libraries."""
    cpus = Path("/proc/cpuinfo")  # Linux; platform.processor() is empty there
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "date": date.today().isoformat(), "version": version("sino-pak-data"), "system": platform.system(),
        "processor": names[0] if names else platform.processor() or platform.machine(), "cores": os.cpu_count(),
        "load": f"{os.getloadavg()[0]:.1f}",
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(), "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
    }  # fmt: skip


def section(module: ModuleType, results: list[Result]) -> str:
    """A heading, what the module's docstring says, but for commands, and a table."""
    title = module.__name__.rpartition(".")[2].replace("_", " ").capitalize()
    about = [part for part in cleandoc(module.__doc__ or "").split("\n\n") if not part.startswith(" ")]
    lines = [f"## {title}", "", *(f"{part}\n" for part in about)]
    lines += [
        f"| | ours | {module.PEER} | ratio | lowest to highest | of processor time | target |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(row, results)]) + "\n"


def row(result: Result) -> str:
    """A line of the table."""
    peer = "" if result.peer is None else f"{_figure(result.peer)} {result.unit}"
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    spread = "" if result.spread is None else "{:.2f} to {:.2f}".format(*result.spread)
    cpu = "" if result.cpu is None else f"{result.cpu:.2f}"
    limit = (
        "" if result.target is None else f"{result.target:,.4g} {result.unit if result.ratio is None else ''}".strip()
    )
    target = {None: "", True: f"at most {limit}: met", False: f"at most {limit}: **missed**"}[result.met]
    return f"| {result.name} | {_figure(result.ours)} {result.unit} | {peer} | {ratio} | {spread} | {cpu} | {target} |"


def _figure(value: float) -> str:
    """A value to three figures, or to the unit."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


def compile_all() -> None:
    """Compile what an import would else compile in every process; not every installer does."""
    for folder in (sysconfig.get_path("purelib"), ROOT / "sino_pak_data", ROOT / "tests" / "benchmarks"):
        compileall.compile_dir(folder, quiet=2)


def main(names: Sequence[str] = ()) -> int:
    """Measure, write the page or print the sections named, print what was missed."""
    began, about = time.perf_counter(), machine()
    compile_all()
    measured = []
    # Each in a process of its own, made anew: what one has loaded must not count for the next.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for module in benchmarks():
            if not names or module.__name__.rpartition(".")[2] in names:
                print(f"{(time.perf_counter() - began) / 60:5.1f} min  {module.__name__}", file=sys.stderr, flush=True)
                measured.append((module, pool.submit(module.measure).result()))
    about["minutes"] = round((time.perf_counter() - began) / 60)
    sections = [section(*one) for one in measured]
    if names:
        print(*sections, sep="\n")
    else:
        (ROOT / "docs" / "benchmarks.md").write_text("\n".join([_HEAD.format(**about), *sections]), encoding="utf-8")
    missed = [result for _, results in measured for result in results if result.met is False]
    for result in missed:
        print(f"missed: {result}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

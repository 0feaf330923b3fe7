"""Runs every benchmark and writes docs/benchmarks.md: `make bench`. Exit status 1 when a target is missed."""

from __future__ import annotations

import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from tests.benchmarks import ROOT, Result

_LIBRARIES = ("pandas", "pyarrow", "frictionless", "pandera")
_HEAD = """# Benchmarks

Made by `make bench` on {date}, version {version}, {processor}, {cores} cores (load {load} at the start), {memory} GiB, {system}, Python {python}, {libraries}.

Ours and the peer run in turn, each in a process of its own. Times are medians; the ratio is ours divided by the
peer's in the same round, with its lowest and highest value. Machines differ in seconds, hardly in ratios.
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
    """A heading, the first line of the module's docstring and a table."""
    title = module.__name__.rpartition(".")[2].replace("_", " ").capitalize()
    lines = [f"## {title}", "", (module.__doc__ or "").splitlines()[0], ""]
    lines += [f"| | ours | {module.PEER} | ratio | lowest to highest | target |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(row, results)]) + "\n"


def row(result: Result) -> str:
    """A line of the table."""
    peer = "" if result.peer is None else f"{result.peer:,.3g} {result.unit}"
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    spread = "" if result.spread is None else "{:.2f} to {:.2f}".format(*result.spread)
    limit = (
        "" if result.target is None else f"{result.target:,.4g} {result.unit if result.ratio is None else ''}".strip()
    )
    target = {None: "", True: f"at most {limit}: met", False: f"at most {limit}: **missed**"}[result.met]
    return f"| {result.name} | {result.ours:,.3g} {result.unit} | {peer} | {ratio} | {spread} | {target} |"


def main() -> int:
    """Measure, write the page, print what was missed."""
    # Each in a process of its own, made anew: what one has loaded must not count for the next.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        measured = [(module, pool.submit(module.measure).result()) for module in benchmarks()]
    page = "\n".join([_HEAD.format(**machine()), *(section(*one) for one in measured)])
    (ROOT / "docs" / "benchmarks.md").write_text(page, encoding="utf-8")
    missed = [result for _, results in measured for result in results if result.met is False]
    for result in missed:
        print(f"missed: {result}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())

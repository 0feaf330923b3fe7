"""The parts of README.md that are filled from the tables, each between two comments: nobody types a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sino_pak_data.derive import reliability
from sino_pak_data.package.table import Package
from sino_pak_data.release.codebook import measured

BEGIN, END = "<!-- {}: filled by `sino-pak-data codebook` -->", "<!-- {} ends -->"


def _measured(package: Package) -> list[dict[str, str]]:
    return package.descriptor.built["reliability"].schema.in_order(reliability.rows(package))


def _reliability(package: Package) -> str:
    return measured.brief(_measured(package))


def _sure(package: Package) -> str:
    return measured.sentence(_measured(package))


def _years(package: Package) -> str:
    spans = [(name, package[name].years) for name in ("events", "agreements", "observations", "claims")]
    said = [f"{name} {years[0]} to {years[1]}" for name, years in spans if years]
    return f"The tables reach so far: {', '.join(said)}.\n"


PARTS: Mapping[str, Callable[[Package], str]] = {"sure": _sure, "reliability": _reliability, "years": _years}


def filled(readme: str, package: Package) -> str:
    """The README with these parts filled; it stays as it is where it has no place for one."""
    for name, part in PARTS.items():
        start, stop = BEGIN.format(name), END.format(name)
        before, begin, rest = readme.partition(start)
        _, end, after = rest.partition(stop)
        if begin and end:
            readme = f"{before}{start}\n\n{part(package)}\n{stop}{after}"
    return readme

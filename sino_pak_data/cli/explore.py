"""`explore`: the data as one HTML page that needs no server and no network."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click
import vl_convert as _library  # noqa: F401  (fails early if the extra is missing)

from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.explore.content import refused
from sino_pak_data.explore.page import document
from sino_pak_data.loader.load import Data, installed, open_package
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Store
from sino_pak_data.package.table import Package
from sino_pak_data.reading.write import replace_all


@click.command()
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default="explore.html", show_default=True, help="File to write."
)
@click.option("--open", "opened", is_flag=True, help="Open it in the browser.")
@package_option
def command(out: Path, opened: bool, package: Path | None) -> None:
    """Write the explorer: the data as one HTML page.

    The file needs no server, no network and no installation: timeline, series, claims, map, agreements, tables and a
    page per record, with sources and citations. It is replaced once the new one is complete.
    """
    if out.is_dir():
        raise PackageError(f"{out} is a folder: name a file, such as {out / 'explore.html'}")
    if not out.parent.is_dir():
        raise PackageError(f"{out.parent} is not a folder: make it first, or name another file with -o")
    content = _page(readable(package))
    replace_all({out: content})
    click.echo(f"{len(content) / 1e6:.1f} MB  {out}")
    if opened and not webbrowser.open(out.absolute().as_uri()):
        click.echo(f"no browser was found: open {out} yourself", err=True)


def page_of(package: Package, root: Path) -> bytes:
    """The page that a build of the package in that folder publishes; none of a dataset of somebody else."""
    return document(open_package(root)) if package.descriptor.own else b""


def _page(store: Store) -> bytes:
    data = Data(store)
    if reason := refused(data, installed()):
        raise PackageError(f"{store.place}: {reason}")
    return document(data)

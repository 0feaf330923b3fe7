"""What the verbs of `bulk` share: options, progress on a terminal, and a run over the files of a feed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from sino_pak_data.bulk.engines import megabytes
from sino_pak_data.bulk.feeds import Feed, Written, feeds, named, recognised
from sino_pak_data.bulk.files import gathered
from sino_pak_data.bulk.sql import Progress as Part

_EVERY = 0.2
"""Seconds between two looks at the progress."""
_BAR = 24
_SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def memory_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--memory`."""
    return click.option(
        "--memory", default="2GB", show_default=True, metavar="SIZE",
        help="What the engine may use; DuckDB goes on on disk beyond.",
    )(command)  # fmt: skip


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--engine`, `--master` and `--memory`."""
    options = (
        click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True),
        click.option(
            "--master", default="local[*]", show_default=True, metavar="URL",
            help="Of Spark: local[2], spark://HOST:PORT, yarn or k8s://….",
        ),
        memory_option,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--source`, the feed that files are from."""
    return click.option(
        "--source", type=click.Choice(list(feeds())), help="Feed that the files are from. Default: told by their columns.",
    )(command)  # fmt: skip


def step_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--step`, how much is done at a time."""
    return click.option(
        "--step", default="1GB", show_default=True, metavar="SIZE",
        help="Files that are read before what they give is safe on disk; a run that is killed goes on from there.",
    )(command)  # fmt: skip


class Progress:
    """A line on the terminal that says how far the work is, how fast, and how long it takes; nothing elsewhere.

    total  bytes to read
    """

    def __init__(self, total: int) -> None:
        self._total = max(total, 1)
        self._began = self._told = time.monotonic()
        self._width = 0
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, rows: int | None = None) -> None:
        """Say that so many bytes, and so many rows, if they are counted, are done."""
        now = time.monotonic()
        if not self._live or now - self._told < _EVERY:
            return
        self._told = now
        seconds, part = now - self._began, min(done / self._total, 1.0)
        left = f", {seconds * (1 - part) / part:,.0f} s left" if part > 0.01 else ""
        bar = "█" * int(part * _BAR)
        amount, unit = (done, "B") if rows is None else (rows, " rows")
        line = f"{bar:░<{_BAR}} {part:4.0%}  {scaled(amount)}{unit}, {scaled(amount / seconds)}{unit}/s{left}"
        click.echo(f"\r{line:<{self._width}}", nl=False, err=True)
        self._width = len(line)

    def end(self) -> None:
        """Clear the line."""
        if self._width:
            click.echo(f"\r{'':<{self._width}}\r", nl=False, err=True)


def scaled(number: float) -> str:
    """A number in three figures.

    >>> scaled(12_345_678), scaled(999), scaled(0)
    ('12.3 M', '999', '0')
    """
    for size, letter in _SCALES:
        if number >= size:
            return f"{number / size:.3g} {letter}"
    return f"{number:.0f}"


class Told(Protocol):
    """The outcome of a run, a line each."""

    def told(self) -> Iterable[str]: ...


Groups = Sequence[tuple[Written, Sequence[Path]]]
Work = Callable[[Groups, Feed, int, Part], Told]
"""What is done with the files of a feed, in steps of so many bytes."""


def over_feed(paths: Sequence[str], source: str | None, step: str, out: Path, work: Work, *about: str) -> None:
    """Do the work with the files of a feed, with progress, and print its outcome; the last line names the output and what it is about."""
    began = time.perf_counter()
    files = gathered(paths)
    groups = recognised(files, named(source) if source else None)
    feed, total = named(groups[0][0].feed), sum(path.stat().st_size for path in files)
    bar = Progress(total)
    try:
        outcome = work(groups, feed, megabytes(step) * 2**20, lambda part: bar(int(part * total)))
    finally:
        bar.end()
    for line in outcome.told():
        click.echo(line)
    click.echo(f"{out}: {', '.join((feed.name, *about))}, in {time.perf_counter() - began:.1f} s")

"""`bulk convert`: the files of a feed as Parquet by year, sorted for questions about pairs of states.

    FOLDER/year=2015/part-0123456789abcdef.parquet
    FOLDER/_steps/0123456789abcdef.json

Each step (some of the files) makes one part for each of its years and then its note, which lists files, parts and what was
wrong. A run that is killed goes on after the last note; a later run with more files adds parts. Hidden from readers of the
folder, as its name begins with an underscore, `_steps` is also what tells that the folder is ours.

A part is sorted by the pair of states, then by day, in groups of `ROWS` rows, each with the least and largest value of its
columns: a question about one pair and year reads the footers of one year, and of each part one or two groups of the columns
that it wants. Its columns are those of the feed, typed, and

    event_date, source_iso3, target_iso3, ccode1, ccode2, root   as in `events`; of several states on a side the first
    fate        why `reduce` would leave the row out, see `FATES`; missing if it counts
    unreadable  columns whose cell is not of their type, and so is missing here

The year of a row without a date is `__HIVE_DEFAULT_PARTITION__`, as in Hive.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sino_pak_data.bulk.engines import DuckDB, literal, name, opened
from sino_pak_data.bulk.events import FATES, Cells, day, events, prepared
from sino_pak_data.bulk.feeds import Feed, Written
from sino_pak_data.bulk.reduce import REJECTED, rejected, share
from sino_pak_data.bulk.sql import Progress
from sino_pak_data.bulk.steps import SIZE, File, Notes, Step, distinct, on_disk, steps
from sino_pak_data.cells.text import counted
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.write import locked

ROWS = 100_000
"""Rows in a group: of GDELT, some 3 MB in all and 20 to 400 KB a column, which is a good request of object storage."""
NOTES, DRAFTS, SCRATCH, NO_YEAR = "_steps", "_drafts", "_scratch", "__HIVE_DEFAULT_PARTITION__"
_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
_ADDED = ("event_date", "source_iso3", "target_iso3", "ccode1", "ccode2", "root", "fate", "unreadable")


@dataclass
class Outcome:
    """What a run has made.

    rows, parts  written by this run
    left         rows that could not be read, by kind of `REJECTED`; fates: rows by fate; unreadable: cells by column
    steps        done by this run; resumed: files that an earlier run had converted
    copies       files passed over, as their content is that of others
    """

    rows: int = 0
    parts: int = 0
    left: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    resumed: int = 0
    copies: Sequence[Path] = ()

    def told(self) -> Iterator[str]:
        """The outcome, a line each."""
        yield f"{counted(self.rows, 'row')} in {counted(self.parts, 'part')}"
        if self.resumed:
            yield f"passed over: {counted(self.resumed, 'file')} converted already"
        yield from (f"passed over: {path}, a copy of another file" for path in self.copies)
        yield from (f"left out: {self.left[kind]:,} {what}" for kind, what in REJECTED.items() if self.left[kind])
        yield from (f"no event: {self.fates[kind]:,} {what}" for kind, what in FATES.items() if self.fates[kind])
        for column, count in sorted(self.unreadable.items()):
            yield f"not of its type, so missing: {count:,} of {column}"


def convert(
    groups: Sequence[tuple[Written, Sequence[Path]]],
    feed: Feed,
    out: Path,
    memory: str = "2GB",
    size: int = SIZE,
    progress: Progress | None = None,
) -> Outcome:
    """Write the files of a feed into a folder, new or one that this has made, as Parquet by year.

    groups  the files, from `feeds.recognised`
    size    bytes of files in a step
    Raises `PackageError`, and then all steps but the last are done, and a further run goes on.
    """
    _ours(out)
    for path in (one for _, paths in groups for one in paths):
        if path.resolve().is_relative_to(out.resolve()):
            raise PackageError(f"{path}: it is in {out}, where the Parquet is to go; give the files as published")
    with locked(out):
        out.mkdir(parents=True, exist_ok=True)
        notes = Notes(out / NOTES)
        done = notes.all()
        _of_one_feed(done, feed, out)
        files, copies = distinct(groups)
        fresh = list(_fresh(files, done, out))
        outcome = Outcome(copies=copies, resumed=sum(len(one) for _, one in files) - sum(len(one) for _, one in fresh))
        notes.folder.mkdir(exist_ok=True)
        _clear(out, done)
        (out / SCRATCH).mkdir()
        with opened("duckdb", memory=memory, scratch=out / SCRATCH) as engine:
            assert isinstance(engine, DuckDB)
            for statement in prepared(feed):
                engine.run(statement)
            planned = list(steps(fresh, size))
            total, passed = sum(step.size for step in planned) or 1, 0
            for step in planned:
                _convert(engine, feed, step, out, notes, outcome, share(progress, passed, step.size, total))
                passed += step.size
        shutil.rmtree(out / SCRATCH, ignore_errors=True)
    return outcome


def _ours(out: Path) -> None:
    if out.is_dir() and not (out / NOTES).is_dir() and any(out.iterdir()):
        raise PackageError(f"{out}: there are other files in this folder; give a new one, or one that this has made")
    if out.exists() and not out.is_dir():
        raise PackageError(f"{out}: this is a file; give a folder")


def _of_one_feed(done: dict[str, dict[str, Any]], feed: Feed, out: Path) -> None:
    for note in done.values():
        if note["feed"] != feed.name:
            raise PackageError(f"{out}: it has events of {note['feed']}; give another folder for those of {feed.name}")


def _fresh(
    groups: Sequence[tuple[Written, Sequence[File]]], done: dict[str, dict[str, Any]], out: Path
) -> Iterator[tuple[Written, list[File]]]:
    """The files that no step has converted. Raises `PackageError` for one that has changed since."""
    converted = {one["identity"] for note in done.values() for one in note["files"]}
    known = {one["path"] for note in done.values() for one in note["files"]}
    for written, files in groups:
        new = [file for file in files if file.identity not in converted]
        for file in new:
            if str(file.path.resolve()) in known:
                raise PackageError(
                    f"{file.path}: it has changed since it was converted into {out}, where its earlier rows are; "
                    "convert all files into a new folder"
                )
        yield written, new


def _clear(out: Path, done: dict[str, dict[str, Any]]) -> None:
    """Remove what steps that were not done have left."""
    ours = {part["path"] for note in done.values() for part in note["parts"]}
    for path in [*out.glob("year=*/part-*.parquet")]:
        if path.relative_to(out).as_posix() not in ours:
            path.unlink()
    for folder in (DRAFTS, SCRATCH):
        shutil.rmtree(out / folder, ignore_errors=True)
    for part in (out / NOTES).glob(".*.part"):
        part.unlink()


def _convert(
    engine: DuckDB, feed: Feed, step: Step, out: Path, notes: Notes, outcome: Outcome, progress: Progress | None
) -> None:
    """Do a step: its rows typed in a table of the engine, which spills to disk; a part for each year; the note."""
    key = step.name(f"{feed.name} by year")
    view = f"rows_{key}"  # of its own: what is left out is told by view
    engine.scan(view, step.paths, step.written.layout)
    engine.run(f"CREATE OR REPLACE TEMP TABLE typed AS {typed(feed, step.written, view)}", progress)
    left = rejected(engine, view)
    years = engine.run("SELECT year, count(*) AS rows FROM typed GROUP BY year ORDER BY year").to_pylist()
    drafts = out / DRAFTS
    drafts.mkdir(exist_ok=True)
    parts = []
    for row in years:
        place = f"year={NO_YEAR if row['year'] is None else row['year']}/part-{key}.parquet"
        draft = drafts / place.replace("/", "-")
        same = "year IS NULL" if row["year"] is None else f"year = {row['year']}"
        engine.run(f"""COPY (SELECT * EXCLUDE (year) FROM typed WHERE {same} ORDER BY ccode1, ccode2, event_date, source_iso3)
            TO {literal(str(draft))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})""")
        on_disk(draft)
        parts.append({"path": place, "rows": row["rows"], "bytes": draft.stat().st_size})
    for part in parts:
        target = out / str(part["path"])
        target.parent.mkdir(exist_ok=True)
        (drafts / str(part["path"]).replace("/", "-")).replace(target)
    note = {
        "feed": feed.name, "parts": parts, "left": left, "fates": _tally(engine, "fate"),
        "unreadable": _tally(engine, "unnest(string_split(unreadable, ' '))"),
        "files": [{"path": str(one.path.resolve()), "identity": one.identity} for one in step.files],
    }  # fmt: skip
    notes.write(key, note)
    engine.run("DROP TABLE typed")
    shutil.rmtree(drafts, ignore_errors=True)
    outcome.steps += 1
    outcome.parts += len(parts)
    outcome.rows += sum(int(str(part["rows"])) for part in parts)
    for one in ("left", "fates", "unreadable"):
        getattr(outcome, one).update(note[one])


def _tally(engine: DuckDB, what: str) -> dict[str, int]:
    found = engine.run(
        f"SELECT what, count(*) AS n FROM (SELECT {what} AS what FROM typed) WHERE what IS NOT NULL GROUP BY 1"
    )
    return {row["what"]: row["n"] for row in found.to_pylist()}


def typed(feed: Feed, written: Written, view: str) -> str:
    """The query of a step: the columns of the feed with their types, those added, and `year`."""
    cell = Cells(feed, written)
    fields = [one for one in feed.schema["fields"] if one["name"].casefold() not in {"year", *_ADDED}]
    kept = {f"cell {one['name']}": cell.of(one["name"]) for one in fields}
    columns, faults = [], []
    for one in fields:
        text = name(f"cell {one['name']}")
        value = f"CAST({day(text)} AS DATE)" if one["type"] == "date" else text
        if one["type"] in {"integer", "number"}:
            value = f"try_cast({text} AS {_TYPES[one['type']]})"
        columns.append(f"{value} AS {name(one['name'])}")
        if one["type"] in _TYPES:
            faults.append(
                f"CASE WHEN {text} IS NOT NULL AND ({value}) IS NULL THEN {literal(one['name'].replace(' ', '_'))} END"
            )
    added = [
        "year", "make_date(day // 10000, day // 100 % 100, day % 100) AS event_date", "source AS source_iso3", "target AS target_iso3",
        "least(ccode_s, ccode_t) AS ccode1", "greatest(ccode_s, ccode_t) AS ccode2", "root", "fate",
        f"nullif(concat_ws(' ', {', '.join(faults)}), '') AS unreadable",
    ]  # fmt: skip
    return f"SELECT {', '.join((*columns, *added))} FROM ({events(feed, written, view, pairs=False, kept=kept)}) AS e"

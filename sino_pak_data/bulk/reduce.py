"""`bulk reduce`: coded events summed up by pair of states and year, or month, ready to join `dyad_years`.

A row is what one state did to another: `source` and `target`, and the pair in the order of `dyad_years` (`dyad`, `iso1`,
`iso2`, `ccode1`, `ccode2`), so that both directions of a pair join the same row of it. Columns:

    events       events that count, each once
    agree …      those of each root of PLOVER, `ROOTS`
    verbal_cooperation, material_cooperation, verbal_conflict, material_conflict; cooperation, conflict: the same by quadrant
    intensity    sum of the scores of the feed (Goldstein, in GDELT), and `scored`, the events that have one
    mentions …   what the feed adds up, see `feeds`

On DuckDB each step leaves the events of its files, a few bytes each, beside the output; a run that is killed goes on after
the last of them. Spark does it in one query and has a memory of its own for lost work.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sino_pak_data.bulk.engines import DuckDB, Engine, literal, name, opened
from sino_pak_data.bulk.events import FATES, SCALE, events, prepared
from sino_pak_data.bulk.feeds import ROOTS, Feed, Written
from sino_pak_data.bulk.sql import Progress
from sino_pak_data.bulk.steps import SIZE, Notes, Step, distinct, on_disk, steps
from sino_pak_data.cells.text import counted
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.write import locked

QUADRANTS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
PERIODS = {"dyad-year": ("year",), "dyad-month": ("year", "month")}
REJECTED = {
    "few": "rows with too few cells", "many": "rows with too many cells", "quote": "rows with a quote that is not closed",
    "encoding": "rows that are not UTF-8", "long": "rows that are too long", "cell": "rows that cannot be read",
}  # fmt: skip
_PAIR = ("dyad", "iso1", "iso2", "ccode1", "ccode2")


@dataclass
class Outcome:
    """What became of the rows.

    rows     of the output
    events   that count
    left     rows left out, by reason: a key of `FATES` or of `REJECTED`; Spark does not count blank ones
    mended   codes whose zero in front was put back
    spare    rows with cells beyond the last column
    copies   files passed over, as their content is that of others
    resumed  steps that an earlier run had done
    """

    rows: int = 0
    events: int = 0
    left: Counter[str] = field(default_factory=Counter)
    mended: int = 0
    spare: int = 0
    copies: Sequence[Path] = ()
    resumed: int = 0

    def told(self) -> Iterable[str]:
        """The outcome, a line each."""
        words = {**FATES, **REJECTED}
        yield f"{counted(self.events, 'event')} in {counted(self.rows, 'row')}"
        yield from (f"left out: {self.left[kind]:,} {what}" for kind, what in words.items() if self.left.get(kind))
        if self.mended:
            yield f"mended: {counted(self.mended, 'code')} whose zero in front was lost"
        if self.spare:
            yield f"passed over: the cells beyond the last column in {counted(self.spare, 'row')}"
        yield from (f"passed over: {path}, a copy of another file" for path in self.copies)


def reduce(
    groups: Sequence[tuple[Written, Sequence[Path]]],
    feed: Feed,
    by: str,
    out: Path,
    engine: str = "duckdb",
    master: str = "local[*]",
    memory: str = "2GB",
    size: int = SIZE,
    progress: Progress | None = None,
) -> Outcome:
    """Write the sums of the events in files, by `by`, a key of `PERIODS`, to a CSV or Parquet file.

    groups  the files, from `feeds.recognised`
    size    bytes of files in a step
    The file keeps its old content until the new is whole. Raises `PackageError`.
    """
    if out.suffix.lower() not in _WRITERS:
        raise PackageError(f"{out}: the output ends in {' or '.join(_WRITERS)}")
    if not out.absolute().parent.is_dir():
        raise PackageError(f"{out}: there is no folder {out.absolute().parent}")
    work = out.absolute().with_name(f".{out.name}.steps")
    files, copies = distinct(groups)
    outcome = Outcome(copies=copies)
    with locked(work):
        work.mkdir(exist_ok=True)
        _clear(work)
        with opened(engine, master, memory, scratch=work) as running:
            for statement in prepared(feed):
                running.run(statement)
            planned = list(steps(files, size))
            if isinstance(running, DuckDB):
                source = _stepwise(running, feed, planned, work, outcome, progress)
            else:
                source = _at_once(running, feed, planned)
            found = running.run(summed(source, feed, by))
            outcome.rows, outcome.events = found.num_rows, sum(found["events"].to_pylist())
            _count(running.run(_fates(source)), sum(found["kept"].to_pylist()), outcome)
            if not isinstance(running, DuckDB):
                for at, _ in enumerate(planned):
                    outcome.left.update(rejected(running, f"rows_{at}"))
        _put(found.drop_columns(["kept"]), out)
        shutil.rmtree(work, ignore_errors=True)
    return outcome


def _clear(work: Path) -> None:
    """Remove what a run that was killed has left half done."""
    for stray in (*work.glob("*.part"), *work.glob(".*.part")):
        stray.unlink()
    for folder in work.glob("sino-pak-data-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _at_once(engine: Engine, feed: Feed, planned: Sequence[Step]) -> str:
    """The events of all files, as SQL."""
    for at, step in enumerate(planned):
        engine.scan(f"rows_{at}", step.paths, step.written.layout)
    return " UNION ALL ".join(events(feed, step.written, f"rows_{at}") for at, step in enumerate(planned))


def _stepwise(
    engine: DuckDB, feed: Feed, planned: Sequence[Step], work: Path, outcome: Outcome, progress: Progress | None
) -> str:
    """The events of all files, as SQL over what the steps have left on disk."""
    notes = Notes(work)
    done, parts, total, passed = notes.all(), [], sum(step.size for step in planned) or 1, 0
    for step in planned:
        key = step.name(events(feed, step.written))
        part = work / f"{key}.parquet"
        if key in done and part.is_file():
            outcome.resumed += 1
        else:
            view, draft = f"rows_{key}", part.with_suffix(".part")  # of its own: what is left out is told by view
            engine.scan(view, step.paths, step.written.layout)
            query = f"COPY ({events(feed, step.written, view)}) TO {literal(str(draft))} (FORMAT parquet)"
            engine.run(query, share(progress, passed, step.size, total))
            left = rejected(engine, view)
            on_disk(draft)
            draft.replace(part)
            notes.write(key, {"files": [str(path) for path in step.paths], "rejected": left})
            done[key] = {"rejected": left}
        outcome.left.update(done[key]["rejected"])
        parts.append(literal(str(part)))
        passed += step.size
    return f"SELECT * FROM read_parquet([{', '.join(parts)}])"


def share(progress: Progress | None, passed: int, size: int, total: int) -> Progress | None:
    """The progress of a step of `size`, told as that of all."""
    return progress and (lambda part: progress((passed + part * size) / total))


def rejected(engine: Engine, view: str) -> dict[str, int]:
    """How many rows the queries of a view have left out, by kind."""
    found = engine.run(f"SELECT kind, count(*) AS rows FROM {engine.rejected(view)} GROUP BY 1")
    return {row["kind"]: row["rows"] for row in found.to_pylist()}


def _once(source: str, feed: Feed) -> str:
    """The events that count, with `nth`: 1 of the first of each, in an order that is the same everywhere."""
    nth = "1"
    if feed.events["key"]:
        order = ", ".join(("root", "intensity NULLS LAST", "weight", *map(name, feed.events["sums"])))
        place = f"row_number() OVER (PARTITION BY id, day, source, target ORDER BY {order})"
        nth = f"CASE WHEN id IS NULL THEN 1 ELSE {place} END"
    return f"SELECT *, {nth} AS nth FROM ({source}) AS e WHERE fate IS NULL"


def summed(source: str, feed: Feed, by: str) -> str:
    """The query of the output, over events as `events.events` has them; and `kept`, the rows that it is of."""
    more = [name(one) for one in feed.events["sums"]]
    totals = "".join(f", CAST(sum({one}) AS BIGINT) AS {one}" for one in more)
    first = "ccode_s < ccode_t"
    month = {"month": "day // 100 % 100"}
    period = [f"{month.get(one, one)} AS {one}" for one in PERIODS[by]]
    inner = f"""SELECT CASE WHEN {first} THEN source ELSE target END AS iso1, CASE WHEN {first} THEN target ELSE source END AS iso2,
        least(ccode_s, ccode_t) AS ccode1, greatest(ccode_s, ccode_t) AS ccode2, {", ".join(period)}, source, target, root,
        count(*) AS kept, CAST(sum(weight) AS BIGINT) AS events, CAST(sum(intensity * weight) AS BIGINT) AS intensity,
        CAST(sum(CASE WHEN intensity IS NOT NULL THEN weight ELSE 0 END) AS BIGINT) AS scored{totals}
        FROM ({_once(source, feed)}) AS e WHERE nth = 1
        GROUP BY source, target, ccode_s, ccode_t, {", ".join(month.get(one, one) for one in PERIODS[by])}, root"""
    key = ["concat(iso1, '-', iso2) AS dyad", *_PAIR[1:], *PERIODS[by], "source", "target"]
    counts = ["CAST(sum(events) AS BIGINT) AS events", *(f"{_of([root])} AS {root}" for root in ROOTS)]
    counts += [f"{_of(_in(at))} AS {word}" for at, word in enumerate(QUADRANTS, 1)]
    counts += [f"{_of(_in(1, 2))} AS cooperation", f"{_of(_in(3, 4))} AS conflict"]
    counts += [f"CAST(sum(intensity) AS DOUBLE) / {SCALE} AS intensity", "CAST(sum(scored) AS BIGINT) AS scored"]
    counts += [f"CAST(sum({one}) AS BIGINT) AS {one}" for one in more]
    counts.append("CAST(sum(kept) AS BIGINT) AS kept")
    groups = ", ".join((*_PAIR[1:], *PERIODS[by], "source", "target"))
    order = ", ".join(("ccode1", "ccode2", *PERIODS[by], "source", "target"))
    return f"SELECT {', '.join((*key, *counts))} FROM ({inner}) AS i GROUP BY {groups} ORDER BY {order}"


def _in(*quadrants: int) -> list[str]:
    return [root for root, quadrant in ROOTS.items() if quadrant in quadrants]


def _of(roots: Sequence[str]) -> str:
    listed = ", ".join(map(literal, roots))
    return f"CAST(sum(CASE WHEN root IN ({listed}) THEN events ELSE 0 END) AS BIGINT)"


def _fates(source: str) -> str:
    """How many rows each fate has."""
    zero, spare = (f"CAST(sum(CASE WHEN {one} THEN 1 ELSE 0 END) AS BIGINT) AS {one}" for one in ("zero", "spare"))
    return f"SELECT fate, count(*) AS rows, {zero}, {spare} FROM ({source}) AS e GROUP BY fate"


def _count(fates: pa.Table, kept: int, outcome: Outcome) -> None:
    """Enter the fates; of the rows that count, those that are not `kept` repeat an event."""
    for row in fates.to_pylist():
        outcome.spare += row["spare"]
        if row["fate"] is not None:
            outcome.left[row["fate"]] += row["rows"]
            continue
        outcome.mended += row["zero"]
        if row["rows"] > kept:
            outcome.left["duplicate"] = row["rows"] - kept


def _csv(table: pa.Table, path: Path) -> None:
    pyarrow.csv.write_csv(table, path, pyarrow.csv.WriteOptions(quoting_style="needed"))


def _parquet(table: pa.Table, path: Path) -> None:
    pyarrow.parquet.write_table(table, path, compression="zstd", store_schema=False)


_WRITERS = {".csv": _csv, ".parquet": _parquet}


def _put(table: pa.Table, out: Path) -> None:
    draft = out.with_name(f".{out.name}.{token_hex(4)}.part")
    try:
        _WRITERS[out.suffix.lower()](table, draft)
        on_disk(draft)
        draft.replace(out)
    except OSError as reason:
        raise PackageError(f"{out}: cannot be written: {reason.strerror or reason}") from None
    finally:
        draft.unlink(missing_ok=True)

"""Checks tables of any size: each file is read once, and what is found is looked up where it is.

DuckDB tells the place of every problem; Spark counts them and gives samples without a place, whose line is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sino_pak_data.bulk.engines import DuckDB, Engine, Layout, name
from sino_pak_data.bulk.faults import Guesses, Rows, Typed, rule_of, same_key
from sino_pak_data.bulk.files import Source, opened, renamed
from sino_pak_data.bulk.found import Found, Reader
from sino_pak_data.bulk.plan import Plan, compiled, joined
from sino_pak_data.bulk.repeats import Hashes
from sino_pak_data.bulk.sql import Exhausted
from sino_pak_data.checks.findings import Report
from sino_pak_data.checks.registry import named
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.safety import shown
from sino_pak_data.reading.source_text import Collector

Tell = Callable[[int, int], None]
"""Is told from time to time how many bytes and rows are done."""

REJECTED_RULES = {"few": "ragged-row", "many": "ragged-row", "encoding": "not-utf8", "long": "too-large"}
_SAMPLES = 3
"""Problems of a kind that Spark gives."""
_KNOWN_BY_HEART = 60_000
"""Keys of another table among which the one that was meant is looked for."""
_SHARE = 0.4
"""Of the memory, for the hashes of keys."""


@dataclass
class Outcome:
    """What a check found: its problems, and how many rows and files it read."""

    report: Report
    rows: int = 0
    files: int = 0


def check(
    descriptor: Descriptor,
    files: Mapping[str, Sequence[Path]],
    engine: Engine,
    memory: int,
    *,
    keep: int | None = None,
    root: Path | None = None,
    tell: Tell = lambda *_: None,
    dialect: Mapping[str, Any] = MappingProxyType({}),
    only: Collection[str] = (),
) -> Outcome:
    """Every problem of the files of some tables, sorted; `keep` are held, all are counted.

    only    tables to check, if the others are there for their keys alone
    memory  MiB that the engine may use
    root    the folder from which problems give the path of a file
    """
    work = _Check(descriptor, engine, memory, keep, root or Path.cwd(), tell, dialect)
    for table, paths in files.items():
        work.open(table, paths)
    for table in only or files:
        work.table(table)
    work.outcome.report.sort(work.order)
    return work.outcome


class _Check:
    """One check; `open` all tables before the first is checked, for their keys refer to each other."""

    def __init__(
        self, descriptor: Descriptor, engine: Engine, memory: int, keep: int | None, root: Path, tell: Tell,
        dialect: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.descriptor, self.engine, self.memory, self.keep, self.root = descriptor, engine, memory, keep, root
        self.tell, self.dialect = tell, dialect
        self.outcome = Outcome(Report())
        self.order: list[str] = []
        self.done = 0
        self._sources: dict[str, list[Source]] = {}
        self._targets: dict[tuple[str, tuple[str, ...]], str] = {}
        self._guess = Guesses()
        self._numbers = count()

    def open(self, table: str, paths: Sequence[Path]) -> None:
        """Look at the headers of the files of a table."""
        resource = self.descriptor.table(table)
        for path in paths:
            found = Collector(renamed(Source(path, str(path), Layout(()), ()), self.root).shown)
            source = opened(path, resource, self.descriptor, found, self.dialect)
            self.order.append(found.file)
            self.outcome.files += 1
            for problem in found.problems:
                self.outcome.report.add(problem)
            if source is not None:
                self._sources.setdefault(table, []).append(renamed(source, self.root))

    def table(self, table: str) -> None:
        """Check the files of a table."""
        resource, sources = self.descriptor.table(table), self._sources.get(table, [])
        if not sources:
            return
        if isinstance(self.engine, DuckDB):
            self._exactly(self.engine, resource, sources)
        else:
            self._counted(resource, sources)

    def _plan(self, resource: Resource, source: Source) -> tuple[Plan, dict[int, str]]:
        """The plan for the rows of a file, and the views of the keys that its foreign keys may be."""
        plan = compiled(resource.schema, source.header, self._sources, source.typed)
        for function, judge in plan.functions():
            self.engine.function(function, judge)
        views = {
            at: self._target(key.table, tuple(there for _, there in key.pairs)) for at, key in enumerate(plan.foreigns)
        }
        return plan, views

    def _target(self, table: str, columns: tuple[str, ...]) -> str:
        """A view with the keys of a table, as text, in its column `key`."""
        if (table, columns) not in self._targets:
            view = f"keys_{len(self._targets)}"
            schema = self.descriptor.table(table).schema
            parts = []
            for at, source in enumerate(self._sources[table]):
                self.engine.scan(f"{view}_{at}", [source.path], source.layout)
                key = joined(schema, [(one, one) for one in columns], 1)
                parts.append(f"SELECT {key} AS key FROM {name(f'{view}_{at}')}")
            union = f"SELECT DISTINCT key FROM ({' UNION ALL '.join(parts)}) AS keys WHERE key IS NOT NULL"
            if isinstance(self.engine, DuckDB):
                self.engine.run(f"CREATE TEMP TABLE {name(view)} AS {union}")
            else:
                self.engine.run(f"CREATE OR REPLACE TEMP VIEW {name(view)} AS {union}")
            self._targets[table, columns] = view
        return self._targets[table, columns]

    def _known(self, plan: Plan, views: Mapping[int, str]) -> dict[str, Collection[str]]:
        """The keys among which the one that was meant may be, by table, of tables that are small."""
        known: dict[str, Collection[str]] = {}
        for at, key in enumerate(plan.foreigns):
            listed = self.engine.run(f"SELECT key FROM {name(views[at])} LIMIT {_KNOWN_BY_HEART + 1}")[
                "key"
            ].to_pylist()
            known[key.table] = listed if len(listed) <= _KNOWN_BY_HEART else ()
        return known

    def _exactly(self, engine: DuckDB, resource: Resource, sources: Sequence[Source]) -> None:
        """Read each file once; then look for keys that occur twice, and word what was found where it is."""
        found: list[Found] = []
        known: dict[str, Collection[str]] = {}
        room = int(self.memory * 2**20 * _SHARE)
        hashes: dict[tuple[str, tuple[str, ...]], Hashes] = {}
        for source in sources:
            plan, views = self._plan(resource, source)
            known = known or self._known(plan, views)
            for key in plan.keys:
                hashes.setdefault(key, Hashes(engine.folder, room))
            first = sum(earlier.rows for earlier in found)
            found.append(self._read(engine, source, plan, first, views, [hashes[key] for key in plan.keys]))
        for (kind, parts), those in hashes.items():
            self._repeated(found, kind, parts, those)
        for one in found:
            self._word(engine, one, found, known)

    def _read(
        self, engine: DuckDB, source: Source, plan: Plan, first: int, views: Mapping[int, str], hashes: Sequence[Hashes]
    ) -> Found:
        """What there is to find in a file; of one that is damaged, as far as it could be read."""
        size, done, rows = source.path.stat().st_size, self.done, self.outcome.rows

        def tell(part: float, here: int) -> None:
            self.tell(done + int(part * size), rows + here)

        reader = Reader(engine, views, hashes, self.keep, tell)
        try:
            found = reader.read(source, plan, first)
        except Exhausted:
            raise
        except PackageError as reason:  # a page of Parquet, say, that is damaged; the other files may be sound
            self._unreadable(source, str(reason))
            return reader.found or Found(source, plan, first)
        self.outcome.rows += found.rows - found.blank + len(found.rejected)
        self.done += size
        return found

    def _unreadable(self, source: Source, reason: str) -> None:
        found = Collector(source.shown)
        message = f"the file cannot be read to its end: {shown(reason, 200)}"
        found.add("unreadable-table", message, "make or fetch it again; of its rows nothing is certain")
        for problem in found.problems:
            self.outcome.report.add(problem)

    def _repeated(self, found: Sequence[Found], kind: str, parts: tuple[str, ...], hashes: Hashes) -> None:
        """Note the rows whose key an earlier one has, with the file that they are in."""
        found_again, repeats = hashes.repeats()
        if found_again:
            self.outcome.report.counts["error", "duplicate-key"] += found_again
        files = iter(found)
        here = next(files)
        for repeat in islice(repeats, self.keep):
            while repeat.row >= here.first + here.rows:
                here = next(files)
            here.repeats.append((kind, parts, repeat))

    def _word(
        self, engine: DuckDB, found: Found, all_files: Sequence[Found], known: Mapping[str, Collection[str]]
    ) -> None:
        """Turn what was found in a file into problems."""
        report = self.outcome.report
        for letters, times in found.counts.items():
            for slot, kind in found.plan.decoded(letters):
                report.counts["error", rule_of(slot, kind)] += times
        for kind in (*found.rejected, *(kind for _, kind in found.torn)):
            report.counts["error", REJECTED_RULES.get(kind, "stray-quote")] += 1
        rows = self._rows(engine, found)
        try:
            problems = self._problems(engine, rows, found, all_files, known)
            report.problems += problems if self.keep is None else islice(problems, self.keep)
        finally:
            rows.close()

    def _rows(self, engine: DuckDB, found: Found) -> Rows:
        schema = found.plan.schema
        if found.source.layout.kind == "csv":
            return Rows(found.source, schema, found.bytes, found.rows)
        wanted = {number for number, _ in found.broken}
        wanted |= {one - found.first for _, _, repeat in found.repeats for one in repeat if one >= found.first}
        listed = ", ".join(map(str, sorted(wanted))) or "-1"
        engine.scan("rows", [found.source.path], found.source.layout)
        cells = engine.run(f"SELECT * FROM rows WHERE row IN ({listed})").to_pylist()
        return Typed(found.source, schema, {one.pop("row"): one for one in cells})

    def _problems(
        self,
        engine: DuckDB,
        rows: Rows,
        found: Found,
        all_files: Sequence[Found],
        known: Mapping[str, Collection[str]],
    ) -> Iterator[Problem]:
        for number, letters in found.broken:
            yield from rows.problems(number, list(found.plan.decoded(letters)), known, self._guess)
        for kind, parts, repeat in found.repeats:
            home = next(one for one in all_files if repeat.first < one.first + one.rows)
            others = rows if home is found else self._rows(engine, home)
            row, line = rows.at(repeat.row - found.first, [])
            first, _ = others.at(repeat.first - home.first, [])
            where = "" if home is found else f"{home.source.shown}, line {first.line},"
            if same_key(row, first, parts):
                yield rows.repeated(row, first, line, kind, parts, where)
        for byte, kind in islice(zip(found.bytes, found.rejected, strict=True), self.keep):
            yield from rows.rejected(int(byte), kind)
        for number, kind in islice(found.torn, self.keep):
            yield from rows.torn(number, kind)

    def _counted(self, resource: Resource, sources: Sequence[Source]) -> None:
        """Count what the rows break, and word a few samples of each kind."""
        alike: dict[tuple[Layout, frozenset[str]], list[Source]] = {}
        for source in sources:
            alike.setdefault((source.layout, source.typed), []).append(source)
        keys: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for (layout, _), group in alike.items():
            view = f"rows_{next(self._numbers)}"
            plan, views = self._plan(resource, group[0])
            self.engine.scan(view, [source.path for source in group], layout)
            self._samples(view, plan, views, {str(source.path.resolve()): source for source in group})
            for kind, parts in plan.keys:
                key = joined(resource.schema, [(part, part) for part in parts], 0)
                keys.setdefault((kind, parts), []).append(
                    f"SELECT {key} AS key, {', '.join(map(name, parts))} FROM {name(view)}"
                )
        for (kind, parts), selects in keys.items():
            self._count_repeated(resource, sources[0], kind, parts, " UNION ALL ".join(selects))

    def _samples(self, view: str, plan: Plan, views: Mapping[int, str], files: Mapping[str, Source]) -> None:
        report, judged = (
            self.outcome.report,
            f"(SELECT {plan.broken()} AS broken, * FROM {plan.marked(view, views)}) AS judged",
        )
        for one in self.engine.run(f"SELECT broken, count(*) AS times FROM {judged} GROUP BY broken").to_pylist():
            self.outcome.rows += one["times"]
            for slot, kind in plan.decoded(one["broken"] or ""):
                report.counts["error", rule_of(slot, kind)] += one["times"]
        known = self._known(plan, views)
        numbered = f"SELECT *, row_number() OVER (PARTITION BY broken ORDER BY file) AS nth FROM {judged} WHERE broken IS NOT NULL"
        for one in self.engine.run(f"SELECT * FROM ({numbered}) AS numbered WHERE nth <= {_SAMPLES}").to_pylist():
            rows = Typed(
                files[one["file"]], plan.schema, {-1: {key: one[key] for key in plan.schema.names if key in one}}
            )
            report.problems += rows.problems(-1, list(plan.decoded(one["broken"])), known, self._guess)
        left_out = (
            f"SELECT file, kind, count(*) AS times FROM {self.engine.rejected(view)} GROUP BY file, kind ORDER BY file"
        )
        for one in self.engine.run(left_out).to_pylist():
            self.outcome.rows += one["times"]
            rule = REJECTED_RULES.get(one["kind"], "stray-quote")
            report.counts["error", rule] += one["times"]
            message = f"{one['times']:,} rows of this kind"
            report.problems.append(
                Problem(files[one["file"]].shown, 0, 1, "", rule, "error", "", message, named(rule).summary)
            )

    def _count_repeated(self, resource: Resource, source: Source, kind: str, parts: tuple[str, ...], rows: str) -> None:
        twice = f"SELECT key, count(*) AS times FROM ({rows}) AS keys WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1"
        times = self.engine.run(f"SELECT sum(times - 1) AS times FROM ({twice}) AS twice")["times"][0].as_py()
        if not times:
            return
        self.outcome.report.counts["error", "duplicate-key"] += int(times)
        for one in self.engine.run(f"{twice} ORDER BY times DESC LIMIT {_SAMPLES}").to_pylist():
            value = ":".join(one["key"].split("\x1f"))
            what = "key" if kind == "key" else " and ".join(parts)
            message = f"{what} {value!r} occurs {one['times']:,} times"
            self.outcome.report.problems.append(
                Problem(
                    source.shown, 0, 1, parts[0], "duplicate-key", "error", value, message, named("duplicate-key").fix
                )
            )

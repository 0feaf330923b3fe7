"""The rules of a Table Schema as SQL: what each says of a cell, and one query for all of them.

A rule is a condition that a sound cell meets. The rules of a column are tried in the order of `package.constraints`, and the
first that a cell breaks is reported: of a cell that is no number nobody knows whether it is too large. A missing cell
breaks none but `required`. What SQL cannot say, such as a date of the format %d/%m/%y, is a function in Python that the
engine calls, with the same verdicts.

The query yields, for each row, NULL or a text with one letter per rule that could be broken (`Plan.slots`):

    "..t....f"      the third column is of another type, and the second foreign key leads nowhere
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from sino_pak_data.bulk.engines import literal, name
from sino_pak_data.bulk.patterns import DATE, dated, matches, portable
from sino_pak_data.package.constraints import BOOLEANS, INTEGER, NUMBER, cell_violations, unmatched
from sino_pak_data.package.lexical import FALSE, TRUE
from sino_pak_data.package.schema import Field, ForeignKey, Schema, grammar_pattern
from sino_pak_data.reading.canonical import EDGES

KINDS = {
    "required": "r", "type": "t", "enum": "e", "pattern": "p", "minimum": "n", "maximum": "x", "exclusiveMinimum": "N",
    "exclusiveMaximum": "X", "minLength": "l", "maxLength": "L", "malformed-date": "m", "impossible-date": "i",
    "foreign-key": "f", "invisible-character": "0",
}  # fmt: skip
"""Each kind of violation, and its letter in the result of the query."""
OF_LETTER = {letter: kind for kind, letter in KINDS.items()}
NONE = "."
CELL = "\0"

_COMPARED = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_ANY_INTEGER = r"[+-]?[0-9]+"
_ANY_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[nN][aA][nN]|[+-]?[iI][nN][fF]"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_YEAR = r"-?[0-9]{4,9}"
_UNTESTED = frozenset({"time", "datetime", "boolean"})
"""Types that Parquet writes as no cell of a CSV is written."""
_PLAIN_TEXT = frozenset({"string", "any", ""})


class Rule(NamedTuple):
    """A rule of a column: its kind, and the condition that a sound cell meets, with `CELL` in its place.

    quick  the same for a text that is not NULL, in less time; "" if there is no such
    """

    kind: str
    holds: str
    quick: str = ""

    def of(self, cell: str) -> str:
        """The condition for a cell."""
        return self.holds.replace(CELL, cell)


class Slot(NamedTuple):
    """What a letter of the result is about: a column, or a foreign key and its first column."""

    field: Field
    foreign: ForeignKey | None = None


@dataclass(frozen=True)
class Column:
    """The rules of one column.

    required  Must a cell be filled, also because it is part of the key?
    rules     in the order in which they are tried
    function  the name of the function that judges its cells instead, or ""
    """

    field: Field
    required: bool
    rules: tuple[Rule, ...]
    function: str = ""

    @property
    def judged(self) -> bool:
        return self.required or bool(self.rules or self.function)

    def passes(self) -> list[str]:
        """Conditions that a row meets if its cell breaks no rule; NULL where it is empty. A few sound cells fail them."""
        cell, missing = name(self.field.name), self.field.missing - {""}
        parts = [f"{cell} IS NOT NULL"] if self.required else []
        if self.required and not self._refuses_space():
            parts += [f"{cell} >= '!'", f"{cell} < '\u0080'"]  # it does not begin with a space of any kind
        parts += [f"{cell} NOT IN ({_listed(missing)})"] if missing and self.required else []
        if self.function:
            parts.append(f"{self.function}({cell}) = {literal(NONE)}")
        return parts + [one.quick.replace(CELL, cell) or one.of(cell) for one in self.rules]

    def _refuses_space(self) -> bool:
        """Does a cell with nothing but a space break one of the rules?"""
        pattern = self.field.constraints.get("pattern") if not self.function else None
        if pattern is not None and len(unmatched(pattern, {*EDGES})) == len({*EDGES}):
            return True
        return any(one.kind in {"type", "enum", "malformed-date"} for one in self.rules)

    def kind(self) -> str:
        """The letter of the first rule that a cell breaks."""
        value = value_of(self.field)
        if not self.judged:
            return literal(NONE)
        empty = f"WHEN {value} IS NULL THEN {literal(KINDS['required'] if self.required else NONE)}"
        if self.function:
            return f"CASE {empty} ELSE {self.function}({value}) END"
        broken = (f"WHEN ({one.of(value)}) IS NOT TRUE THEN {literal(KINDS[one.kind])}" for one in self.rules)
        return f"CASE {empty} {' '.join(broken)} ELSE {literal(NONE)} END"


@dataclass(frozen=True)
class Plan:
    """All rules of a table.

    keys      the columns that no two rows have alike, each with its kind: "key" or "unique"
    foreigns  the foreign keys that are followed
    """

    schema: Schema
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, tuple[str, ...]], ...]
    foreigns: tuple[ForeignKey, ...]

    @property
    def slots(self) -> list[Slot]:
        """What each letter of the result is about."""
        own = [Slot(column.field) for column in self.columns]
        return own + [Slot(self.schema.by_name[key.field], key) for key in self.foreigns]

    def hashed(self, filled: Collection[str] = ()) -> list[str]:
        """The hash of each key, 0 for a row that lacks a part of it; `filled` are columns that no row lacks."""
        found = []
        for _, key in self.keys:
            one = joined(self.schema, [(part, part) for part in key], 0)
            whole = f"CASE WHEN {one} IS NULL THEN CAST(0 AS UBIGINT) ELSE hash({one}) END"
            found.append(f"hash({one})" if {*key} <= {*filled} else whole)
        return found

    def functions(self) -> Iterator[tuple[str, Callable[[Sequence[str]], list[str]]]]:
        """The functions in Python that the query calls, by name."""
        for column in self.columns:
            if column.function:
                yield column.function, partial(_judged, column.field)

    def broken(self) -> str:
        """The letters of a row, NULL if all is well; of the columns of `marked`."""
        lost = [
            f"({mark(at)} IS FALSE AND {joined(self.schema, key.pairs, 0)} IS NOT NULL)"  # of NULL Spark says false too
            for at, key in enumerate(self.foreigns)
        ]
        # Of an empty cell the conditions are NULL. NOT (NULL AND …) is true only if one of the others is false.
        passes = [one for column in self.columns for one in column.passes()] + [f"NOT {one}" for one in lost]
        letter, none = literal(KINDS["foreign-key"]), literal(NONE)
        letters = [column.kind() for column in self.columns]
        letters += [f"CASE WHEN {one} THEN {letter} ELSE {none} END" for one in lost]
        sound = literal(NONE * len(letters))
        row = f"nullif(concat({', '.join(letters)}), {sound})"
        return f"CASE WHEN NOT ({' AND '.join(passes)}) THEN {row} END" if passes else "CAST(NULL AS VARCHAR)"

    def marked(self, view: str, known: Mapping[int, str]) -> str:
        """The rows of a view, each with a mark per foreign key: does it lead to a row? NULL if a part of it is missing.

        known  by foreign key, the view whose column `key` has what it may be
        """
        marks = [f"{joined(self.schema, key.pairs, 0)} IN (SELECT key FROM {name(known[at])}) AS {mark(at)}"
                 for at, key in enumerate(self.foreigns)]  # fmt: skip
        return f"(SELECT {', '.join(['*', *marks])} FROM {name(view)})" if marks else name(view)

    def decoded(self, letters: str) -> Iterator[tuple[Slot, str]]:
        """What a row breaks: each slot with its kind."""
        for slot, letter in zip(self.slots, letters, strict=bool(letters)):
            if letter != NONE:
                yield slot, OF_LETTER[letter]


def compiled(schema: Schema, present: Sequence[str], tables: Collection[str] = (), typed: Collection[str] = ()) -> Plan:
    """The plan of a table.

    present  the columns that its files have
    tables   those that its foreign keys can be followed to, itself among them
    typed    columns whose cells are surely of their type, whatever they look like
    """
    fields = [field for field in schema.fields if field.name in present]
    there = {field.name for field in fields}
    columns = tuple(
        _column(at, field, field.name in schema.key, field.name in typed) for at, field in enumerate(fields)
    )
    unique = [(field.name,) for field in fields if field.constraints.get("unique") and schema.key != (field.name,)]
    keys = [("unique", key) for key in (*unique, *schema.unique_keys)] + ([("key", schema.key)] if schema.key else [])
    return Plan(
        schema, columns, tuple((kind, key) for kind, key in keys if there.issuperset(key)),
        tuple(
            key for key in schema.foreign_keys
            if key.table in tables and there.issuperset(own for own, _ in key.pairs)
            and schema.by_name[key.field].type != "list"  # each item would be a key of its own
        ),
    )  # fmt: skip


def mark(at: int) -> str:
    """The column that says whether a foreign key leads to a row."""
    return name(f"foreign key {at}")


def value_of(field: Field) -> str:
    """The value of a cell: without the spaces around it, NULL if it is missing."""
    value = f"nullif(trim({name(field.name)}, {literal(EDGES)}), '')"
    missing = field.missing - {""}
    return f"(CASE WHEN {value} IN ({_listed(missing)}) THEN NULL ELSE {value} END)" if missing else value


def joined(schema: Schema, pairs: Sequence[tuple[str, str]], side: int) -> str:
    """The parts of a key as one text; NULL if one of them is missing."""
    parts = []
    for own, there in pairs:
        field, part = schema.by_name.get((own, there)[side]), name((own, there)[side])
        missing = field.missing - {""} if field and not side else frozenset()
        parts.append(f"(CASE WHEN {part} IN ({_listed(missing)}) THEN NULL ELSE {part} END)" if missing else part)
    return " || chr(31) || ".join(parts)


def _listed(values: Any) -> str:
    return ", ".join(literal(one) for one in sorted(values))


def _judged(field: Field, cells: Sequence[str]) -> list[str]:
    """The letters of cells that Python judges."""
    kinds = cell_violations(field, frozenset(cells))
    return [KINDS[kinds[cell]] if cell in kinds else NONE for cell in cells]


def _column(at: int, field: Field, in_key: bool, typed: bool) -> Column:
    required = field.required or in_key  # the standard: a part of a key is never missing
    if typed and field.type in _UNTESTED:
        return Column(field, required, ())
    rules = _rules(field)
    if rules is None:
        return Column(field, required, (), f"judged_{at}")
    return Column(field, required, tuple(one for one in rules if not (typed and one.kind == "type")))


def _rules(field: Field) -> list[Rule] | None:
    """The rules of a column in SQL; None if SQL cannot say all that they say."""
    limits, cast = field.constraints, _cast(field)
    if cast is None:
        return None
    conditions, number = cast
    rules = [Rule("type", condition, _quick(field, condition)) for condition in conditions]
    if field.codes:
        rules.append(Rule("enum", _coded(field)))
    if "enum" in limits and not field.many:
        if not all(isinstance(one, str) for one in limits["enum"]) or field.type not in _PLAIN_TEXT:
            return None
        rules.append(Rule("enum", f"{CELL} IN ({_listed(limits['enum'])})"))
    if "pattern" in limits:
        pattern = portable(limits["pattern"])
        if pattern is None:
            return None
        rules.append(Rule("pattern", matches(CELL, pattern)))
    for kind, sign in _COMPARED.items() if number else ():
        if kind in limits:
            limit = _limit(field, limits[kind])
            quick = f"try_cast({CELL} AS DOUBLE) {sign} {limit}" if field.type in {"integer", "number"} else ""
            beyond = f", {quick}" if field.type == "integer" else ""  # an integer of more digits than DECIMAL holds
            rules.append(Rule(kind, f"coalesce({number} {sign} {limit}{beyond}, true)", quick))
    for kind, sign in (("minLength", ">="), ("maxLength", "<=")):
        if kind in limits:
            rules.append(Rule(kind, f"length(trim({CELL})) {sign} {limits[kind]}"))
    if not any(one.kind in {"type", "enum", "pattern"} for one in rules):  # it also sees to it that the column is read,
        rules.append(Rule("invisible-character", f"NOT contains({CELL}, chr(0))"))  # or bad UTF-8 in it would pass
    if field.holds == "date":
        rules.append(Rule("malformed-date", matches(CELL, DATE)))
        rules.append(Rule("impossible-date", dated(CELL)))
    return rules


def _cast(field: Field) -> tuple[list[str], str] | None:
    """The conditions of a type, and its cells as something that has an order; None if SQL cannot say it."""
    options = {name: value for name, value in field.options.items() if (name, value) != ("format", "default")}
    match field.type:
        case "boolean":
            own = (*options.pop("trueValues", TRUE), *options.pop("falseValues", FALSE))
            conditions = [f"{CELL} IN ({_listed(BOOLEANS if field.plain else own)})"], ""
        case "integer" if field.plain:
            whole = f"try_cast({CELL} AS BIGINT)"
            conditions = [f"{matches(CELL, INTEGER)} AND {whole} IS NOT NULL"], whole
        case "integer":
            conditions = [matches(CELL, _ANY_INTEGER)], f"try_cast({CELL} AS DECIMAL(38, 0))"
        case "number" if field.plain:
            real = f"try_cast({CELL} AS DOUBLE)"
            conditions = [matches(CELL, NUMBER), f"coalesce(abs({real}) <= {_LARGEST}, false)"], real
        case "number":  # NaN is out of no bounds, but SQL has it for the largest number
            conditions = [matches(CELL, _ANY_NUMBER)], f"nullif(try_cast({CELL} AS DOUBLE), CAST('NaN' AS DOUBLE))"
        case "date":
            day = f"{CELL} >= '0001' AND try_cast({CELL} AS DATE) IS NOT NULL"
            conditions = [f"{matches(CELL, _DAY)} AND {day}"], CELL
        case "year":
            conditions = [matches(CELL, _YEAR)], f"try_cast({CELL} AS BIGINT)"
        case "string" | "any" | "":
            conditions = [], ""
        case _:
            return None
    return None if options else conditions


_LARGEST = "1.7976931348623157e308"


def _limit(field: Field, limit: Any) -> str:
    if field.type == "date":
        return literal(str(limit))
    return f"CAST({literal(str(limit))} AS DOUBLE)" if field.type == "number" or "." in str(limit) else str(int(limit))


def _quick(field: Field, condition: str) -> str:
    """A condition of a type that most cells meet in less time; the others go the long way."""
    real = f"try_cast({CELL} AS DOUBLE)"
    short = {
        "integer": f"CAST(try_cast({CELL} AS BIGINT) AS VARCHAR) = {CELL}",
        "year": f"CAST(try_cast({CELL} AS BIGINT) AS VARCHAR) = {CELL}",
        "date": f"{CELL} LIKE '____-__-__' AND {CELL} >= '0001' AND try_cast({CELL} AS DATE) IS NOT NULL",
        "number": "" if field.plain else f"abs({real}) <= {_LARGEST} AND {CELL} < ':' AND NOT contains({CELL}, '_')",
    }.get(field.type)
    return f"CASE WHEN {short} THEN true ELSE {condition} END" if short else ""


def _coded(field: Field) -> str:
    """The condition that a cell holds one code, or a list of them."""
    return matches(CELL, grammar_pattern(field)) if field.many else f"{CELL} IN ({_listed(set(field.values))})"

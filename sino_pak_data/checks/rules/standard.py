"""What the Data Package standard says of a cell: types, constraints, keys and foreign keys."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import Review, retired_hint
from sino_pak_data.checks.marks import Breach, Mark
from sino_pak_data.checks.registry import rule

_PLURAL = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}


@rule("wrong-type", "datapackage")
def wrong_type(review: Review) -> Iterator[Mark]:
    """A cell is of the type of its column.

    Why:  A column of numbers with a word in it is read as a column of words.
    Fix:  Write a number, or true or false in small letters; leave the cell empty for missing.
    Bad:  sources: primary=perhaps
    Good: sources: primary=true
    """
    for breach in review.breaches("type"):
        wanted = _PLURAL.get(breach.column.type, f"of type {breach.column.type}")
        yield breach.mark(f"{breach.value!r} is not {wanted}", f"for example {breach.column.example}")


@rule("missing-value", "datapackage")
def missing_value(review: Review) -> Iterator[Mark]:
    """A required cell is filled.

    Why:  Without it the row cannot be found, counted or dated.
    Fix:  Fill it; what a required column holds is in the codebook.
    Bad:  events: title=
    Good: events: title=A visit
    """
    for breach in review.breaches("required"):
        if not breach.column.holds.startswith("reference"):
            yield breach.mark(f"{breach.field} is empty", f"for example {breach.column.example}")


@rule("unsourced-row", "datapackage")
def unsourced_row(review: Review) -> Iterator[Mark]:
    """Every fact names where it can be found.

    Why:  A row without a source cannot be checked, and so cannot be cited.
    Fix:  Write the id of a work, with the place in square brackets; add the work to sources if it is new.
    Bad:  events: sources=
    Good: events: sources=yousaf2025drive[5.p4]
    """
    for breach in review.breaches("required"):
        if breach.column.holds.startswith("reference"):
            yield breach.mark(
                "the row has no source", f"write a source id and place, for example {breach.column.example}"
            )


@rule("unknown-code", "datapackage")
def unknown_code(review: Review) -> Iterator[Mark]:
    """A coded column holds one of its codes.

    Why:  "millitary" would be a domain of its own in every table and figure.
    Fix:  Take a code of the list; a new code is a reviewed line in schemas/codes.
    Bad:  events: domain=millitary
    Good: events: domain=military
    """
    for breach in review.breaches("enum"):
        close = review.guess(breach.value, breach.column.values)
        listed = f"the codes of {breach.column.code_list} are {', '.join(breach.column.values)}"
        hint = f"did you mean {close!r}? {listed}" if close else listed
        yield breach.mark(f"{breach.value!r} is no {breach.column.title.lower()}", hint)


@rule("wrong-form", "datapackage")
def wrong_form(review: Review) -> Iterator[Mark]:
    """A cell has the form of its column.

    Why:  Identifiers, DOIs and addresses are compared letter by letter.
    Fix:  Write it like the example in the codebook.
    Bad:  sources: doi=https://doi.org/10.1057/palgrave.jird.1800065
    Good: sources: doi=10.1057/palgrave.jird.1800065
    """
    for breach in review.breaches("pattern"):
        yield breach.mark(
            f"{breach.value!r} has not the form of {breach.field}", f"for example {breach.column.example}"
        )


@rule("out-of-range", "datapackage")
def out_of_range(review: Review) -> Iterator[Mark]:
    """A number lies between the bounds of its column.

    Why:  A number beyond them is a slip of the finger, or belongs to another column.
    Fix:  Correct it; the bounds are in the codebook.
    Bad:  actors: cow_code=7700
    Good: actors: cow_code=770
    """
    for kind in ("minimum", "maximum"):
        for breach in review.breaches(kind):
            bound = breach.column.constraints[kind]
            yield breach.mark(f"{breach.value} is beyond the {kind} of {bound}", f"for example {breach.column.example}")


@rule("duplicate-key", "datapackage")
def duplicate_key(review: Review) -> Iterator[Mark]:
    """A key belongs to one row.

    Why:  Whoever cites it must mean one thing.
    Fix:  Merge the two rows, or give the later one an id of its own.
    Bad:  actors: file: {file}PAK,Pakistan twice,state,PAK,,,,,,cow2017states,\\n
    Good: actors: file: {file}
    """
    for breach in review.breaches("key"):
        assert breach.other is not None
        key = ":".join(breach.table.key(breach.row))
        yield breach.mark(
            f"the key {key!r} stands already on line {breach.other.line}", "merge the rows, or give this one another id"
        )


@rule("unknown-id", "datapackage")
def unknown_id(review: Review) -> Iterator[Mark]:
    """An id of another table stands there.

    Why:  A pointer to nothing breaks every join.
    Fix:  Correct the id, or add the row that it names.
    Bad:  observations: reporter=CHM
    Good: observations: reporter=CHN
    """
    for breach, table in _foreign(review):
        if review.retired(table, breach.value) is None:
            close = review.guess(breach.value, review.package.identifiers(table))
            hint = f"did you mean {close!r}?" if close else f"add it to tables/{table}.csv"
            yield breach.mark(f"{breach.value!r} stands nowhere in {table}", hint)


@rule("retired-id", "datapackage")
def retired_id(review: Review) -> Iterator[Mark]:
    """A withdrawn id is not referred to.

    Why:  Its row is gone, with a stated reason.
    Fix:  Point to the record that replaces it, or to none.
    Bad:  retired: record=agreements/lost | version=0.1.0 | reason=Same as another
          events: agreement_id=lost
    Good: retired: record=agreements/lost | version=0.1.0 | reason=Same as another
          events: agreement_id=
    """
    for breach, table in _foreign(review):
        row = review.retired(table, breach.value)
        if row is not None:
            yield breach.mark(f"{breach.value!r} was retired", retired_hint(row))


def _foreign(review: Review) -> Iterator[tuple[Breach, str]]:
    for breach in review.breaches("foreign-key"):
        for key in breach.table.schema.foreign_keys:
            if key.field == breach.field and review.readable(key.table):
                yield breach, key.table

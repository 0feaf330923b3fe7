"""Samples, codings and readings: of records and columns that exist, complete pairs, made after the sample was drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from sino_pak_data.cells import edtf, ids
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, row_rule, rule
from sino_pak_data.package import constraints
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Row, Table

_MADE = {"codings": ("coding", "coded"), "readings": ("reading", "read")}
"""The tables of what was made of a sample, each with the purpose of its samples and the column of its day."""


def _sampled(context: CheckContext) -> Iterator[tuple[Table, Row, Row]]:
    """Every coding and reading, with its table and its sample; those of an unknown sample are left out."""
    samples = context.package.identifiers("samples")
    for name in _MADE:
        if name in context.package.descriptor.authored:
            table = context.package[name]
            yield from ((table, row, samples[row["sample_id"]]) for row in table.rows if row["sample_id"] in samples)


def _tables(context: CheckContext) -> Collection[str]:
    """The tables that a sample may be drawn from."""
    return {**context.package.descriptor.authored, **context.package.descriptor.built}


@rule("outside-sample", needs=of("samples", "sample_id table purpose"))
def outside_sample(context: CheckContext) -> Iterator[Finding]:
    """Codings belong to a sample drawn for coding, readings to one drawn for reading, and their records to its table.

    The records of a sample of verdicts are the claims.

    Why:  A record that was not drawn at random says nothing about the others.
    Fix:  Correct the sample or the record.
    Bad:  codings: sample_id=events-r1 | record=agreements/diplomatic-relations-1951 | field=domain | coder=a | code=diplomatic
          codings: sample_id=events-r1 | record=agreements/diplomatic-relations-1951 | field=domain | coder=b | code=diplomatic
    Bad:  readings: sample_id=events-r1
    Good: readings: sample_id=events-read-r1
    """
    for table, row, sample in _sampled(context):
        purpose, of = _MADE[table.name][0], row["record"].partition("/")[0]
        wanted = context.package[sample["table"]].schema.about if sample["table"] in _tables(context) else of
        if sample["purpose"] != purpose:
            message = (
                f"{row['sample_id']} was drawn for {sample['purpose']}, and {table.name} need a sample for {purpose}"
            )
            yield Finding(table, row, "sample_id", message, "name the sample that the record was drawn for")
        elif of != wanted and of in context.package.descriptor.authored:
            message = f"{row['record']} cannot be in {row['sample_id']}, a sample of {sample['table']}"
            yield Finding(table, row, "record", message, f"name a record of {wanted}, or its own sample")


@rule("coded-before-drawn", needs=of("samples", "sample_id drawn"))
def coded_before_drawn(context: CheckContext) -> Iterator[Finding]:
    """A record is coded or read on the day its sample was drawn, or later.

    Why:  A sample drawn after its coding can be chosen so that the coders agree.
    Fix:  Correct the date, or draw a new sample and code it again.
    Bad:  samples: sample_id=events-r1 | drawn=2026-03-03
    Good: samples: sample_id=events-r1 | drawn=2026-03-01
    """
    for table, row, sample in _sampled(context):
        day = _MADE[table.name][1]
        drawn, done = edtf.parsed(sample["drawn"]), edtf.parsed(row[day])
        if drawn and done and drawn.start and done.end and done.end < drawn.start:
            message = f"{day} {row[day]}, but {row['sample_id']} was drawn on {sample['drawn']}"
            yield Finding(table, row, day, message, "correct the date, or draw a new sample and code it again")


@rule("coding-without-pair", needs=of("codings", "sample_id record field coder"))
def coding_without_pair(context: CheckContext) -> Iterator[Finding]:
    """Each column that coder a coded for a record was coded by coder b too, and the reverse.

    Why:  Agreement is measured between two codings of the same thing; records left out by one coder bias it.
    Fix:  Let the other coder code the column, or delete both.
    Bad:  codings: sample_id=events-r1 | record=events/sco-full-membership-2017 | field=balancing | coder=a | code=none
    Good: codings: sample_id=events-r1 | record=events/sco-full-membership-2017 | field=balancing | coder=a | code=none
          codings: sample_id=events-r1 | record=events/sco-full-membership-2017 | field=balancing | coder=b | code=soft
    """
    table = context.package["codings"]
    coders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in table.rows:
        coders[row["sample_id"], row["record"], row["field"]].add(row["coder"])
    both = table.schema.by_name["coder"].values
    for row in table.rows:
        missing = [coder for coder in both if coder not in coders[row["sample_id"], row["record"], row["field"]]]
        if missing and row["coder"] in both and row["record"] and row["field"]:
            message = f"coder {', '.join(missing)} did not code {row['field']} of {row['record']}"
            yield Finding(table, row, "coder", message, "let the other coder code it, or delete this row")


@rule("unknown-coding", needs=of("codings", "sample_id field code") + of("samples", "sample_id table"))
def unknown_coding(context: CheckContext) -> Iterator[Finding]:
    """A coding is of a column that the sampled table has, and its code is one that the column may hold.

    Why:  A misspelt code counts as a disagreement of the coders.
    Fix:  Write the column and the code as docs/coding.md has them; ids are joined with semicolons.
    Bad:  codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=domian | coder=a | code=military
          codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=domian | coder=b | code=military
    Bad:  codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=domain | coder=a | code=militray
    Bad:  codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=domain | coder=a | code=
    Bad:  codings: sample_id=verdicts-r1 | record=claims/yousaf-treaty-2005 | field=verdict | coder=a | code=supports
          codings: sample_id=verdicts-r1 | record=claims/yousaf-treaty-2005 | field=verdict | coder=b | code=supported
    Bad:  codings: sample_id=verdicts-r1 | record=claims/yousaf-treaty-2005 | field=verdict | coder=a | code=
          codings: sample_id=verdicts-r1 | record=claims/yousaf-treaty-2005 | field=verdict | coder=b | code=supported
    Bad:  codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=actors | coder=a | code=CHN;PKA
          codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=actors | coder=b | code=CHN;PAK
    Bad:  samples: sample_id=claims-r1 | purpose=coding | table=claims | drawn=2026-03-02 | size=1
          codings: sample_id=claims-r1 | record=claims/yousaf-treaty-2005 | field=subject | coder=a | code=corridor;traed
          codings: sample_id=claims-r1 | record=claims/yousaf-treaty-2005 | field=subject | coder=b | code=trade
    Good: samples: sample_id=claims-r1 | purpose=coding | table=claims | drawn=2026-03-02 | size=1
          codings: sample_id=claims-r1 | record=claims/yousaf-treaty-2005 | field=subject | coder=a | code=corridor;trade
          codings: sample_id=claims-r1 | record=claims/yousaf-treaty-2005 | field=subject | coder=b | code=trade
    Good: codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=actors | coder=a | code=PAK;CHN
          codings: sample_id=events-r1 | record=events/jf17-first-flight-2003 | field=actors | coder=b | code=CHN;PAK
    """

    @cache
    def fault(name: str, column: str, code: str) -> tuple[str, str, str] | None:
        schema = context.package[name].schema
        field = schema.by_name.get(column)
        if field is None:
            close = context.guess(name, column, schema.names)
            hint = f"did you mean {close!r}?" if close else f"the columns are {', '.join(schema.names)}"
            return "field", f"{name} has no column {column!r}", hint
        found = _misfit(context, schema, field, code)
        return found and ("code", *found)

    for table, row, sample in _sampled(context):
        name = sample["table"]
        known = table.name == "codings" and name in _tables(context) and not context.damaged(table, row, "code")
        if known and (found := fault(name, row["field"], row["code"])):
            yield Finding(table, row, *found)


def _misfit(context: CheckContext, schema: Schema, field: Field, code: str) -> tuple[str, str] | None:
    """Message and hint for a code that a column cannot hold."""
    if not code and (field.required or schema.built):
        always = "is never empty" if field.required else "is never empty in a sample"
        return f"no code, and {schema.table}.{field.name} {always}", "code the column"
    wrong = next((item for item in field.items(code) if field.codes and item not in field.values), "")
    if wrong:
        close = context.guess(field.code_list, wrong, field.values)
        guess = f"did you mean {close!r}? The codes are" if close else "use one of"
        return f"{wrong!r} is not a code of {field.code_list}", f"{guess} {', '.join(field.values)}"
    target = field.of if field.holds == "ids" else {k.field: k.table for k in schema.foreign_keys}.get(field.name, "")
    items = ids.split(code) if field.holds == "ids" else [code]
    lost = (context.absent(target, item, retired=False) for item in items if target)
    if found := next(filter(None, lost), None):
        return found
    kind = constraints.violation(field, code)
    return (
        (f"{code!r} does not fit {schema.table}.{field.name}: {kind}", "see its column in the codebook")
        if kind
        else None
    )


@row_rule("reading-without-finding", "readings", "finding", reads=("verdict",))
def reading_without_finding(row: Row) -> str:
    """A reading that found a fault says what it is; one that found none has no finding.

    Why:  A fault that is not described can be neither corrected nor looked for in other rows.
    Fix:  Write in finding what is wrong and where the source says so.
    Bad:  readings: verdict=lesser | finding=
    Bad:  readings: verdict=right | finding=The date is a day late.
    Good: readings: verdict=lesser | finding=The summary has "by" for "according to".
    """
    if row["verdict"] == "right":
        return "the verdict is right, yet there is a finding" if row["finding"] else ""
    return "" if row["finding"] else f"the verdict is {row['verdict']}, without a finding"

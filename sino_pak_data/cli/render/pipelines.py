"""Problems as CI systems and pull requests take them: GitHub annotations, Markdown, JUnit XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sino_pak_data.cells.words import counted
from sino_pak_data.checks.findings import Findings
from sino_pak_data.cli.render.visible import visible
from sino_pak_data.package.problem import Problem

_ANNOTATIONS = 9
"""GitHub shows ten annotations of a kind and step; the tenth counts the rest."""

_LONGEST_COMMENT = 60_000
"""Characters; GitHub takes a comment of at most 65,536."""

_LONGEST_CELL = 300
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~<>&$:@])")


def github(found: Findings) -> str:
    """Workflow commands that annotate the lines of a pull request, errors first."""
    lines = []
    for severity in ("error", "warning"):
        shown = [problem for problem in found.problems if problem.severity == severity][:_ANNOTATIONS]
        lines += [_annotation(problem) for problem in shown]
        rest = sum(count for (grade, _), count in found.counts.items() if grade == severity) - len(shown)
        if rest > 0:
            told = f"{rest:,} more of this kind: run `sino-pak-data check` to see them all"
            lines.append(f"::{severity} title=check::{told}")
    return "\n".join(lines)


def _annotation(problem: Problem) -> str:
    place = f"file={_property(problem.file)},line={problem.line},col={problem.column},title={_property(problem.rule)}"
    return f"::{problem.severity} {place}::{_data(_told(problem))}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(found: Findings) -> str:
    """A table for a comment or a job summary, with nothing of a cell left that Markdown or HTML would act on."""
    head = f"**{counted(found.errors, 'error')}, {counted(found.total - found.errors, 'warning')}**"
    lines = [head, "", "| place | rule | what is wrong | what to do |", "|---|---|---|---|"]
    size, shown = sum(map(len, lines)), 0
    for problem in found.problems:
        line = _table_row(problem)
        size += len(line) + 1
        if size > _LONGEST_COMMENT:
            break
        lines.append(line)
        shown += 1
    rest = found.total - shown
    if rest:
        by_rule = Counter({rule: count for (_, rule), count in found.counts.items()})
        told = ", ".join(f"{rule} {count:,}" for rule, count in by_rule.most_common(40))
        lines += ["", f"{rest:,} more are not shown. By rule: {told}. Run `sino-pak-data check` to see them all."]
    lines += ["", "`sino-pak-data explain RULE`, or docs/rules.md, tells why a rule exists."]
    return "\n".join(lines)


def _table_row(problem: Problem) -> str:
    place = f"{_plain(problem.file)}:{problem.line}:{problem.column}"
    return f"| {place} | {problem.rule} | {_plain(problem.message)} | {_plain(problem.hint)} |"


def _plain(text: str) -> str:
    """Text as Markdown shows it letter by letter: no markup, no HTML, no mention of a person, no link."""
    short = visible(text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…")
    return _MARKUP.sub(lambda char: f"&#{ord(char[0])};", short).replace("www.", "www&#46;")


def junit(found: Findings) -> str:
    """JUnit XML: a suite for each file, a case for each rule that it breaks; warnings are told, not failed."""
    suites = [list(group) for _, group in groupby(found.problems, key=lambda problem: problem.file)]
    body = [line for suite in suites for line in _suite(suite)]
    if not suites:
        body = [
            '<testsuite name="tables" tests="1" failures="0"><testcase classname="tables" name="check"/></testsuite>'
        ]
    rest = found.total - len(found.problems)
    if rest > 0:
        told = f"{rest:,} problems more: run `sino-pak-data check --max-problems 0`"
        body += ['<testsuite name="more" tests="1" failures="1"><testcase classname="more" name="not shown">']
        body += [f"<failure message={_attribute(told)}/></testcase></testsuite>"]
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="sino-pak-data">', *body, "</testsuites>"]
    )


def _suite(problems: list[Problem]) -> Iterator[str]:
    file = _attribute(problems[0].file)
    cases: dict[str, list[Problem]] = {}
    for problem in problems:
        cases.setdefault(problem.rule, []).append(problem)
    failures = sum(any(one.severity == "error" for one in case) for case in cases.values())
    yield f'<testsuite name={file} tests="{len(cases)}" failures="{failures}">'
    for rule, case in cases.items():
        told = "\n".join(f"{one.file}:{one.line}:{one.column}: {_told(one)}" for one in case)
        yield f'<testcase classname={file} name={_attribute(rule)} file={file} line="{case[0].line}">'
        if case[0].severity == "error":
            message = _attribute(f"{len(case)} times: {_told(case[0])}" if len(case) > 1 else _told(case[0]))
            yield f"<failure type={_attribute(rule)} message={message}>{_element(told)}</failure>"
        else:
            yield f"<system-out>{_element(told)}</system-out>"
        yield "</testcase>"
    yield "</testsuite>"


def _told(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def _attribute(text: str) -> str:
    return f'"{_element(text)}"'


def _element(text: str) -> str:
    """Text inside XML; no control character is left in it but the end of a line."""
    return "\n".join(visible(line).translate(_XML) for line in text.split("\n"))

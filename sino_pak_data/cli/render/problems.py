"""Problems as text for people, JSON for programs, and the formats of pull requests and CI systems.

`PRINTERS` maps the name of a format to a function from findings to text. The JSON array is a contract: its
objects have exactly the fields of `Problem`. No control character or markup of a cell reaches the output.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

import click

from sino_pak_data.cells.shown import as_json, visible
from sino_pak_data.cells.text import counted
from sino_pak_data.checks.findings import Report
from sino_pak_data.package.problem import Problem

_COLOURS = {"error": "red", "warning": "yellow"}
_ANNOTATIONS = 9
"""GitHub shows ten annotations of a severity and step; the tenth counts the rest."""
_COMMENT = 60_000
"""Characters; GitHub takes a comment of at most 65,536."""
_CELL = 300
"""Characters of a message in a table of Markdown."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~<>&$:@])")


def text(found: Report | Sequence[Problem], origins: Mapping[tuple[str, int, str], str] | None = None) -> str:
    """`file:line:column: rule: message (hint)`, grouped by file, then how often each rule was broken.

    origins  by file, line and column, where the cell of a new row came from; printed in place of these
    """
    report = found if isinstance(found, Report) else Report(found)
    by_file = groupby(report.problems, key=lambda problem: problem.file)
    groups = ["\n".join(_line(p, origins or {}) for p in group) for _, group in by_file]
    return "\n".join(["\n\n".join(groups), *(_counts(report) if report.total > 1 else [])])


def _line(problem: Problem, origins: Mapping[tuple[str, int, str], str]) -> str:
    place = origins.get((problem.file, problem.line, problem.field)) or _place(problem)
    rule = click.style(problem.rule, fg=_COLOURS[problem.severity])
    return f"{click.style(visible(place), bold=True)}: {rule}: {visible(_sentence(problem))}"


def _counts(found: Report) -> list[str]:
    lines = [""]
    for (severity, rule), count in sorted(found.counts.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])):
        lines.append(f"{count:>9,}  {click.style(rule, fg=_COLOURS[severity])} ({severity})")
    if hidden := found.total - len(found.problems):
        lines.append(f"{hidden:>9,}  of these are not shown; --max-problems 0 shows all")
    return [*lines, "`sino-pak-data explain RULE` explains a rule and how to fix what it finds."]


def github(found: Report) -> str:
    """Workflow commands that annotate the lines of a pull request, errors first."""
    lines = []
    for severity in ("error", "warning"):
        shown = [problem for problem in found.problems if problem.severity == severity][:_ANNOTATIONS]
        lines += [_annotation(problem) for problem in shown]
        hidden = sum(count for (grade, _), count in found.counts.items() if grade == severity) - len(shown)
        if hidden:
            lines.append(f"::{severity} title=check::{counted(hidden, f'more {severity}')}; run `sino-pak-data check`")
    return "\n".join(lines)


def _annotation(problem: Problem) -> str:
    # GitHub decodes %25 everywhere, and in properties also %3A and %2C
    data = [visible(part).replace("%", "%25") for part in (problem.file, problem.rule, _sentence(problem))]
    file, rule = (part.replace(":", "%3A").replace(",", "%2C") for part in data[:2])
    return f"::{problem.severity} file={file},line={problem.line},col={problem.column},title={rule}::{data[2]}"


def markdown(found: Report) -> str:
    """A table for a comment or a job summary, in which neither Markdown nor HTML acts on the text of a cell."""
    lines = [f"**{found.outcome}**", "", "| place | rule | problem | what to do |", "|---|---|---|---|"]
    size, start = sum(map(len, lines)), len(lines)
    for problem in found.problems:
        cells = (_place(problem), problem.rule, problem.message, problem.hint)
        line = f"| {' | '.join(map(_plain, cells))} |"
        size += len(line) + 1
        if size > _COMMENT:
            break
        lines.append(line)
    if hidden := found.total - len(lines) + start:
        by_rule = Counter({rule: count for (_, rule), count in found.counts.items()})
        rules = ", ".join(f"{rule} {count:,}" for rule, count in by_rule.most_common(40))
        lines += ["", f"{hidden:,} more are not shown. By rule: {rules}. `sino-pak-data check` shows all."]
    return "\n".join([*lines, "", "`sino-pak-data explain RULE`, or docs/rules.md, explains a rule."])


def _plain(cell: str) -> str:
    """Text that Markdown shows letter by letter: no markup, HTML, mention of a person or link."""
    short = visible(cell if len(cell) <= _CELL else f"{cell[:_CELL]}…")
    return _MARKUP.sub(lambda char: f"&#{ord(char[0])};", short).replace("www.", "www&#46;")


def junit(found: Report) -> str:
    """JUnit XML: a suite per file, a case per rule that it breaks. Warnings do not fail a case."""
    from xml.etree import ElementTree  # imported late: a cost that only this format should have

    root = ElementTree.Element("testsuites", name="sino-pak-data")
    suites: dict[str, dict[str, list[Problem]]] = {}
    for problem in found.problems:
        suites.setdefault(visible(problem.file), {}).setdefault(problem.rule, []).append(problem)
    for file, cases in suites.items():
        failures = sum(any(p.severity == "error" for p in case) for case in cases.values())
        suite = ElementTree.SubElement(root, "testsuite", name=file, tests=f"{len(cases)}", failures=f"{failures}")
        for rule, case in cases.items():
            place = {"classname": file, "name": rule, "file": file, "line": f"{case[0].line}"}
            times = f"{len(case)} times: " if len(case) > 1 else ""
            failure = {"type": rule, "message": visible(times + _sentence(case[0]))}
            tag, details = ("failure", failure) if case[0].severity == "error" else ("system-out", {})
            element = ElementTree.SubElement(ElementTree.SubElement(suite, "testcase", place), tag, details)
            element.text = "\n".join(visible(f"{_place(p)}: {_sentence(p)}") for p in case)
    hidden = found.total - len(found.problems)
    if hidden or not found.total:
        suite = ElementTree.SubElement(root, "testsuite", name="tables", tests="1", failures=f"{int(hidden > 0)}")
        made = ElementTree.SubElement(suite, "testcase", classname="tables", name="not shown" if hidden else "check")
        if hidden:
            more = f"{counted(hidden, 'more problem')}; run `sino-pak-data check --max-problems 0`"
            ElementTree.SubElement(made, "failure", message=more)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False)  # whatever the output has
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written.decode()}'


def _place(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}:{problem.column}"


def _sentence(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


PRINTERS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": lambda found: as_json([asdict(problem) for problem in found.problems]),
    "github": github,
    "markdown": markdown,
    "junit": junit,
}

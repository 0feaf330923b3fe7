"""Problems as text for people, JSON for programs, annotations for GitHub.

`PRINTERS` maps the name of a format to a function from problems to text. The JSON array is a
contract: its objects have exactly the fields of `Problem`, and no format leaves a problem out
(GitHub shows ten annotations of a kind at most, so the last one there counts the rest).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict

import click

from sino_pak_data.model.problem import Problem

_GITHUB_SHOWS = 9


def text(problems: Sequence[Problem]) -> str:
    """`file:line:column: rule: message (hint)`, then a count of each rule."""
    lines = [_line(problem) for problem in problems]
    if len(problems) > 1:
        counts = Counter((p.severity, p.rule) for p in problems)
        lines += ["", *(f"{n:>6}  {rule} ({grade})" for (grade, rule), n in counts.most_common())]
        lines.append("`sino-pak-data explain CODE` tells why a rule exists and how to mend what it finds.")
    return "\n".join(lines)


def _line(problem: Problem) -> str:
    place = click.style(f"{problem.file}:{problem.line}:{problem.column}", bold=True)
    rule = click.style(problem.rule, fg="red" if problem.severity == "error" else "yellow")
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {rule}: {problem.message}{hint}"


def as_json(problems: Sequence[Problem]) -> str:
    """One JSON array; an object per problem."""
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False)


def github(problems: Sequence[Problem]) -> str:
    """Workflow commands that annotate the lines of a pull request, errors first."""
    lines = []
    for severity in ("error", "warning"):
        of_kind = [problem for problem in problems if problem.severity == severity]
        lines += [_annotation(problem) for problem in of_kind[:_GITHUB_SHOWS]]
        rest = len(of_kind) - _GITHUB_SHOWS
        if rest > 0:
            lines.append(
                f"::{severity} title=check::{rest} more of this kind: run `sino-pak-data check` to see them all"
            )
    return "\n".join(lines)


def _annotation(problem: Problem) -> str:
    place = f"file={_property(problem.file)},line={problem.line},col={problem.column},title={_property(problem.rule)}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"::{problem.severity} {place}::{_data(problem.message + hint)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


PRINTERS: dict[str, Callable[[Sequence[Problem]], str]] = {"text": text, "json": as_json, "github": github}

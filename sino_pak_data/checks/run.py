"""The whole check: own rules, frictionless for the standard, pandera for the columns of one table."""

from __future__ import annotations

from datetime import date

from sino_pak_data.checks import datapackage
from sino_pak_data.checks.frames import Frames
from sino_pak_data.checks.runner import Engine, survey
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import Authored

FULL = Engine(datapackage.breaches, lambda review: Frames(review).marks)


def check(package: Authored, *, today: date | None = None) -> list[Problem]:
    """Every problem of a package, excused ones left out, in the order of files, lines and columns."""
    return survey(package, FULL, today=today).problems

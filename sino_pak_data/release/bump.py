"""Versions: what a difference demands, and whether a number is large enough for it.

    major   a row, column, code or table removed or renamed; a schema tightened
    minor   one of them added; a schema loosened
    patch   a cell corrected, a text of a schema changed

Below 1.0.0 a breaking change demands a new minor version only: clause 4 of SemVer 2.0.0 promises
nothing for 0.y.z, and `0.2.0` after `0.1.9` warns a reader as `2.0.0` will after `1.9.0`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from sino_pak_data.package.problem import PackageError

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Bump(IntEnum):
    """How much of a version number must grow."""

    none = 0
    patch = 1
    minor = 2
    major = 3


class Demand(NamedTuple):
    """A difference and what it demands of the version."""

    bump: Bump
    reason: str


def parts(version: str) -> tuple[int, int, int]:
    """The numbers of a version. Raises `PackageError` for anything but X.Y.Z.

    >>> parts("0.10.2") > parts("0.9.7")
    True
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise PackageError(f"{version!r} is no version: three numbers such as 0.2.0 are wanted")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def least(old: str, bump: Bump) -> str:
    """The smallest version after `old` that tells of such a change.

    >>> least("1.4.2", Bump.major), least("0.4.2", Bump.major), least("0.4.2", Bump.patch)
    ('2.0.0', '0.5.0', '0.4.3')
    """
    major, minor, patch = parts(old)
    if bump is Bump.major and major > 0:
        return f"{major + 1}.0.0"
    if bump >= Bump.minor:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if bump else old

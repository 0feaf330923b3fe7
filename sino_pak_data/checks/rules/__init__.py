"""All rules by subject: importing this package registers them.

A rule only yields findings; it never writes, and never asks for the date or the disk itself.
A new rule goes into the file of its subject; a new file is added to the import below.
"""

from sino_pak_data.checks.registry import Rule, all_rules, named
from sino_pak_data.checks.rules import (  # noqa: F401
    argument,
    claims,
    codes,
    coding,
    damage,
    dates,
    identity,
    layout,
    measures,
    references,
    reliability,
    standard,
    works,
)

__all__ = ["Rule", "all_rules", "named"]

"""The rules of verdicts: what a claim may rest on, and which condition decides.

`RULES` is the list of the manual, in its order: the first that holds gives the verdict. They ask, in turn, whose
verdict the claim shares; what settled values of the figure's own time say; what linked records say; and whether
anything else bears on it, which leaves it unsettled.

A figure is read as a range. "Exactly 12,000" with a tolerance of ten per cent means 10,800 to 13,200;
"about" doubles the tolerance, "nearly" halves it above; "at least" and "at most" are open on one side.
An independent value within the range agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isinf
from typing import NamedTuple

from sino_pak_data.derive.comparables import Value
from sino_pak_data.derive.evidence import Link
from sino_pak_data.package.table import Row

Cells = dict[str, str]


def stated_range(value: float, qualifier: str, tolerance: float) -> tuple[float, float]:
    """The lowest and highest value that a figure allows.

    >>> stated_range(12000, "exact", 0.1), stated_range(17000, "at_least", 0.1)
    ((10800.0, 13200.0), (17000, inf))
    """
    margin = tolerance * abs(value)
    return {
        "exact": (value - margin, value + margin),
        "about": (value - 2 * margin, value + 2 * margin),
        "nearly": (value - margin, value + margin / 2),
        "at_least": (value, inf),
        "at_most": (-inf, value),
    }[qualifier or "exact"]


@dataclass(frozen=True)
class Case:
    """A claim with all that its verdict may rest on.

    first    the verdict on the claim that it repeats
    parts    how many parts it has
    judged   the verdicts on its parts, the weakest last
    links    its linked records of independent sources, or those of its parts
    values   what a figure is compared with
    allowed  the lowest and highest value that a figure allows
    """

    claim: Row
    first: Cells | None = None
    parts: int = 0
    judged: list[Cells] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    allowed: tuple[float, float] = (-inf, inf)
    tolerance: float = 0.0

    @property
    def stated(self) -> float:
        """The number of a figure."""
        return float(self.claim["value"])

    def agrees(self, value: Value) -> bool:
        """Does the figure allow this value?"""
        low, high = self.allowed
        return value.upper >= low and value.value <= high

    def nearest(self, values: Sequence[Value]) -> Value | None:
        """The value nearest to the figure."""
        return min(values, key=lambda one: abs(one.value - self.stated), default=None)

    @cached_property
    def own(self) -> list[Value]:
        """The latest values of the quantity for the figure's own time."""
        return [one for one in self._related("same") if one.own]

    @cached_property
    def neighbours(self) -> list[Value]:
        """Those for a neighbouring time."""
        return [one for one in self._related("same") if not one.own]

    @cached_property
    def wholes(self) -> list[Value]:
        """Values of what the figure is part of."""
        return self._related("whole")

    @cached_property
    def fitting(self) -> list[Value]:
        """Values of another measure, of any vintage, that the figure may be and links name: of a sum, every term."""
        named = {link.record for link in self.links if link.stance != "contradicts"}
        others = [one for one in self.values if one.relation == "other" and named.issuperset(one.records)]
        return [one for one in others if self.agrees(one) and self._close(one)]

    def _close(self, value: Value) -> bool:
        """Is a value within the tolerance, where the figure is "at least" or "at most"? It allows any distance."""
        return not any(map(isinf, self.allowed)) or abs(value.value - self.stated) <= self.tolerance * abs(self.stated)

    def _related(self, relation: str) -> list[Value]:
        return [one for one in self.values if one.relation == relation and not one.superseded]

    @property
    def settled(self) -> bool:
        """Is there a value for the figure's own time that is no first estimate?"""
        return any(one.vintage != "first" for one in self.own)

    @property
    def agreeing(self) -> list[Value]:
        return [one for one in self.own if self.agrees(one)]

    @property
    def upheld(self) -> bool:
        """Does a value agree that is neither a first estimate nor a bare statement of one of the two states?"""
        return any(one.vintage != "first" and not one.party for one in self.agreeing)

    @property
    def disagreeing(self) -> list[Value]:
        return [one for one in self.own if not self.agrees(one)]

    @property
    def exceeds_whole(self) -> bool:
        """Is the figure larger than every whole that it is part of, beyond the tolerance?"""
        return bool(self.wholes) and self.allowed[0] > max(one.upper for one in self.wholes) * (1 + self.tolerance)

    @cached_property
    def weighing(self) -> list[Link]:
        """The linked records that weigh: not the values of the quantity and its whole, which are compared anyway."""
        compared = {record for one in self.values if one.relation != "other" for record in one.records}
        return [link for link in self.links if link.record not in compared]

    def linked(self, stance: str) -> list[Link]:
        """The linked records of this stance that weigh."""
        return [link for link in self.weighing if link.stance == stance]

    def deciding(self, rule: str) -> Value | None:
        """The value that decided, if a value did."""
        if rule == "exceeds_whole":
            return max(self.wholes, key=lambda one: one.value)
        among = {
            "other_measure_fits": self.fitting,
            "some_agree": self.disagreeing or self.own,
            "none_agrees": self.own,
            "links_qualify": self.own if self.settled else [],
            "all_agree": self.own,
            "nothing_settled": self.own or self.neighbours,
        }
        return self.nearest(among.get(rule, []))


class Rule(NamedTuple):
    """A condition, by default none, and its verdict; "" if that is the verdict on another claim, or there is none."""

    name: str
    verdict: str
    holds: Callable[[Case], object] = bool


def _some_agree(case: Case) -> bool:
    """Do some values or linked records agree with a figure, and others not?"""
    return bool(case.agreeing or case.linked("supports")) and bool(case.disagreeing or case.linked("contradicts"))


RULES = (
    Rule("repeats", "", lambda case: case.first is not None),
    Rule("links_counted", "", lambda case: case.claim["kind"] == "proposition" and case.links),
    Rule("weakest_part", "", lambda case: case.judged),
    Rule("other_measure_fits", "different_measure", lambda case: case.fitting and not case.upheld),
    Rule("exceeds_whole", "contradicted", lambda case: case.exceeds_whole),
    Rule("some_agree", "disputed", lambda case: case.settled and _some_agree(case)),
    Rule("none_agrees", "contradicted", lambda case: case.settled and not case.agreeing),
    Rule("links_divided", "disputed", lambda case: case.linked("supports") and case.linked("contradicts")),
    Rule("links_contradict", "contradicted", lambda case: case.linked("contradicts")),
    Rule("links_qualify", "qualified", lambda case: case.linked("qualifies")),
    Rule("all_agree", "supported", lambda case: case.settled),
    Rule("links_support", "supported", lambda case: case.linked("supports")),
    Rule("nothing_settled", "unsettled", lambda case: case.own or case.neighbours),
    Rule("no_link", "no_evidence"),
)
"""In the order of the code list `verdict_rule`; the first that holds decides."""

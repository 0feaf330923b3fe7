"""Why a claim has its verdict, and what would change it, each in a sentence or two."""

from __future__ import annotations

from math import isinf

from sino_pak_data.cells.text import spaced
from sino_pak_data.derive.comparables import Comparables, Value
from sino_pak_data.derive.weighing import Case
from sino_pak_data.package.table import Package

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DOES = {"supports": "support", "qualifies": "limit", "contradicts": "contradict"}


class Words:
    """Says what decided about a claim."""

    def __init__(self, package: Package, comparables: Comparables) -> None:
        self._works = package.identifiers("sources")
        self._comparables = comparables
        (self._years,) = [field for field in package["indicators"].schema.fields if field.name == "frequency"]

    def of(self, case: Case, rule: str) -> tuple[str, str]:
        """Reason, and what would change the verdict; the latter is empty where there is none to change."""
        change = "" if case.claim["kind"] == "proposition" else self._change(case, rule)
        return self._reason(case, rule), change

    def _reason(self, case: Case, rule: str) -> str:
        decided = case.deciding(rule)
        if decided is not None:
            return self._by_value(case, rule, decided)
        if case.first is not None:
            verdict = spaced(case.first["verdict"])
            return f"It repeats {case.first['claim_id']}" + (f": {verdict}." if verdict else ".")
        if rule == "weakest_part":
            return _parts(case)
        if rule == "no_link":
            return "No independent record" + (
                " or value was found." if case.claim["kind"] == "figure" else " is linked."
            )
        sentence = (f"over {_counted(case.parts, 'part')}, " if case.parts else "") + _weighed(case)
        return f"{sentence[0].upper()}{sentence[1:]}."

    def _by_value(self, case: Case, rule: str, decided: Value) -> str:
        fact, own = self._fact(case, decided), len(case.own)
        if rule == "other_measure_fits":
            return f"The figure is that of another measure: {fact}.{self._repeated(case)}"
        if rule == "exceeds_whole":
            return f"It is more than the whole that it is part of: {fact}."
        if rule == "none_agrees":
            none = f"None of {_number(own)} values agrees; the nearest is"
            return f"{none if own > 1 else 'It disagrees with'} {fact}."
        if rule == "some_agree":
            return self._divided(case, fact)
        if rule == "links_qualify":
            return f"It agrees with {fact}, but {_weighed(case)}."
        if rule == "all_agree":
            every = f"All {_number(own)} values agree; the nearest is"
            return f"{every if own > 1 else 'It agrees with'} {fact}."
        if own:
            return f"Only {'a first estimate bears' if own == 1 else 'first estimates bear'} on it: {fact}."
        return f"Only a neighbouring time is known: {fact}."

    def _repeated(self, case: Case) -> str:
        """What repeats a figure that is another measure, and does not uphold it."""
        value = case.nearest(case.agreeing)
        if value is None:
            return ""
        return f" Only a {'party' if value.party else 'first estimate'} repeats it: {self._fact(case, value)}."

    def _divided(self, case: Case, fact: str) -> str:
        agreeing = case.nearest(case.agreeing)
        if agreeing is not None and case.disagreeing:
            return f"It agrees with {self._fact(case, agreeing)}, but not with {fact}."
        return f"It {'agrees' if agreeing else 'disagrees'} with {fact}, but {_weighed(case)}."

    def _fact(self, case: Case, value: Value) -> str:
        """A value with its unit, time, vintage, reporter and measure."""
        least = "at least " if isinf(value.upper) else ""
        first = ", first estimate" if value.vintage == "first" and value in case.own else ""
        who = " and ".join(dict.fromkeys(map(self._reporter, value.sources)))
        amount = f"{least}{_readable(value.value)} {case.claim['unit']} for {self._time(value)}{first}"
        return f"{amount} ({who}: {self._comparables.measure(value)})"

    def _time(self, value: Value) -> str:
        """A period with its calendar."""
        code = next(code for code in self._years.codes if code.value == self._comparables.frequency(value))
        if not value.named.rstrip("~?%").isdigit():
            return value.named.replace("/", " to ")
        if code.year_starts:
            return f"fiscal year {value.named}, to {value.period.end:%B}"
        return f"calendar year {value.named}" if code.value == "annual" else value.named

    def _reporter(self, source_id: str) -> str:
        """Who speaks in a work: who issued what it retells, and the journal or paper, else its publisher or title."""
        work = self._works.get(source_id)
        if work is None:
            return source_id
        name = (work["container"] or work["publisher"] or work["title"]).partition(" (")[0]
        origin = self._works.get(work["derived_from"])
        producer = origin["publisher"].partition(" (")[0] if origin else ""
        return f"{producer}, in {name}" if producer not in ("", name) else name

    def _change(self, case: Case, rule: str) -> str:
        if case.first is not None:
            return f"Another verdict on {case.first['claim_id']}."
        if rule == "weakest_part":
            weakest = _weakest(case)
            every = len(weakest) == len(case.judged) > 1
            return f"Another verdict on {'any part' if every else ' and '.join(weakest)}."
        if rule == "links_qualify":
            limits = [link.record for link in case.linked("qualifies")]
            more = f" and {_counted(len(limits) - 2, 'other record')}" if len(limits) > 2 else ""
            return f"Evidence that sets aside what limits it: {', '.join(limits[:2])}{more}."
        return _CHANGES.get(rule) or self._change_of_figure(case, rule)

    def _change_of_figure(self, case: Case, rule: str) -> str:
        unit, period = case.claim["unit"], case.claim["period"].replace("/", " to ")
        if rule == "all_agree":
            return f"An independent value for {period} {_beyond(*case.allowed, unit)}, or a record that limits it."
        if rule == "some_agree":
            years = {self._comparables.frequency(one) for one in case.own}
            meant = "Evidence of which year it means, or that" if len(years) > 1 else "Evidence that"
            return f"{meant} one side is mistaken, such as a later value of the same series."
        if rule == "nothing_settled":
            first = " published more than twelve months after its end" if case.own else ""
            return f"An independent value for {period} itself{first}."
        if rule == "exceeds_whole":
            least = case.allowed[0] / (1 + case.tolerance)
            return f"An independent value of the whole of at least {_readable(least)} {unit} for {period}."
        itself = (
            f" of the quantity itself ({self._comparables.name(case.claim)})" if rule == "other_measure_fits" else ""
        )
        return f"An independent value{itself} of {_range(*case.allowed, unit)} for {period}."


_CHANGES = {
    "links_divided": "Evidence that one side is mistaken.",
    "links_contradict": "An independent record that supports it.",
    "links_support": "An independent record that limits or contradicts it.",
    "no_link": "Anything independent that bears on it.",
}


def _weakest(case: Case) -> list[str]:
    """The parts that share the weakest verdict."""
    return [part["claim_id"] for part in case.judged if part["verdict"] == case.judged[-1]["verdict"]]


def _parts(case: Case) -> str:
    weakest, verdict = _weakest(case), spaced(case.judged[-1]["verdict"])
    if len(weakest) == len(case.judged) > 1:
        return f"{'Both' if len(weakest) == 2 else f'All {_number(len(weakest))}'} parts: {verdict}."
    return f"Its weakest {'part' if len(weakest) == 1 else 'parts'}, {' and '.join(weakest)}: {verdict}."


def _weighed(case: Case) -> str:
    """The linked records in words, then what speaks against the claim: "two records support it, one limits it: …"."""
    stances = {stance: case.linked(stance) for stance in _DOES}
    counts: list[str] = []
    for stance, links in stances.items():
        noun = "" if counts else " record" if len(links) == 1 else " records"
        if links:
            counts.append(f"{_number(len(links))}{noun} {_DOES[stance]}{'s' * (len(links) == 1)} it")
    against = stances["contradicts"] or stances["qualifies"]
    noted = next((link.note.rstrip(".") for link in against if link.note), "")
    example = ", for example" if len(against) > 1 else ""
    return " and ".join([", ".join(counts[:-1]), *counts[-1:]][len(counts) < 2 :]) + (
        f"{example}: {noted}" if noted else ""
    )


def _counted(number: int, noun: str) -> str:
    return f"{_number(number)} {noun}" + "s" * (number != 1)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _range(low: float, high: float, unit: str) -> str:
    if isinf(high):
        return f"{_readable(low)} {unit} or more"
    if isinf(low):
        return f"{_readable(high)} {unit} or less"
    return f"{_readable(low)} {unit}" if low == high else f"{_readable(low)} to {_readable(high)} {unit}"


def _beyond(low: float, high: float, unit: str) -> str:
    if isinf(high):
        return f"below {_readable(low)} {unit}"
    return f"above {_readable(high)} {unit}" if isinf(low) else f"outside {_range(low, high, unit)}"


def _readable(value: float) -> str:
    """An amount as it is read: 18,813; 41.3; 0.0994."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"

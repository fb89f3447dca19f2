"""Which conditions a firm meets for a type of support, and the sentence why. Conditions are data. Pure.

A condition whose fact nobody knows is neither met nor not met: somebody has to ask first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dure.kernel.errors import DureError, Invalid


class BadCondition(Invalid):
    """A condition that nobody can check, or a value that it can't have."""


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a firm; None: nobody knows. sales: won a year. level: 1 to 5.

    types: codes of the types of support with which it has finished. counts_results: what its processes make is kept by
    computer. senses: bar codes or basic sensors count. other_project: one of another agency runs.
    """

    sales: Decimal | None = None
    people: int | None = None
    supported_before: bool | None = None
    types: frozenset[str] | None = None
    level: int | None = None
    counts_results: bool | None = None
    senses: bool | None = None
    is_closed: bool | None = None
    has_arrears: bool | None = None
    other_project: bool | None = None


class Why(DureError):
    """A sentence about a condition, as an error carries one: English with marks, and what fills them."""


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    answer: Answer
    why: Why


@dataclass(frozen=True, slots=True)
class Condition:
    """value: what the rule may say of it, as `_fits` knows it. check: of the rule's value and the facts."""

    value: str
    check: Callable[[Any, Facts], tuple[Answer, Why]]


def checked(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """The conditions in the order in which they are told. Raises BadCondition for an unknown one or a value that it
    can't have."""
    if unknown := sorted(set(conditions) - set(CONDITIONS)):
        raise BadCondition("There is no condition of this name: %(names)s.", names=", ".join(unknown))
    for name, value in conditions.items():
        if not _fits(value, CONDITIONS[name].value):
            raise BadCondition("%(value)s can't stand for the condition %(name)s.", name=name, value=value)
    return {name: conditions[name] for name in CONDITIONS if name in conditions}


def check(conditions: Mapping[str, Any], facts: Facts) -> list[Finding]:
    """One finding a condition. Raises as `checked`."""
    return [Finding(name, *CONDITIONS[name].check(value, facts)) for name, value in checked(conditions).items()]


def verdict(findings: list[Finding]) -> Answer:
    """Not met as soon as one isn't; otherwise unknown while one is."""
    answers = {finding.answer for finding in findings}
    return next((one for one in (Answer.NOT_MET, Answer.UNKNOWN) if one in answers), Answer.MET)


def _fits(value: Any, kind: str) -> bool:
    if kind == "flag":
        return value is True
    if kind == "code":
        return isinstance(value, str) and bool(value.strip())
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return 1 <= value <= 5 if kind == "level" else value >= 1


def _below_sales(most: int, facts: Facts) -> tuple[Answer, Why]:
    if facts.sales is None:
        return Answer.UNKNOWN, Why("Nobody knows its sales. They must be below %(most)s won.", most=f"{most:,}")
    if facts.sales < most:
        return Answer.MET, Why("Sales of %(sales)s won are below %(most)s.", sales=f"{facts.sales:,}", most=f"{most:,}")
    return Answer.NOT_MET, Why(
        "Sales of %(sales)s won are not below %(most)s.", sales=f"{facts.sales:,}", most=f"{most:,}"
    )


def _fewer_people(most: int, facts: Facts) -> tuple[Answer, Why]:
    if facts.people is None:
        return Answer.UNKNOWN, Why("Nobody knows how many work there. They must be fewer than %(most)s.", most=most)
    if facts.people < most:
        return Answer.MET, Why("%(people)s people are fewer than %(most)s.", people=facts.people, most=most)
    return Answer.NOT_MET, Why("%(people)s people are not fewer than %(most)s.", people=facts.people, most=most)


def _level(least: int, facts: Facts) -> tuple[Answer, Why]:
    if facts.level is None:
        return Answer.UNKNOWN, Why("Its level was never found out. It must be %(least)s or more.", least=least)
    if facts.level >= least:
        return Answer.MET, Why("Level %(level)s reaches %(least)s.", level=facts.level, least=least)
    return Answer.NOT_MET, Why("Level %(level)s doesn't reach %(least)s.", level=facts.level, least=least)


def _earlier(code: str, facts: Facts) -> tuple[Answer, Why]:
    if facts.types is None:
        return Answer.UNKNOWN, Why("Nobody knows whether it has finished with %(type)s.", type=code)
    if code in facts.types:
        return Answer.MET, Why("It has finished with %(type)s.", type=code)
    return Answer.NOT_MET, Why("It hasn't finished with %(type)s.", type=code)


def _flag(fact: str, wanted: bool, met: Why, unmet: Why, unknown: Why) -> Condition:
    """wanted: what the fact must be."""

    def check_it(_on: bool, facts: Facts) -> tuple[Answer, Why]:
        known: bool | None = getattr(facts, fact)
        if known is None:
            return Answer.UNKNOWN, unknown
        return (Answer.MET, met) if known is wanted else (Answer.NOT_MET, unmet)

    return Condition("flag", check_it)


CONDITIONS: Mapping[str, Condition] = {
    "sales_below": Condition("won", _below_sales),
    "people_below": Condition("count", _fewer_people),
    "never_supported": _flag(
        "supported_before", False, Why("It was never supported before."), Why("It was supported before."),
        Why("Nobody knows whether it was supported before."),
    ),
    "earlier_type": Condition("code", _earlier),
    "level_at_least": Condition("level", _level),
    "counts_results": _flag(
        "counts_results", True, Why("Results of its processes are kept by computer."),
        Why("Results of its processes are not kept by computer."),
        Why("Nobody knows whether results of its processes are kept by computer."),
    ),
    "senses": _flag(
        "senses", True, Why("Bar codes or basic sensors count."), Why("Neither bar codes nor basic sensors count."),
        Why("Nobody knows whether bar codes or basic sensors count."),
    ),
    "not_closed": _flag(
        "is_closed", False, Why("The business is open."), Why("The business is suspended or closed."),
        Why("Nobody knows whether the business is open."),
    ),
    "no_arrears": _flag(
        "has_arrears", False, Why("It owes no taxes."), Why("It owes taxes."),
        Why("Nobody knows whether it owes taxes."),
    ),
    "no_other_project": _flag(
        "other_project", False, Why("No other agency's project runs there."),
        Why("Another agency's project runs there."),
        Why("Nobody knows whether another agency's project runs there."),
    ),
}  # fmt: skip
"""Name in a rule → how it is checked; in the order in which they are told."""

"""Which applications are selected under quotas, and why each other one is not. Pure but for the solver.

Places, cities, sectors and types may each have a most and a least. What is wanted, in this order: the leasts are met
as far as there are applications that reach the cut-off, as many places as possible are given, the scores together are
as high as possible, and of equal plans the one whose applications rank higher. CP-SAT of OR-Tools finds that plan and
proves each step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ortools.sat.python import cp_model

from dure.kernel.errors import Invalid

_STEPS = 1000
"""Scores count to a thousandth of a point."""


class BadSelection(Invalid):
    """Applications or quotas that can't be ranked."""


class Reason(StrEnum):
    BELOW = "below"
    """the score is under the cut-off"""
    FULL = "full"
    """every place of a quota it falls under went to others"""
    GIVEN = "given"
    """a place went to a lower score, because another quota asks for a least"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """score: points, to three decimals. traits: what quotas look at, such as type, city, sector."""

    ident: int
    score: Decimal
    traits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quota:
    """least and most of those whose traits are all those of `where`; an empty `where` is for everyone."""

    name: str
    where: Mapping[str, str] = field(default_factory=dict)
    least: int = 0
    most: int | None = None

    def covers(self, candidate: Candidate) -> bool:
        return all(candidate.traits.get(name) == value for name, value in self.where.items())


@dataclass(frozen=True, slots=True)
class Refusal:
    """ident: of the candidate. quotas: names of those that were full. lower: candidates with a lower score who were
    selected in one of these."""

    ident: int
    reason: Reason
    quotas: tuple[str, ...] = ()
    lower: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """selected and waiting: from the highest rank down. missing: quota → places of its least that nobody could take."""

    selected: tuple[int, ...]
    waiting: tuple[int, ...]
    refused: Mapping[int, Refusal]
    missing: Mapping[str, int]


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """From the highest score down; of equal ones the earlier ident first."""
    return sorted(candidates, key=lambda c: (-c.score, c.ident))


def select(candidates: Sequence[Candidate], quotas: Sequence[Quota], cut_off: Decimal) -> Selection:
    """Those who are selected, those who wait, and why. Raises BadSelection, naming what contradicts what."""
    _checked(candidates, quotas)
    order = ranked([c for c in candidates if c.score >= cut_off])
    chosen = _best(order, quotas) if order else set()
    selected = [c for c in order if c.ident in chosen]
    waiting = [c for c in order if c.ident not in chosen]
    missing = {q.name: q.least - sum(q.covers(c) for c in selected) for q in quotas if q.least}
    refused = {c.ident: _refusal(c, selected, quotas) for c in waiting}
    refused |= {c.ident: Refusal(c.ident, Reason.BELOW) for c in candidates if c.score < cut_off}
    return Selection(
        tuple(c.ident for c in selected),
        tuple(c.ident for c in waiting),
        refused,
        {name: count for name, count in missing.items() if count > 0},
    )


def _checked(candidates: Sequence[Candidate], quotas: Sequence[Quota]) -> None:
    if len({c.ident for c in candidates}) < len(candidates):
        raise BadSelection("An application is named twice.")
    if len({q.name for q in quotas}) < len(quotas):
        raise BadSelection("Two quotas have the same name.")
    for candidate in candidates:
        if (candidate.score * _STEPS) % 1:
            raise BadSelection("A score has at most three decimals: %(score)s.", score=candidate.score)
    for quota in quotas:
        if quota.least < 0 or (quota.most is not None and quota.most < quota.least):
            raise BadSelection("The least of %(quota)s is above its most.", quota=quota.name)


def _refusal(candidate: Candidate, selected: Sequence[Candidate], quotas: Sequence[Quota]) -> Refusal:
    full = [
        q for q in quotas if q.covers(candidate) and q.most is not None and sum(q.covers(c) for c in selected) >= q.most
    ]
    lower = tuple(c.ident for c in selected if c.score < candidate.score and any(q.covers(c) for q in full))
    return Refusal(candidate.ident, Reason.GIVEN if lower else Reason.FULL, tuple(q.name for q in full), lower)


def _best(order: Sequence[Candidate], quotas: Sequence[Quota]) -> set[int]:
    """The idents of the best plan: one aim after the other, each held at what it reached."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"take {c.ident}") for c in order]
    shortfalls: list[cp_model.IntVar] = []
    for quota in quotas:
        inside = sum(take for take, c in zip(taken, order, strict=True) if quota.covers(c))
        if quota.most is not None:
            model.add(inside <= quota.most)
        if quota.least:
            shortfall = model.new_int_var(0, quota.least, f"short of {quota.name}")
            model.add(inside + shortfall >= quota.least)
            shortfalls.append(shortfall)
    worth = [int(c.score * _STEPS) for c in order]
    aims = (
        -cp_model.LinearExpr.sum(shortfalls),
        cp_model.LinearExpr.sum(taken),
        cp_model.LinearExpr.weighted_sum(taken, worth),
        -cp_model.LinearExpr.weighted_sum(taken, range(len(order))),
    )
    values = _reached(model, taken, aims)
    return {c.ident for value, c in zip(values, order, strict=True) if value}


def _reached(
    model: cp_model.CpModel, taken: Sequence[cp_model.IntVar], aims: Iterable[cp_model.LinearExprT]
) -> list[int]:
    """Which are taken when each aim is as high as it can be after those before it; one thread: always the same."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    for aim in aims:
        model.maximize(aim)
        status = solver.solve(model)
        if status != cp_model.OPTIMAL:
            raise RuntimeError(f"the selection was not solved: {solver.status_name(status)}")
        model.add(aim >= round(solver.objective_value))
    return [solver.value(take) for take in taken]

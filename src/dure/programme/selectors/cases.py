"""Cases as their readers ask for them; PostgreSQL leaves out those whose firm the reader may not see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.plant.today import today
from dure.programme import workflow
from dure.programme.models import Case, CasePaper, CaseStep, Cohort, Firm, Programme, Round, SupportType
from dure.programme.selectors.facts import FACTS, REASON, Fact, held
from dure.programme.selectors.seats import roles_towards, seats_of
from dure.programme.words import state_word, step_word

ENDINGS = frozenset({"return", "withdraw", "terminate", "reject", "refuse"})
"""Steps back and out, which stand behind the others: nobody takes them by mistake for the way on."""


def cases(
    *, text: str = "", state: str = "", city: str = "", kind: str = "", call: str = "", is_late: bool = False
) -> QuerySet[Case]:
    """text: part of the number, the firm's name or its business number. kind, call: keys of a type and a round."""
    rows = Case.objects.select_related("firm", "round__cohort__programme", "type", "workflow")
    if text:
        named = Q(number__icontains=text) | Q(firm__name__icontains=text)
        digits_only = text.replace("-", "").strip()
        rows = rows.filter(named | Q(firm__business_number__contains=digits_only) if digits_only.isdecimal() else named)
    found: dict[str, Any] = {"state": state, "firm__city": city, "type_id": kind, "round_id": call}
    rows = rows.filter(**{name: value for name, value in found.items() if value})
    return rows.filter(due_on__lt=today()) if is_late else rows


def rounds() -> QuerySet[Round]:
    return Round.objects.select_related("cohort__programme").order_by("-opens_on")


def types() -> QuerySet[SupportType]:
    return SupportType.objects.select_related("programme")


def programmes() -> QuerySet[Programme]:
    return Programme.objects.prefetch_related("workflows__published_by")


def rounds_to_begin() -> QuerySet[Round]:
    """Those that aren't over, of programmes that run."""
    return rounds().filter(closes_on__gte=today(), cohort__programme__is_active=True)


def firms_of(person: Person) -> list[Firm]:
    """The firms for which somebody sits now."""
    return [seat.organisation.firm for seat in seats_of(person, today()) if seat.organisation.firm is not None]


def begins_for_any(person: Person) -> bool:
    """The agency sends letters of intent for firms."""
    return any(seat.organisation.kind == RegionRole.AGENCY for seat in seats_of(person, today()))


def cases_of(firms: Iterable[Firm]) -> QuerySet[Case]:
    """The newest first."""
    return cases().filter(firm__in=list(firms)).order_by("-is_open", "-pk")


def states_of(rows: QuerySet[Case]) -> list[tuple[str, str]]:
    """States in which there are cases, with their words."""
    return [(name, state_word(name)) for name in sorted(set(rows.order_by().values_list("state", flat=True)))]


def cohorts() -> QuerySet[Cohort]:
    return Cohort.objects.select_related("programme")


@dataclass(frozen=True, slots=True)
class Next:
    """A step that the person may take from here. missing: facts that don't hold; same: somebody else has to."""

    step: workflow.Step
    word: str
    missing: tuple[Fact, ...]
    same: bool

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.same

    @property
    def is_ending(self) -> bool:
        return self.step.name in ENDINGS


def next_steps(case: Case, person: Person) -> list[Next]:
    """Ways on before ways out. A reason is asked for with the step and so is never missing here."""
    life = workflow.read(case.workflow.data)
    offers = life.offers(case.state, roles_towards(person, case.firm, today()), ())
    there = held(case, {need for offer in offers for need in offer.step.needs}) | {REASON}
    last = case.steps.order_by("-pk").values_list("by_id", flat=True).first()
    found = [
        Next(
            offer.step, step_word(offer.step.name),
            tuple(FACTS[need] for need in offer.step.needs if need in FACTS and need not in there),
            offer.step.four_eyes and last == person.pk,
        )
        for offer in offers
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.is_ending)


def next_step(case: Case, name: str, person: Person) -> Next | None:
    return next((one for one in next_steps(case, person) if one.step.name == name), None)


def acts_next(case: Case) -> list[str]:
    """Roles that can lead the case on, but for those that could only end it."""
    life = workflow.read(case.workflow.data)
    ahead = [step for step in life.steps if case.state in step.start and step.name not in ENDINGS]
    return sorted({role for step in ahead for role in step.roles})


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the timeline. papers: those it rested on."""

    row: CaseStep
    word: str
    state: str
    papers: tuple[CasePaper, ...]


def timeline(case: Case) -> list[Taken]:
    """The newest first; a paper stands at the step that it was brought for."""
    papers: dict[int, list[CasePaper]] = {}
    for paper in case.papers.select_related("added_by"):
        papers.setdefault(paper.after_id, []).append(paper)
    found, before = [], 0
    for row in case.steps.select_related("by", "rule").order_by("pk"):
        found.append(Taken(row, step_word(row.name), state_word(row.end), tuple(papers.get(before, ()))))
        before = row.pk
    return found[::-1]


def fresh_papers(case: Case) -> QuerySet[CasePaper]:
    """Those that were brought since the last step."""
    last = case.steps.order_by("-pk").values_list("pk", flat=True).first()
    return case.papers.filter(after_id=last).select_related("added_by")


def last_step(case: Case) -> CaseStep:
    return case.steps.select_related("by").order_by("-pk")[0]


@dataclass(frozen=True, slots=True)
class Deadline:
    """days: until the due day, below zero when it is over. roles: who can lead on."""

    case: Case
    days: int
    roles: tuple[str, ...]


def deadlines(roles: Collection[str], *, within: int, day: date) -> list[Deadline]:
    """Cases with a due day so many days ahead or over, on which one of these roles has to act; all roles for none."""
    rows = cases().filter(due_on__isnull=False).order_by("due_on", "number")
    found = [
        Deadline(case, (case.due_on - day).days, tuple(acts_next(case)))
        for case in rows
        if case.due_on and (case.due_on - day).days <= within
    ]
    return [one for one in found if not roles or set(roles) & set(one.roles)]

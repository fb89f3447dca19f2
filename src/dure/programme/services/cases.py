"""Cases: begun by a letter of intent and led on step by step. Keyword-only; each verb is one transaction."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.plant.services.numbers import next_number
from dure.plant.today import today
from dure.programme import workflow
from dure.programme.models import Case, CaseStep, Firm, Round, SupportType, TypeRule
from dure.programme.selectors.facts import FORM, IN_TIME, REASON, held, label_of
from dure.programme.selectors.seats import roles_towards
from dure.programme.services import applications
from dure.programme.words import state_word, step_word

BEGINNERS = frozenset({RegionRole.FIRM, RegionRole.AGENCY})
INTENT = "intent"
"""The name of the step with which every case begins."""
SETTLED = "aftercare"
"""From this state on a case no longer takes the place of its firm."""


@transaction.atomic
def begin_case(*, firm: Firm, call: Round, kind: SupportType, by: Person, wish: str = "") -> Case:
    """A letter of intent, by the firm or by the agency for it.

    Raises Denied for anybody else, Invalid for a type of another programme, Conflict when the round is over, the
    programme has no life cycle yet, or the firm has an open case in it.
    """
    day, programme = today(), call.cohort.programme
    if roles_towards(by, firm, day).isdisjoint(BEGINNERS):
        raise Denied("Only the firm itself and the agency send a letter of intent.")
    if kind.programme_id != programme.pk:
        raise Invalid("%(type)s is no type of support of %(programme)s.", type=str(kind), programme=str(programme))
    if day > call.closes_on or not programme.is_active:
        raise Conflict("%(round)s is over.", round=str(call))
    version = programme.workflows.exclude(published_at=None).order_by("-number").first()
    if version is None:
        raise Conflict("%(programme)s has no life cycle yet. The agency publishes one.", programme=str(programme))
    # Two letters of one firm at once wait for each other here.
    Firm.objects.select_for_update().get(pk=firm.pk)
    if other := Case.objects.filter(firm=firm, programme=programme, is_open=True).first():
        raise Conflict("%(firm)s has the open case %(number)s already.", firm=str(firm), number=other.number)
    state = workflow.read(version.data).first
    number = next_number(
        f"case {programme.code}", date(call.cohort.year, 1, 1), pattern=f"{programme.code}-{{yyyy}}-{{n:04}}"
    )
    made = Case.objects.create(
        firm=firm, number=number, programme=programme, round=call, type=kind, workflow=version, state=state,
        since_on=day, due_on=call.closes_on, wish=wish.strip(),
    )  # fmt: skip
    _step(made, INTENT, "", state, by=by)
    return made


@transaction.atomic
def take_step(*, case: Case, name: str, after: int, by: Person, reason: str = "") -> CaseStep:
    """Lead a case on, by what the person's seats are now. after: the last step that the person has seen.

    Raises Conflict when somebody was faster, NotHere, NotYours, SamePerson, or Missing with what isn't there.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    last = row.steps.select_related("by").order_by("-pk")[0]
    if last.pk != after:
        raise Conflict(
            "Meanwhile %(who)s has taken the step “%(step)s”. Look at the case again.", who=str(last.by),
            step=step_word(last.name),
        )  # fmt: skip
    life, day = workflow.read(row.workflow.data), today()
    end = _taken(life, row, name, by=by, same=last.by_id == by.pk, reason=reason)
    step = life.step(name)
    made = _step(row, name, row.state, end, by=by, reason=reason)
    row.state, row.since_on, row.overdue_on = end, day, None
    row.due_on = _due_on(life, row, step, day)
    row.is_open = row.is_open and end not in life.ends and end != SETTLED
    row.save()
    if FORM in step.needs:
        applications.hand_in(case=row)
    elif applications.is_written(life, end):
        applications.begin(case=row)
    return made


@transaction.atomic
def mark_overdue(*, day: date) -> int:
    """Mark what was due before this day, for the list of deadlines. Returns how many were found."""
    return late(day).filter(overdue_on__isnull=True).update(overdue_on=day)


def late(day: date) -> QuerySet[Case]:
    """Cases whose next step should have been taken before this day."""
    return Case.objects.filter(due_on__lt=day)


def _taken(life: workflow.Workflow, case: Case, name: str, *, by: Person, same: bool, reason: str) -> str:
    """The state after the step. Errors of the engine are told in words of the reader."""
    try:
        step = life.step(name)
        facts = held(case, step.needs) | ({REASON} if reason.strip() else set())
        return life.take(name, case.state, roles_towards(by, case.firm, today()), facts, same_person=same)
    except workflow.Missing as error:
        error.params["needs"] = ", ".join(label_of(need) for need in error.needs)
        raise
    except workflow.NotHere as error:
        error.params |= {"name": step_word(name), "state": state_word(case.state)}
        raise


def _due_on(life: workflow.Workflow, case: Case, step: workflow.Step, day: date) -> date | None:
    """By the step's days; not after the round closes, where what comes next is taken only in its days."""
    due = workflow.due_on(step, day)
    bound = any(case.state in one.start and IN_TIME in one.needs for one in life.steps)
    return min(due, case.round.closes_on) if due and bound and day <= case.round.closes_on else due


def _step(case: Case, name: str, start: str, end: str, *, by: Person, reason: str = "") -> CaseStep:
    rules = TypeRule.objects.filter(type_id=case.type_id, decided_on__lte=today())
    return CaseStep.objects.create(
        firm_id=case.firm_id, case=case, name=name, start=start, end=end, taken_on=today(), recorded_at=clock.now(),
        by=by, reason=reason.strip(), rule=rules.order_by("-decided_on", "-version").first(),
    )  # fmt: skip

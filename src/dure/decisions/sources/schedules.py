"""A better schedule, proposed when something happened or a person asked."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import gettext_noop as mark

from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Answer, Figure, Source, Step, in_languages, register
from dure.kernel.errors import Conflict
from dure.planning.models import Schedule
from dure.planning.selectors import because_of, proposed_schedule
from dure.planning.services import (
    FRESH,
    accept_schedule,
    decline_schedule,
    undo_accept,
    undo_decline,
)
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.production.selectors.lateness import minutes_late_by_day


class BetterSchedules(Source):
    kind = "schedule"
    name = gettext_lazy("Schedule")
    stale_after = FRESH
    deciders = OWNER | {Role.PLANNER, Role.OFFICE, Role.SUPERVISOR}

    def found(self, now: datetime) -> list[Advised]:
        row = proposed_schedule()
        return [_advice(row)] if row is not None and row.ready_at is not None else []

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return _proposed(row) is not None

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        found = _proposed(row)
        if found is None:
            raise Conflict("This was planned anew meanwhile. Look at the list again.")
        return {"schedule": accept_schedule(schedule_id=found.pk, by=by).pk}

    def decline(self, row: Recommendation, by: Person | None, reason: str) -> None:
        if (found := _proposed(row)) is not None:
            decline_schedule(schedule_id=found.pk, by=by, reason=reason)

    def reopen(self, row: Recommendation, by: Person | None) -> None:
        if Schedule.objects.filter(pk=row.facts["schedule"], status=Schedule.Status.DECLINED).exists():
            undo_decline(schedule_id=row.facts["schedule"])

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        undo_accept(schedule_id=row.outcome["schedule"], by=by)

    def answered(self, row: Recommendation) -> Answer | None:
        plan = Schedule.objects.filter(pk=row.facts["schedule"]).select_related("decided_by").first()
        if plan is None or plan.decided_at is None:
            return None
        outcome = None if plan.status == Schedule.Status.DECLINED else {"schedule": plan.pk}
        return Answer(plan.decided_at, plan.decided_by, outcome, plan.decline_reason)

    def was_taken_back(self, row: Recommendation) -> bool:
        return Schedule.objects.filter(pk=row.facts["schedule"], decided_at=None).exists()

    def link(self, row: Recommendation) -> str:
        return reverse("planning:schedule-one", args=[row.facts["schedule"]])

    def next_step(self, row: Recommendation) -> Step | None:
        return Step(mark("Look at the plan"), "planning:schedule-one", self.link(row))

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float]:
        """Minutes by which the orders finished on each day were late."""
        return minutes_late_by_day(first, last)


def _proposed(row: Recommendation) -> Schedule | None:
    return Schedule.objects.filter(pk=row.facts["schedule"], status=Schedule.Status.PROPOSED).first()


def _advice(row: Schedule) -> Advised:
    assert row.ready_at is not None
    before, saved = row.before_late_orders, (row.before_late_minutes or 0) - row.late_minutes

    def say() -> tuple[str, str]:
        reasons = " ".join(because_of(row)) or _("A plan was asked for.")
        moved = ngettext("%(n)s operation moves.", "%(n)s operations move.", row.moved) % {"n": row.moved}
        if before is None:
            return _("A first schedule is ready"), reasons
        return _("A better schedule: %(before)s → %(late)s late orders") % {
            "before": before, "late": row.late_orders,
        }, f"{reasons} {moved}"  # fmt: skip

    figures = [Figure(mark("Late orders"), row.late_orders, "", row.ready_at)]
    if before is not None:
        figures.insert(0, Figure(mark("Late orders in the plan that is followed"), before, "", row.ready_at))
    return Advised(
        BetterSchedules.kind, "schedule", str(row.pk), in_languages(say), figures, row.event_at or row.asked_at,
        {"schedule": row.pk}, deadline=row.ready_at + FRESH, effect=-float(saved) if before is not None else None,
        effect_unit=mark("minutes that orders are late"),
    )  # fmt: skip


register(BetterSchedules())

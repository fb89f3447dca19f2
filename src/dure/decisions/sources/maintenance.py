"""Services that will soon be due: plan the job now, so that it can be put where it hurts least."""

from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Figure, Source, in_languages, register
from dure.maintenance.models import Job, MaintenancePlan
from dure.maintenance.selectors import PlanDue, due_list
from dure.maintenance.services import cancel_job, job_of_plan
from dure.plant.models import Person
from dure.plant.roles import Role


class ComingServices(Source):
    kind = "maintenance"
    name = gettext_lazy("Maintenance")
    deciders = OWNER | {Role.MAINTENANCE, Role.SUPERVISOR}

    def found(self, now: datetime) -> list[Advised]:
        return [_advice(one, now) for one in due_list(now=now) if one.state == "soon" and one.job is None]

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        waits = Job.objects.filter(plan=row.facts["plan"], status__in=[Job.Status.PLANNED, Job.Status.RUNNING])
        return not waits.exists()

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        return {"job": job_of_plan(plan=MaintenancePlan.objects.get(pk=row.facts["plan"]), by=by).pk}

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        cancel_job(job=Job.objects.get(pk=row.outcome["job"]), by=by)

    def link(self, row: Recommendation) -> str:
        return reverse("maintenance:plan", args=[row.facts["plan"]])


def _advice(one: PlanDue, now: datetime) -> Advised:
    plan = one.plan

    def say() -> tuple[str, str]:
        marks = {"name": plan.name, "asset": str(plan.asset), "percent": one.percent, "day": one.due.on or "–"}
        return (
            _("%(asset)s: plan the service %(name)s") % marks,
            _("%(percent)s %% of the interval are used up; it is due on %(day)s.") % marks,
        )

    due_at = timezone.make_aware(datetime.combine(one.due.on, time(23, 59))) if one.due.on else None
    return Advised(
        ComingServices.kind, f"plan:{plan.pk}", f"{one.last.isoformat() if one.last else 'first'}", in_languages(say),
        [Figure(mark("Interval used up"), one.percent, "%", now)], now, {"plan": plan.pk},
        deadline=due_at if due_at and due_at > now else None, effect=float(plan.minutes),
        effect_unit=mark("minutes of work planned ahead"),
    )  # fmt: skip


register(ComingServices())

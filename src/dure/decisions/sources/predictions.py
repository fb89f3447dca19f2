"""A machine that works slower than it did: have somebody look at it. Only of models that a person put in use."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.models import PredictionModel, Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Figure, Source, in_languages, register
from dure.maintenance.models import Job
from dure.maintenance.services import add_job, cancel_job
from dure.plant.models import Person
from dure.plant.roles import Role

RECENT = timedelta(days=7)
"""What rang longer ago isn't advised about any more."""
LASTS = 0.5
"""Share of the change that has to be there still."""


class SlowMachines(Source):
    kind = "prediction"
    name = gettext_lazy("Models of the plant's own time")
    deciders = OWNER | {Role.SUPERVISOR, Role.MAINTENANCE, Role.PLANNER}

    def found(self, now: datetime) -> list[Advised]:
        rows = PredictionModel.objects.filter(
            kind=PredictionModel.Kind.PACE, in_use__isnull=False, rings_too_often=False
        ).select_related("in_use", "work_unit")
        advice = (_advice(row, now) for row in rows)
        return [one for one in advice if one is not None]

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return any(one.key == row.key and one.mark == row.facts["mark"] for one in self.found(now))

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        model = PredictionModel.objects.get(pk=row.facts["model"])
        title = _("Find out why it works slower")
        job = add_job(title=title, by=by, work_unit=model.work_unit, minutes=30, stops_unit=False,
                      due_on=timezone.localdate() + timedelta(days=1))  # fmt: skip
        return {"job": job.pk}

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        cancel_job(job=Job.objects.get(pk=row.outcome["job"]), by=by)

    def link(self, row: Recommendation) -> str:
        return reverse("decisions:model", args=[row.facts["model"]])


def _advice(row: PredictionModel, now: datetime) -> Advised | None:
    """None when it didn't ring lately, rang for a faster pace, or the machine is back where it was."""
    last = row.alarms[-1] if row.alarms else None
    if last is None or row.level is None or row.followed_until is None:
        return None
    rang = _moment(last["at_us"])
    slower = float(last["slower"])
    if slower <= 0 or rang < now - RECENT or row.level < LASTS * slower:
        return None
    since = _moment(last["since_us"])

    def say() -> tuple[str, str]:
        marks = {
            "unit": row.work_unit, "percent": round(row.level or 0.0, 1),
            "since": f"{timezone.localtime(since):%m-%d %H:%M}",
        }  # fmt: skip
        return (
            _("%(unit)s works %(percent)s %% slower: find out why") % marks,
            _("Held against what each item took before, it has been slower since about %(since)s.") % marks,
        )

    at = row.followed_until
    return Advised(
        SlowMachines.kind, f"{row.kind}:{row.work_unit_id}", str(last["at_us"]), in_languages(say),
        [Figure(mark("Slower than it was learnt, last 8 hours of running"), round(row.level, 1), "%", at)], rang,
        {"model": row.pk, "version": row.in_use.version if row.in_use else 0}, deadline=rang + RECENT,
        effect=round(row.level, 1), effect_unit=mark("per cent of its pace"), kpi="effectiveness",
        scope=f"work_unit:{row.work_unit.code}",
    )  # fmt: skip


def _moment(at_us: int) -> datetime:
    return datetime.fromtimestamp(at_us / 1_000_000, UTC)


register(SlowMachines())
